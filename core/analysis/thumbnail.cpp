#include "analysis/thumbnail.h"

#include <algorithm>
#include <cmath>

#include "volume/orientation.h"
#include "volume/picture.h"

namespace second_read::analysis {
namespace {

constexpr double kThick = 2.0; // thickest over finest spacing, from which on another plane is smeared

bool thick(const volume::Grid& grid) { return grid.spacing.maxCoeff() > kThick * grid.spacing.minCoeff(); }

} // namespace

bool showsAxial(const volume::Grid& grid) {
    return !thick(grid) || volume::planeOf(grid) == volume::Plane::Axial;
}

std::vector<std::uint8_t> thumbnailOf(const volume::Volume& volume) {
    if (volume.voxels.empty() || volume.grid.voxels() != volume.voxels.size()) return {};
    const auto& grid = volume.grid;
    const volume::ViewAxes axes = thick(grid)
                                      ? volume::standardAxes(grid, true)
                                      : volume::ViewAxes{Eigen::Vector3d::UnitX(), Eigen::Vector3d::UnitY()};
    Eigen::Vector3d middle(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1);
    middle /= 2;
    if (thick(grid)) middle.z() = std::floor(middle.z()); // a slice, not between two
    double extent = 0;
    for (int axis = 0; axis < 3; ++axis) {
        const Eigen::Vector3d edge =
            grid.direction.col(axis) * (grid.size[static_cast<std::size_t>(axis)] * grid.spacing[axis]);
        extent = std::max({extent, std::abs(edge.dot(axes.right)), std::abs(edge.dot(axes.down))});
    }
    return volume::pictureOf(volume, axes, grid.patientOf(middle), extent, kThumbnailSide);
}

} // namespace second_read::analysis
