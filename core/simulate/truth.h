#pragma once
/// What the painters left behind, as truth.

#include "simulate/scene.h"

namespace second_read::simulate {

/// Voxel truth, and from it volume, centroid and side of each finding; what left no trace is no finding. A
/// meningioma adds the mass that it is.
void settleTruth(const Scene& scene, Examination& examination);

} // namespace second_read::simulate
