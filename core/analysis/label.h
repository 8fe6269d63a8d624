#pragma once
/// Reports to labels: what a report says about every finding of the catalogue, as the contract's JSON.

#include <filesystem>
#include <string>
#include <vector>

#include "base/job.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "report/report.h"

namespace second_read::analysis {

/// P(the report says it is there, hedges included | what the rules read). Measured on 133 real brain reports
/// labelled by a careful reader (see docs of the report module); a number of the wording, not of the disease.
double probabilityOf(Assertion assertion);

/// {"id", "abnormal", "findings": {ID: {"probability", "assertion", "side", "spans", "words"}}}. A text that
/// cannot be read as a report at all is the caller's business.
nlohmann::json labelled(const report::ReportReader& reader, const std::string& id, const std::string& text);

struct LabelRequest {
    std::vector<std::filesystem::path> paths; ///< text, JSON lines, CSV, HL7, DICOM SR, or folders of these
};
struct LabelAnswer {
    std::vector<nlohmann::json> reports; ///< one object each; "text" too where it had to be decoded (HL7, SR)
    struct Failure {
        std::string path, why;
    };
    std::vector<Failure> failed;
};
/// A faulty report is named and the rest is read. An error when nothing at all could be read.
Result<LabelAnswer> label(const catalogue::Catalogue& catalogue, const LabelRequest& request,
                          const JobContext& context = {});

} // namespace second_read::analysis
