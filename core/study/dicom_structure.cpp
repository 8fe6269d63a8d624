#include "study/dicom_structure.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace second_read::study {
namespace {

constexpr int kDeepest = 32;
constexpr std::uint64_t kMostElements = 4'000'000;
constexpr std::uint64_t kLargestHeader = 256ULL << 20;
constexpr std::size_t kLargestDeflated = 512ULL << 20;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;

constexpr const char* kImplicitLittle = "1.2.840.10008.1.2";
constexpr const char* kExplicitLittle = "1.2.840.10008.1.2.1";
constexpr const char* kDeflated = "1.2.840.10008.1.2.1.99";
constexpr const char* kExplicitBig = "1.2.840.10008.1.2.2";

/// Value representations with a four-byte length (PS3.5 table 7.1-1).
bool hasLongLength(std::string_view vr) {
    constexpr std::array<std::string_view, 13> longOnes = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                           "SV", "UC", "UN", "UR", "UT", "UV"};
    return std::find(longOnes.begin(), longOnes.end(), vr) != longOnes.end();
}

bool isVr(std::string_view vr) {
    constexpr std::array<std::string_view, 21> shortOnes = {"AE", "AS", "AT", "CS", "DA", "DS", "DT",
                                                            "FD", "FL", "IS", "LO", "LT", "PN", "SH",
                                                            "SL", "SS", "ST", "TM", "UI", "UL", "US"};
    return hasLongLength(vr) || std::find(shortOnes.begin(), shortOnes.end(), vr) != shortOnes.end();
}

struct Element {
    std::uint32_t tag = 0;
    std::string vr; ///< empty in implicit VR and for items
    std::uint32_t length = 0;
    std::uint64_t value = 0; ///< offset of the value
};

class Walker {
public:
    Walker(ByteSource& source, bool explicitVr, bool bigEndian)
        : m_source(source), m_explicit(explicitVr), m_big(bigEndian) {}

    /// One data set, sequence item or meta header from `at` to `end`; stops where it must and says where.
    struct Stop {
        std::uint64_t at;
        bool atPixels = false;
    };

    std::optional<Element> elementAt(std::uint64_t at, std::uint64_t end, bool explicitVr) {
        std::array<char, 12> raw{};
        if (end - at < 8 || !m_source.read(at, 8, raw.data())) return std::nullopt;
        Element element;
        element.tag = (number(raw.data(), 2) << 16) | number(raw.data() + 2, 2);
        element.value = at + 8;
        if ((element.tag >> 16) == 0xFFFE || !explicitVr) {
            element.length = number(raw.data() + 4, 4);
            return element;
        }
        element.vr.assign(raw.data() + 4, 2);
        if (hasLongLength(element.vr)) {
            if (end - at < 12 || !m_source.read(at + 8, 4, raw.data() + 8)) return std::nullopt;
            element.length = number(raw.data() + 8, 4);
            element.value = at + 12;
        } else {
            element.length = number(raw.data() + 6, 2);
        }
        return element;
    }

    Result<Stop> dataSet(std::uint64_t at, std::uint64_t end, int depth, bool undefinedLength,
                         bool explicitVr) {
        if (depth > kDeepest)
            return fail(
                ErrorCode::Unsupported,
                "its sequences are nested deeper than 32 levels; it looks like an attack, not an image");
        while (at < end) {
            if (++m_elements > kMostElements)
                return fail(ErrorCode::Unsupported, "it has more than 4 million elements");
            const auto element = elementAt(at, end, explicitVr);
            if (!element) return depth == 0 && trailingPadding(at, end) ? Result<Stop>(Stop{at}) : cut(at);
            if (element->tag == kItemEnd && undefinedLength) return Stop{element->value};
            if ((element->tag >> 16) == 0xFFFE) return damaged("a stray item", at);
            if (depth == 0 && isPixelData(element->tag)) return Stop{at, true};
            if (explicitVr && !isVr(element->vr)) {
                if (depth == 0 && trailingPadding(at, end)) return Stop{at};
                return damaged("an element without a known value representation", at);
            }
            SECOND_READ_TRY(next, skip(*element, end, depth, explicitVr));
            at = next;
        }
        if (undefinedLength) return cut(at);
        return Stop{at};
    }

