#include "report/spelling.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace second_read::report {
namespace {

constexpr std::size_t kShortest = 7;

std::uint32_t keyOf(std::string_view word) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(word[0]) << 8 |
                                      static_cast<unsigned char>(word[1]));
}

/// What follows the stem in `word` when one edit makes it begin with `stem`.
std::optional<std::string_view> restAfter(std::string_view stem, std::string_view word) {
    const auto differ = std::ranges::mismatch(stem, word);
    const auto at = static_cast<std::size_t>(differ.in1 - stem.begin());
    if (at < 2 || at + 2 >= stem.size() || at >= word.size()) return std::nullopt;
    const auto follows = [&](std::size_t inWord, std::size_t inStem) -> std::optional<std::string_view> {
        if (inWord > word.size() || !word.substr(inWord).starts_with(stem.substr(inStem)))
            return std::nullopt;
        return word.substr(inWord + stem.size() - inStem);
    };
    if (const auto rest = follows(at + 1, at + 1)) return rest; // changed
    if (const auto rest = follows(at + 1, at)) return rest;     // added
    if (const auto rest = follows(at, at + 1)) return rest;     // left out
    const bool swapped = at + 1 < word.size() && word[at] == stem[at + 1] && word[at + 1] == stem[at];
    return swapped ? follows(at + 2, at + 2) : std::nullopt;
}

} // namespace

void Spelling::learn(std::string_view phrase, bool maybeMeant) {
    std::istringstream words{std::string(phrase)};
    for (std::string word; words >> word;) {
        const bool prefix = word.back() == '*';
        if (prefix) word.pop_back();
        const std::string stem = fold(std::u32string(word.begin(), word.end()));
        if (stem.size() < 2) continue;
        m_words[keyOf(stem)].push_back({stem, prefix, maybeMeant && stem.size() >= kShortest});
    }
}

void Spelling::correct(std::vector<Token>& tokens) const {
    for (Token& token : tokens) {
        if (!token.isWord() || token.text.size() + 1 < kShortest) continue;
        const auto bucket = m_words.find(keyOf(token.text));
        if (bucket == m_words.end()) continue;
        const bool known = std::ranges::any_of(bucket->second, [&](const Word& word) {
            return word.prefix ? token.text.starts_with(word.stem) : token.text == word.stem;
        });
        if (known) continue;
        for (const Word& word : bucket->second) {
            const auto rest = word.maybeMeant ? restAfter(word.stem, token.text) : std::nullopt;
            if (!rest || !(word.prefix || rest->empty())) continue;
            token.text = word.stem + std::string(*rest);
            break;
        }
    }
}

} // namespace second_read::report
