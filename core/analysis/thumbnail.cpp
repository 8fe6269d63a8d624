#include "analysis/thumbnail.h"

#include <algorithm>
#include <cmath>

namespace second_read::analysis {
namespace {

/// Trilinear; nothing outside.
double valueAt(const volume::Volume& volume, const Eigen::Vector3d& voxel) {
    if (!volume.grid.contains(voxel)) return 0;
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
    const auto mix = [](double a, double b, double t) { return a + (b - a) * t; };
    const auto row = [&](int j, int k) {
        return mix(volume.at(low[0], j, k), volume.at(high[0], j, k), part[0]);
    };
    const auto slab = [&](int k) { return mix(row(low[1], k), row(high[1], k), part[1]); };
    return mix(slab(low[2]), slab(high[2]), part[2]);
}

} // namespace

std::vector<std::uint8_t> thumbnailOf(const volume::Volume& volume) {
    if (volume.voxels.empty() || volume.grid.voxels() != volume.voxels.size()) return {};
    const auto& grid = volume.grid;
    Eigen::Vector3d low = Eigen::Vector3d::Constant(INFINITY), high = -low;
    for (int corner = 0; corner < 8; ++corner) {
        const Eigen::Vector3d voxel((corner & 1) ? grid.size[0] - 0.5 : -0.5,
                                    (corner & 2) ? grid.size[1] - 0.5 : -0.5,
                                    (corner & 4) ? grid.size[2] - 0.5 : -0.5);
        low = low.cwiseMin(grid.patientOf(voxel));
        high = high.cwiseMax(grid.patientOf(voxel));
    }
    const Eigen::Vector3d middle = (low + high) / 2;
    const double mmPerPixel = std::max(high.x() - low.x(), high.y() - low.y()) / kThumbnailSide;
    const auto window = volume::robustWindow(volume);
    std::vector<std::uint8_t> picture;
    picture.reserve(kThumbnailSide * kThumbnailSide);
    for (int v = 0; v < kThumbnailSide; ++v)
        for (int u = 0; u < kThumbnailSide; ++u) {
            const Eigen::Vector3d point =
                middle + mmPerPixel * Eigen::Vector3d(u + 0.5 - kThumbnailSide / 2.0,
                                                      v + 0.5 - kThumbnailSide / 2.0, 0);
            const double value = valueAt(volume, grid.voxelOf(point));
            const double grey = 255 * (0.5 + (value - window.center) / std::max(window.width, 1e-12));
            picture.push_back(
                std::isfinite(grey) ? static_cast<std::uint8_t>(std::clamp(std::lround(grey), 0L, 255L)) : 0);
        }
    return picture;
}

} // namespace second_read::analysis
