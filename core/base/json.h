#pragma once
/// JSON from outside: parsed with limits, errors as values.

#include <filesystem>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace second_read {

/// At most 64 levels deep; `what` names the source in the message ("manifest.json").
Result<nlohmann::json> parseJson(std::string_view text, std::string_view what);
Result<nlohmann::json> readJson(const std::filesystem::path& file, std::uint64_t limit = 64ULL << 20);

/// A value for JSON that may be absent: null.
template <class T> nlohmann::json orNull(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

} // namespace second_read
