#pragma once
/// Many phrases looked up in a row of tokens at once.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/tokens.h"

namespace second_read::report {

/// A phrase found at tokens [first, last].
struct PhraseMatch {
    std::size_t phrase = 0; ///< the number that add() was given
    std::size_t first = 0;
    std::size_t last = 0;
};

/// Phrases of words: "small vessel ~ disease". A trailing '*' on a word matches any ending, a '*' alone any
/// word, a '~' up to four words or commas. Lookup costs a constant per token and phrase with the same first
/// two letters.
class PhraseTable {
public:
    /// Phrases without a first word are ignored.
    void add(std::string_view phrase, std::size_t number);
    /// All matches, by first token; where one phrase matches several ways at a token, the shortest.
    std::vector<PhraseMatch> find(const std::vector<Token>& tokens) const;

    /// One piece of a phrase.
    struct Piece {
        std::string stem;
        bool prefix = false;
        bool gap = false;
        bool matches(const Token& token) const;
    };

private:
    struct Phrase {
        std::vector<Piece> pieces;
        std::size_t number = 0;
    };
    std::unordered_map<std::uint32_t, std::vector<Phrase>>
        m_phrases; ///< by the first two letters of the first word
};

/// Of matches that lie inside longer ones only the longer remain; of equal ones the first.
std::vector<PhraseMatch> longestOf(std::vector<PhraseMatch> matches);

} // namespace second_read::report
