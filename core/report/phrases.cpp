#include "report/phrases.h"

#include <algorithm>
#include <optional>

namespace second_read::report {
namespace {

constexpr std::size_t kWidestGap = 4;

std::uint32_t keyOf(std::string_view word) {
    const auto letter = [&](std::size_t i) {
        return i < word.size() ? static_cast<unsigned char>(word[i]) : 0u;
    };
    return letter(0) << 8 | letter(1);
}

bool mayStandInGap(const Token& token) {
    return token.kind != Token::Kind::Mark || token.is(",") || token.is("/") || token.is("(") ||
           token.is(")");
}

/// The last token of the shortest way in which `pieces` from `piece` on match the tokens from `at` on.
std::optional<std::size_t> matchFrom(const std::vector<PhraseTable::Piece>& pieces, std::size_t piece,
                                     const std::vector<Token>& tokens, std::size_t at) {
    std::size_t last = at;
    for (; piece < pieces.size(); ++piece) {
        if (!pieces[piece].gap) {
            if (at >= tokens.size() || !pieces[piece].matches(tokens[at])) return std::nullopt;
            last = at++;
            continue;
        }
        std::size_t to =
            at; // the words of a gap are few and phrases have at most a few gaps: greedy to the nearest
        const std::size_t limit = std::min(tokens.size(), at + kWidestGap + 1);
        while (to < limit && !pieces[piece + 1].matches(tokens[to])) {
            if (!mayStandInGap(tokens[to])) return std::nullopt;
            ++to;
        }
        if (to >= limit) return std::nullopt;
        at = to;
    }
    return last;
}

} // namespace

bool PhraseTable::Piece::matches(const Token& token) const {
    if (token.kind == Token::Kind::Mark) return !prefix && token.text == stem;
    return prefix ? token.text.starts_with(stem) : token.text == stem;
}

void PhraseTable::add(std::string_view text, std::size_t number) {
    Phrase phrase;
    phrase.number = number;
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t end = std::min(text.find(' ', i), text.size());
        std::string_view word = text.substr(i, end - i);
        i = end + 1;
        if (word.empty()) continue;
        Piece piece;
        piece.gap = word == "~";
        piece.prefix = !piece.gap && word.back() == '*';
        if (piece.prefix) word.remove_suffix(1);
        if (!piece.gap) piece.stem = fold(std::u32string(word.begin(), word.end()));
        phrase.pieces.push_back(std::move(piece));
    }
    while (!phrase.pieces.empty() && phrase.pieces.back().gap) phrase.pieces.pop_back();
    if (phrase.pieces.empty() || phrase.pieces.front().gap || phrase.pieces.front().stem.empty()) return;
    Piece& first = phrase.pieces.front();
    if (first.stem.size() < 2) first.prefix = false; // a single letter is a word, never a beginning
    m_phrases[keyOf(first.stem)].push_back(std::move(phrase));
}

std::vector<PhraseMatch> PhraseTable::find(const std::vector<Token>& tokens) const {
    std::vector<PhraseMatch> matches;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto bucket = m_phrases.find(keyOf(tokens[i].text));
        if (bucket == m_phrases.end()) continue;
        for (const Phrase& phrase : bucket->second)
            if (const auto last = matchFrom(phrase.pieces, 0, tokens, i))
                matches.push_back({phrase.number, i, *last});
    }
    return matches;
}

std::vector<PhraseMatch> longestOf(std::vector<PhraseMatch> matches) {
    std::ranges::stable_sort(matches, [](const PhraseMatch& a, const PhraseMatch& b) {
        return a.first != b.first ? a.first < b.first : a.last > b.last;
    });
    std::vector<PhraseMatch> kept;
    for (const PhraseMatch& match : matches)
        if (kept.empty() || match.last > kept.back().last) kept.push_back(match);
    return kept;
}

} // namespace second_read::report
