#pragma once
/// Reports to labels: what a report says about every finding of a pack's catalogue, as the contract's JSON.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analysis/failure.h"
#include "base/job.h"
#include "base/json.h"
#include "pack/pack.h"

namespace second_read::analysis {

/// {"id", "abnormal", "findings": {ID: {"probability", "assertion", "side", "spans", "words"}}}. Where the
/// rules found no word but the labeller thinks the report says it all the same, spans and words are the
/// sentence that decided.
nlohmann::json labelled(const std::string& id, const pack::ReadReport& report,
                        const std::map<std::string, pack::Label>& labels);

struct LabelRequest {
    std::vector<std::filesystem::path> paths; ///< text, JSON lines, CSV, HL7, DICOM SR, or folders of these
};
struct LabelAnswer {
    std::size_t labelled = 0;
    std::vector<Failure> failed; ///< could not be read though they should
    /// In order, but they hold no report: an HL7 message of an examination not yet read.
    std::vector<Failure> empty;
};
/// Takes one JSON object, a report's; with "text" where it had to be decoded (HL7, SR). Its error ends the
/// work.
using WriteLine = std::function<Result<void>(const std::string& line)>;

/// The lines come in the order of the reports, some hundred at a time: what was written before an error or a
/// stop is whole. A faulty report is named and the rest is read. An error when nothing at all could be read.
Result<LabelAnswer> label(const pack::Pack& pack, const LabelRequest& request, const WriteLine& write,
                          const JobContext& context = {});

} // namespace second_read::analysis
