#include "study/dicom_header.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>

#include <iconv.h>

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcspchrs.h>

#include "base/utf8.h"

namespace second_read::study {
namespace {

/// DCMTK prints warnings about patients' files to standard error unless told otherwise.
void silenceDcmtk() {
    static std::once_flag once;
    std::call_once(once, [] { OFLog::configure(OFLogger::OFF_LOG_LEVEL); });
}

DcmElement* elementAt(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    return item.findAndGetElement(tag, element).good() ? element : nullptr;
}

std::string trimmed(std::string text) {
    const auto isPadding = [](char c) { return c == ' ' || c == '\0'; };
    while (!text.empty() && isPadding(text.back())) text.pop_back();
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isPadding));
    return text;
}

std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> parsed(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return end == text.c_str() ? std::nullopt : finite(value);
}

/// A private element read in implicit VR has lost its type: bytes of its length are read as what they must
/// be.
std::optional<double> numberOfBytes(const std::string& bytes, unsigned long index) {
    const bool isText = !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) {
        return (c >= ' ' && c < 127) || c == '\0';
    });
    if (isText) {
        std::string text = bytes;
        for (; index > 0; --index) {
            const auto next = text.find('\\');
            if (next == std::string::npos) return std::nullopt;
            text.erase(0, next + 1);
        }
        return parsed(text);
    }
    double value = 0;
    float single = 0;
    if (bytes.size() >= 8 * (index + 1) && bytes.size() % 8 == 0) {
        std::memcpy(&value, bytes.data() + 8 * index, 8);
        return finite(value);
    }
    if (bytes.size() != 4 || index > 0) return std::nullopt;
    std::memcpy(&single, bytes.data(), 4);
    return finite(static_cast<double>(single));
}

/// Through the system's converter; empty when it cannot.
std::string converted(const std::string& text, const char* from) {
    const iconv_t converter = iconv_open("UTF-8", from);
    if (converter == reinterpret_cast<iconv_t>(-1)) return {};
    std::string in = text, out(text.size() * 4 + 16, '\0');
    char* source = in.data();
    char* target = out.data();
    std::size_t left = in.size(), room = out.size();
    const bool done =
        iconv(converter, &source, &left, &target, &room) != static_cast<std::size_t>(-1) && left == 0;
    iconv_close(converter);
    out.resize(done ? out.size() - room : 0);
    return out;
}

/// ISO 2022 IR 13, 87 and 159 (PS3.5 H.3), which DCMTK's converter lacks: stretches behind an escape to a
/// two-byte set are ISO-2022-JP, all others are JIS X 0201 (Roman and half-width katakana), of which Shift
/// JIS is a superset.
std::string japanese(const std::string& raw) {
    std::string text;
    for (std::size_t at = 0; at < raw.size();) {
        const std::size_t next = std::min(raw.find('\x1b', at + 1), raw.size());
        std::string part = raw.substr(at, next - at);
        if (part.starts_with("\x1b$")) {
            // Delimiters end the two-byte set without an escape in some files.
            text += converted(part + "\x1b(B", "ISO-2022-JP-2");
        } else {
            if (part.starts_with("\x1b")) part.erase(0, std::min<std::size_t>(3, part.size()));
            text += converted(part, "SHIFT_JIS");
        }
        at = next;
    }
    return text;
}

} // namespace

std::optional<double> numberAt(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
    DcmElement* element = elementAt(item, tag);
    if (!element || element->isEmpty()) return std::nullopt;
    Float64 real = 0;
    Float32 single = 0;
    Sint32 integer = 0;
    Uint32 natural = 0;
    Uint16 small = 0;
    Sint16 smallSigned = 0;
    OFString text;
    switch (element->ident()) {
    case EVR_FD:
        return element->getFloat64(real, index).good() ? finite(real) : std::nullopt;
    case EVR_FL:
        return element->getFloat32(single, index).good() ? finite(static_cast<double>(single)) : std::nullopt;
    case EVR_SL:
        return element->getSint32(integer, index).good() ? std::optional<double>(integer) : std::nullopt;
    case EVR_UL:
        return element->getUint32(natural, index).good() ? std::optional<double>(natural) : std::nullopt;
    case EVR_US:
        return element->getUint16(small, index).good() ? std::optional<double>(small) : std::nullopt;
    case EVR_SS:
        return element->getSint16(smallSigned, index).good() ? std::optional<double>(smallSigned)
                                                             : std::nullopt;
    case EVR_UN:
    case EVR_OB:
        return numberOfBytes(bytesAt(item, tag), index);
    default:
        return element->getOFString(text, index).good() ? parsed(text.c_str()) : std::nullopt;
    }
}

