#include "volume/picture.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace second_read::volume {
namespace {

/// Each pixel is the mean of 2 x 2 points: large matrices shrink without sparkle.
constexpr int kSamples = 2;

/// Trilinear; nothing outside.
double valueAt(const Volume& volume, const Eigen::Vector3d& voxel) {
    if (!volume.grid.contains(voxel)) return -INFINITY;
    std::array<int, 3> low{}, high{};
    std::array<double, 3> part{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const int last = volume.grid.size[axis] - 1;
        const double position =
            std::clamp(voxel[static_cast<Eigen::Index>(axis)], 0.0, static_cast<double>(last));
        low[axis] = static_cast<int>(position);
        high[axis] = std::min(low[axis] + 1, last);
        part[axis] = position - low[axis];
    }
    const auto mix = [](double a, double b, double t) { return t == 0 ? a : a + (b - a) * t; };
    const auto row = [&](int j, int k) {
        return mix(volume.at(low[0], j, k), volume.at(high[0], j, k), part[0]);
    };
    const auto slab = [&](int k) { return mix(row(low[1], k), row(high[1], k), part[1]); };
    return mix(slab(low[2]), slab(high[2]), part[2]);
}

} // namespace

std::vector<std::uint8_t> pictureOf(const Volume& volume, const ViewAxes& axes, const Eigen::Vector3d& center,
                                    double extentMm, int side) {
    std::vector<std::uint8_t> picture(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    if (volume.voxels.empty() || volume.grid.voxels() != volume.voxels.size()) return picture;
    const Window window = robustWindow(volume);
    const double low = window.center - window.width / 2, width = std::max(window.width, 1e-12);
    const double mmPerPixel = extentMm / side;
    auto pixel = picture.begin();
    for (int v = 0; v < side; ++v)
        for (int u = 0; u < side; ++u) {
            double sum = 0;
            for (int sample = 0; sample < kSamples * kSamples; ++sample) {
                const double right = u + (sample % kSamples + 0.5) / kSamples - side / 2.0;
                const double down = v + (sample / kSamples + 0.5) / kSamples - side / 2.0;
                const Eigen::Vector3d point = center + mmPerPixel * (right * axes.right + down * axes.down);
                const double grey = (valueAt(volume, volume.grid.voxelOf(point)) - low) / width;
                if (!std::isnan(grey)) sum += std::clamp(grey, 0.0, 1.0);
            }
            *pixel++ = static_cast<std::uint8_t>(std::lround(255 * sum / (kSamples * kSamples)));
        }
    return picture;
}

} // namespace second_read::volume
