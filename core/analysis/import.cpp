#include <algorithm>
#include <set>

#include "analysis/analysis.h"
#include "analysis/encoding.h"
#include "analysis/reports.h"
#include "base/hash.h"
#include "examination/json.h"

namespace second_read::analysis {
namespace {

using archive::Archive;
using archive::Record;

/// Changes whenever the described study, its files, its report or the pack do; pixels are not read for it.
std::string contentHashOf(const study::OpenedStudy& opened, const std::string& report) {
    std::string facts =
        examination::toJson(opened.study).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    for (const auto& series : opened.sources)
        for (const auto& image : series) {
            std::error_code ignored;
            facts += "\n" + image.file.string() + " " + std::to_string(image.frame) + " " +
                     std::to_string(std::filesystem::file_size(image.file, ignored));
        }
    return sha256(facts + "\n\n" + report);
}

/// The work of one import.
class Importer {
public:
    Importer(const pack::Pack& pack, const ImportRequest& request, const JobContext& context, Archive archive)
        : m_pack(pack), m_request(request), m_context(context), m_archive(std::move(archive)) {}

    Result<ImportAnswer> run() {
        if (m_request.reports) {
            SECOND_READ_TRY(index, ReportIndex::read(*m_request.reports));
            for (const auto& failure : index.failures())
                m_answer.failed.push_back({m_request.reports->string() + ", " + failure.place, failure.why});
            m_reports.emplace(std::move(index));
        }
        std::optional<Error> unusable; // of the paths themselves
        std::size_t usable = 0;
        const double step = 1.0 / static_cast<double>(std::max<std::size_t>(1, m_request.paths.size()));
        for (std::size_t i = 0; i < m_request.paths.size(); ++i) {
            const double from = static_cast<double>(i) * step;
            auto done = importPath(m_request.paths[i], from, from + step);
            if (done) {
                ++usable;
                continue;
            }
            if (endsAll(done.error())) return tl::unexpected<Error>(std::move(done).error());
            m_answer.failed.push_back({m_request.paths[i].string(), done.error().message});
            if (!unusable) unusable = std::move(done).error();
        }
        if (usable == 0 && unusable) return tl::unexpected<Error>(std::move(*unusable));
        if (m_answer.imported + m_answer.updated + m_answer.skipped == 0 && m_answer.failed.empty() &&
            !m_answer.leftOut.empty())
            return fail(ErrorCode::Unsupported,
                        "nothing here can be imported: " + m_answer.leftOut.front().path + ": " +
                            m_answer.leftOut.front().why);
        SECOND_READ_CHECK(m_archive.saveIndex());
        return std::move(m_answer);
    }

private:
    /// What makes going on pointless: a wish, a full disk, an archive that refuses, a defect.
    static bool endsAll(const Error& error) {
        return error.code == ErrorCode::Cancelled || error.code == ErrorCode::NoSpace ||
               error.code == ErrorCode::Database || error.code == ErrorCode::Internal;
    }

    Result<void> importPath(const std::filesystem::path& path, double from, double to) {
        Stages stages(m_context);
        SECOND_READ_TRY(found,
                        study::openStudies(path, stages.begin("open", from, from + 0.1 * (to - from))));
        for (const auto& refused : found.refused)
            if (study::isImage(refused)) m_answer.failed.push_back({refused.file.string(), refused.why});
        std::erase_if(found.studies, isOnlyMaps);
        for (const auto& opened : found.studies)
            for (const auto& image : opened.unreadable)
                m_answer.failed.push_back({image.file.string(), image.why});
        if (found.studies.empty())
            return fail(ErrorCode::Unsupported,
                        path.string() + " holds no study: choose a folder with DICOM or NIfTI images");
        const double begin = from + 0.1 * (to - from);
        const double step = (to - begin) / static_cast<double>(found.studies.size());
        for (std::size_t i = 0; i < found.studies.size(); ++i) {
            const double at = begin + static_cast<double>(i) * step;
            SECOND_READ_CHECK(m_context.checkpoint("import", at));
            auto done = importStudy(found.studies[i], stages, at, at + step);
            if (done) continue;
            if (endsAll(done.error())) return done;
            name(found.studies[i], done.error());
        }
        return {};
    }

