#pragma once
/// Trains the voxel networks of several sequences together, or of one: every sequence has a stem and a head
/// of its own, the trunk in between learns from all that are trained, since anatomy looks the same whatever
/// the contrast. A run over all sequences first, then one for each from where that ended, gives every
/// sequence a trunk of its own. Voxel truth from simulation (tissue, lesion, class); no report and no label
/// is read here.

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "base/job.h"
#include "base/json.h"
#include "pack/pack.h"
#include "train/vision_store.h"
#include "vision/network.h"

namespace second_read::train {

struct VoxelTrainingOptions {
    std::filesystem::path store; ///< may still be growing: read again every minute
    std::filesystem::path out;   ///< checkpoint.safetensors, curves.svg, log.csv
    /// A pack, or another run's `out`, whose networks a fresh run starts from; empty: random ones. Where it
    /// has none of the sequences, its first network's trunk is taken: anatomy looks the same.
    std::filesystem::path startFrom;
    std::vector<Sequence> sequences = {Sequence::T1,  Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                                       Sequence::DWI, Sequence::ADC,  Sequence::SWI};
    vision::NetworkShape shape;
    vision::Preprocessing preprocessing;
    double minutes =
        30; ///< of training in all; the learning rate falls to nothing over them, resumes included
    double learningRate = 2.5e-3;
    double checkpointSeconds = 400;
    std::size_t held = 24; ///< first examinations of the store, never trained on, for the curves
    int threads = 1;
    std::size_t views = 4;                   ///< a step; a GPU takes 24 in the time of 4
    pack::Device device = pack::Device::Cpu; ///< Cuda fails where there is none
    bool reducedPrecision = true;            ///< bfloat16 where the device computes in it
    std::uint64_t seed = 1;
};

struct VoxelLoss {
    at::Tensor tissue, lesion, dice, classes;
    at::Tensor sum() const { return tissue + 0.7 * lesion + 1.0 * dice + 0.4 * classes; }
};
/// `truth`: [n, 8, z, y, x] cells of tissue + 4 * lesion; `sequences`: of each item. Lesion classes that a
/// sequence hardly shows are left out of its sums: asking for what cannot be seen teaches to answer "perhaps"
/// everywhere. Inside a class map a class counts by the root of its size in the examination, so that a lacune
/// is not drowned by a glioma.
VoxelLoss voxelLoss(const vision::VoxelLogits& logits, const at::Tensor& truth,
                    const std::vector<Sequence>& sequences);

/// By simulate::Lesion: true where the sequence shows it.
std::vector<bool> lesionsShown(Sequence sequence);
/// [n, ...] of lesion classes: true where a lesion lies that the item's sequence hardly shows.
at::Tensor hiddenLesions(const at::Tensor& classes, const std::vector<Sequence>& sequences);

/// Goes on from the checkpoint when there is one (Corrupt when it is cut short, Mismatch when of another
/// network). Returns the last held-out figures. Cancelled leaves a checkpoint.
Result<nlohmann::json> trainVoxelNetworks(const VoxelTrainingOptions& options,
                                          const JobContext& context = {});

/// The networks of a checkpoint, one complete set of tensors a sequence.
Result<std::map<Sequence, vision::Tensors>> readCheckpoint(const std::filesystem::path& out);

} // namespace second_read::train
