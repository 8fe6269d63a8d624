#include "report/tokens.h"

#include <algorithm>

namespace second_read::report {
namespace {

bool isMinus(char32_t c) { return c == U'-' || c == 0x2012 || c == 0x2013 || c == 0x2212; }

/// Base letters of U+00C0 to U+00FF (ISO 8859-1 part of Unicode); '*' marks what is no letter.
constexpr std::string_view kLatin1 = "aaaaaa\1ceeeeiiiidnooooo*ouuuuyts"
                                     "aaaaaa\1ceeeeiiiidnooooo*ouuuuyty";

bool isApostrophe(char32_t c) { return c == U'\'' || c == 0x2019 || c == 0x02BC; }

char asciiOf(char32_t c) {
    if (c >= U'A' && c <= U'Z') return static_cast<char>(c - U'A' + U'a');
    if (c < 0x80) return static_cast<char>(c);
    if (c == 0x152 || c == 0x153) return '\1'; // the ligature oe
    if (c >= 0xC0 && c <= 0xFF) return kLatin1[static_cast<std::size_t>(c - 0xC0)];
    return '*';
}

} // namespace

bool isDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool isSpace(char32_t c) {
    return c == U' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0x3000;
}
bool isUpper(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7); }

bool isLetter(char32_t c) {
    if (c < 0x80) return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
    if (c < 0xC0) return c == 0xB5 || c == 0xAA || c == 0xBA;
    if (c < 0x2000) return c != 0xD7 && c != 0xF7;
    return c >= 0x3040 && c < 0xFB00; // other scripts with letters; not marks, symbols or surrogates
}

std::string fold(std::u32string_view word) {
    std::string folded;
    folded.reserve(word.size());
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (isApostrophe(word[i])) {
            const bool genitive = i + 2 == word.size() && (word[i + 1] == U's' || word[i + 1] == U'S');
            if (genitive) break;
            continue;
        }
        const char letter = asciiOf(word[i]);
        if (letter == '\1' ||
            (letter == 'e' && !folded.empty() && (folded.back() == 'a' || folded.back() == 'o'))) {
            if (letter == 'e') folded.pop_back();
            folded += 'e';
        } else {
            folded += letter;
        }
    }
    return folded;
}

bool among(const Token& token, std::span<const std::string_view> words) {
    return token.isWord() && std::ranges::find(words, token.text) != words.end();
}

std::vector<Token> tokensOf(std::u32string_view text, Span range) {
    std::vector<Token> tokens;
    const std::size_t end = std::min(range.end, text.size());
    std::size_t i = range.begin;
    while (i < end) {
        const char32_t c = text[i];
        const std::size_t begin = i;
        Token token;
        if (isDigit(c)) {
            while (i < end && (isDigit(text[i]) ||
                               ((text[i] == U'.' || text[i] == U',') && i + 1 < end && isDigit(text[i + 1]))))
                ++i;
            const bool ordinal =
                i + 1 < end && isLetter(text[i]) && isLetter(text[i + 1]) &&
                (i + 2 >= end || !isLetter(text[i + 2])) &&
                std::u32string_view(U"st nd rd th").find(text.substr(i, 2)) != std::u32string_view::npos;
            if (ordinal) i += 2;
            token.kind = ordinal ? Token::Kind::Word : Token::Kind::Number;
            token.text = fold(text.substr(begin, i - begin));
        } else if (isMinus(c) && i > 0 && text[i - 1] == U'(' && i + 1 < end && text[i + 1] == U')') {
            ++i;
            token.text = "negative";
        } else if ((c == U'x' || c == U'X') && i + 1 < end && isDigit(text[i + 1]) && i > range.begin &&
                   isDigit(text[i - 1])) { // "4x4x5mm"
            ++i;
            token.text.assign(1, 'x');
        } else if (isLetter(c)) {
            while (i < end && (isLetter(text[i]) || isDigit(text[i]) ||
                               (isApostrophe(text[i]) && i + 1 < end && isLetter(text[i + 1]))))
                ++i;
            const std::u32string_view word = text.substr(begin, i - begin);
            token.text = fold(word);
            if (token.text == "ve" && begin > 0 && isMinus(text[begin - 1])) token.text = "negative";
            token.capital = isUpper(word.front());
            token.upper = std::ranges::none_of(word, [](char32_t x) { return isLetter(x) && !isUpper(x); });
        } else {
            ++i;
            while (c == U'?' && i < end && text[i] == c) ++i; // "??" asks once
            if (std::u32string_view(U",;:.?/()+&!").find(c) == std::u32string_view::npos) continue;
            token.kind = Token::Kind::Mark;
            token.text.assign(1, static_cast<char>(c));
        }
        token.span = {begin, i};
        tokens.push_back(std::move(token));
    }
    return tokens;
}

} // namespace second_read::report
