#pragma once
/// The voxel network: a small 3-D U-Net (Ronneberger et al. 2015; Cicek et al. 2016) on a space-to-depth
/// input, with additive skips (Chaurasia and Culurciello 2017) because the full concatenation is what a CPU
/// spends its time on. It answers per voxel what tissue lies there and whether there is a lesion, and per
/// 2x2x2 cell which class a lesion there would be: lesion first, class second, since classes that compete
/// voxel by voxel flip into one another.
///
/// Functions over named tensors: training, files and use share one description and nothing else.

#include <array>
#include <map>
#include <string>

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/json.h"

namespace second_read::vision {

/// Outside, brain, CSF, ventricle (simulate::Tissue).
inline constexpr int kTissues = 4;
/// simulate::Lesion without None.
inline constexpr int kLesionClasses = 9;

struct NetworkShape {
    std::array<int, 4> widths{32, 64, 96, 128}; ///< channels at 1/2, 1/4, 1/8 and 1/16 of the grid
    /// Classes are also asked of the features at 1/4 of the grid: what a lesion is depends on what lies
    /// around it, more than the few finest channels carry. Packs up to 0.4.0 have none.
    bool context = true;
    /// Kernels of 1 x 3 x 3: slices meet in the cells and in the pooling alone. Made to be compared with.
    bool planar = false;
    bool operator==(const NetworkShape&) const = default;
};
nlohmann::json toJson(const NetworkShape& shape);
Result<NetworkShape> networkShapeOf(const nlohmann::json& json);

using Tensors = std::map<std::string, at::Tensor>;

/// Fresh float32 parameters. "stem." and "head." belong to a sequence, the rest is the trunk.
Tensors makeNetwork(const NetworkShape& shape, std::uint64_t seed);
/// Corrupt, naming the tensor, when one is missing, has another shape or holds a value that is not finite.
Result<void> checkNetwork(const NetworkShape& shape, const Tensors& network);
/// The shape that a complete network's tensors have.
NetworkShape shapeOf(const Tensors& network);
/// A network from before there was a context becomes one whose context says nothing yet: the same answers.
void addContext(const NetworkShape& shape, Tensors& network);

/// Training on CPUs with AVX512-BF16 runs its convolutions in half the time in bfloat16 (measured: 16 against
/// 10 views/s).
enum class Precision { Float32, BFloat16 };

struct VoxelLogits {
    at::Tensor tissue;  ///< [n, kTissues, 8, d, h, w]: eight sub-voxels a cell, see cellsOf
    at::Tensor lesion;  ///< [n, 8, d, h, w]
    at::Tensor classes; ///< [n, kLesionClasses, d, h, w]
};

/// [n, z, y, x] to [n, 8, z/2, y/2, x/2], sub-voxel 4*(z%2) + 2*(y%2) + x%2; and back.
at::Tensor cellsOf(const at::Tensor& voxels);
at::Tensor voxelsOf(const at::Tensor& cells);

struct Features {
    at::Tensor fine;   ///< [n, widths[0], ...] at 1/2 of the grid
    at::Tensor coarse; ///< [n, widths[1], ...] at 1/4
};

/// The three parts, so that one trunk can be trained with the stems and heads of several sequences. `cells`:
/// [n, 8, ...].
at::Tensor stem(const Tensors& network, const at::Tensor& cells, Precision precision = Precision::Float32);
Features trunk(const Tensors& network, const at::Tensor& stemmed, Precision precision = Precision::Float32);
VoxelLogits head(const Tensors& network, const Features& features, const at::Tensor& cells,
                 Precision precision = Precision::Float32);
/// All of it; `voxels`: [n, z, y, x] normalised intensities, every side a multiple of 16 or at least of 8.
VoxelLogits forward(const Tensors& network, const at::Tensor& voxels);

} // namespace second_read::vision
