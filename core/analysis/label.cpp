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

constexpr const char* kStage = "label";
/// Enough that sentences find others of their length (5 % padding), few enough that a stop loses little.
constexpr std::size_t kReportsAtOnce = 256;
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

struct NamedReport {
    std::string id;
    std::string text;
    bool decoded = false; ///< the text is printed too
};

Result<std::vector<NamedReport>> reportsIn(const fs::path& file, LabelAnswer& answer,
                                           const JobContext& context) {
    SECOND_READ_TRY(bytes, readFile(file, kLargestFile));
    if (study::isDicom(bytes)) {
        SECOND_READ_TRY(text, study::readStructuredReport(file));
        return std::vector<NamedReport>{{file.string(), std::move(text), true}};
    }
    const bool hl7 = report::sourceFormatOf(file.string(), bytes) == report::SourceFormat::Hl7;
    SECOND_READ_TRY(batch, report::readReports(bytes, file.string(), {context.stop, {}}));
    const auto named = [&](const report::SourceFailure& note) {
        return Failure{file.string() + ", " + note.place, note.why};
    };
    for (const auto& failure : batch.failures) answer.failed.push_back(named(failure));
    for (const auto& empty : batch.empty) answer.empty.push_back(named(empty));
    std::vector<NamedReport> reports;
    for (auto& each : batch.reports) reports.push_back({std::move(each.id), std::move(each.text), hl7});
    return reports;
}

/// Labels reports some hundred at a time and writes their lines.
class Batch {
public:
    Batch(const pack::Pack& pack, const WriteLine& write, LabelAnswer& answer, const JobContext& context)
        : m_reader(evidence::termsOf(pack.catalogue())), m_labeller(pack.labeller({context.stop, {}})),
          m_write(write), m_answer(answer) {}

    Result<void> add(NamedReport report) {
        auto reading = m_reader.read(report.text);
        m_reports.push_back({std::move(report.text), std::move(reading)});
        m_ids.emplace_back(std::move(report.id), report.decoded);
        return m_reports.size() < kReportsAtOnce ? Result<void>{} : finish();
    }

    /// Labels and writes what is waiting.
    Result<void> finish() {
        SECOND_READ_TRY(labels, m_labeller.label(m_reports));
        for (std::size_t i = 0; i < m_reports.size(); ++i) {
            json object = labelled(m_ids[i].first, m_reports[i], labels[i]);
            if (m_ids[i].second) object["text"] = m_reports[i].text;
            SECOND_READ_CHECK(m_write(object.dump(-1, ' ', false, json::error_handler_t::replace)));
            ++m_answer.labelled;
        }
        m_reports.clear();
        m_ids.clear();
        return {};
    }

private:
    report::ReportReader m_reader;
    pack::Labeller m_labeller;
    const WriteLine& m_write;
    LabelAnswer& m_answer;
    std::vector<pack::ReadReport> m_reports;
    std::vector<std::pair<std::string, bool>> m_ids; ///< and whether the text is printed too
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

Result<LabelAnswer> label(const pack::Pack& pack, const LabelRequest& request, const WriteLine& write,
                          const JobContext& context) {
    LabelAnswer answer;
    Batch batch(pack, write, answer, context);
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
            const auto tell = [&](double ofFile) {
                return context.checkpoint(kStage, (static_cast<double>(i) + ofFile) /
                                                      static_cast<double>(files.size()));
            };
            SECOND_READ_CHECK(tell(0));
            auto reports = reportsIn(files[i], answer, context);
            if (!reports) {
                if (reports.error().code == ErrorCode::Cancelled)
                    return tl::unexpected(std::move(reports).error());
                take(files[i], reports.error());
                continue;
            }
            for (std::size_t r = 0; r < reports->size(); ++r) {
                SECOND_READ_CHECK(batch.add(std::move((*reports)[r])));
                SECOND_READ_CHECK(tell(static_cast<double>(r + 1) / static_cast<double>(reports->size())));
            }
        }
    }
    SECOND_READ_CHECK(batch.finish());
    if (answer.labelled > 0) return answer;
    if (first) return tl::unexpected<Error>(std::move(*first));
    const auto& nothing = answer.failed.empty() ? answer.empty : answer.failed;
    if (nothing.empty()) return answer;
    return fail(answer.failed.empty() ? ErrorCode::NotFound : ErrorCode::Corrupt,
                "no report could be read: " + nothing.front().path + ": " + nothing.front().why);
}

} // namespace second_read::analysis
