#pragma once
/// Fits the labeller (pack/labeller.h) on written reports whose findings are known.

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "catalogue/catalogue.h"
#include "language/text_encoder.h"
#include "pack/labeller.h"
#include "report/report.h"

namespace second_read::train {

struct LabelFitOptions {
    int reports = 800;    ///< written ones, for the weights
    int sentences = 3000; ///< written ones, for the read-outs
    /// Real sentences that may be trained on; what the rules read in them is taken as true.
    std::vector<std::string> corpus;
    /// Rules read simulated reports better than real ones; so while fitting, they lose this share of the
    /// findings altogether, or they would be trusted beyond what they deserve.
    double lostFindings = 0.1;
    double ridge = 2.0; ///< of the read-outs
    std::uint64_t seed = 1;
};

/// Cancelled when stopped; no image and no real report is looked at.
Result<pack::LabelModel> fitLabels(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const LabelFitOptions& options = {},
                                   const JobContext& context = {});

/// Logistic regression by Newton's method, held near `prior` with the given strength (a Gaussian prior of
/// variance 1/strength around each weight): one row of features an example.
std::vector<double> fitLogistic(const std::vector<std::vector<double>>& features,
                                const std::vector<bool>& labels, const std::vector<double>& prior,
                                double strength);

} // namespace second_read::train
