#include "train/optimiser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <c10/core/GradMode.h>

#include "language/stored_tensor.h"

namespace second_read::train {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8; // as published for Adam

} // namespace

Optimiser::Optimiser(NamedTensors parameters, double weightDecay)
    : m_parameters(std::move(parameters)), m_weightDecay(weightDecay) {
    for (auto& [name, parameter] : m_parameters) {
        parameter.set_requires_grad(true);
        m_mean[name] = at::zeros_like(parameter.detach());
        m_square[name] = at::zeros_like(parameter.detach());
    }
}

void Optimiser::zeroGradients() {
    for (auto& [name, parameter] : m_parameters) parameter.mutable_grad() = at::Tensor();
}

double Optimiser::step(double learningRate, double clip) {
    c10::NoGradGuard noGradient;
    std::vector<at::Tensor> parameters, matrices, gradients, means, squares;
    for (auto& [name, parameter] : m_parameters) {
        if (!parameter.grad().defined()) continue;
        parameters.push_back(parameter);
        gradients.push_back(parameter.grad());
        means.push_back(m_mean[name]);
        squares.push_back(m_square[name]);
        if (parameter.dim() > 1) matrices.push_back(parameter);
    }
    if (gradients.empty()) return 0;
    const double norm = at::stack(at::_foreach_norm(gradients, 2)).norm().item<double>();
    if (!std::isfinite(norm)) return norm;
    if (norm > clip) at::_foreach_mul_(gradients, clip / norm);
    ++m_steps;
    const double correction1 = 1 - std::pow(kBeta1, m_steps), correction2 = 1 - std::pow(kBeta2, m_steps);
    at::_foreach_mul_(means, kBeta1);
    at::_foreach_add_(means, gradients, 1 - kBeta1);
    at::_foreach_mul_(squares, kBeta2);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - kBeta2);
    if (!matrices.empty()) at::_foreach_mul_(matrices, 1 - learningRate * m_weightDecay);
    auto roots = at::_foreach_sqrt(squares);
    at::_foreach_mul_(roots, 1 / std::sqrt(correction2));
    at::_foreach_add_(roots, kEpsilon);
    at::_foreach_addcdiv_(parameters, means, roots, -learningRate / correction1);
    return norm;
}

language::StoredTensors Optimiser::state() const {
    language::StoredTensors state;
    for (const auto& [name, mean] : m_mean) {
        state["mean." + name] = language::fromTensor(mean);
        state["square." + name] = language::fromTensor(m_square.at(name));
    }
    state["steps"] = language::fromTensor(at::full({1}, m_steps, at::kLong));
    return state;
}

Result<void> Optimiser::restore(const language::StoredTensors& state) {
    const auto take = [&](const std::string& name, at::Tensor& target) -> Result<void> {
        const auto found = state.find(name);
        if (found == state.end())
            return fail(ErrorCode::Mismatch,
                        "the checkpoint lacks '" + name + "': it belongs to another run");
        return language::copyInto(target, found->second, name);
    };
    for (auto& [name, mean] : m_mean) {
        SECOND_READ_CHECK(take("mean." + name, mean));
        SECOND_READ_CHECK(take("square." + name, m_square[name]));
    }
    at::Tensor steps = at::zeros({1}, at::kLong);
    SECOND_READ_CHECK(take("steps", steps));
    m_steps = steps.item<std::int64_t>();
    return {};
}

double scheduledRate(double peak, int step, int steps, double warmup) {
    const double done = steps > 0 ? static_cast<double>(step) / steps : 1.0;
    if (done < warmup) return peak * (static_cast<double>(step) + 1) / (warmup * steps + 1);
    const double fallen = std::clamp((done - warmup) / (1 - warmup), 0.0, 1.0);
    return peak * (0.1 + 0.9 * 0.5 * (1 + std::cos(std::numbers::pi * fallen)));
}

} // namespace second_read::train
