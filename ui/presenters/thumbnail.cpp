#include "presenters/thumbnail.h"

#include <algorithm>
#include <cmath>

#include "presenters/slice_geometry.h"
#include "presenters/view_transform.h"

namespace second_read::ui {

GreyImage thumbnailOf(const volume::Volume& volume, int slice, bool positionKnown, int side) {
    GreyImage image{
        side, side,
        std::vector<std::uint8_t>(static_cast<std::size_t>(side) * static_cast<std::size_t>(side))};
    const volume::Grid& grid = volume.grid;
    if (grid.voxels() == 0 || volume.voxels.size() < grid.voxels() || slice < 0 || slice >= grid.size[2])
        return image;
    const volume::Window window = volume::robustWindow(volume);
    const double low = window.center - window.width / 2;

    ViewTransform view;
    view.axes = standardAxes(grid, positionKnown);
    view.size = {static_cast<double>(side), static_cast<double>(side)};
    view.center = sliceCenter(grid, slice);
    const double extent = std::max(grid.size[0] * grid.spacing[0], grid.size[1] * grid.spacing[1]);
    view.pixelsPerMm = side / extent;

    constexpr int kSamples =
        3; // each pixel is the mean of 3 x 3 points: large matrices shrink without sparkle
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            double sum = 0;
            for (int sample = 0; sample < kSamples * kSamples; ++sample) {
                const Eigen::Vector2d pixel(x + (sample % kSamples + 0.5) / kSamples,
                                            y + (sample / kSamples + 0.5) / kSamples);
                const Eigen::Vector3d voxel = grid.voxelOf(view.patientOf(pixel));
                const auto i = std::lround(voxel.x()), j = std::lround(voxel.y());
                if (i < 0 || j < 0 || i >= grid.size[0] || j >= grid.size[1]) continue;
                const double value = volume.at(static_cast<int>(i), static_cast<int>(j), slice);
                if (std::isfinite(value)) sum += std::clamp((value - low) / window.width, 0.0, 1.0);
            }
            image.pixels[static_cast<std::size_t>(y * side + x)] =
                static_cast<std::uint8_t>(std::lround(255 * sum / (kSamples * kSamples)));
        }
    return image;
}

} // namespace second_read::ui
