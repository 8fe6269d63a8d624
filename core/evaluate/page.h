#pragma once
/// The figures as one HTML page that needs nothing else: tables, and drawings as inline SVG.

#include <string>

#include "base/json.h"
#include "pack/pack.h"

namespace second_read::evaluate {

struct PageFacts {
    std::string source; ///< what was measured on
    std::size_t examinations = 0;
    std::size_t leftOut = 0; ///< that could not be analysed, or abstained on
};

/// Every text is escaped; `figures` is the contract's object.
std::string evaluationPage(const pack::Pack& pack, const nlohmann::json& figures, const PageFacts& facts);

/// & < > " as entities.
std::string escaped(const std::string& text);

} // namespace second_read::evaluate
