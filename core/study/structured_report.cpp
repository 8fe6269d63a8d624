#include "study/structured_report.h"

#include <algorithm>

#include <dcmtk/dcmdata/dcspchrs.h>

#include "base/utf8.h"
#include "study/dicom_header.h"

namespace second_read::study {
namespace {

constexpr int kDeepest = 32;
constexpr std::size_t kLongest = 1 << 20;
/// Storage classes of structured reports (PS3.4 B.5) begin so.
constexpr const char* kStructuredReports = "1.2.840.10008.5.1.4.1.1.88";

/// Walks the content tree (PS3.3 C.17.3.2.4) depth first.
class ContentReader {
public:
    explicit ContentReader(std::string charset) : m_charset(std::move(charset)) {}

    void read(DcmItem& item, int depth) {
        if (depth > kDeepest || m_text.size() > kLongest) return;
        const auto type = rawTextAt(item, DCM_ValueType);
        const auto name = meaningAt(item, DCM_ConceptNameCodeSequence);
        if (type == "CONTAINER" && !name.empty())
            line((depth == 0 ? "" : "\n") + name + ":");
        else if (type == "TEXT")
            line(textAt(item, DCM_TextValue));
        else if (type == "CODE")
            line(named(name, meaningAt(item, DCM_ConceptCodeSequence)));
        else if (type == "NUM")
            line(named(name, measured(item)));
        const auto count = itemsAt(item, DCM_ContentSequence);
        for (unsigned long i = 0; i < count; ++i)
            if (auto* child = itemAt(item, DCM_ContentSequence, i)) read(*child, depth + 1);
    }
    const std::string& text() const { return m_text; }

private:
    std::string textAt(DcmItem& item, const DcmTagKey& tag) const {
        const auto raw = rawTextAt(item, tag);
        if (std::all_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) < 128; }))
            return raw;
        DcmSpecificCharacterSet converter;
        OFString out;
        if (!m_charset.empty() && converter.selectCharacterSet(m_charset.c_str(), "ISO_IR 192").good() &&
            converter.convertString(raw.data(), raw.size(), out, "").good() &&
            isUtf8({out.c_str(), out.size()}))
            return {out.c_str(), out.size()};
        return decodeText(raw);
    }
    std::string meaningAt(DcmItem& item, const DcmTagKey& sequence) const {
        auto* code = itemAt(item, sequence);
        return code ? textAt(*code, DCM_CodeMeaning) : std::string();
    }
    std::string measured(DcmItem& item) const {
        auto* value = itemAt(item, DCM_MeasuredValueSequence);
        if (!value) return {};
        const auto unit = meaningAt(*value, DCM_MeasurementUnitsCodeSequence);
        return rawTextAt(*value, DCM_NumericValue) + (unit.empty() ? "" : " " + unit);
    }
    static std::string named(const std::string& name, const std::string& value) {
        return value.empty() ? value : name.empty() ? value : name + ": " + value;
    }
    void line(const std::string& words) {
        if (!words.empty()) m_text += words + "\n";
    }

    std::string m_charset;
    std::string m_text;
};

bool isStructuredReport(const DicomHeader& header) {
    return rawTextAt(header.items(), DCM_SOPClassUID).starts_with(kStructuredReports);
}

} // namespace

bool mayBeStructuredReport(const std::filesystem::path& file) {
    const auto header = DicomHeader::read(file);
    return !header || isStructuredReport(*header);
}

Result<std::string> readStructuredReport(const std::filesystem::path& file) {
    auto header = DicomHeader::read(file);
    if (!header) return tl::unexpected<Error>(std::move(header).error().during(file.string()));
    if (!isStructuredReport(*header))
        return fail(
            ErrorCode::Unsupported,
            file.string() +
                " is DICOM, but no structured report: give reports as text, JSON lines, CSV, HL7 or SR");
    ContentReader reader(rawTextAt(header->items(), DCM_SpecificCharacterSet));
    reader.read(header->items(), 0);
    if (reader.text().empty())
        return fail(ErrorCode::Unsupported, file.string() + " is a structured report without words");
    if (reader.text().size() > kLongest)
        return fail(ErrorCode::Unsupported, file.string() + " holds more than 1 MB of words");
    return reader.text();
}

} // namespace second_read::study
