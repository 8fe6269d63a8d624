#pragma once
/// Texts one after the other.

#include <string>
#include <string_view>
#include <vector>

namespace second_read {

/// "a, b, c" for `between` ", ".
inline std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) {
        if (!all.empty()) all += between;
        all += part;
    }
    return all;
}

} // namespace second_read
