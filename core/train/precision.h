#pragma once
/// bfloat16 matrix products while an object of this class lives (LibTorch's autocast), where asked for.

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace second_read::train {

/// Emulated, as on most processors, bfloat16 is several times slower than float32.
inline bool computesInBFloat16(const at::Device& device) {
    return device.is_cuda() || __builtin_cpu_supports("avx512bf16");
}

class ReducedPrecision {
public:
    ReducedPrecision(bool wanted, bool cuda) : m_wanted(wanted), m_cuda(cuda) {
        if (m_wanted) set(true);
    }
    ~ReducedPrecision() {
        if (!m_wanted) return;
        at::autocast::clear_cache();
        set(false);
    }
    ReducedPrecision(const ReducedPrecision&) = delete;
    ReducedPrecision& operator=(const ReducedPrecision&) = delete;

private:
    void set(bool on) const {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
        const auto device = m_cuda ? at::kCUDA : at::kCPU;
        at::autocast::set_autocast_dtype(device, at::kBFloat16);
        at::autocast::set_autocast_enabled(device, on);
#else
        if (m_cuda) {
            at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
            at::autocast::set_enabled(on);
        } else {
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
            at::autocast::set_cpu_enabled(on);
        }
#endif
    }
    bool m_wanted;
    bool m_cuda;
};

} // namespace second_read::train
