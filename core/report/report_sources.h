#pragma once
/// Reports as they arrive: plain text, JSON lines, CSV, HL7 version 2 results. One faulty item is named and
/// the rest is read; only a source of which nothing can be used is an Error. Plain values, no files: the
/// caller reads the bytes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/job.h"

namespace second_read::report {

enum class ReportStatus { Unknown, WetRead, Preliminary, Final, Addendum };

/// "unknown", "wet_read", "preliminary", "final", "addendum".
std::string_view nameOf(ReportStatus status);
/// As the sources write it, in any case: "F", "Final", "P", "Prelim", "wet read", "addendum", ... else
/// Unknown.
ReportStatus statusOf(std::string_view word);

struct SourcedReport {
    std::string id;   ///< as given; else accession, study UID or the place in the source
    std::string text; ///< UTF-8, at most 1 MB
    ReportStatus status = ReportStatus::Unknown;
    std::optional<std::string> studyUid;
    std::optional<std::string> accession;
    std::optional<std::string> patientName; ///< as in HL7 and DICOM: DOE^JANE
    std::vector<std::string> patientIds;    ///< a patient has one with every authority
};

struct SourceFailure {
    std::string place; ///< "line 12", "message 3, OBR 1"
    std::string why;   ///< a sentence without patient data
};

struct ReportBatch {
    std::vector<SourcedReport> reports;
    std::vector<SourceFailure> failures;
    std::vector<SourceFailure>
        empty; ///< well-formed, but without a report: HL7 results that carry no text (yet)
};

enum class SourceFormat { Plain, JsonLines, Csv, Hl7 };

/// By the file's ending (.jsonl, .ndjson, .csv, .tsv, .hl7), else by how the bytes begin ("MSH|", "{"), else
/// plain text.
SourceFormat sourceFormatOf(std::string_view name, std::string_view bytes);

/// `name` stands in messages and is the id of a plain text. Empty or binary bytes: Corrupt or Unsupported.
/// `context` may stop it at every line.
Result<ReportBatch> readReports(std::string_view bytes, std::string_view name,
                                const JobContext& context = {});

/// One JSON object a line: `text`, and where given `id`, `study_uid`, `accession`, `status`.
Result<ReportBatch> readJsonLines(std::string_view text, std::string_view name,
                                  const JobContext& context = {});

/// RFC 4180 with a header; columns `text` and where given `id`, `study_uid`, `accession`, `status`, in any
/// order and case; separated by commas, semicolons or tabs as the header is. Without a column `text`:
/// Corrupt.
Result<ReportBatch> readCsv(std::string_view text, std::string_view name, const JobContext& context = {});

/// HL7 version 2 ORU messages (2.3 to 2.7), one or many, segments ended by CR, LF or both, MLLP framing
/// allowed. The text of OBX-5 (TX, FT, ST) per OBR, repetitions and \.br\ as line breaks, escapes undone (HL7
/// v2.7 section 2.7); status from OBX-11, else OBR-25, addenda by OBX-3 (ADT, ADN) or their first word;
/// accession from OBR-3, else ORC-3; study UID from ZDS-1 (IHE RAD TF-2).
Result<ReportBatch> readHl7(std::string_view text, std::string_view name, const JobContext& context = {});

} // namespace second_read::report
