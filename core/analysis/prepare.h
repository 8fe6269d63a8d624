#pragma once
/// Examinations for training: canonical tensors and report text, written once with the preprocessing that is
/// in use. Training never opens DICOM.
///
/// A store is a folder of one file an examination (pack/prepared_file.h),
/// exam-<first 16 digits of SHA-256 of the study uid>.safetensors. It holds no truth: nothing but the report
/// is known of a real examination, and of a cohort's truth.json and masks nothing is read.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/failure.h"
#include "base/job.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "vision/preprocessing.h"

namespace second_read::analysis {

struct PrepareRequest {
    std::optional<std::filesystem::path> archive; ///< one of the two
    std::optional<std::filesystem::path> cohort;
    std::filesystem::path out;
    vision::Preprocessing preprocessing;
};
struct PrepareAnswer {
    int examinations = 0;    ///< in the store now
    std::uint64_t bytes = 0; ///< of them
    std::vector<Failure> failed;
};
/// What the store holds already is left as it is, so that a killed run goes on. Examinations without a report
/// or without a usable series are no failures and no part of the store.
Result<PrepareAnswer> prepare(const catalogue::Catalogue& catalogue, const PrepareRequest& request,
                              const JobContext& context = {});

/// The words left and right exchanged, in any case and with their endings (left-sided, leftward).
std::string mirroredText(const std::string& text);

nlohmann::json toJson(const PrepareAnswer& answer);

} // namespace second_read::analysis
