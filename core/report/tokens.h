#pragma once
/// Words, numbers and marks of a stretch of text, folded so that spelling variants meet.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"

namespace second_read::report {

struct Token {
    enum class Kind { Word, Number, Mark };
    Kind kind = Kind::Word;
    std::string text; ///< folded word; digits of a number; the mark itself (other marks than ,;:.?/()+&- have
                      ///< no token)
    Span span;        ///< in the whole text
    bool capital = false; ///< begins with an upper-case letter
    bool upper = false;   ///< upper case throughout

    bool isWord() const { return kind == Kind::Word; }
    bool is(std::string_view word) const { return text == word; }
};

/// A word that is one of `words`.
bool among(const Token& token, std::span<const std::string_view> words);

/// Lower case, accents off, "ae" and "oe" as "e" (haemorrhage, oedema), apostrophes and a genitive "s" off.
std::string fold(std::u32string_view word);

/// Hyphens and slashes part words; a hyphen leaves no token, so that "small-vessel" reads as two words; but
/// "(-)" and "-ve" read as the word "negative".
std::vector<Token> tokensOf(std::u32string_view text, Span range);

bool isLetter(char32_t c);
bool isDigit(char32_t c);
bool isSpace(char32_t c);
bool isUpper(char32_t c);

} // namespace second_read::report
