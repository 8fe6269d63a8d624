#pragma once
/// Frames of one series to stacks of parallel slices with their geometry.

#include <string>
#include <vector>

#include <Eigen/Core>

#include "study/image_facts.h"
#include "volume/grid.h"

namespace second_read::study {

/// Slices of one plane, size, echo, b-value and kind, sorted along the slice normal in a fixed direction of
/// the patient whatever the scanner's order was: from the feet to the head, from front to back, from right to
/// left for (mostly) axial, coronal and sagittal slices. The affine says what the voxels do; it may be
/// left-handed.
struct Stack {
    std::vector<const FrameFacts*> frames;
    std::optional<Eigen::Matrix4d> affine; ///< voxel to LPS; nullopt without position or orientation
    Eigen::Vector3d spacing{1, 1, 1};
    std::string difference; ///< what sets it apart in its series: "b=1000", "echo 2", ...
    std::vector<std::string> warnings;
    bool gaps = false; ///< slices are missing: the affine holds only near its first slices
};

/// All frames of `frames` lie in exactly one stack, or in `leftOut` with the reason.
struct Sorted {
    std::vector<Stack> stacks;
    std::vector<std::string> warnings; ///< of the whole series: which images were left out
    bool diffusion = false;            ///< the series is diffusion-weighted
};
Sorted sortIntoStacks(const std::vector<const FrameFacts*>& frames);

} // namespace second_read::study
