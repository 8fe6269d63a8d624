#include "presenters/utf16.h"

#include <algorithm>

namespace second_read::ui {

Utf16Table::Utf16Table(std::string_view utf8) {
    const auto text = decodeUtf8(utf8);
    m_length = text.size();
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] > 0xFFFF) m_pairs.push_back(i);
}

int Utf16Table::unitOf(std::size_t codePoint) const {
    const auto at = std::min(codePoint, m_length);
    const auto before = std::lower_bound(m_pairs.begin(), m_pairs.end(), at) - m_pairs.begin();
    return static_cast<int>(at + static_cast<std::size_t>(before));
}

Utf16Span Utf16Table::of(Span codePoints) const {
    return {unitOf(codePoints.begin), unitOf(std::max(codePoints.begin, codePoints.end))};
}

} // namespace second_read::ui
