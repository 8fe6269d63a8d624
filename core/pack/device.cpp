#include "pack/device.h"

#include <dlfcn.h>

#include <ATen/Context.h>

namespace second_read::pack {

ChosenDevice chooseDevice(Device wanted) {
    ChosenDevice chosen;
    if (wanted == Device::Cpu) return chosen;
    // One program serves CPU and GPU: only torch_cpu is linked, the CUDA library registers itself when
    // opened.
    static const bool opened = ::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr;
    std::string why;
    if (!opened) {
        why = "this LibTorch has no CUDA library";
    } else {
        try {
            if (at::globalContext().hasCUDA()) {
                at::zeros({1}, at::TensorOptions().device(at::kCUDA)); // a driver may be there and no device
                // Its ten bits of mantissa move read-outs by 2e-3 away from the CPU's.
                at::globalContext().setAllowTF32CuDNN(false);
                chosen.device = at::Device(at::kCUDA, 0);
                chosen.name = "cuda";
                return chosen;
            }
            why = "no CUDA device answers";
        } catch (const std::exception&) {
            why = "the CUDA device cannot be used";
        }
    }
    if (wanted == Device::Cuda) chosen.whyNotCuda = why;
    return chosen;
}

Result<at::Device> trainingDevice(Device wanted) {
    const ChosenDevice chosen = chooseDevice(wanted);
    if (wanted == Device::Cuda && !chosen.device.is_cuda())
        return fail(ErrorCode::Unsupported, "cannot train on CUDA: " + chosen.whyNotCuda +
                                                "; leave --device out to train on the CPU");
    return chosen.device;
}

} // namespace second_read::pack
