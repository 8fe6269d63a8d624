#pragma once
/// What a write that found no room is told as, by whoever writes: files and SQLite alike.

#include <cerrno>
#include <optional>
#include <string>

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

} // namespace second_read
