#include "analysis/label.h"

#include <algorithm>
#include <array>

#include "base/files.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "report/report_sources.h"
#include "study/dicom_structure.h"
#include "study/structured_report.h"

namespace second_read::analysis {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kLargestFile = 1ULL << 30;
constexpr std::size_t kMostFiles = 200'000;

constexpr std::size_t kReportsAtOnce = 512;
/// From here on the labeller is surer than not that the report says it.
constexpr double kSaid = 0.5;

/// Which of a folder's files are taken for reports: by their endings, and of DICOM what is no image.
bool mayBeReports(const fs::path& file) {
    auto ending = file.extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (ending == ".dcm" || ending == ".sr") return study::mayBeStructuredReport(file);
    return std::ranges::any_of(std::array{".txt", ".jsonl", ".ndjson", ".csv", ".hl7"},
                               [&](const char* known) { return ending == known; });
}

Result<std::vector<fs::path>> filesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failed;
    for (fs::recursive_directory_iterator each(folder, fs::directory_options::skip_permission_denied, failed),
         end;
         !failed && each != end; each.increment(failed)) {
        std::error_code ignored;
        if (each->is_regular_file(ignored) && mayBeReports(each->path())) files.push_back(each->path());
        if (files.size() > kMostFiles)
            return fail(ErrorCode::Unsupported,
                        folder.string() + " holds more than 200,000 reports: give its subfolders one by one");
    }
    if (failed)
        return fail(ErrorCode::Io,
                    "cannot list " + folder.string() + ": " + failed.message() + "; check the path");
    if (files.empty())
        return fail(ErrorCode::NotFound,
                    folder.string() +
                        " holds no reports: text, JSON lines, CSV, HL7 or DICOM SR files are read");
    std::sort(files.begin(), files.end());
    return files;
}

/// Takes reports in and labels them some hundred at a time.
class Batch {
public:
    Batch(const pack::Pack& pack, LabelAnswer& answer)
        : m_reader(evidence::termsOf(pack.catalogue())), m_labeller(pack.labeller()), m_answer(answer) {}

    Result<void> readFrom(const fs::path& file) {
        SECOND_READ_TRY(bytes, readFile(file, kLargestFile));
        if (study::isDicom(bytes)) {
            SECOND_READ_TRY(text, study::readStructuredReport(file));
            return add(file.string(), std::move(text), true);
        }
        const bool hl7 = report::sourceFormatOf(file.string(), bytes) == report::SourceFormat::Hl7;
        SECOND_READ_TRY(batch, report::readReports(bytes, file.string()));
        const auto named = [&](const report::SourceFailure& note) {
            return Failure{file.string() + ", " + note.place, note.why};
        };
        for (const auto& failure : batch.failures) m_answer.failed.push_back(named(failure));
        for (const auto& empty : batch.empty) m_answer.empty.push_back(named(empty));
        for (auto& each : batch.reports)
            SECOND_READ_CHECK(add(std::move(each.id), std::move(each.text), hl7));
        return {};
    }

    /// Labels what is waiting.
    Result<void> finish() {
        SECOND_READ_TRY(labels, m_labeller.label(m_reports));
        for (std::size_t i = 0; i < m_reports.size(); ++i) {
            json object = labelled(m_ids[i].first, m_reports[i], labels[i]);
            if (m_ids[i].second) object["text"] = m_reports[i].text;
            m_answer.lines.push_back(object.dump(-1, ' ', false, json::error_handler_t::replace));
        }
        m_reports.clear();
        m_ids.clear();
        return {};
    }

private:
    Result<void> add(std::string id, std::string text, bool decoded) {
        auto reading = m_reader.read(text);
        m_reports.push_back({std::move(text), std::move(reading)});
        m_ids.emplace_back(std::move(id), decoded);
        return m_reports.size() < kReportsAtOnce ? Result<void>{} : finish();
    }

    report::ReportReader m_reader;
    pack::Labeller m_labeller;
    std::vector<pack::ReadReport> m_reports;
    std::vector<std::pair<std::string, bool>> m_ids; ///< and whether the text is printed too
    LabelAnswer& m_answer;
};

} // namespace

json labelled(const std::string& id, const pack::ReadReport& report,
              const std::map<std::string, pack::Label>& labels) {
    json findings = json::object();
    for (const auto& [finding, said] : report.reading.findings) {
        const pack::Label& label = labels.at(finding);
        json spans = json::array(), words = said.words;
        for (const Span& span : said.spans) spans.push_back({span.begin, span.end});
        if (label.sentence && label.probability >= kSaid) {
            spans.push_back({label.sentence->begin, label.sentence->end});
            words.push_back(slice(report.text, *label.sentence));
        }
        findings[finding] = {{"probability", label.probability},
                             {"assertion", nameOf(said.assertion)},
                             {"side", said.side ? json(nameOf(*said.side)) : json(nullptr)},
                             {"spans", std::move(spans)},
                             {"words", std::move(words)}};
    }
    return {{"id", id},
            {"abnormal", labels.at(evidence::kAbnormality).probability},
            {"findings", std::move(findings)}};
}

Result<LabelAnswer> label(const pack::Pack& pack, const LabelRequest& request, const JobContext& context) {
    LabelAnswer answer;
    Batch batch(pack, answer);
    std::optional<Error> first;
    const auto take = [&](const fs::path& path, const Error& error) {
        answer.failed.push_back({path.string(), error.message});
        if (!first) first = error;
    };
    for (const auto& path : request.paths) {
        std::error_code ignored;
        std::vector<fs::path> files = {path};
        if (fs::is_directory(path, ignored)) {
            auto inside = filesIn(path);
            if (!inside) {
                take(path, inside.error());
                continue;
            }
            files = std::move(*inside);
        }
        for (std::size_t i = 0; i < files.size(); ++i) {
            SECOND_READ_CHECK(
                context.checkpoint("label", static_cast<double>(i) / static_cast<double>(files.size())));
            if (auto read = batch.readFrom(files[i]); !read) {
                if (read.error().code == ErrorCode::Inference) return tl::unexpected(std::move(read).error());
                take(files[i], read.error());
            }
        }
    }
    SECOND_READ_CHECK(batch.finish());
    if (!answer.lines.empty()) return answer;
    if (first) return tl::unexpected<Error>(std::move(*first));
    const auto& nothing = answer.failed.empty() ? answer.empty : answer.failed;
    if (nothing.empty()) return answer;
    return fail(answer.failed.empty() ? ErrorCode::NotFound : ErrorCode::Corrupt,
                "no report could be read: " + nothing.front().path + ": " + nothing.front().why);
}

} // namespace second_read::analysis
