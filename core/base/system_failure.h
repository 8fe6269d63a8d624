#pragma once
/// What the system's refusals are told as, by whoever reads and writes: files and SQLite alike.

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "base/error.h"

namespace second_read {

/// Why there is no room and what to do, for an errno; nullopt when it means something else.
inline std::optional<std::string> whyNoSpace(int systemError) {
    switch (systemError) {
    case ENOSPC:
    case EDQUOT:
        return "the disk is full; free some space and try again";
    case EFBIG:
        return "no larger file is allowed there (by the disk, or by ulimit -f); choose another place or "
               "raise the limit";
    default:
        return std::nullopt;
    }
}

/// NoSpace, NotFound or Io, for an errno.
inline auto systemFailure(const std::string& what, int systemError, const std::string& advice) {
    if (const auto full = whyNoSpace(systemError)) return fail(ErrorCode::NoSpace, what + ": " + *full);
    return fail(systemError == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                what + ": " + std::strerror(systemError) + "; " + advice);
}

} // namespace second_read
