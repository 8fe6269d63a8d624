#pragma once
/// SHA-256 (FIPS 180-4, by libcrypto) as 64 lower-case hexadecimal digits.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace second_read {

std::string sha256(std::string_view bytes);
/// Read in pieces, so that any size goes. NotFound, or Io where the system refuses.
Result<std::string> sha256OfFile(const std::filesystem::path& file);

} // namespace second_read
