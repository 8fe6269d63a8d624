#pragma once
/// From voxel answers to a few dozen numbers a half of the brain: how much of which lesion class, how surely,
/// how many, where roughly, and how wide the fluid spaces are. A few voxels can speak, which a global average
/// would drown; and because every number is a sum over voxels, what it owes to each voxel is known exactly.

#include <array>
#include <string>
#include <vector>

#include "vision/network.h"
#include "volume/volume.h"

namespace second_read::vision {

/// Probabilities on the canonical grid, one value a voxel, x fastest.
struct VoxelMaps {
    volume::Grid grid;
    std::array<std::vector<float>, kTissues> tissue;
    std::vector<float> lesion;                              ///< of any lesion
    std::array<std::vector<float>, kLesionClasses> classes; ///< of each class, given a lesion
};
/// Of item `n` of the network's output.
VoxelMaps mapsOf(const VoxelLogits& logits, std::int64_t n, const volume::Grid& grid);

/// The largest connected piece of what is not outside, opened first so that neck and face fall off (the
/// trial: without it, face and neck gave 3 to 16 ml of false mass).
struct Brain {
    enum : std::uint8_t { Outside = 0, Right = 1, Left = 2 };
    std::vector<std::uint8_t> half; ///< one value a voxel
    double ml = 0;
    Eigen::Vector3d centroid{0, 0, 0};           ///< LPS mm
    Eigen::Vector3d low{0, 0, 0}, high{0, 0, 0}; ///< box, LPS mm
    Eigen::Vector3d midplane{0, 0, 0}; ///< x = a + b y + c z (LPS mm), fitted to the middles of its rows
    double midlineAt(const Eigen::Vector3d& lps) const {
        return midplane[0] + midplane[1] * lps.y() + midplane[2] * lps.z();
    }
};
Brain brainOf(const VoxelMaps& maps);

/// Numbers that each half has of its own.
inline constexpr int kEvidencePerHalf = 2 * kLesionClasses + 8;

/// Numbers and what each owes to each voxel.
struct VoxelEvidence {
    struct Share {
        std::int32_t voxel;
        float amount; ///< derivative by the voxel's probability times that probability
    };
    std::vector<float> values;
    std::vector<std::vector<Share>>
        shares; ///< as many as values; empty for numbers that are no sums over voxels
};
VoxelEvidence evidenceOf(const VoxelMaps& maps, const Brain& brain);
/// "left.volume.acute_infarct", ..., in the order of VoxelEvidence::values.
const std::vector<std::string>& evidenceNames();
/// True for the widths of the fluid spaces: every brain has some, so only what exceeds the usual speaks for
/// anything.
bool isFluid(std::size_t feature);
/// What the mirrored brain would give: left and right exchanged.
std::vector<float> mirroredEvidence(const std::vector<float>& values);

/// Left minus right of every number that each half has: what a side is read from. Its sign turns with the
/// mirror.
std::vector<float> leftMinusRight(const std::vector<float>& values);

/// Words for a point of the brain from its position in the brain's box. Approximate: boxes are not lobes.
std::string placeOf(const VoxelMaps& maps, const Brain& brain, const Eigen::Vector3d& lps);

} // namespace second_read::vision
