#include "report/report_sources.h"

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "base/utf8.h"
#include "report/report.h"

namespace second_read::report {
namespace {

std::vector<std::string> listOf(std::optional<std::string> value) {
    return value && !value->empty() ? std::vector{*std::move(value)} : std::vector<std::string>{};
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string_view trimmed(std::string_view text) {
    const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes a report in, or names why not.
void add(ReportBatch& batch, SourcedReport report, const std::string& place) {
    auto text = readReportText(report.text, "the text");
    if (!text) {
        batch.failures.push_back({place, text.error().message});
        return;
    }
    report.text = std::move(*text);
    if (report.id.empty()) report.id = report.accession.value_or(report.studyUid.value_or(place));
    batch.reports.push_back(std::move(report));
}

/// As decodeText, but line by line: one line in another encoding spoils no other.
std::string decodeLines(std::string_view bytes) {
    const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (wide || isUtf8(bytes)) return decodeText(bytes);
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size() - 1) + 1;
        text += decodeText(bytes.substr(0, end));
        bytes.remove_prefix(end);
    }
    return text;
}

/// What no line of text begins: the file as a whole is binary. Later on it is one faulty report.
bool beginsBinary(std::string_view bytes) {
    return looksBinary(bytes.substr(0, std::min<std::size_t>(bytes.find('\n'), 4096)));
}

/// Nothing usable and nothing to name: the source as a whole is at fault.
Result<ReportBatch> orEmpty(ReportBatch batch, std::string_view name) {
    if (batch.reports.empty() && batch.failures.empty())
        return fail(ErrorCode::Corrupt, std::string(name) + " holds no report");
    return batch;
}

} // namespace

std::string_view nameOf(ReportStatus status) {
    switch (status) {
    case ReportStatus::WetRead:
        return "wet_read";
    case ReportStatus::Preliminary:
        return "preliminary";
    case ReportStatus::Final:
        return "final";
    case ReportStatus::Addendum:
        return "addendum";
    case ReportStatus::Unknown:
        break;
    }
    return "unknown";
}

ReportStatus statusOf(std::string_view word) {
    std::string name = lowered(trimmed(word));
    std::erase_if(name, [](char c) { return c == ' ' || c == '_' || c == '-'; });
    if (name == "f" || name == "c" || name == "final" || name == "corrected" || name == "verified" ||
        name == "signed")
        return ReportStatus::Final;
    if (name == "p" || name == "r" || name == "i" || name.starts_with("prelim") || name == "provisional" ||
        name == "draft")
        return ReportStatus::Preliminary;
    if (name == "wetread") return ReportStatus::WetRead;
    if (name == "a" || name.starts_with("addend")) return ReportStatus::Addendum;
    return ReportStatus::Unknown;
}

SourceFormat sourceFormatOf(std::string_view name, std::string_view bytes) {
    const std::string file = lowered(name);
    if (file.ends_with(".jsonl") || file.ends_with(".ndjson")) return SourceFormat::JsonLines;
    if (file.ends_with(".csv") || file.ends_with(".tsv")) return SourceFormat::Csv;
    if (file.ends_with(".hl7")) return SourceFormat::Hl7;
    const std::string_view start = trimmed(bytes.substr(0, 64));
    if (start.starts_with("MSH|") || start.starts_with("\x0BMSH") || start.starts_with("FHS|") ||
        start.starts_with("BHS|"))
        return SourceFormat::Hl7;
    if (!file.ends_with(".txt") && start.starts_with("{")) return SourceFormat::JsonLines;
    return SourceFormat::Plain;
}

Result<ReportBatch> readReports(std::string_view bytes, std::string_view name, const JobContext& context) {
    const SourceFormat format = sourceFormatOf(name, bytes);
    if (format == SourceFormat::Plain) {
        SECOND_READ_TRY(text, readReportText(bytes, name));
        ReportBatch batch;
        batch.reports.push_back({std::string(name), std::move(text), ReportStatus::Unknown, {}, {}, {}, {}});
        return batch;
    }
    if (trimmed(bytes).empty())
        return fail(ErrorCode::Corrupt, std::string(name) + " is empty; give reports");
    const bool framed = format == SourceFormat::Hl7; // MLLP's control characters are no sign of a binary file
    if (!framed && beginsBinary(bytes))
        return fail(ErrorCode::Unsupported, std::string(name) + " is no text; save it as text in UTF-8");
    const std::string text = decodeLines(bytes);
    switch (format) {
    case SourceFormat::JsonLines:
        return readJsonLines(text, name, context);
    case SourceFormat::Csv:
        return readCsv(text, name, context);
    default:
        return readHl7(text, name, context);
    }
}

Result<ReportBatch> readJsonLines(std::string_view text, std::string_view name, const JobContext& context) {
    ReportBatch batch;
    std::size_t number = 0;
    while (!text.empty()) {
        SECOND_READ_CHECK(context.checkpoint("read", 0));
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::string place = "line " + std::to_string(++number);
        if (line.empty()) continue;
        const auto item = parseJson(line, "it");
        if (!item) {
            batch.failures.push_back({place, item.error().message});
            continue;
        }
        const auto field = [&](const char* key) -> std::optional<std::string> {
            if (!item->is_object()) return std::nullopt;
            const auto found = item->find(key);
            if (found == item->end()) return std::nullopt;
            if (found->is_string()) return found->get<std::string>();
            if (found->is_number_integer()) return found->dump();
            return std::nullopt;
        };
        const auto report = field("text");
        if (!report) {
            batch.failures.push_back(
                {place, item->is_object() ? "the key 'text' is missing or no text" : "it is no JSON object"});
            continue;
        }
        add(batch,
            {field("id").value_or(""), *report, statusOf(field("status").value_or("")), field("study_uid"),
             field("accession"), field("patient_name"), listOf(field("patient_id"))},
            place);
    }
    return orEmpty(std::move(batch), name);
}

namespace {

/// One record of a CSV text.
struct Record {
    std::vector<std::string> fields;
    std::size_t line = 0;  ///< where it begins
    bool unclosed = false; ///< a quote that never ends
};

class CsvReader {
public:
    CsvReader(std::string_view text, char separator) : m_text(text), m_separator(separator) {}

