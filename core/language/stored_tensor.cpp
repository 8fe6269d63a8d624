#include "language/stored_tensor.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

#include <c10/core/GradMode.h>

namespace second_read::language {
namespace {

at::ScalarType scalarType(ElementType type) {
    switch (type) {
    case ElementType::F64:
        return at::kDouble;
    case ElementType::F32:
        return at::kFloat;
    case ElementType::F16:
        return at::kHalf;
    case ElementType::BF16:
        return at::kBFloat16;
    case ElementType::I64:
        return at::kLong;
    case ElementType::I32:
        return at::kInt;
    case ElementType::I16:
        return at::kShort;
    case ElementType::I8:
        return at::kChar;
    case ElementType::U8:
        return at::kByte;
    case ElementType::Bool:
        return at::kBool;
    }
    throw std::logic_error("no such element type");
}

ElementType elementType(at::ScalarType type) {
    switch (type) {
    case at::kDouble:
        return ElementType::F64;
    case at::kFloat:
        return ElementType::F32;
    case at::kHalf:
        return ElementType::F16;
    case at::kBFloat16:
        return ElementType::BF16;
    case at::kLong:
        return ElementType::I64;
    case at::kInt:
        return ElementType::I32;
    case at::kShort:
        return ElementType::I16;
    case at::kChar:
        return ElementType::I8;
    case at::kByte:
        return ElementType::U8;
    case at::kBool:
        return ElementType::Bool;
    default:
        throw std::logic_error("tensors of this type are never stored");
    }
}

} // namespace

at::Tensor toTensor(const StoredTensor& stored) {
    at::Tensor tensor = at::empty(stored.shape, at::TensorOptions().dtype(scalarType(stored.type)));
    std::memcpy(tensor.data_ptr(), stored.bytes.data(), stored.bytes.size());
    return tensor;
}

StoredTensor fromTensor(const at::Tensor& tensor, std::optional<ElementType> as) {
    at::Tensor plain = tensor.detach().to(at::kCPU);
    if (as && plain.is_floating_point()) plain = plain.to(scalarType(*as));
    plain = plain.contiguous();
    StoredTensor stored{elementType(plain.scalar_type()), plain.sizes().vec(), {}};
    stored.bytes.assign(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
    return stored;
}

at::Tensor matrixOf(const std::vector<std::vector<float>>& rows, std::size_t width) {
    at::Tensor matrix = at::full({static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(width)},
                                 std::nan(""), at::kFloat);
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::copy(rows[r].begin(), rows[r].end(), matrix.data_ptr<float>() + r * width);
    return matrix;
}

void storeCompact(StoredTensors& tensors, const std::string& name, const at::Tensor& tensor) {
    const at::Tensor plain = tensor.detach().to(at::kCPU, at::kFloat), rows = plain.flatten(1);
    const at::Tensor scale = (rows.abs().amax(1) / 127).clamp_min(1e-7).to(at::kHalf);
    const at::Tensor whole = (rows / scale.to(at::kFloat).unsqueeze(1)).round().clamp(-127, 127);
    tensors[name] = fromTensor(whole.to(at::kChar).view(plain.sizes()));
    tensors[name + ".scale"] = fromTensor(scale);
}

Result<at::Tensor> floatTensor(const StoredTensors& tensors, const std::string& name) {
    const StoredTensor& stored = tensors.at(name);
    const at::Tensor tensor = toTensor(stored).to(at::kFloat);
    if (stored.type != ElementType::I8) return tensor;
    const auto scale = tensors.find(name + ".scale");
    if (scale == tensors.end() || stored.shape.size() < 2 ||
        scale->second.shape != std::vector<std::int64_t>{stored.shape[0]})
        return fail(ErrorCode::Mismatch,
                    "tensor '" + name + "' is int8 without one scale a row; the file is incomplete");
    std::vector<std::int64_t> along(stored.shape.size(), 1);
    along[0] = stored.shape[0];
    return tensor * toTensor(scale->second).to(at::kFloat).view(along);
}

Result<std::map<std::string, at::Tensor>> floatTensors(const StoredTensors& tensors) {
    constexpr std::string_view kScale = ".scale";
    std::map<std::string, at::Tensor> result;
    for (const auto& [name, stored] : tensors) {
        if (name.ends_with(kScale)) {
            const auto owner = tensors.find(name.substr(0, name.size() - kScale.size()));
            if (owner != tensors.end() && owner->second.type == ElementType::I8) continue;
        }
        SECOND_READ_TRY(tensor, floatTensor(tensors, name));
        result[name] = std::move(tensor);
    }
    return result;
}

Result<void> copyInto(at::Tensor& target, const StoredTensor& stored, const std::string& name) {
    if (target.sizes() != at::IntArrayRef(stored.shape))
        return fail(ErrorCode::Mismatch, "tensor '" + name +
                                             "' has another shape in the file than in the model; "
                                             "weights and configuration do not belong together");
    c10::NoGradGuard noGradient;
    target.copy_(toTensor(stored));
    return {};
}

} // namespace second_read::language
