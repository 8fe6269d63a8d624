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

/// [n, classes + 1]: voxels of each class, by item.
at::Tensor countsOf(const at::Tensor& classes) {
    std::vector<at::Tensor> counts;
    for (int c = 0; c <= vision::kLesionClasses; ++c)
        counts.push_back(classes.eq(c).flatten(1).sum(1).to(at::kFloat));
    return at::stack(counts, 1);
}

/// What each voxel weighs by the class it is of: the rarer a class in its view, the more, so that a small
/// infarct is not drowned by a large tumour.
at::Tensor weightsOf(const at::Tensor& classes) {
    at::Tensor byClass =
        kLesionWeight *
        countsOf(classes).clamp_min(1).reciprocal().mul(kUsualLesion).sqrt().clamp(1, kMostForSmall);
    byClass.select(1, 0).fill_(1);
    return byClass.gather(1, classes.flatten(1)).view_as(classes);
}

} // namespace

std::vector<bool> lesionsShown(Sequence sequence) {
    std::vector<bool> shown(vision::kLesionClasses + 1, false);
    for (const auto lesion : shownBy(sequence)) shown[static_cast<std::size_t>(lesion)] = true;
    return shown;
}

at::Tensor hiddenLesions(const at::Tensor& classes, const std::vector<Sequence>& sequences) {
    at::Tensor hidden = at::zeros({std::ssize(sequences), vision::kLesionClasses + 1}, at::kBool);
    for (std::size_t n = 0; n < sequences.size(); ++n) {
        const std::vector<bool> shown = lesionsShown(sequences[n]);
        for (std::size_t c = 1; c < shown.size(); ++c)
            hidden.data_ptr<bool>()[n * shown.size() + c] = !shown[c];
    }
    return hidden.to(classes.device()).gather(1, classes.flatten(1)).view_as(classes);
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
    const at::Tensor cell = classes.amax(1), any = cell.gt(0).to(at::kFloat);
    const at::Tensor counts = countsOf(cell).clamp_min(1).rsqrt();
    const at::Tensor weight = any * counts.gather(1, cell.flatten(1)).view_as(cell);
    const at::Tensor likelihood =
        at::log_softmax(logits.classes, 1).gather(1, (cell - 1).clamp_min(0).unsqueeze(1)).squeeze(1);
    loss.classes = -(likelihood * weight).sum() / (weight.sum() + 1e-6);
    return loss;
}

} // namespace second_read::train
