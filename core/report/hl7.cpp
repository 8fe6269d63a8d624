#include "report/report_sources.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "report/report.h"

namespace second_read::report {
namespace {

/// The characters that a message separates with; MSH-1 and MSH-2 name them.
struct Encoding {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

/// Field n as HL7 counts them (OBX-5 is 5); empty where it is absent.
std::string_view fieldOf(const std::vector<std::string_view>& segment, std::size_t n) {
    return n < segment.size() ? segment[n] : std::string_view{};
}

std::string_view firstOf(std::string_view value, char separator) {
    return value.substr(0, value.find(separator));
}

/// Undoes escape sequences (HL7 v2.7 section 2.7); unknown ones are dropped.
std::string unescaped(std::string_view value, const Encoding& encoding) {
    std::string text;
    std::string bytes; // of \X..\ sequences, which may spell UTF-8 or Windows-1252
    const auto flush = [&] {
        if (!bytes.empty()) text += decodeText(bytes);
        bytes.clear();
    };
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != encoding.escape) {
            flush();
            text += value[i];
            continue;
        }
        const std::size_t end = value.find(encoding.escape, i + 1);
        if (end == std::string_view::npos || end - i > 64) { // a lone backslash is a backslash
            flush();
            text += value[i];
            continue;
        }
        const std::string_view code = value.substr(i + 1, end - i - 1);
        i = end;
        if (code.starts_with('X')) {
            for (std::size_t h = 1; h + 1 < code.size(); h += 2) {
                unsigned byte = 0;
                const auto [stop, error] = std::from_chars(code.data() + h, code.data() + h + 2, byte, 16);
                if (error == std::errc{} && stop == code.data() + h + 2 && byte >= 0x09)
                    bytes += static_cast<char>(byte);
            }
            continue;
        }
        flush();
        if (code == "F")
            text += encoding.field;
        else if (code == "S")
            text += encoding.component;
        else if (code == "T")
            text += encoding.subcomponent;
        else if (code == "R")
            text += encoding.repetition;
        else if (code == "E")
            text += encoding.escape;
        else if (code.starts_with(".br") || code.starts_with(".sp") || code.starts_with(".ce"))
            text += '\n';
    }
    flush();
    return text;
}

std::optional<std::string> valueOf(std::string_view value, const Encoding& encoding) {
    if (value.empty() || value == "\"\"") return std::nullopt;
    return unescaped(value, encoding);
}

bool isSegment(std::string_view line, char separator) {
    const auto upper = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return line.size() >= 3 && std::ranges::all_of(line.substr(0, 3), upper) &&
           (line.size() == 3 || line[3] == separator);
}

/// Lines of the text, framing characters off, with their numbers.
struct NumberedLine {
    std::string_view text;
    std::size_t number;
};

std::vector<NumberedLine> linesOf(std::string_view text) {
    std::vector<NumberedLine> lines;
    std::size_t number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
        const std::size_t end = std::min(text.find_first_of("\r\n", at), text.size());
        std::string_view line = text.substr(at, end - at);
        while (!line.empty() && (line.front() == '\x0B' || line.front() == '\x1C' || line.front() == ' '))
            line.remove_prefix(1);
        while (!line.empty() && line.back() == '\x1C') line.remove_suffix(1);
        if (!line.empty()) lines.push_back({line, number});
        at = end + (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
    }
    return lines;
}

/// One OBR with its observations.
struct Order {
    SourcedReport report;
    std::string orderStatus; ///< OBR-25
    std::string textStatus;  ///< OBX-11
    bool addendum = false;
    bool anyText = false;
    bool embedded = false; ///< a document (PDF) stands for the text
};

class MessageReader {
public:
    MessageReader(std::string message, ReportBatch& batch) : m_message(std::move(message)), m_batch(batch) {}

    void header(std::string_view line) {
        if (line.size() < 8) return refuse("its MSH segment is cut short");
        m_encoding = {line[3], line[4], line[5], line[6], line[7]};
        const auto fields = split(line, m_encoding.field);
        const std::string_view type =
            firstOf(fieldOf(fields, 8), m_encoding.component); // MSH-1 is the separator itself
        if (type != "ORU")
            return refuse(type.empty() ? "its MSH segment names no message type"
                                       : "it is no report (ORU) but another kind of message");
    }

    void segment(const NumberedLine& line) {
        if (m_refused) return;
        if (!isSegment(line.text, m_encoding.field))
            return refuse("line " + std::to_string(line.number) + " is no HL7 segment");
        const auto fields = split(line.text, m_encoding.field);
        const std::string_view kind = fields[0];
        if (kind == "PID") {
            m_patientName = valueOf(firstOf(fieldOf(fields, 5), m_encoding.repetition), m_encoding);
            m_patientIds.clear();
            for (const std::string_view one : split(fieldOf(fields, 3), m_encoding.repetition))
                if (auto id = valueOf(firstOf(one, m_encoding.component), m_encoding); id && !id->empty())
                    m_patientIds.push_back(*std::move(id));
        } else if (kind == "ORC") {
            m_orderAccession = valueOf(firstOf(fieldOf(fields, 3), m_encoding.component), m_encoding);
        } else if (kind == "OBR") {
            Order& order = m_orders.emplace_back();
            order.report.accession = valueOf(firstOf(fieldOf(fields, 3), m_encoding.component), m_encoding);
            if (!order.report.accession) order.report.accession = m_orderAccession;
            order.orderStatus = fieldOf(fields, 25);
        } else if (kind == "OBX") {
            observation(fields);
        } else if (kind == "ZDS") {
            m_studyUid = valueOf(firstOf(fieldOf(fields, 1), m_encoding.component), m_encoding);
        }
    }

