#pragma once
/// Files in, files out, and where things lie.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace second_read {

/// The whole file. Larger than `limit` bytes: Unsupported, naming the limit.
Result<std::string> readFile(const std::filesystem::path& file, std::uint64_t limit = 256ULL << 20);

/// Whether a write waits until the disk has it. No: for thousands of files that can be made again (25 ms each here);
/// a power cut may lose them.
enum class Flush { Yes, No };

/// Writes beside the target and renames: readers see the old file or the new one, never half of it.
/// A full disk (NoSpace) or a refused write (Io) leaves the old file as it was.
Result<void> writeFileAtomically(const std::filesystem::path& file, std::string_view bytes, Flush flush = Flush::Yes);

/// Makes the folder and its parents.
Result<void> makeFolder(const std::filesystem::path& folder);

/// $XDG_DATA_HOME/second-read, made if absent by whoever writes into it.
std::filesystem::path dataHome();

/// A shipped folder ("resources", "models"): beside the program (build tree), else in the install prefix's
/// share/second-read. Never from the working directory. NotFound says where it was looked for.
Result<std::filesystem::path> shippedFolder(std::string_view name);

/// Test seam for write faults: called before each write with the number of bytes about to go out; returns an
/// errno, 0 to go on. Empty in production.
void setWriteFault(std::function<int(std::size_t)> fault);

} // namespace second_read
