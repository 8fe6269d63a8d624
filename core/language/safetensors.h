#pragma once
/// Tensors in files, in the safetensors layout (huggingface/safetensors, README "Format"): eight bytes with
/// the length of a JSON header (little endian), the header {"name": {"dtype", "shape", "data_offsets":
/// [begin, end]}}, then the bytes. Nothing in such a file can run. Plain values only:
/// language/stored_tensor.h turns them into at::Tensor.

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace second_read::language {

/// Element types of the layout that we read and write.
enum class ElementType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

/// "F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL".
std::string_view nameOf(ElementType type);
/// Bytes of one element.
std::size_t sizeOf(ElementType type);

/// One tensor as it lies in a file: row-major, little endian.
struct StoredTensor {
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape; ///< empty: a scalar
    std::string bytes;               ///< product of shape times sizeOf(type)
    bool operator==(const StoredTensor&) const = default;
};

using StoredTensors = std::map<std::string, StoredTensor>;
using Metadata = std::map<std::string, std::string>; ///< the header's "__metadata__"

struct TensorFile {
    StoredTensors tensors;
    Metadata metadata;
};

/// Largest file that is read: 1 GB.
inline constexpr std::uint64_t kTensorFileLimit = 1ULL << 30;

/// Corrupt, naming `what` and the tensor, when the header is malformed or longer than the file, a type is
/// unknown, a shape does not fit its bytes, or the tensors overlap or leave holes.
Result<TensorFile> parseTensors(std::string_view bytes, std::string_view what);
/// NotFound or Io when the file cannot be read, Unsupported when it is larger than the limit, Corrupt as
/// above.
Result<TensorFile> readTensors(const std::filesystem::path& file);

/// The same tensors and metadata give the same bytes. InvalidArgument names a tensor whose bytes do not fit
/// its shape.
Result<std::string> serialiseTensors(const StoredTensors& tensors, const Metadata& metadata = {});
/// Written beside the target and renamed.
Result<void> writeTensors(const std::filesystem::path& file, const StoredTensors& tensors,
                          const Metadata& metadata = {});

} // namespace second_read::language
