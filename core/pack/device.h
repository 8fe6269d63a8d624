#pragma once
/// Which device models run on.

#include <string>

#include <ATen/ATen.h>

#include "pack/pack.h"

namespace second_read::pack {

struct ChosenDevice {
    at::Device device = at::kCPU;
    std::string name = "cpu";
    std::string whyNotCuda; ///< when it was asked for
};

/// CUDA when LibTorch's CUDA library is there to be opened and a device answers. Auto falls back silently,
/// Cuda says why.
ChosenDevice chooseDevice(Device wanted);
/// The same for training, which takes hours: Unsupported, with the reason, instead of falling back from Cuda.
Result<at::Device> trainingDevice(Device wanted);

} // namespace second_read::pack
