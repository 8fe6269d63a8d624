#include "volume/orientation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace second_read::volume {
namespace {

constexpr std::array<char, 3> kPositive = {'L', 'P', 'S'};
constexpr std::array<char, 3> kNegative = {'R', 'A', 'I'};

} // namespace

std::string lettersOf(const Eigen::Vector3d& lpsDirection) {
    const double length = lpsDirection.norm();
    if (!(length > 0)) return {};
    std::array<int, 3> axes = {0, 1, 2};
    std::stable_sort(axes.begin(), axes.end(),
                     [&](int a, int b) { return std::abs(lpsDirection[a]) > std::abs(lpsDirection[b]); });
    std::string letters;
    for (const int axis : axes) {
        const auto i = static_cast<std::size_t>(axis);
        if (std::abs(lpsDirection[axis]) >= 0.1 * length)
            letters += lpsDirection[axis] > 0 ? kPositive[i] : kNegative[i];
    }
    return letters;
}

Plane planeOf(const Grid& grid) {
    const Eigen::Vector3d normal = grid.direction.col(0).cross(grid.direction.col(1)).cwiseAbs();
    int axis = 0;
    const double strongest = normal.maxCoeff(&axis);
    if (strongest < std::cos(35.0 * M_PI / 180.0) * normal.norm()) return Plane::Oblique;
    return axis == 0 ? Plane::Sagittal : axis == 1 ? Plane::Coronal : Plane::Axial;
}

std::string_view nameOf(Plane plane) {
    constexpr std::array<std::string_view, 4> names = {"axial", "coronal", "sagittal", "oblique"};
    return names[static_cast<std::size_t>(plane)];
}

std::string describe(const Eigen::Vector3d& lpsPoint) {
    std::string text;
    for (int axis = 0; axis < 3; ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        std::array<char, 32> part{};
        std::snprintf(part.data(), part.size(), "%s%c %.1f", axis ? " " : "",
                      lpsPoint[axis] < 0 ? kNegative[i] : kPositive[i], std::abs(lpsPoint[axis]));
        text += part.data();
    }
    return text;
}

} // namespace second_read::volume