    Result<PixelPlace> pixelData(std::uint64_t at, std::uint64_t end) {
        const auto element = elementAt(at, end, m_explicit);
        if (!element) return cut(at);
        PixelPlace place;
        place.element = static_cast<std::uint16_t>(element->tag & 0xFFFF);
        if (element->length != kUndefined) {
            const std::uint64_t there = std::min<std::uint64_t>(element->length, end - element->value);
            place.complete = there == element->length;
            place.fragments.push_back({element->value, there});
            return place;
        }
        place.encapsulated = true;
        bool first = true;
        for (at = element->value;;) {
            const auto item = end - at >= 8 ? elementAt(at, end, m_explicit) : std::nullopt;
            if (item && item->tag == kSequenceEnd) return place;
            if (!item || item->tag != kItem || item->length == kUndefined ||
                item->length > end - item->value) {
                place.complete = false;
                return place;
            }
            if (++m_elements > kMostElements)
                return fail(ErrorCode::Unsupported, "its pixel data are in more than 4 million pieces");
            if (first) {
                for (std::uint64_t i = 0; i + 4 <= item->length; i += 4) {
                    std::array<char, 4> raw{};
                    if (m_source.read(item->value + i, 4, raw.data()))
                        place.offsets.push_back(number(raw.data(), 4));
                }
            } else {
                place.fragments.push_back({item->value, item->length});
            }
            first = false;
            at = item->value + item->length;
        }
    }

    bool sawNothing() const { return m_elements == 0; }

private:
    static bool isPixelData(std::uint32_t tag) {
        return tag == 0x7FE00010 || tag == 0x7FE00008 || tag == 0x7FE00009;
    }

    std::uint32_t number(const char* raw, int width) const {
        std::uint32_t value = 0;
        for (int i = 0; i < width; ++i)
            value = (value << 8) | static_cast<unsigned char>(raw[m_big ? i : width - 1 - i]);
        return value;
    }

    static tl::unexpected<Error> damaged(const std::string& what, std::uint64_t at) {
        return fail(ErrorCode::Corrupt, "it is damaged: " + what + " at byte " + std::to_string(at));
    }
    static tl::unexpected<Error> cut(std::uint64_t at) {
        return fail(ErrorCode::Corrupt, "it is cut short: the header ends at byte " + std::to_string(at));
    }

    /// Some writers fill the last block with zeros.
    bool trailingPadding(std::uint64_t at, std::uint64_t end) {
        const std::string rest = m_source.bytes(at, std::min<std::uint64_t>(end - at, 1 << 16));
        return rest.find_first_not_of('\0') == std::string::npos;
    }

    /// Position behind an element whose value may hold further elements.
    Result<std::uint64_t> skip(const Element& element, std::uint64_t end, int depth, bool explicitVr) {
        const bool unknown = element.vr == "UN";
        if (element.length == kUndefined && isPixelData(element.tag))
            return behindFragments(element.value, end);
        if (element.length == kUndefined) {
            if (explicitVr && element.vr != "SQ" && !unknown)
                return damaged("an element of undefined length that is no sequence", element.value);
            // UN of undefined length holds implicit VR (PS3.5 section 6.2.2, note 2)
            return sequence(element.value, end, depth, true, explicitVr && !unknown);
        }
        if (element.length > end - element.value) return cut(element.value);
        const std::uint64_t next = element.value + element.length;
        if (element.vr == "SQ") {
            SECOND_READ_CHECK(sequence(element.value, next, depth, false, explicitVr));
        } else if ((unknown || !explicitVr) && element.length >= 8) {
            const auto inner = elementAt(element.value, next, false);
            if (inner && inner->tag == kItem) {
                // In implicit VR DCMTK's dictionary decides whether this is a sequence: it must be a sound
                // one. As UN it stays opaque to DCMTK, so only depth and count are held against it.
                auto walked = sequence(element.value, next, depth, false, false);
                if (!walked && (!explicitVr || walked.error().code == ErrorCode::Unsupported)) return walked;
            }
        }
        return next;
    }

    /// Position behind the compressed pixels of an icon inside a sequence.
    Result<std::uint64_t> behindFragments(std::uint64_t at, std::uint64_t end) {
        for (;;) {
            const auto item = at < end ? elementAt(at, end, m_explicit) : std::nullopt;
            if (item && item->tag == kSequenceEnd) return item->value;
            if (!item || item->tag != kItem || item->length > end - item->value) return cut(at);
            if (++m_elements > kMostElements)
                return fail(ErrorCode::Unsupported, "it has more than 4 million elements");
            at = item->value + item->length;
        }
    }

