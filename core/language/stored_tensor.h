#pragma once
/// Between tensors in files (language/safetensors.h) and LibTorch's. Tensors come and go on the CPU.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "language/safetensors.h"

namespace second_read::language {

/// A copy, of the stored type, contiguous.
at::Tensor toTensor(const StoredTensor& stored);

/// A copy of any tensor on any device. `as` converts floating-point tensors (F16 halves a pack); integers
/// stay.
StoredTensor fromTensor(const at::Tensor& tensor, std::optional<ElementType> as = std::nullopt);

/// Rows of one width as a float32 matrix; an empty row (nothing known) becomes NaN.
at::Tensor matrixOf(const std::vector<std::vector<float>>& rows, std::size_t width);

/// Adds `tensor` as int8 with one F16 scale for each index of its first axis ("<name>.scale"; symmetric, the
/// largest magnitude = 127): a quarter of the bytes.
void storeCompact(StoredTensors& tensors, const std::string& name, const at::Tensor& tensor);
/// A stored tensor as float32; int8 is multiplied with its scales. Mismatch when they are missing.
Result<at::Tensor> floatTensor(const StoredTensors& tensors, const std::string& name);
/// All of them; scales of others are no tensors of their own.
Result<std::map<std::string, at::Tensor>> floatTensors(const StoredTensors& tensors);

/// Copies `stored` into `target` in place, converting to its type. Mismatch, naming `name`, when the shapes
/// differ.
Result<void> copyInto(at::Tensor& target, const StoredTensor& stored, const std::string& name);

} // namespace second_read::language
