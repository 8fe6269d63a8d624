#pragma once
/// Failures as values. Every function that can fail on what comes from outside returns Result<T>.

#include <cstdint>
#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace second_read {

/// Stable number of a failure: logs, the engine's protocol and tests key on it. Append only.
enum class ErrorCode : std::uint16_t {
    Cancelled = 1,   ///< the user asked to stop
    InvalidArgument, ///< the request itself makes no sense
    NotFound,        ///< a path, study or finding that does not exist
    Corrupt,         ///< a file whose content contradicts itself or is cut short
    Unsupported,     ///< well formed, but nothing we can use (CT for analysis, an unknown transfer syntax)
    Mismatch,        ///< two things that do not belong together (a pack and an archive of another pack)
    Io,              ///< the operating system refused to read or write
    NoSpace,         ///< the disk is full
    Database,        ///< SQLite or the index refused
    Inference,       ///< a model could not be run (out of memory, no such device)
    Internal,        ///< a defect of ours
};

/// The code's name as it travels in JSON: "not_found", "corrupt", ...
const char* nameOf(ErrorCode code);
/// The other way; Internal for a name that nobody knows.
ErrorCode errorCodeOf(const std::string& name);

/// A failure the caller is expected to handle. A bug is an assert, never an Error.
struct [[nodiscard]] Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< One English sentence for people: what, why, what to do. No patient data.

    /// Prepends the step under way: "opening /data/x: slice 12: short read".
    Error during(const std::string& step) && { return {code, step + ": " + message}; }
};

template <class T> using Result = tl::expected<T, Error>;

inline auto fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

} // namespace second_read

/// Evaluates a Result, returns its error from the enclosing function, or yields its value in `name`.
#define SECOND_READ_TRY(name, expression)                                                                    \
    auto name##Result = (expression);                                                                        \
    if (!name##Result) return tl::unexpected<::second_read::Error>(std::move(name##Result).error());         \
    auto& name = *name##Result

/// The same for a Result<void>.
#define SECOND_READ_CHECK(expression)                                                                        \
    if (auto checked = (expression); !checked)                                                               \
    return tl::unexpected<::second_read::Error>(std::move(checked).error())
