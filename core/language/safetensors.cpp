#include "language/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

#include "base/files.h"
#include "base/json.h"

namespace second_read::language {
namespace {

static_assert(std::endian::native == std::endian::little, "the layout is little endian");

struct TypeRow {
    ElementType type;
    std::string_view name;
    std::size_t size;
};
constexpr std::array<TypeRow, 10> kTypes = {{{ElementType::F64, "F64", 8},
                                             {ElementType::F32, "F32", 4},
                                             {ElementType::F16, "F16", 2},
                                             {ElementType::BF16, "BF16", 2},
                                             {ElementType::I64, "I64", 8},
                                             {ElementType::I32, "I32", 4},
                                             {ElementType::I16, "I16", 2},
                                             {ElementType::I8, "I8", 1},
                                             {ElementType::U8, "U8", 1},
                                             {ElementType::Bool, "BOOL", 1}}};

const TypeRow& row(ElementType type) {
    return *std::find_if(kTypes.begin(), kTypes.end(),
                         [&](const TypeRow& each) { return each.type == type; });
}

constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kHeaderLimit = 100'000'000; // as in the reference implementation
constexpr std::size_t kMostDimensions = 16;

/// Product of the shape times the size of an element; nullopt for a negative extent or an overflow.
std::optional<std::uint64_t> byteCount(const std::vector<std::int64_t>& shape, ElementType type) {
    std::uint64_t count = sizeOf(type);
    for (std::int64_t extent : shape) {
        if (extent < 0) return std::nullopt;
        const auto factor = static_cast<std::uint64_t>(extent);
        if (factor != 0 && count > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
        count *= factor;
    }
    return count;
}

/// One entry of the header, its bytes not yet copied.
struct Entry {
    StoredTensor tensor;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

std::optional<std::uint64_t> unsignedOf(const nlohmann::json& value) {
    if (!value.is_number_unsigned()) return std::nullopt;
    return value.get<std::uint64_t>();
}

std::optional<Entry> entryOf(const nlohmann::json& json) {
    if (!json.is_object() || !json.contains("dtype") || !json.contains("shape") ||
        !json.contains("data_offsets"))
        return std::nullopt;
    const auto& dtype = json["dtype"];
    const auto& shape = json["shape"];
    const auto& offsets = json["data_offsets"];
    if (!dtype.is_string() || !shape.is_array() || shape.size() > kMostDimensions || !offsets.is_array() ||
        offsets.size() != 2)
        return std::nullopt;
    const auto name = dtype.get<std::string>();
    const auto known =
        std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& each) { return each.name == name; });
    if (known == kTypes.end()) return std::nullopt;
    Entry entry;
    entry.tensor.type = known->type;
    for (const auto& extent : shape) {
        const auto value = unsignedOf(extent);
        if (!value || *value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        entry.tensor.shape.push_back(static_cast<std::int64_t>(*value));
    }
    const auto begin = unsignedOf(offsets[0]);
    const auto end = unsignedOf(offsets[1]);
    if (!begin || !end || *begin > *end) return std::nullopt;
    if (byteCount(entry.tensor.shape, entry.tensor.type) != *end - *begin) return std::nullopt;
    entry.begin = *begin;
    entry.end = *end;
    return entry;
}

auto corrupt(std::string_view what, const std::string& why) {
    return fail(ErrorCode::Corrupt,
                std::string(what) + " is no usable safetensors file: " + why + "; get a fresh copy of it");
}

} // namespace

std::string_view nameOf(ElementType type) { return row(type).name; }
std::size_t sizeOf(ElementType type) { return row(type).size; }

Result<TensorFile> parseTensors(std::string_view bytes, std::string_view what) {
    if (bytes.size() < kLengthBytes) return corrupt(what, "it is shorter than eight bytes");
    std::uint64_t headerLength = 0;
    std::copy_n(bytes.begin(), kLengthBytes, reinterpret_cast<char*>(&headerLength));
    if (headerLength > kHeaderLimit || headerLength > bytes.size() - kLengthBytes)
        return corrupt(what, "its header is longer than the file");
    SECOND_READ_TRY(header, parseJson(bytes.substr(kLengthBytes, headerLength), what));
    if (!header.is_object()) return corrupt(what, "its header is no JSON object");
    const std::string_view data = bytes.substr(kLengthBytes + headerLength);

    TensorFile file;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            if (!value.is_object()) return corrupt(what, "its metadata is no JSON object");
            for (const auto& [key, text] : value.items()) {
                if (!text.is_string()) return corrupt(what, "its metadata holds more than text");
                file.metadata[key] = text.get<std::string>();
            }
            continue;
        }
        auto entry = entryOf(value);
        if (!entry)
            return corrupt(what, "type, shape and place of tensor '" + name + "' do not fit together");
        if (entry->end > data.size()) return corrupt(what, "tensor '" + name + "' ends beyond the file");
        entry->tensor.bytes.assign(data.substr(entry->begin, entry->end - entry->begin));
        ranges.emplace_back(entry->begin, entry->end);
        file.tensors.emplace(name, std::move(entry->tensor));
    }
    std::sort(ranges.begin(), ranges.end());
    std::uint64_t expected = 0;
    for (const auto& [begin, end] : ranges) {
        if (begin != expected) return corrupt(what, "its tensors overlap or leave holes");
        expected = end;
    }
    if (expected != data.size()) return corrupt(what, "bytes are left over after the last tensor");
    return file;
}

Result<TensorFile> readTensors(const std::filesystem::path& file) {
    SECOND_READ_TRY(bytes, readFile(file, kTensorFileLimit));
    return parseTensors(bytes, file.string());
}

Result<std::string> serialiseTensors(const StoredTensors& tensors, const Metadata& metadata) {
    nlohmann::json header = nlohmann::json::object();
    if (!metadata.empty()) header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const auto& [name, tensor] : tensors) {
        if (name == "__metadata__" || byteCount(tensor.shape, tensor.type) != tensor.bytes.size())
            return fail(ErrorCode::InvalidArgument,
                        "tensor '" + name + "' cannot be stored: its bytes do not fit its shape");
        header[name] = {{"dtype", nameOf(tensor.type)},
                        {"shape", tensor.shape},
                        {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes,
                ' '); // data starts on a multiple of eight
    const std::uint64_t length = text.size();
    std::string bytes(reinterpret_cast<const char*>(&length), kLengthBytes);
    bytes.reserve(kLengthBytes + text.size() + offset);
    bytes += text;
    for (const auto& [name, tensor] : tensors) bytes += tensor.bytes;
    return bytes;
}

Result<void> writeTensors(const std::filesystem::path& file, const StoredTensors& tensors,
                          const Metadata& metadata) {
    SECOND_READ_TRY(bytes, serialiseTensors(tensors, metadata));
    return writeFileAtomically(file, bytes);
}

} // namespace second_read::language
