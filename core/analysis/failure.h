#pragma once
/// One of many things asked for that could not be used, and why.

#include <string>
#include <vector>

#include "base/json.h"

namespace second_read::analysis {

struct Failure {
    std::string path, why;
};

/// [{"path", "why"}].
inline nlohmann::json toJson(const std::vector<Failure>& failures) {
    auto list = nlohmann::json::array();
    for (const auto& [path, why] : failures) list.push_back({{"path", path}, {"why", why}});
    return list;
}

} // namespace second_read::analysis
