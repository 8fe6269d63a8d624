#pragma once
/// Text out of JSON that another program or an earlier run wrote.

#include <string>

#include "base/json.h"

namespace second_read::ui {

/// Empty when `key` is absent or no text.
inline std::string textIn(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace second_read::ui
