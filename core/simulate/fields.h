#pragma once
/// Smooth random fields and distances on regular grids.

#include <array>
#include <cstdint>
#include <vector>

#include "simulate/random.h"

namespace second_read::simulate {

using Size = std::array<int, 3>;

inline std::size_t countOf(const Size& size) {
    return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]) *
           static_cast<std::size_t>(size[2]);
}

/// A cubic B-spline through `knots` (at least 4 an axis) of normal noise, standard deviation `sd` at the
/// knots.
std::vector<float> smoothField(const Size& size, const Size& knots, double sd, Random& random);

/// Smooth noise in about [-1, 1] with features of unit size: value noise on a hashed lattice, two octaves.
/// No state: the same place and seed give the same value.
float latticeNoise(float x, float y, float z, std::uint64_t seed);

/// Distance in mm from each voxel to the nearest voxel of the set, exact (Felzenszwalb and Huttenlocher
/// 2012); a large number everywhere when the set is empty.
std::vector<float> distanceTo(const std::vector<std::uint8_t>& set, const Size& size, double spacing);

/// Moving average over 2 * `radius` + 1 voxels along one axis, in place; the border is repeated.
void boxFilter(std::vector<float>& values, const Size& size, int axis, int radius);

} // namespace second_read::simulate
