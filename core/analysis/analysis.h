#pragma once
/// What the programs do, as functions over the modules: open, analyse, import, search.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/failure.h"
#include "archive/archive.h"
#include "base/job.h"
#include "examination/examination.h"
#include "pack/pack.h"
#include "study/study_reader.h"

namespace second_read::analysis {

struct AnalyseRequest {
    std::filesystem::path path;
    std::optional<std::string> studyUid{};
    std::optional<std::string> reportText; ///< decoded
    std::optional<std::filesystem::path> archive;
    std::vector<std::string> queries;
};
/// Files to evidence, flags and similar cases. Errors as in the command line's exit code 1; series that
/// cannot be used are in notEvaluated.
Result<examination::Analysis> analyse(const pack::Pack& pack, const AnalyseRequest& request,
                                      const JobContext& context = {});

struct SearchRequest {
    std::optional<std::string> text{};
    std::optional<std::filesystem::path> study{};
    std::optional<std::string> studyUid{};
    std::filesystem::path archive{};
    std::size_t top = 15;
    bool samePatient = false; ///< of a study: also the patient's other examinations, and near-duplicates
};
struct SearchAnswer {
    std::string query;
    std::vector<examination::Similar> results;
    double ms = 0;
};
/// `results` of a study leave out the study itself and, unless asked for, the same patient and
/// near-duplicates. Mismatch: another pack's archive.
Result<SearchAnswer> search(const pack::Pack& pack, const SearchRequest& request,
                            const JobContext& context = {});
/// The same in an archive that is open already (request.archive is not looked at).
Result<SearchAnswer> search(const pack::Pack& pack, const archive::Archive& archive,
                            const SearchRequest& request, const JobContext& context = {});

struct ImportRequest {
    std::vector<std::filesystem::path> paths;
    std::filesystem::path archive{};
    std::optional<std::filesystem::path> reports; ///< CSV or JSON lines
};
struct ImportAnswer {
    int imported = 0, updated = 0, skipped = 0;
    std::vector<Failure> failed;  ///< should have been usable
    std::vector<Failure> leftOut; ///< nothing for this archive: no head, another modality, no known sequence
};
/// Resumable and idempotent: each examination is one transaction. Reports: those of request.reports, else
/// report.txt beside the images, unless it lies beside several studies; provisional ones never enter. An
/// error when nothing under the paths can be used.
Result<ImportAnswer> import(const pack::Pack& pack, const ImportRequest& request,
                            const JobContext& context = {});

nlohmann::json toJson(const SearchAnswer& answer);
nlohmann::json toJson(const ImportAnswer& answer);

} // namespace second_read::analysis