std::optional<int> integerAt(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
    const auto value = numberAt(item, tag, index);
    if (!value || std::abs(*value) > std::numeric_limits<int>::max()) return std::nullopt;
    return static_cast<int>(std::lround(*value));
}

std::string rawTextAt(DcmItem& item, const DcmTagKey& tag) {
    OFString text;
    if (item.findAndGetOFStringArray(tag, text).bad()) return {};
    return trimmed(std::string(text.c_str(), text.size()));
}

std::vector<std::string> textsAt(DcmItem& item, const DcmTagKey& tag) {
    std::vector<std::string> values;
    std::string all = rawTextAt(item, tag);
    while (!all.empty()) {
        const auto end = std::min(all.find('\\'), all.size());
        values.push_back(trimmed(all.substr(0, end)));
        all.erase(0, end + 1);
    }
    return values;
}

std::optional<std::vector<double>> numbersAt(DcmItem& item, const DcmTagKey& tag, unsigned long count) {
    std::vector<double> values;
    for (unsigned long i = 0; i < count; ++i) {
        const auto value = numberAt(item, tag, i);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

std::string bytesAt(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = elementAt(item, tag);
    Uint8* bytes = nullptr;
    if (!element) return {};
    if (element->getUint8Array(bytes).good() && bytes)
        return std::string(reinterpret_cast<const char*>(bytes), element->getLength());
    OFString text;
    return element->getOFStringArray(text).good() ? std::string(text.c_str(), text.size()) : std::string();
}

DcmItem* itemAt(DcmItem& item, const DcmTagKey& sequence, unsigned long index) {
    DcmItem* found = nullptr;
    return item.findAndGetSequenceItem(sequence, found, static_cast<long>(index)).good() ? found : nullptr;
}

unsigned long itemsAt(DcmItem& item, const DcmTagKey& sequence) {
    DcmSequenceOfItems* items = nullptr;
    return item.findAndGetSequence(sequence, items).good() && items ? items->card() : 0;
}

std::optional<DcmTagKey> privateTag(DcmItem& item, std::uint16_t group, std::string_view creator,
                                    std::uint8_t element) {
    for (std::uint16_t block = 0x10; block <= 0xFF; ++block) {
        OFString name;
        if (item.findAndGetOFString(DcmTagKey(group, block), name).bad()) continue;
        if (trimmed(name.c_str()).starts_with(creator))
            return DcmTagKey(group, static_cast<Uint16>((block << 8) | element));
    }
    return std::nullopt;
}

Result<DicomHeader> DicomHeader::read(const std::filesystem::path& file) {
    silenceDcmtk();
    SECOND_READ_TRY(source, ByteSource::open(file));
    SECOND_READ_TRY(structure, walkDicom(source));
    std::string bytes = source.bytes(structure.datasetStart, structure.headerEnd - structure.datasetStart);
    if (bytes.size() != structure.headerEnd - structure.datasetStart)
        return fail(ErrorCode::Io, "it was cut short while being read");
    const E_TransferSyntax syntax = structure.bigEndian    ? EXS_BigEndianExplicit
                                    : structure.explicitVr ? EXS_LittleEndianExplicit
                                                           : EXS_LittleEndianImplicit;
    DcmInputBufferStream stream;
    stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    stream.setEos();
    auto dataset = std::make_unique<DcmDataset>();
    dataset->transferInit();
    const OFCondition read = dataset->read(stream, syntax, EGL_noChange);
    dataset->transferEnd();
    if (read.bad() && read != EC_EndOfStream)
        return fail(ErrorCode::Corrupt, std::string("its header cannot be read: ") + read.text());
    return DicomHeader(std::move(source), std::move(structure), std::move(dataset));
}

std::string DicomHeader::text(const DcmTagKey& tag) const {
    const std::string raw = rawTextAt(*m_dataset, tag);
    if (std::all_of(raw.begin(), raw.end(), [](char c) { return c >= ' ' && c < 127; })) return raw;
    const std::string charset = rawTextAt(*m_dataset, DCM_SpecificCharacterSet);
    DcmSpecificCharacterSet converter;
    OFString out;
    const bool isName = elementAt(*m_dataset, tag)->ident() == EVR_PN;
    if (!charset.empty() && converter.selectCharacterSet(charset.c_str(), "ISO_IR 192").good() &&
        converter.convertString(raw.data(), raw.size(), out, isName ? "\\^=" : "\\").good() &&
        isUtf8({out.c_str(), out.size()}))
        return trimmed({out.c_str(), out.size()});
    if (charset.find("IR 87") != std::string::npos || charset.find("IR 13") != std::string::npos ||
        charset.find("IR 159") != std::string::npos)
        return trimmed(japanese(raw));
    return decodeText(raw);
}

} // namespace second_read::study
