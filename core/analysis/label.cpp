#include "analysis/label.h"

#include <algorithm>
#include <array>

#include "base/files.h"
#include "evidence/flags.h"
#include "report/report_sources.h"
#include "study/structured_report.h"

namespace second_read::analysis {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kLargestFile = 1ULL << 30;
constexpr std::size_t kMostFiles = 200'000;

/// P(abnormal | what was read), on the same 133 reports: of 110 with a finding affirmed or hedged all were
/// abnormal; of 13 without one that speak of something as normal 2, of 10 that do not all 10. Add-one
/// smoothing (Laplace).
constexpr double kAbnormalByFinding = 111.0 / 112.0;
constexpr double kAbnormalThoughNormalWords = 3.0 / 15.0;
constexpr double kAbnormalWithoutWords = 11.0 / 12.0;

bool speaksOfNormal(const std::string& text) {
    std::string lower = text;
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return std::ranges::any_of(std::array{"normal", "unremarkable", "no significant", "no intracranial"},
                               [&](const char* words) { return lower.find(words) != std::string::npos; });
}

double abnormalOf(const report::Reading& reading, const std::string& text) {
    const bool any = std::ranges::any_of(
        reading.findings, [](const auto& entry) { return entry.second.assertion >= Assertion::Uncertain; });
    return any                    ? kAbnormalByFinding
           : speaksOfNormal(text) ? kAbnormalThoughNormalWords
                                  : kAbnormalWithoutWords;
}

bool isDicom(std::string_view bytes) { return bytes.size() > 132 && bytes.substr(128, 4) == "DICM"; }

/// What a folder's files are taken for: endings of reports, and DICOM by its preamble.
bool mayBeReports(const fs::path& file) {
    auto ending = file.extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return std::ranges::any_of(std::array{".txt", ".jsonl", ".ndjson", ".csv", ".hl7", ".dcm", ".sr"},
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
    if (failed) return fail(ErrorCode::Io, "cannot list " + folder.string() + ": " + failed.message());
    if (files.empty())
        return fail(ErrorCode::NotFound,
                    folder.string() +
                        " holds no reports: text, JSON lines, CSV, HL7 or DICOM SR files are read");
    std::sort(files.begin(), files.end());
    return files;
}

class Labeller {
public:
    Labeller(const catalogue::Catalogue& catalogue, LabelAnswer& answer)
        : m_reader(evidence::termsOf(catalogue)), m_answer(answer) {}

    Result<void> readFrom(const fs::path& file) {
        SECOND_READ_TRY(bytes, readFile(file, kLargestFile));
        if (isDicom(bytes)) {
            SECOND_READ_TRY(text, study::readStructuredReport(file));
            add(file.string(), text, true);
            return {};
        }
        const bool hl7 = report::sourceFormatOf(file.string(), bytes) == report::SourceFormat::Hl7;
        SECOND_READ_TRY(batch, report::readReports(bytes, file.string()));
        for (const auto& each : batch.reports) add(each.id, each.text, hl7);
        for (const auto& failure : batch.failures)
            m_answer.failed.push_back({file.string() + ", " + failure.place, failure.why});
        return {};
    }

private:
    void add(const std::string& id, const std::string& text, bool decoded) {
        auto object = labelled(m_reader, id, text);
        if (decoded) object["text"] = text;
        m_answer.reports.push_back(std::move(object));
    }
    report::ReportReader m_reader;
    LabelAnswer& m_answer;
};

} // namespace

double probabilityOf(Assertion assertion) {
    switch (assertion) {
    case Assertion::Affirmed:
        return 0.98; // 131 of 132
    case Assertion::Uncertain:
        return 0.70; // 14 of 20
    case Assertion::Historical:
        return 0.03;
    case Assertion::Negated:
        return 0.01; // 0 of 72
    case Assertion::Absent:
        return 0.003; // 2 of 1071
    }
    return 0;
}

json labelled(const report::ReportReader& reader, const std::string& id, const std::string& text) {
    const auto reading = reader.read(text);
    json findings = json::object();
    for (const auto& [finding, said] : reading.findings) {
        json spans = json::array();
        for (const Span& span : said.spans) spans.push_back({span.begin, span.end});
        findings[finding] = {{"probability", probabilityOf(said.assertion)},
                             {"assertion", nameOf(said.assertion)},
                             {"side", said.side ? json(nameOf(*said.side)) : json(nullptr)},
                             {"spans", std::move(spans)},
                             {"words", said.words}};
    }
    return {{"id", id}, {"abnormal", abnormalOf(reading, text)}, {"findings", std::move(findings)}};
}

Result<LabelAnswer> label(const catalogue::Catalogue& catalogue, const LabelRequest& request,
                          const JobContext& context) {
    LabelAnswer answer;
    Labeller labeller(catalogue, answer);
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
            if (auto read = labeller.readFrom(files[i]); !read) take(files[i], read.error());
        }
    }
    if (answer.reports.empty() && first) return tl::unexpected<Error>(std::move(*first));
    if (answer.reports.empty() && !answer.failed.empty())
        return fail(ErrorCode::Corrupt, "no report could be read: " + answer.failed.front().path + ": " +
                                            answer.failed.front().why);
    return answer;
}

} // namespace second_read::analysis
