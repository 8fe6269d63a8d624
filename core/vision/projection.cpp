#include "vision/projection.h"

#include <algorithm>
#include <cmath>

namespace second_read::vision {

Result<Projection> Projection::of(const Tensors& tensors) {
    Projection p;
    const auto read = [&](const std::string& name, std::int64_t dimensions,
                          std::vector<float>& into) -> Result<void> {
        const auto found = tensors.find("projection." + name);
        if (found == tensors.end() || found->second.dim() != dimensions || found->second.numel() == 0)
            return fail(ErrorCode::Corrupt,
                        "the image encoder's tensor \"projection." + name + "\" is missing or misshapen");
        const at::Tensor plain = found->second.to(at::kCPU, at::kFloat).contiguous();
        into.assign(plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
        if (!std::all_of(into.begin(), into.end(), [](float v) { return std::isfinite(v); }))
            return fail(ErrorCode::Corrupt,
                        "the image encoder's tensor \"projection." + name + "\" is not finite");
        return {};
    };
    SECOND_READ_CHECK(read("mean", 1, p.m_mean));
    SECOND_READ_CHECK(read("sd", 1, p.m_sd));
    SECOND_READ_CHECK(read("first.weight", 2, p.m_first));
    SECOND_READ_CHECK(read("first.bias", 1, p.m_firstBias));
    SECOND_READ_CHECK(read("second.weight", 2, p.m_second));
    SECOND_READ_CHECK(read("second.bias", 1, p.m_secondBias));
    if (p.m_sd.size() != p.m_mean.size() || p.m_first.size() != p.m_mean.size() * p.m_firstBias.size() ||
        p.m_second.size() != p.m_firstBias.size() * p.m_secondBias.size() ||
        std::any_of(p.m_sd.begin(), p.m_sd.end(), [](float sd) { return sd <= 0; }))
        return fail(ErrorCode::Corrupt, "the image encoder's projection tensors do not fit together");
    return p;
}

std::vector<float> Projection::hidden(std::span<const float> evidence) const {
    std::vector<float> result = m_firstBias;
    const std::size_t n = m_mean.size();
    for (std::size_t i = 0; i < n; ++i) {
        const float z = std::clamp((evidence[i] - m_mean[i]) / m_sd[i], -kFarthest, kFarthest);
        for (std::size_t h = 0; h < result.size(); ++h) result[h] += m_first[h * n + i] * z;
    }
    return result;
}

std::vector<float> Projection::operator()(std::span<const float> evidence) const {
    const std::vector<float> before = hidden(evidence);
    std::vector<float> result = m_secondBias;
    for (std::size_t o = 0; o < result.size(); ++o)
        for (std::size_t h = 0; h < before.size(); ++h)
            result[o] += m_second[o * before.size() + h] * (before[h] > 0 ? before[h] : kSlope * before[h]);
    return result;
}

std::vector<float> Projection::gradient(std::span<const float> evidence,
                                        std::span<const float> direction) const {
    const std::vector<float> before = hidden(evidence);
    const std::size_t n = m_mean.size();
    std::vector<float> result(n, 0.0F);
    for (std::size_t h = 0; h < before.size(); ++h) {
        float back = 0;
        for (std::size_t o = 0; o < m_secondBias.size(); ++o)
            back += m_second[o * before.size() + h] * direction[o];
        back *= before[h] > 0 ? 1.0F : kSlope;
        for (std::size_t i = 0; i < n; ++i) result[i] += back * m_first[h * n + i];
    }
    for (std::size_t i = 0; i < n; ++i) result[i] /= m_sd[i];
    return result;
}

} // namespace second_read::vision