    /// What cannot be used by its nature is no failure.
    void name(const study::OpenedStudy& opened, const Error& error) {
        auto& list = error.code == ErrorCode::Unsupported ? m_answer.leftOut : m_answer.failed;
        list.push_back({opened.folder.string(), error.message});
    }

    Result<std::string> reportOf(const study::OpenedStudy& opened) {
        if (!m_reports) return reportBeside(opened);
        const auto found = m_reports->find(opened.study);
        if (found) return *found ? **found : reportBeside(opened);
        name(opened, found.error()); // another patient's report is never used
        return std::string();
    }

    Result<std::string> reportBeside(const study::OpenedStudy& opened) {
        auto report = finalReportBeside(opened);
        if (report || report.error().code != ErrorCode::Mismatch) return report;
        // Any of the studies beside it may be the one it is about; said once, not for each of them.
        if (m_sharedReports.insert(report.error().message).second) name(opened, report.error());
        return std::string();
    }

    Result<void> importStudy(const study::OpenedStudy& opened, Stages& stages, double from, double to) {
        SECOND_READ_TRY(report, reportOf(opened));
        Record record;
        record.contentHash = contentHashOf(opened, report);
        SECOND_READ_TRY(known, m_archive.holds(opened.study.uid, record.contentHash));
        if (known) {
            ++m_answer.skipped;
            return {};
        }
        auto encoded = encode(m_pack, opened, stages, from, to, Thumbnail::Yes);
        if (!encoded && (endsAll(encoded.error()) || report.empty()))
            return tl::unexpected<Error>(std::move(encoded).error());
        // A report alone can be found by text; the images that could not be used are named all the same.
        if (encoded) {
            record.embeddings = encoded->embeddings();
            record.thumbnail = std::move(encoded->thumbnail);
            for (const auto& series : encoded->notEvaluated)
                if (series.failed)
                    m_answer.failed.push_back(
                        {opened.folder.string() + ", series " + series.seriesUid, series.why});
            if (encoded->series.empty() && report.empty())
                return fail(ErrorCode::Unsupported, "it has no report, and its images cannot be compared: " +
                                                        encoded->unlike.front());
        }
        if (!report.empty()) {
            SECOND_READ_TRY(embeddings, m_pack.embed({report}));
            record.reportEmbedding = std::move(embeddings.front());
        }
        record.id = opened.study.uid;
        record.patient = opened.study.patient;
        record.date = opened.study.date;
        record.accession = opened.study.accession;
        record.description = opened.study.description;
        record.report = std::move(report);
        std::error_code ignored;
        const auto absolute = std::filesystem::absolute(opened.folder, ignored);
        record.path = (absolute.empty() ? opened.folder : absolute.lexically_normal()).string();
        SECOND_READ_TRY(stored, m_archive.put(record));
        ++(stored == Archive::Stored::Imported  ? m_answer.imported
           : stored == Archive::Stored::Updated ? m_answer.updated
                                                : m_answer.skipped);
        return {};
    }

    const pack::Pack& m_pack;
    const ImportRequest& m_request;
    const JobContext& m_context;
    Archive m_archive;
    std::optional<ReportIndex> m_reports;
    std::set<std::string> m_sharedReports; ///< what was said of reports that lie beside several studies
    ImportAnswer m_answer;
};

} // namespace

Result<ImportAnswer> import(const pack::Pack& pack, const ImportRequest& request, const JobContext& context) {
    if (request.paths.empty())
        return fail(ErrorCode::InvalidArgument, "nothing to import: name a folder of studies");
    SECOND_READ_TRY(archive, Archive::open(request.archive, Archive::Mode::ReadWrite, pack.info().id,
                                           pack.info().dimension));
    return Importer(pack, request, context, std::move(archive)).run();
}

nlohmann::json toJson(const ImportAnswer& answer) {
    return {{"imported", answer.imported},
            {"updated", answer.updated},
            {"skipped", answer.skipped},
            {"failed", toJson(answer.failed)},
            {"left_out", toJson(answer.leftOut)}};
}

} // namespace second_read::analysis
