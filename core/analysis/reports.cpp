#include "analysis/reports.h"

#include <algorithm>
#include <cctype>

#include "base/files.h"
#include "report/report.h"

namespace second_read::analysis {
namespace {

using report::ReportStatus;

constexpr std::uint64_t kLargestReportFile = 1ULL << 30;

bool isProvisional(ReportStatus status) {
    return status == ReportStatus::WetRead || status == ReportStatus::Preliminary;
}

/// Blanks, signs, case and leading zeros come and go between systems.
std::string folded(const std::string& id) {
    std::string result;
    for (const char c : id)
        if (std::isalnum(static_cast<unsigned char>(c)))
            result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return result.substr(std::min(result.find_first_not_of('0'), result.size()));
}

} // namespace

Result<ReportIndex> ReportIndex::read(const std::filesystem::path& file) {
    SECOND_READ_TRY(bytes, readFile(file, kLargestReportFile));
    if (report::sourceFormatOf(file.string(), bytes) == report::SourceFormat::Plain)
        return fail(
            ErrorCode::Unsupported,
            file.string() +
                " is plain text: give reports as CSV, JSON lines or HL7, with study_uid or accession");
    SECOND_READ_TRY(batch, report::readReports(bytes, file.string()));
    ReportIndex index;
    index.m_failures = std::move(batch.failures);
    const auto keep = [](std::map<std::string, Entry>& entries, const std::string& key,
                         const report::SourcedReport& report) {
        const auto known = entries.find(key);
        // An addendum is not undone by a report that comes later in the file.
        if (known != entries.end() && known->second.status == ReportStatus::Addendum &&
            report.status != ReportStatus::Addendum)
            return;
        entries.insert_or_assign(key, Entry{report.text, report.status, report.patientIds});
    };
    for (const auto& report : batch.reports) {
        if (isProvisional(report.status)) continue;
        if (report.studyUid && !report.studyUid->empty()) keep(index.m_byUid, *report.studyUid, report);
        if (report.accession && !report.accession->empty())
            keep(index.m_byAccession, *report.accession, report);
        if (!report.studyUid && !report.accession)
            index.m_failures.push_back({report.id, "it names neither study_uid nor accession"});
    }
    return index;
}

Result<const std::string*> ReportIndex::find(const examination::Study& study) const {
    const auto in = [](const std::map<std::string, Entry>& entries, const std::string& key) {
        const auto found = entries.find(key);
        return found == entries.end() ? nullptr : &found->second;
    };
    const Entry* entry = in(m_byUid, study.uid);
    if (!entry && study.accession) entry = in(m_byAccession, *study.accession);
    if (!entry) return nullptr;
    const auto isStudys = [&](const std::string& id) { return folded(id) == folded(*study.patient.id); };
    if (study.patient.id && !entry->patientIds.empty() && std::ranges::none_of(entry->patientIds, isStudys))
        return fail(
            ErrorCode::Mismatch,
            "the report that belongs to it by its number names another patient id: imported without a "
            "report; correct one of the two and import again");
    return &entry->text;
}

Result<std::string> finalReportBeside(const study::OpenedStudy& opened) {
    SECOND_READ_TRY(beside, study::reportBeside(opened, study::ReportKind::Final));
    if (!beside || beside->kind != study::ReportKind::Final) return std::string();
    return report::readReportFile(beside->file);
}

} // namespace second_read::analysis
