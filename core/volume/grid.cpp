#include "volume/grid.h"

namespace second_read::volume {

Eigen::Matrix4d Grid::affine() const {
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    matrix.topLeftCorner<3, 3>() = direction * spacing.asDiagonal();
    matrix.topRightCorner<3, 1>() = origin;
    return matrix;
}

Grid Grid::fromAffine(const Eigen::Matrix4d& voxelToLps, std::array<int, 3> size) {
    Grid grid;
    grid.size = size;
    for (int axis = 0; axis < 3; ++axis) {
        const Eigen::Vector3d column = voxelToLps.block<3, 1>(0, axis);
        grid.spacing[axis] = column.norm();
        grid.direction.col(axis) = column / column.norm();
    }
    grid.origin = voxelToLps.topRightCorner<3, 1>();
    return grid;
}

Eigen::Vector3d Grid::patientOf(const Eigen::Vector3d& voxel) const {
    return origin + direction * spacing.cwiseProduct(voxel);
}

Eigen::Vector3d Grid::voxelOf(const Eigen::Vector3d& patient) const {
    return (direction.inverse() * (patient - origin)).cwiseQuotient(spacing);
}

std::size_t Grid::voxels() const {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
}

bool Grid::contains(const Eigen::Vector3d& voxel) const {
    for (int axis = 0; axis < 3; ++axis)
        if (voxel[axis] < -0.5 || voxel[axis] > size[static_cast<std::size_t>(axis)] - 0.5) return false;
    return true;
}

} // namespace second_read::volume
