#pragma once
/// Which report belongs to which study, on import.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "report/report_sources.h"
#include "study/study_reader.h"

namespace second_read::analysis {

/// Reports of a file (CSV, JSON lines or HL7), by study uid and by accession. Of several for one study the
/// last addendum, else the last final one counts; preliminary ones never enter an archive.
class ReportIndex {
public:
    /// Unsupported or Corrupt when nothing in the file can be used; faulty lines are in `failures`.
    static Result<ReportIndex> read(const std::filesystem::path& file);

    /// nullptr when there is none. Mismatch when there is one that names another patient id than the study.
    Result<const std::string*> find(const examination::Study& study) const;
    const std::vector<report::SourceFailure>& failures() const { return m_failures; }

private:
    struct Entry {
        std::string text;
        report::ReportStatus status;
        std::vector<std::string> patientIds;
    };
    std::map<std::string, Entry> m_byUid, m_byAccession;
    std::vector<report::SourceFailure> m_failures;
};

/// report.txt in or beside the study's folder; empty without one. A report that cannot be read is an error:
/// an examination is not archived as if it had none. Mismatch: it lies beside several studies.
Result<std::string> finalReportBeside(const study::OpenedStudy& opened);

} // namespace second_read::analysis