    void finish() {
        if (m_refused) return;
        if (m_orders.empty()) return refuse("it has neither OBR nor OBX segments, so no report");
        for (std::size_t i = 0; i < m_orders.size(); ++i)
            finish(m_orders[i],
                   m_orders.size() == 1 ? m_message : m_message + ", OBR " + std::to_string(i + 1));
    }

private:
    void refuse(std::string why) {
        m_refused = true;
        m_batch.failures.push_back({m_message, std::move(why)});
    }

    void observation(const std::vector<std::string_view>& fields) {
        if (m_orders.empty()) m_orders.emplace_back();
        const std::string_view type = fieldOf(fields, 2);
        Order& order = m_orders.back();
        order.embedded = order.embedded || type == "ED";
        if (type != "TX" && type != "FT" && type != "ST")
            return; // RP points to images, NM and CE are no report text
        if (order.anyText) order.report.text += '\n';
        order.anyText = true;
        bool first = true;
        for (const std::string_view line : split(fieldOf(fields, 5), m_encoding.repetition)) {
            if (!first) order.report.text += '\n';
            first = false;
            order.report.text += unescaped(line, m_encoding);
        }
        if (order.textStatus.empty()) order.textStatus = fieldOf(fields, 11);
        const std::string_view identifier = fieldOf(fields, 3);
        for (const std::string_view suffix :
             {"ADT", "ADN"}) // radiology's addendum suffixes: IMG1234&ADN, &ADT
            order.addendum = order.addendum ||
                             (identifier.ends_with(suffix) && identifier.size() > suffix.size() &&
                              identifier[identifier.size() - suffix.size() - 1] == m_encoding.subcomponent);
    }

    void finish(Order& order, const std::string& place) {
        if (!order.anyText && order.embedded) {
            m_batch.failures.push_back(
                {place, "its report is an embedded document (OBX type ED); send it as text (TX or FT)"});
            return;
        }
        if (!order.anyText) { // an examination that is not reported yet
            m_batch.empty.push_back({place, "it has no report text (no OBX segment of type TX, FT or ST)"});
            return;
        }
        SourcedReport& report = order.report;
        if (!report.accession) report.accession = m_orderAccession;
        report.status = statusOf(order.textStatus);
        if (report.status == ReportStatus::Unknown) report.status = statusOf(order.orderStatus);
        const bool saysSo = report.text.find("ADDENDUM:") != std::string::npos ||
                            report.text.find("Addendum:") != std::string::npos ||
                            report.text.find("ADDENDUM REPORT") != std::string::npos;
        if (order.addendum || saysSo) report.status = ReportStatus::Addendum;
        report.studyUid = m_studyUid;
        report.patientName = m_patientName;
        report.patientIds = m_patientIds;
        report.id = report.accession.value_or(place);
        auto text = readReportText(report.text, "the text");
        if (!text)
            m_batch.failures.push_back({place, text.error().message});
        else
            m_batch.reports.push_back(std::move(report));
    }

    std::string m_message;
    ReportBatch& m_batch;
    Encoding m_encoding;
    std::optional<std::string> m_patientName, m_orderAccession, m_studyUid;
    std::vector<std::string> m_patientIds;
    std::vector<Order> m_orders;
    bool m_refused = false;
};

} // namespace

Result<ReportBatch> readHl7(std::string_view text, std::string_view name, const JobContext& context) {
    ReportBatch batch;
    std::optional<MessageReader> message;
    std::size_t count = 0;
    for (const NumberedLine& line : linesOf(text)) {
        SECOND_READ_CHECK(context.checkpoint("read", 0));
        const std::string_view kind = line.text.substr(0, 3);
        if (kind == "MSH") {
            if (message) message->finish();
            message.emplace("message " + std::to_string(++count), batch);
            message->header(line.text);
        } else if (kind == "FHS" || kind == "BHS" || kind == "BTS" || kind == "FTS") {
            continue; // batch envelopes
        } else if (message) {
            message->segment(line);
        } else {
            return fail(ErrorCode::Corrupt,
                        std::string(name) + " line " + std::to_string(line.number) +
                            ": an HL7 message begins with an MSH segment, this one does not");
        }
    }
    if (!message) return fail(ErrorCode::Corrupt, std::string(name) + " holds no HL7 message");
    message->finish();
    return batch;
}

} // namespace second_read::report
