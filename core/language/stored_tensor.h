#pragma once
/// Between tensors in files (language/safetensors.h) and LibTorch's. Tensors come and go on the CPU.

#include <optional>
#include <string>

#include <ATen/ATen.h>

#include "language/safetensors.h"

namespace second_read::language {

/// A copy, of the stored type, contiguous.
at::Tensor toTensor(const StoredTensor& stored);

/// A copy of any tensor on any device. `as` converts floating-point tensors (F16 halves a pack); integers
/// stay.
StoredTensor fromTensor(const at::Tensor& tensor, std::optional<ElementType> as = std::nullopt);

/// Copies `stored` into `target` in place, converting to its type. Mismatch, naming `name`, when the shapes
/// differ.
Result<void> copyInto(at::Tensor& target, const StoredTensor& stored, const std::string& name);

} // namespace second_read::language
