#pragma once
/// Slices of different stacks in one patient space: which slice is nearest, where planes cut each other.

#include <optional>
#include <string>
#include <utility>

#include "volume/grid.h"

namespace second_read::ui {

/// LPS of the middle of slice k.
Eigen::Vector3d sliceCenter(const volume::Grid& grid, int slice);

/// The slice whose plane lies nearest to a point, clamped to the stack; nullopt when the point lies more than
/// `toleranceMm` outside the stack.
std::optional<int> nearestSlice(const volume::Grid& grid, const Eigen::Vector3d& lps, double toleranceMm);

/// True when the slices of both stacks are parallel within 15 degrees: no line shows where they cut.
bool parallel(const volume::Grid& a, const volume::Grid& b);

/// True when both stacks run the same way, axial and axial, though each may be tilted after its own habit:
/// those scroll together. Within 45 degrees.
bool sameWay(const volume::Grid& a, const volume::Grid& b);

/// Where slice `slice` of `drawn` cuts the plane of slice `otherSlice` of `other`, clipped to the rectangle
/// of the drawn slice; nullopt when parallel (within 15 degrees) or when they do not meet.
std::optional<std::pair<Eigen::Vector3d, Eigen::Vector3d>> cut(const volume::Grid& drawn, int slice,
                                                               const volume::Grid& other, int otherSlice);

/// "S 41.2 mm": where a slice lies along the axis that its normal is nearest to.
std::string slicePosition(const volume::Grid& grid, int slice);

} // namespace second_read::ui
