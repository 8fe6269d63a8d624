#pragma once
/// Whether a text encoder's space holds what a pack needs of it: reports that affirm a finding apart from the
/// others, and left apart from right. Measured on written reports that nothing was fitted on.

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "language/text_encoder.h"

namespace second_read::train {

/// Areas under the ROC curve by finding.
struct TextSpace {
    std::map<std::string, double>
        affirmed; ///< reports that affirm it against those that deny or do not mention it
    std::map<std::string, double>
        left;        ///< said of the left against said of the right; lateralised findings alone
    int reports = 0; ///< measured on
};

inline constexpr double kLeastArea = 0.9; ///< below it a pack is refused

/// Linear read-outs are fitted on some written reports and measured on others.
Result<TextSpace> measureTextSpace(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const JobContext& context = {});
nlohmann::json toJson(const TextSpace& space);
/// Mismatch, naming the findings that lie below kLeastArea.
Result<void> checkTextSpace(const TextSpace& space);

} // namespace second_read::train
