#pragma once
/// The pieces of a WordPiece model, one a line as in BERT's vocab.txt; a piece that continues a word starts
/// with "##".

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace second_read::language {

using TokenId = std::int32_t;

class Vocabulary {
public:
    /// Corrupt when a piece is empty or double, or [PAD], [UNK], [CLS] or [SEP] is missing; at most a million
    /// pieces.
    static Result<Vocabulary> fromPieces(std::vector<std::string> pieces, std::string_view what);
    static Result<Vocabulary> read(const std::filesystem::path& file);
    /// One piece a line.
    std::string text() const;

    std::size_t size() const { return m_pieces.size(); }
    const std::vector<std::string>& pieces() const { return m_pieces; }
    std::optional<TokenId> find(std::string_view piece) const;

    std::size_t longest() const { return m_longest; } ///< bytes of the longest piece

    TokenId padding() const { return m_padding; }
    TokenId unknown() const { return m_unknown; }
    TokenId first() const { return m_first; } ///< [CLS]
    TokenId last() const { return m_last; }   ///< [SEP]
    std::optional<TokenId> mask() const { return find("[MASK]"); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::vector<std::string> m_pieces;
    std::unordered_map<std::string, TokenId, Hash, std::equal_to<>> m_ids;
    std::size_t m_longest = 0;
    TokenId m_padding = 0, m_unknown = 0, m_first = 0, m_last = 0;
};

/// Words and how often each occurs.
using WordCounts = std::map<std::string, std::uint64_t>;

/// Learns a vocabulary of at most `size` pieces: all characters, then again and again the pair of
/// neighbouring pieces whose union raises the likelihood of the words under a unigram model most (Schuster
/// and Nakajima 2012; the gain counted over the corpus: n(ab) log(N n(ab) / (n(a) n(b)))), as long as it
/// occurs `atLeast` times. The words are those of language/tokenizer.h's basicTokens. Deterministic.
Vocabulary learnVocabulary(const WordCounts& words, std::size_t size, std::uint64_t atLeast = 2);

} // namespace second_read::language
