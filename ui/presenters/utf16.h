#pragma once
/// Reports are read in code points, text widgets count UTF-16 units. This table goes from one to the other.

#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace second_read::ui {

/// Half-open range of UTF-16 units.
struct Utf16Span {
    int begin = 0;
    int end = 0;
    bool operator==(const Utf16Span&) const = default;
};

class Utf16Table {
public:
    explicit Utf16Table(std::string_view utf8);
    /// Spans beyond the text are cut at its end.
    Utf16Span of(Span codePoints) const;

private:
    int unitOf(std::size_t codePoint) const;
    std::vector<std::size_t> m_pairs; ///< code points outside the basic plane, ascending: two units each
    std::size_t m_length = 0;
};

} // namespace second_read::ui
