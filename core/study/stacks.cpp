#include "study/stacks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

#include <Eigen/Geometry>

#include "base/joined.h"
#include "study/stack_geometry.h"

namespace second_read::study {
namespace {

using Frames = std::vector<const FrameFacts*>;

constexpr std::size_t kMostRepeats = 12; // more volumes of one kind than this are a time series
constexpr double kSameDirection = 1e-3;  // difference of direction cosines that is rounding
constexpr double kSamePlace = 0.01;      // mm along the normal
constexpr double kDiffusionFrom = 50;    // s/mm2

std::string formatted(const char* format, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

/// What images of one stack have in common. Members in the order in which a difference is named.
struct Kind {
    long long bValue = -1; ///< of diffusion series alone
    std::string component, imageType, stackId;
    long long echoTime = -1; ///< hundredths of ms
    int echoNumber = -1;
    int columns = 0, rows = 0;
    int direction = 0;   ///< index into the orientations met so far
    long long pixel = 0; ///< micrometres

    auto tie() const {
        return std::tie(bValue, component, imageType, stackId, echoTime, echoNumber, columns, rows, direction,
                        pixel);
    }
    bool operator<(const Kind& other) const { return tie() < other.tie(); }
};

class Orientations {
public:
    int indexOf(const FrameFacts& frame) {
        if (!frame.rowDirection || !frame.columnDirection) return -1;
        for (std::size_t i = 0; i < m_known.size(); ++i)
            if ((m_known[i].first - *frame.rowDirection).cwiseAbs().maxCoeff() < kSameDirection &&
                (m_known[i].second - *frame.columnDirection).cwiseAbs().maxCoeff() < kSameDirection)
                return static_cast<int>(i);
        m_known.emplace_back(*frame.rowDirection, *frame.columnDirection);
        return static_cast<int>(m_known.size()) - 1;
    }

private:
    std::vector<std::pair<Eigen::Vector3d, Eigen::Vector3d>> m_known;
};

Kind kindOf(const FrameFacts& frame, Orientations& orientations, bool diffusion) {
    Kind kind;
    kind.columns = frame.columns;
    kind.rows = frame.rows;
    kind.component = frame.component;
    kind.imageType = joined(frame.acquisition.imageType, "\\");
    kind.stackId = frame.stackId;
    kind.direction = orientations.indexOf(frame);
    if (frame.acquisition.echoTime) kind.echoTime = std::llround(*frame.acquisition.echoTime * 100);
    if (frame.echoNumber) kind.echoNumber = *frame.echoNumber;
    if (diffusion && frame.acquisition.bValue) kind.bValue = std::llround(*frame.acquisition.bValue);
    if (frame.pixelSpacing)
        kind.pixel = std::llround(frame.pixelSpacing->x() * 1000) * 1'000'000 +
                     std::llround(frame.pixelSpacing->y() * 1000);
    return kind;
}

/// In words, what sets `kind` apart from the others of its series.
std::string differenceOf(const Kind& kind, const std::map<Kind, Frames>& all, const FrameFacts& frame) {
    std::string text;
    const auto differs = [&](auto member) {
        return std::any_of(all.begin(), all.end(),
                           [&](const auto& other) { return other.first.*member != kind.*member; });
    };
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (differs(&Kind::bValue)) add(kind.bValue < 0 ? "no b-value" : "b=" + std::to_string(kind.bValue));
    if (differs(&Kind::component))
        add(kind.component.empty() ? "unnamed part" : kind.component);
    else if (differs(&Kind::imageType))
        add("image type " + kind.imageType);
    if (differs(&Kind::stackId)) add("stack " + kind.stackId);
    if (differs(&Kind::echoTime) && frame.acquisition.echoTime)
        add("echo time " + formatted("%g ms", *frame.acquisition.echoTime));
    else if (differs(&Kind::echoNumber))
        add("echo " + std::to_string(kind.echoNumber));
    if (differs(&Kind::direction))
        add(kind.direction < 0 ? "no orientation" : "orientation " + std::to_string(kind.direction + 1));
    if (differs(&Kind::columns) || differs(&Kind::rows))
        add(std::to_string(kind.columns) + " by " + std::to_string(kind.rows) + " pixels");
    else if (differs(&Kind::pixel))
        add("another pixel size");
    return text;
}

/// The order in which images of one place were taken.
bool takenBefore(const FrameFacts* a, const FrameFacts* b) {
    const auto key = [](const FrameFacts* f) {
        return std::tuple(f->temporalPosition.value_or(0), f->acquisitionNumber.value_or(0),
                          f->instance.value_or(0), f->file.string(), f->frame);
    };
    return key(a) < key(b);
}

std::tuple<long long, long long, long long> gradientKey(const FrameFacts& frame) {
    if (!frame.gradient) return {0, 0, 0};
    const auto rounded = [&](int i) { return std::llround((*frame.gradient)[i] * 100); };
    return {rounded(0), rounded(1), rounded(2)};
}

/// Images of one kind to volumes in each of which every place occurs once: the n-th image of a place goes to
/// the n-th.
std::vector<Frames> volumesOf(Frames frames) {
    const Eigen::Vector3d normal = frames.front()->rowDirection->cross(*frames.front()->columnDirection);
    const auto distance = [&](const FrameFacts* frame) { return frame->position->dot(normal); };
    std::stable_sort(frames.begin(), frames.end(), takenBefore);
    std::stable_sort(frames.begin(), frames.end(),
                     [&](const auto* a, const auto* b) { return distance(a) < distance(b); });
    std::vector<Frames> volumes;
    for (std::size_t first = 0; first < frames.size();) {
        std::size_t last = first + 1;
        while (last < frames.size() && distance(frames[last]) - distance(frames[first]) < kSamePlace) ++last;
        std::stable_sort(frames.begin() + static_cast<std::ptrdiff_t>(first),
                         frames.begin() + static_cast<std::ptrdiff_t>(last), takenBefore);
        for (std::size_t n = 0; n < last - first; ++n) {
            if (volumes.size() <= n) volumes.emplace_back();
            volumes[n].push_back(frames[first + n]);
        }
        first = last;
    }
    return volumes;
}

std::string images(std::size_t count) { return std::to_string(count) + (count == 1 ? " image" : " images"); }

/// Volumes of one kind, by gradient direction, then by repeat.
void addKind(const Frames& frames, const std::string& difference, Sorted& sorted) {
    const auto placed = [](const FrameFacts* frame) {
        return frame->position && frame->rowDirection && frame->pixelSpacing;
    };
    if (!std::all_of(frames.begin(), frames.end(), placed)) {
        Frames byNumber = frames;
        std::stable_sort(byNumber.begin(), byNumber.end(), takenBefore);
        Stack stack = unplacedStack(std::move(byNumber));
        stack.difference = difference;
        sorted.stacks.push_back(std::move(stack));
        return;
    }
    std::map<std::tuple<long long, long long, long long>, Frames> byGradient;
    for (const auto* frame : frames) byGradient[gradientKey(*frame)].push_back(frame);
    std::vector<Frames> volumes;
    for (const auto& [gradient, group] : byGradient)
        for (auto& volume : volumesOf(group)) volumes.push_back(std::move(volume));
    std::stable_sort(volumes.begin(), volumes.end(), [](const Frames& a, const Frames& b) {
        return takenBefore(*std::min_element(a.begin(), a.end(), takenBefore),
                           *std::min_element(b.begin(), b.end(), takenBefore));
    });
    if (volumes.size() > kMostRepeats) {
        std::size_t left = 0;
        for (std::size_t i = 1; i < volumes.size(); ++i) left += volumes[i].size();
        sorted.warnings.push_back(std::to_string(volumes.size()) +
                                  " volumes of one place (time points or directions" +
                                  (difference.empty() ? "" : "; " + difference) + "): the first is loaded, " +
                                  images(left) + " left out");
        volumes.resize(1);
    }
    for (std::size_t n = 0; n < volumes.size(); ++n) {
        Stack stack = placedStack(std::move(volumes[n]));
        stack.difference = difference;
        if (volumes.size() > 1)
            stack.difference += (difference.empty() ? "" : ", ") + std::string("repeat ") +
                                std::to_string(n + 1) + " of " + std::to_string(volumes.size());
        sorted.stacks.push_back(std::move(stack));
    }
}

} // namespace

Sorted sortIntoStacks(const std::vector<const FrameFacts*>& frames) {
    Sorted sorted;
    sorted.diffusion = std::any_of(frames.begin(), frames.end(), [](const auto* frame) {
        return frame->acquisition.bValue.value_or(0) > kDiffusionFrom;
    });
    std::map<Kind, Frames> kinds;
    Orientations orientations;
    for (const auto* frame : frames) kinds[kindOf(*frame, orientations, sorted.diffusion)].push_back(frame);
    for (const auto& [kind, group] : kinds) addKind(group, differenceOf(kind, kinds, *group.front()), sorted);
    return sorted;
}

} // namespace second_read::study
