#include "train/vision_training.h"

namespace second_read::train {
namespace {

constexpr double kDiceSmooth = 20; // voxels
constexpr double kLesionWeight = 5;

} // namespace

VoxelLoss voxelLoss(const vision::VoxelLogits& logits, const at::Tensor& truth) {
    const at::Tensor tissue = truth.bitwise_and(3).to(at::kLong);
    const at::Tensor classes = truth.div(4, "floor").to(at::kLong);
    const at::Tensor lesion = classes.gt(0).to(at::kFloat);
    VoxelLoss loss;
    const at::Tensor tissueWeights = at::tensor({0.3F, 0.5F, 0.7F, 1.0F});
    loss.tissue = at::cross_entropy_loss(logits.tissue, tissue, tissueWeights);

    const at::Tensor weights = 1 + (kLesionWeight - 1) * lesion;
    loss.lesion = 10 * at::binary_cross_entropy_with_logits(logits.lesion, lesion, weights);
    const at::Tensor p = at::sigmoid(logits.lesion);
    const at::Tensor both = (p * lesion).sum({1, 2, 3, 4});
    const at::Tensor dice =
        (2 * both + kDiceSmooth) / (p.sum({1, 2, 3, 4}) + lesion.sum({1, 2, 3, 4}) + kDiceSmooth);
    loss.dice = (1 - dice).mean();

    // One class a cell: that of its sub-voxel with the highest number (rare classes come last in
    // simulate::Lesion).
    const at::Tensor cell = classes.amax(1);
    at::Tensor sum = at::zeros({}), total = at::zeros({}) + 1e-6;
    const at::Tensor likelihood = at::log_softmax(logits.classes, 1);
    for (std::int64_t n = 0; n < cell.size(0); ++n) {
        const at::Tensor places = cell[n].gt(0);
        if (!places.any().item<bool>()) continue;
        const at::Tensor target = cell[n].masked_select(places) - 1;
        const at::Tensor counts = at::bincount(target, {}, vision::kLesionClasses).to(at::kFloat);
        const at::Tensor weight = counts.clamp_min(1).rsqrt().index_select(0, target);
        const at::Tensor each =
            likelihood[n].masked_select(places.unsqueeze(0)).reshape({vision::kLesionClasses, -1});
        const at::Tensor hit = each.gather(0, target.unsqueeze(0)).squeeze(0);
        sum = sum - (hit * weight).sum();
        total = total + weight.sum();
    }
    loss.classes = sum / total;
    return loss;
}

} // namespace second_read::train
