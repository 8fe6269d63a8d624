#include "analysis/calibrate.h"

#include "analysis/encoding.h"
#include "archive/archive.h"
#include "evidence/flags.h"
#include "evidence/normals.h"
#include "pack/replacing.h"

namespace second_read::analysis {
namespace {

namespace fs = std::filesystem;

constexpr double kNormalBelow = 0.1; ///< chance that the report says anything is wrong

/// The newest `most` records whose report says that nothing is wrong.
Result<std::vector<archive::Record>> normalRecords(const pack::Pack& pack, const fs::path& folder,
                                                   std::size_t most) {
    SECOND_READ_TRY(archive, archive::Archive::open(folder, archive::Archive::Mode::ReadOnly, pack.info().id,
                                                    pack.info().dimension));
    const report::ReportReader reader(evidence::termsOf(pack.catalogue()));
    pack::Labeller labeller = pack.labeller();
    std::vector<archive::Record> normal;
    SECOND_READ_CHECK(archive.eachPage([&](std::vector<archive::Record> page) -> Result<bool> {
        std::vector<pack::ReadReport> reports;
        std::vector<archive::Record*> candidates;
        for (auto& record : page) {
            if (record.report.empty() || record.patient.age.value_or(kAdult) < kAdult) continue;
            reports.push_back({record.report, reader.read(record.report)});
            candidates.push_back(&record);
        }
        SECOND_READ_TRY(labels, labeller.label(reports));
        for (std::size_t i = 0; i < labels.size(); ++i)
            if (labels[i].at(evidence::kAbnormality).probability < kNormalBelow && normal.size() < most)
                normal.push_back(std::move(*candidates[i]));
        return normal.size() < most;
    }));
    return normal;
}

Result<evidence::ScoredStudy> scoresOf(const pack::Pack& pack, const archive::Record& record,
                                       const JobContext& context) {
    SECOND_READ_TRY(opened, openOne(record.path, record.id, context));
    Stages stages(context);
    SECOND_READ_TRY(encoded, encode(pack, opened, stages, 0, 1));
    if (encoded.series.empty()) return fail(ErrorCode::Unsupported, encoded.unlike.front());
    return encoded.scores(pack, opened.study);
}

} // namespace

Result<CalibrateAnswer> calibrate(const pack::Pack& pack, const CalibrateRequest& request,
                                  const JobContext& context) {
    std::error_code failed;
    if (fs::exists(request.out, failed))
        return fail(ErrorCode::InvalidArgument,
                    request.out.string() + " is there already: name a folder that does not exist yet");
    SECOND_READ_TRY(records, normalRecords(pack, request.archive, request.most));
    CalibrateAnswer answer;
    std::vector<evidence::ScoredStudy> normals;
    for (std::size_t i = 0; i < records.size(); ++i) {
        SECOND_READ_CHECK(
            context.checkpoint("normals", static_cast<double>(i) /
                                              static_cast<double>(std::max<std::size_t>(1, records.size()))));
        auto scores = scoresOf(pack, records[i], {context.stop, {}});
        if (scores) {
            normals.push_back(std::move(*scores));
            continue;
        }
        if (scores.error().code == ErrorCode::Cancelled) return tl::unexpected<Error>(scores.error());
        answer.failed.push_back({records[i].path, scores.error().message});
    }
    answer.normals = static_cast<int>(normals.size());
    if (normals.size() < evidence::kFewestNormals)
        return fail(ErrorCode::InvalidArgument,
                    request.archive.string() + " holds " + std::to_string(normals.size()) +
                        " examinations that are normal by their report and can be read; at least " +
                        std::to_string(evidence::kFewestNormals) + " are needed: import more" +
                        (answer.failed.empty()
                             ? std::string()
                             : " (" + std::to_string(answer.failed.size()) +
                                   " more cannot be read: " + answer.failed.front().why + ")"));
    evidence::ScoreModel model = pack.scoreModel();
    for (auto& [finding, fitted] : model.findings)
        evidence::standardise(fitted, finding, normals, evidence::kFewestNormals);
    examination::Calibration calibration = pack.calibration();
    calibration.normals = answer.normals;
    calibration.cohort =
        "department: " + std::to_string(answer.normals) + " examinations with a normal report";
    const fs::path part = request.out.string() + ".part"; // renamed when whole
    fs::remove_all(part, failed);
    fs::copy(request.pack, part, fs::copy_options::recursive, failed);
    if (failed)
        return fail(ErrorCode::Io, "cannot copy " + request.pack.string() + " to " + part.string() + ": " +
                                       failed.message());
    SECOND_READ_CHECK(pack::replaceCalibration(part, calibration, model));
    fs::rename(part, request.out, failed);
    if (failed) return fail(ErrorCode::Io, "cannot rename " + part.string() + ": " + failed.message());
    return answer;
}

nlohmann::json toJson(const CalibrateAnswer& answer) {
    return {{"normals", answer.normals}, {"failed", toJson(answer.failed)}};
}

} // namespace second_read::analysis
