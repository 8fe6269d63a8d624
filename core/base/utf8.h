#pragma once
/// Unicode text. Reports arrive in many encodings; inside, text is UTF-8 and spans count code points.

#include <cstddef>
#include <string>
#include <string_view>

namespace second_read {

/// Half-open range of code points [begin, end) in a decoded text.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(const Span&) const = default;
};

/// Malformed bytes become U+FFFD, one each.
std::u32string decodeUtf8(std::string_view bytes);
std::string encodeUtf8(std::u32string_view text);

/// True when every byte sequence is well formed (RFC 3629).
bool isUtf8(std::string_view bytes);

/// What a text file holds, as UTF-8: byte-order marks (UTF-8, UTF-16 LE/BE) are honoured and removed; bytes
/// that are no UTF-8 are read as Windows-1252. Line ends stay as they are.
std::string decodeText(std::string_view bytes);

/// True for what is no text at all: a NUL outside UTF-16, or over a twentieth of control characters.
bool looksBinary(std::string_view bytes);

/// The code points [span) of a UTF-8 text, as UTF-8.
std::string slice(std::string_view utf8, Span span);

} // namespace second_read