    Result<std::uint64_t> sequence(std::uint64_t at, std::uint64_t end, int depth, bool undefinedLength,
                                   bool explicitVr) {
        while (at < end) {
            const auto item = elementAt(at, end, explicitVr);
            if (!item) return cut(at);
            if (++m_elements > kMostElements)
                return fail(ErrorCode::Unsupported, "it has more than 4 million elements");
            if (item->tag == kSequenceEnd) return item->value;
            if (item->tag != kItem) return damaged("a sequence without items", at);
            const bool open = item->length == kUndefined;
            if (!open && item->length > end - item->value) return cut(item->value);
            const std::uint64_t itemEnd = open ? end : item->value + item->length;
            SECOND_READ_TRY(stop, dataSet(item->value, itemEnd, depth + 1, open, explicitVr));
            at = open ? stop.at : itemEnd;
        }
        if (undefinedLength) return cut(at);
        return at;
    }

    ByteSource& m_source;
    bool m_explicit, m_big;
    std::uint64_t m_elements = 0;
};

std::string uidAt(ByteSource& source, const Element& element) {
    std::string text = source.bytes(element.value, std::min<std::uint64_t>(element.length, 64));
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
    return text;
}

/// Where the file's first element lies: behind the preamble, or at its very beginning (files without one
/// exist).
std::optional<std::uint64_t> firstElement(ByteSource& source) {
    std::array<char, 132> raw{};
    if (source.read(0, raw.size(), raw.data()) && isDicom({raw.data(), raw.size()})) return raw.size();
    if (!source.read(0, 8, raw.data())) return std::nullopt;
    const auto group = [&](int low, int high) {
        return (static_cast<unsigned char>(raw[high]) << 8) | static_cast<unsigned char>(raw[low]);
    };
    const bool known = group(0, 1) == 2 || group(0, 1) == 8 || group(1, 0) == 8;
    const bool element = raw[2] == 0 || raw[3] == 0;
    return known && element ? std::optional<std::uint64_t>(0) : std::nullopt;
}

} // namespace

Result<DicomStructure> walkDicom(ByteSource& source) {
    if (source.size() == 0) return fail(ErrorCode::Corrupt, "it is empty");
    const auto first = firstElement(source);
    if (!first) return fail(ErrorCode::Corrupt, "it is not a DICOM file");
    DicomStructure structure;
    std::uint64_t at = *first;
    Walker meta(source, true, false);
    for (auto element = meta.elementAt(at, source.size(), true); element && (element->tag >> 16) == 2;
         element = meta.elementAt(at, source.size(), true)) {
        if (!isVr(element->vr) || element->length > source.size() - element->value)
            return fail(ErrorCode::Corrupt,
                        "it is damaged: its meta header is cut short or no meta header at all");
        if (element->tag == 0x00020010) structure.transferSyntax = uidAt(source, *element);
        at = element->value + element->length;
    }
    if (structure.transferSyntax == kDeflated) {
        SECOND_READ_TRY(unpacked, inflated(source.bytes(at, source.size() - at), true, kLargestDeflated));
        source = ByteSource::ofBytes(std::move(unpacked));
        at = 0;
    }
    structure.datasetStart = at;
    std::array<char, 8> raw{};
    if (!source.read(at, 8, raw.data()))
        return fail(ErrorCode::Corrupt, "it is cut short: it has no data set");
    const bool looksExplicit = isVr(std::string_view(raw.data() + 4, 2));
    if (structure.transferSyntax.empty())
        structure.transferSyntax = raw[0] == 0     ? kExplicitBig
                                   : looksExplicit ? kExplicitLittle
                                                   : kImplicitLittle;
    // Some writers name one uncompressed syntax and write the other: what stands in the file counts.
    structure.bigEndian = structure.transferSyntax == kExplicitBig;
    structure.explicitVr = looksExplicit;
    Walker walker(source, structure.explicitVr, structure.bigEndian);
    SECOND_READ_TRY(stop, walker.dataSet(at, source.size(), 0, false, structure.explicitVr));
    structure.headerEnd = stop.at;
    if (structure.headerEnd - structure.datasetStart > kLargestHeader)
        return fail(ErrorCode::Unsupported, "its header is larger than 256 MB");
    if (stop.atPixels) {
        SECOND_READ_TRY(place, walker.pixelData(stop.at, source.size()));
        structure.pixels = std::move(place);
    }
    return structure;
}

} // namespace second_read::study
