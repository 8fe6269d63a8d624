#pragma once
/// Where voxels lie. Patient coordinates are DICOM's LPS in millimetres (PS3.3 C.7.6.2): x grows to the
/// patient's left, y to the back (posterior), z to the head (superior). Whatever comes in as RAS is converted
/// at the door.

#include <array>
#include <cstddef>

#include <Eigen/Geometry>

namespace second_read::volume {

/// A regular grid of voxels: columns of `direction` are the unit vectors, in LPS, along which the voxel
/// indices i (fastest), j, k grow; `origin` is the centre of voxel (0, 0, 0).
struct Grid {
    std::array<int, 3> size{0, 0, 0};
    Eigen::Vector3d spacing{1, 1, 1}; ///< mm, positive
    Eigen::Matrix3d direction = Eigen::Matrix3d::Identity();
    Eigen::Vector3d origin{0, 0, 0};

    /// Voxel index (i, j, k, 1) to LPS mm of its centre: the `affine_lps` of the JSON contract.
    Eigen::Matrix4d affine() const;
    /// The grid of an affine; sheared columns are kept as directions, unnormalised length as spacing.
    static Grid fromAffine(const Eigen::Matrix4d& voxelToLps, std::array<int, 3> size);

    Eigen::Vector3d patientOf(const Eigen::Vector3d& voxel) const;
    Eigen::Vector3d voxelOf(const Eigen::Vector3d& patient) const;
    std::size_t voxels() const;
    bool contains(const Eigen::Vector3d& voxel) const; ///< within half a voxel of a centre
};

} // namespace second_read::volume
