#pragma once
/// From voxel evidence to the space of report embeddings: one hidden layer, trained by mean squared error to
/// the embedding of the report of the same examination. Its output is left as it comes: the minimiser of a
/// squared error is the mean of the embeddings that fit the evidence, so a linear read-out of it is the mean
/// read-out of such reports.

#include <span>
#include <vector>

#include "vision/network.h"

namespace second_read::vision {

class Projection {
public:
    /// Tensors "projection.mean", ".sd" [in], ".first.weight" [hidden, in], ".first.bias", ".second.weight"
    /// [out, hidden], ".second.bias". Corrupt, naming the tensor, when one is missing or does not fit.
    static Result<Projection> of(const Tensors& tensors);

    int inputs() const { return static_cast<int>(m_mean.size()); }
    const std::vector<float>& mean() const { return m_mean; } ///< of the training evidence
    int outputs() const { return static_cast<int>(m_secondBias.size()); }

    std::vector<float> operator()(std::span<const float> evidence) const;
    /// Derivative of `direction` . output by each evidence value.
    std::vector<float> gradient(std::span<const float> evidence, std::span<const float> direction) const;

    /// Evidence beyond this many standard deviations of the training data is read as just that many.
    static constexpr float kFarthest = 5.0F;
    static constexpr float kSlope = 0.05F; ///< of its leaky rectifier

private:
    std::vector<float> hidden(std::span<const float> evidence) const;
    std::vector<float> m_mean, m_sd, m_first, m_firstBias, m_second, m_secondBias;
};

} // namespace second_read::vision
