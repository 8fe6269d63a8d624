#include "study/siemens_csa.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace second_read::study {
namespace {

constexpr std::int32_t kMostTags = 1000;
constexpr std::int32_t kMostItems = 1000;

class Reader {
public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}
    bool take(std::size_t count, std::string_view& out) {
        if (count > m_rest.size()) return false;
        out = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return true;
    }
    bool number(std::int32_t& out) {
        std::string_view raw;
        if (!take(4, raw)) return false;
        std::memcpy(&out, raw.data(), 4); // always little endian, as are our machines
        return true;
    }
    std::size_t left() const { return m_rest.size(); }

private:
    std::string_view m_rest;
};

std::string untilNul(std::string_view field) {
    return std::string(field.substr(0, std::min(field.find('\0'), field.size())));
}

} // namespace

std::optional<CsaHeader> CsaHeader::parse(std::string_view bytes) {
    Reader reader(bytes);
    std::string_view field;
    const bool second = bytes.starts_with("SV10");
    if (second) reader.take(8, field);
    std::int32_t tags = 0, check = 0;
    if (!reader.number(tags) || !reader.number(check) || tags < 1 || tags > kMostTags) return std::nullopt;
    CsaHeader header;
    std::int32_t firstItems = 0;
    for (std::int32_t tag = 0; tag < tags; ++tag) {
        std::int32_t multiplicity = 0, type = 0, items = 0;
        if (!reader.take(64, field)) return header;
        const std::string name = untilNul(field);
        if (!reader.number(multiplicity) || !reader.take(4, field) || !reader.number(type) ||
            !reader.number(items) || !reader.number(check) || items < 0 || items > kMostItems)
            return header;
        if (tag == 0) firstItems = items;
        auto& values = header.m_values[name];
        for (std::int32_t item = 0; item < items; ++item) {
            std::array<std::int32_t, 4> sizes{};
            for (auto& size : sizes)
                if (!reader.number(size)) return header;
            // The older variant counts the items of the first tag into every length.
            const std::int32_t length = second ? sizes[1] : sizes[0] - firstItems;
            if (length < 0 || static_cast<std::size_t>(length) > reader.left()) {
                if (!second) break;
                return header;
            }
            reader.take(static_cast<std::size_t>(length), field);
            if (item < multiplicity || multiplicity == 0) values.push_back(untilNul(field));
            const auto padding = static_cast<std::size_t>((4 - length % 4) % 4);
            if (padding > reader.left()) return header;
            reader.take(padding, field);
        }
    }
    return header;
}

std::vector<double> CsaHeader::numbers(const std::string& name) const {
    std::vector<double> numbers;
    const auto found = m_values.find(name);
    if (found == m_values.end()) return numbers;
    for (const auto& text : found->second) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        if (end != text.c_str()) numbers.push_back(value);
    }
    return numbers;
}

std::optional<double> CsaHeader::number(const std::string& name) const {
    const auto all = numbers(name);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

std::optional<CsaHeader> siemensImageHeader(DcmItem& item) {
    const auto tag = privateTag(item, 0x0029, "SIEMENS CSA HEADER", 0x10);
    if (!tag) return std::nullopt;
    return CsaHeader::parse(bytesAt(item, *tag));
}

} // namespace second_read::study
