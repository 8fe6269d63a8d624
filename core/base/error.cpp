#include "base/error.h"

#include <array>

namespace second_read {
namespace {

constexpr std::array kNames = {
    std::pair{ErrorCode::Cancelled, "cancelled"},
    std::pair{ErrorCode::InvalidArgument, "invalid_argument"},
    std::pair{ErrorCode::NotFound, "not_found"},
    std::pair{ErrorCode::Corrupt, "corrupt"},
    std::pair{ErrorCode::Unsupported, "unsupported"},
    std::pair{ErrorCode::Mismatch, "mismatch"},
    std::pair{ErrorCode::Io, "io"},
    std::pair{ErrorCode::NoSpace, "no_space"},
    std::pair{ErrorCode::Database, "database"},
    std::pair{ErrorCode::Inference, "inference"},
    std::pair{ErrorCode::Internal, "internal"},
};

} // namespace

const char* nameOf(ErrorCode code) {
    for (const auto& [known, name] : kNames)
        if (known == code) return name;
    return "internal";
}

ErrorCode errorCodeOf(const std::string& name) {
    for (const auto& [code, known] : kNames)
        if (name == known) return code;
    return ErrorCode::Internal;
}

} // namespace second_read
