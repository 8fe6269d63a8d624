#pragma once
/// Text to pieces as published for BERT (Devlin et al. 2019): clean, lower case, no accents, split at white
/// space and punctuation, then the longest matching piece from the left (WordPiece; Wu et al. 2016). The same
/// in training and use.

#include <string>
#include <string_view>
#include <vector>

#include "language/vocabulary.h"

namespace second_read::language {

/// The words of a text before they are cut into pieces: lower case, without accents; punctuation marks and
/// ideographs are words of their own. Malformed UTF-8 is dropped. Linear in the text's length.
std::vector<std::string> basicTokens(std::string_view utf8);

class Tokenizer {
public:
    explicit Tokenizer(Vocabulary vocabulary) : m_vocabulary(std::move(vocabulary)) {}

    const Vocabulary& vocabulary() const { return m_vocabulary; }

    /// The pieces of a text without [CLS] and [SEP]. A word of more than 100 characters, or one that the
    /// vocabulary cannot spell, is [UNK]. "[SEP]" and the like inside a text are plain text: a report cannot
    /// steer the model.
    std::vector<TokenId> encode(std::string_view utf8) const;

private:
    void appendWord(const std::string& word, std::vector<TokenId>& ids) const;
    Vocabulary m_vocabulary;
};

} // namespace second_read::language
