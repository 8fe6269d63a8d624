#pragma once
/// AdamW (Loshchilov and Hutter 2019) over named tensors, its state in plain tensors so that a checkpoint
/// needs no code.

#include <map>
#include <string>

#include <ATen/ATen.h>

#include "base/error.h"
#include "language/safetensors.h"

namespace second_read::train {

using NamedTensors = std::map<std::string, at::Tensor>;

class Optimiser {
public:
    /// The tensors become leaves that collect gradients; they are updated in place. Weight decay spares
    /// vectors.
    explicit Optimiser(NamedTensors parameters, double weightDecay = 0.01);

    void zeroGradients();
    /// Gradients are first scaled to a common norm of at most `clip`; returns the norm before. A parameter
    /// without a gradient stays as it is. A norm that is not finite changes nothing.
    double step(double learningRate, double clip = 1.0);

    language::StoredTensors state() const;
    /// Mismatch when the state belongs to other parameters.
    Result<void> restore(const language::StoredTensors& state);

private:
    NamedTensors m_parameters;
    NamedTensors m_mean;
    NamedTensors m_square;
    std::int64_t m_steps = 0;
    double m_weightDecay;
};

/// Linear rise over the first `warmup` share of the steps, then a half cosine down to a tenth of `peak`.
double scheduledRate(double peak, int step, int steps, double warmup = 0.06);

} // namespace second_read::train
