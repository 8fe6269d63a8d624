#include "study/stack_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <Eigen/Geometry>

namespace second_read::study {
namespace {

constexpr double kUneven = 0.02;        // of the median gap: beyond rounding of positions to 0.1 mm
constexpr double kUnevenAtLeast = 0.05; // mm
constexpr double kMissing = 1.5;        // of the median gap
constexpr double kShearDegrees = 0.5;
constexpr double kSideways = 0.5; // mm off the common line
constexpr std::size_t kGapsNamed = 3;

template <class... Values> std::string formatted(const char* format, Values... values) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

double thicknessOf(const FrameFacts& frame) {
    return frame.spacingBetweenSlices.value_or(frame.sliceThickness.value_or(1.0));
}

void judgeGaps(const std::vector<double>& gaps, double middle, Stack& stack) {
    std::size_t named = 0, lost = 0;
    for (std::size_t k = 0; k < gaps.size(); ++k) {
        if (gaps[k] < kMissing * middle) continue;
        const auto missing = static_cast<std::size_t>(std::max(1.0, std::round(gaps[k] / middle) - 1));
        lost += missing;
        if (++named <= kGapsNamed)
            stack.warnings.push_back(formatted(
                "a gap of %.2f mm between slices %zu and %zu where the others are %.2f mm apart: %zu missing",
                gaps[k], k + 1, k + 2, middle, missing));
    }
    stack.gaps = named > 0;
    if (named > kGapsNamed)
        stack.warnings.push_back(formatted("%zu gaps in all, about %zu slices missing", named, lost));
    const auto [least, most] = std::minmax_element(gaps.begin(), gaps.end());
    if (!stack.gaps && std::max(*most - middle, middle - *least) > std::max(kUnevenAtLeast, kUneven * middle))
        stack.warnings.push_back(
            formatted("slices are unevenly spaced: %.2f to %.2f mm; their mean is used", *least, *most));
}

} // namespace

Stack placedStack(std::vector<const FrameFacts*> frames) {
    Stack stack;
    const FrameFacts& any = *frames.front();
    const Eigen::Vector3d normal = any.rowDirection->cross(*any.columnDirection).normalized();
    int main = 0;
    normal.cwiseAbs().maxCoeff(&main);
    const Eigen::Vector3d upwards = normal[main] < 0 ? Eigen::Vector3d(-normal) : normal;
    std::stable_sort(frames.begin(), frames.end(), [&](const auto* a, const auto* b) {
        return a->position->dot(upwards) < b->position->dot(upwards);
    });

    const std::size_t count = frames.size();
    const FrameFacts& first = *frames.front();
    Eigen::Vector3d step = upwards * thicknessOf(any);
    if (count > 1) {
        std::vector<double> gaps;
        for (std::size_t k = 1; k < count; ++k)
            gaps.push_back((*frames[k]->position - *frames[k - 1]->position).dot(upwards));
        const double middle = median(gaps);
        judgeGaps(gaps, middle, stack);
        const Eigen::Vector3d span = *frames.back()->position - *first.position;
        const double height = span.dot(upwards);
        // Along the line from the first to the last slice, as far as the normal gap asks: right for sheared
        // stacks too.
        step = stack.gaps ? Eigen::Vector3d(span * (middle / height))
                          : Eigen::Vector3d(span / static_cast<double>(count - 1));
        double sideways = 0;
        for (std::size_t k = 0; k < count; ++k) {
            const Eigen::Vector3d off = *frames[k]->position - *first.position;
            sideways = std::max(sideways, (off - span * (off.dot(upwards) / height)).norm());
        }
        if (sideways > kSideways)
            stack.warnings.push_back(
                formatted("slices are shifted sideways against each other by up to %.1f mm", sideways));
        const double shear = std::acos(std::clamp(step.normalized().dot(upwards), -1.0, 1.0)) * 180 / M_PI;
        if (shear > kShearDegrees)
            stack.warnings.push_back(formatted("the stack is sheared by %.1f degrees (gantry tilt); "
                                               "positions hold, angles in other planes do not",
                                               shear));
    }
    Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
    affine.block<3, 1>(0, 0) = *first.rowDirection * first.pixelSpacing->x();
    affine.block<3, 1>(0, 1) = *first.columnDirection * first.pixelSpacing->y();
    affine.block<3, 1>(0, 2) = step;
    affine.block<3, 1>(0, 3) = *first.position;
    stack.spacing = {first.pixelSpacing->x(), first.pixelSpacing->y(), step.norm()};
    stack.affine = affine;
    stack.frames = std::move(frames);
    return stack;
}

Stack unplacedStack(std::vector<const FrameFacts*> frames) {
    Stack stack;
    const FrameFacts& any = *frames.front();
    stack.warnings.push_back(!any.pixelSpacing && any.position && any.rowDirection
                                 ? "the pixel spacing is missing: distances and sides are unknown"
                                 : "position or orientation is missing: slices are in the order of their "
                                   "numbers, sides are unknown");
    if (any.pixelSpacing) stack.spacing = {any.pixelSpacing->x(), any.pixelSpacing->y(), thicknessOf(any)};
    stack.frames = std::move(frames);
    return stack;
}

} // namespace second_read::study
