#include "language/stored_tensor.h"

#include <cstring>
#include <stdexcept>

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

Result<void> copyInto(at::Tensor& target, const StoredTensor& stored, const std::string& name) {
    if (target.sizes() != at::IntArrayRef(stored.shape))
        return fail(ErrorCode::Mismatch, "tensor '" + name +
                                             "' has another shape in the file than in the model; "
                                             "weights and configuration do not belong together");
    at::NoGradGuard noGradient;
    target.copy_(toTensor(stored));
    return {};
}

} // namespace second_read::language
