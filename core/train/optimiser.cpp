#include "train/optimiser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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
    at::NoGradGuard noGradient;
    double sum = 0;
    for (auto& [name, parameter] : m_parameters)
        if (parameter.grad().defined()) sum += parameter.grad().square().sum().item<double>();
    const double norm = std::sqrt(sum);
    if (!std::isfinite(norm)) return norm;
    const double scale = norm > clip ? clip / norm : 1.0;
    ++m_steps;
    const double correction1 = 1 - std::pow(kBeta1, m_steps), correction2 = 1 - std::pow(kBeta2, m_steps);
    for (auto& [name, parameter] : m_parameters) {
        if (!parameter.grad().defined()) continue;
        const at::Tensor gradient = parameter.grad() * scale;
        at::Tensor &mean = m_mean[name], &square = m_square[name];
        mean.mul_(kBeta1).add_(gradient, 1 - kBeta1);
        square.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
        if (parameter.dim() > 1) parameter.mul_(1 - learningRate * m_weightDecay);
        parameter.addcdiv_(mean, (square / correction2).sqrt_().add_(kEpsilon), -learningRate / correction1);
    }
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
