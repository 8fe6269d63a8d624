#pragma once
/// A small grey picture of one plane of a volume, for lists.

#include <cstdint>
#include <vector>

#include "volume/view_axes.h"
#include "volume/volume.h"

namespace second_read::volume {

/// The square of `extentMm` around `center` (LPS) in the plane of `axes`, `side` x `side` grey values row by
/// row from the top, in the volume's robust window; black outside the volume, and all black where it has no
/// voxels.
std::vector<std::uint8_t> pictureOf(const Volume& volume, const ViewAxes& axes, const Eigen::Vector3d& center,
                                    double extentMm, int side);

} // namespace second_read::volume