    bool next(Record& record) {
        if (m_at >= m_text.size()) return false;
        record = {{""}, m_line, false};
        bool quoted = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            std::string& field = record.fields.back();
            if (quoted) {
                if (c == '\n') ++m_line;
                if (c != '"')
                    field += c;
                else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
                    field += m_text[m_at++];
                else
                    quoted = false;
            } else if (c == '"' && field.empty()) {
                quoted = true;
            } else if (c == m_separator) {
                record.fields.emplace_back();
            } else if (c == '\n') {
                ++m_line;
                ++m_at;
                if (!field.empty() && field.back() == '\r') field.pop_back();
                return true;
            } else {
                field += c;
            }
        }
        record.unclosed = quoted;
        return true;
    }

private:
    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

} // namespace

Result<ReportBatch> readCsv(std::string_view text, std::string_view name, const JobContext& context) {
    const std::string_view header = text.substr(0, text.find('\n'));
    char separator = ',';
    for (const char candidate : {';', '\t'})
        if (std::ranges::count(header, candidate) > std::ranges::count(header, separator))
            separator = candidate;
    CsvReader reader(text, separator);
    Record record;
    std::vector<std::string> columns;
    if (reader.next(record))
        for (const std::string& field : record.fields) columns.push_back(lowered(trimmed(field)));
    const auto columnOf = [&](std::string_view column) {
        return static_cast<std::size_t>(std::ranges::find(columns, column) - columns.begin());
    };
    const std::size_t texts = columnOf("text");
    if (texts == columns.size())
        return fail(ErrorCode::Corrupt,
                    std::string(name) + " has no column 'text' in its first line; name the columns there");
    ReportBatch batch;
    while (reader.next(record)) {
        SECOND_READ_CHECK(context.checkpoint("read", 0));
        const std::string place = "line " + std::to_string(record.line);
        if (record.fields.size() == 1 && trimmed(record.fields[0]).empty()) continue;
        if (record.unclosed) {
            batch.failures.push_back({place, "a quotation mark opened there is never closed"});
            continue;
        }
        if (record.fields.size() != columns.size()) {
            batch.failures.push_back({place, "it has " + std::to_string(record.fields.size()) +
                                                 " fields where the header has " +
                                                 std::to_string(columns.size())});
            continue;
        }
        const auto field = [&](std::string_view column) -> std::optional<std::string> {
            const std::size_t at = columnOf(column);
            if (at == columns.size() || trimmed(record.fields[at]).empty()) return std::nullopt;
            return std::string(trimmed(record.fields[at]));
        };
        add(batch,
            {field("id").value_or(""), record.fields[texts], statusOf(field("status").value_or("")),
             field("study_uid"), field("accession"), field("patient_name"), listOf(field("patient_id"))},
            place);
    }
    return orEmpty(std::move(batch), name);
}

} // namespace second_read::report
