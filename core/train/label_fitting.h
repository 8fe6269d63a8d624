#pragma once
/// Fits the labeller (pack/labeller.h) on written reports whose findings are known, and measures it on
/// reports that people labelled.

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
    int reports = 1500;
    /// Rules read simulated reports better than real ones; so while fitting, this share of their answers is
    /// lost, or they would be trusted beyond what they deserve.
    double lostAssertions = 0.1;
    double ridge = 2.0; ///< of the read-outs
    std::uint64_t seed = 1;
};

/// Cancelled when stopped; no image and no real report is looked at.
Result<pack::LabelModel> fitLabels(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const LabelFitOptions& options = {},
                                   const JobContext& context = {});

/// A report as labelled by a reader.
struct LabelledReport {
    std::string text;
    std::map<std::string, bool>
        labels; ///< by finding, evidence::kAbnormality included; what is absent is left out
};

/// JSON lines with "text", "labels" {finding: 0|1, "normal": 0|1} and "ambiguous" [findings to leave out].
Result<std::vector<LabelledReport>> readLabelledReports(const std::filesystem::path& file);

struct LabelQuality {
    double auc = 0; ///< NaN where one class is empty
    double f1 = 0;  ///< at probability 0.5
    int positives = 0, negatives = 0;
};
Result<std::map<std::string, LabelQuality>> measureLabels(const pack::LabelModel& model,
                                                          const language::TextEncoder& encoder,
                                                          const catalogue::Catalogue& catalogue,
                                                          const std::vector<LabelledReport>& reports);

/// Area under the ROC curve (Mann and Whitney 1947), ties counted half; NaN where one class is empty.
double areaUnderCurve(const std::vector<double>& scores, const std::vector<bool>& labels);

/// Logistic regression by Newton's method, held near `prior` with the given strength (a Gaussian prior of
/// variance 1/strength around each weight): one row of features an example.
std::vector<double> fitLogistic(const std::vector<std::vector<double>>& features,
                                const std::vector<bool>& labels, const std::vector<double>& prior,
                                double strength);

/// A text as the labeller wants it.
pack::ReadReport readForLabels(const report::ReportReader& reader, const std::string& text);

} // namespace second_read::train
