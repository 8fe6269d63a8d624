#include "train/vision_training.h"

namespace second_read::train {
namespace {

static_assert(static_cast<int>(simulate::Lesion::Vascular) == vision::kLesionClasses);

constexpr double kDiceSmooth = 8; // voxels
constexpr double kLesionWeight = 5;
constexpr double kUsualLesion = 300; // voxels, 8 ml: smaller ones weigh more,
constexpr double kMostForSmall = 4;  // up to this

/// Lesion classes that are asked of a sequence.
std::vector<simulate::Lesion> shownBy(Sequence sequence) {
    using enum simulate::Lesion;
    switch (sequence) {
    case Sequence::T1:
        return {Haemorrhage, TumourCore, Oedema, Meningioma, Cavity};
    case Sequence::T1Gd:
        return {Haemorrhage, TumourCore, Oedema, Meningioma, Cavity, Vascular};
    case Sequence::DWI:
        return {AcuteInfarct, Haemorrhage, TumourCore, Meningioma, Cavity};
    case Sequence::ADC:
        return {AcuteInfarct, Haemorrhage, TumourCore, Oedema, Meningioma, Cavity};
    case Sequence::SWI:
        return {Haemorrhage, Vascular};
    default:
        return {AcuteInfarct, Haemorrhage,       TumourCore,    Oedema,
                Meningioma,   WhiteMatterChange, Demyelination, Cavity};
    }
}

/// What each voxel weighs by the class it is of: the rarer a class in its view, the more, so that a small
/// infarct is not drowned by a large tumour.
at::Tensor weightsOf(const at::Tensor& classes) {
    at::Tensor weights = at::empty_like(classes, at::kFloat);
    for (std::int64_t n = 0; n < classes.size(0); ++n) {
        const at::Tensor flat = classes[n].flatten();
        const at::Tensor counts =
            at::bincount(flat, {}, vision::kLesionClasses + 1).to(at::kFloat).clamp_min(1);
        at::Tensor byClass =
            kLesionWeight * counts.reciprocal().mul(kUsualLesion).sqrt().clamp(1, kMostForSmall);
        byClass[0] = 1;
        weights[n].copy_(byClass.index_select(0, flat).view_as(classes[n]));
    }
    return weights;
}

} // namespace

bool showsLesion(Sequence sequence, const at::Tensor& truth) {
    const at::Tensor counts =
        at::bincount(truth.div(4, "floor").flatten().to(at::kLong), {}, vision::kLesionClasses + 1);
    for (const auto lesion : shownBy(sequence))
        if (counts[static_cast<std::int64_t>(lesion)].item<std::int64_t>() > 0) return true;
    return false;
}

at::Tensor hiddenLesions(const at::Tensor& classes, const std::vector<Sequence>& sequences) {
    at::Tensor result = at::zeros_like(classes, at::kBool);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        at::Tensor shown = at::zeros({vision::kLesionClasses + 1}, at::kBool);
        shown[0].fill_(true);
        for (const auto lesion : shownBy(sequences[n])) shown[static_cast<std::int64_t>(lesion)].fill_(true);
        shown = shown.to(classes.device());
        const auto at = static_cast<std::int64_t>(n);
        result[at].copy_(shown.index_select(0, classes[at].flatten()).logical_not().view_as(classes[at]));
    }
    return result;
}

VoxelLoss voxelLoss(const vision::VoxelLogits& logits, const at::Tensor& truth,
                    const std::vector<Sequence>& sequences) {
    const at::Tensor tissue = truth.bitwise_and(3).to(at::kLong);
    at::Tensor classes = truth.div(4, "floor").to(at::kLong);
    const at::Tensor unseen = hiddenLesions(classes, sequences), asked = unseen.logical_not().to(at::kFloat);
    classes = classes.masked_fill(unseen, 0);
    const at::Tensor lesion = classes.gt(0).to(at::kFloat);
    VoxelLoss loss;
    const at::Tensor tissueWeights = at::tensor({0.3F, 0.5F, 0.7F, 1.0F}).to(logits.tissue.device());
    loss.tissue = at::cross_entropy_loss(logits.tissue, tissue, tissueWeights);

    const at::Tensor weights = asked * weightsOf(classes);
    loss.lesion = 10 * at::binary_cross_entropy_with_logits(logits.lesion, lesion, weights);
    const at::Tensor p = at::sigmoid(logits.lesion) * asked;
    const at::Tensor both = (p * lesion).sum({1, 2, 3, 4});
    const at::Tensor size = lesion.sum({1, 2, 3, 4});
    const at::Tensor dice = (2 * both + kDiceSmooth) / (p.sum({1, 2, 3, 4}) + size + kDiceSmooth);
    // Only where there is a lesion: on the many views without one, Dice teaches to answer nothing anywhere.
    const at::Tensor there = size.gt(0).to(at::kFloat);
    loss.dice = ((1 - dice) * there).sum() / there.sum().clamp_min(1);

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
