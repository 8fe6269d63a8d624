#pragma once
/// A pack measured on examinations whose findings are known: figures with intervals, one page that shows
/// them.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/failure.h"
#include "base/job.h"
#include "base/json.h"
#include "pack/pack.h"

namespace second_read::evaluate {

struct EvaluateRequest {
    std::optional<std::filesystem::path>
        cohort; ///< one of the two; truth.json is read to score, never to analyse
    std::optional<std::filesystem::path> archive; ///< labels are what the reports affirm
    std::filesystem::path out;                    ///< evaluation.json and evaluation.html are written here
};

struct EvaluateAnswer {
    nlohmann::json figures;                           ///< the contract's object
    std::vector<analysis::Failure> failed, abstained; ///< an abstention is an answer, not a failure
};

/// Every examination goes through analyse(), exactly as in use. An examination that cannot be analysed, or on
/// which the analysis abstains, is named and left out. An error when none is left.
Result<EvaluateAnswer> evaluate(const pack::Pack& pack, const EvaluateRequest& request,
                                const JobContext& context = {});

} // namespace second_read::evaluate
