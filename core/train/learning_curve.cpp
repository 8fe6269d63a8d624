#include "train/learning_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace second_read::train {
namespace {

constexpr double kWidth = 720, kHeight = 400, kLeft = 64, kRight = 20, kTop = 36, kBottom = 40;
// Okabe and Ito (2008): told apart by colour-blind eyes.
constexpr const char* kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string escaped(const std::string& text) {
    std::string safe;
    for (char c : text)
        safe += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
    return safe;
}

std::string label(double x, double y, const std::string& anchor, const std::string& text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">" +
           escaped(text) + "</text>\n";
}

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void take(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void settle() { // an empty or flat range still needs a length
        if (!(low <= high)) low = 0, high = 1;
        if (low == high) high = low + 1;
    }
};

} // namespace

std::string drawCurves(const std::string& title, const std::vector<Curve>& curves) {
    Range xs, ys;
    for (const Curve& curve : curves)
        for (const auto& [x, y] : curve.points)
            if (std::isfinite(x) && std::isfinite(y)) xs.take(x), ys.take(y);
    xs.settle();
    ys.settle();
    const auto across = [&](double x) {
        return kLeft + (x - xs.low) / (xs.high - xs.low) * (kWidth - kLeft - kRight);
    };
    const auto down = [&](double y) {
        return kHeight - kBottom - (y - ys.low) / (ys.high - ys.low) * (kHeight - kTop - kBottom);
    };

    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"400\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"720\" height=\"400\" fill=\"#ffffff\"/>\n";
    svg += label(kLeft, 20, "start", title);
    for (int tick = 0; tick <= 4; ++tick) {
        const double x = xs.low + (xs.high - xs.low) * tick / 4, y = ys.low + (ys.high - ys.low) * tick / 4;
        svg += "<path d=\"M" + number(kLeft) + " " + number(down(y)) + "H" + number(kWidth - kRight) +
               "\" stroke=\"#dddddd\"/>\n";
        svg += label(across(x), kHeight - 16, "middle", number(x)) +
               label(kLeft - 6, down(y) + 4, "end", number(y));
    }
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const std::string colour = kColours[i % std::size(kColours)];
        std::string path;
        for (const auto& [x, y] : curves[i].points)
            if (std::isfinite(x) && std::isfinite(y))
                path += (path.empty() ? "M" : "L") + number(across(x)) + " " + number(down(y));
        svg += "<path d=\"" + path + "\" fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.5\"/>\n";
        svg += "<g fill=\"" + colour + "\">" +
               label(kWidth - kRight, kTop + 14 * static_cast<double>(i + 1), "end", curves[i].name) +
               "</g>\n";
    }
    return svg + "</svg>\n";
}

} // namespace second_read::train
