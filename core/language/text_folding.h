#pragma once
/// Character classes and folding as BERT's basic tokenizer wants them (Devlin et al. 2019, tokenization.py).

#include <cstdint>

namespace second_read::language {

enum class CharacterKind : std::uint8_t {
    Word,
    Space,
    Punctuation, ///< ASCII symbols and Unicode category P: each is a token of its own
    Ideograph,   ///< CJK: each is a token of its own
    Dropped      ///< control characters, U+FFFD, and combining marks (accents after decomposition)
};

CharacterKind kindOf(char32_t character);

/// Lower case without accents: Latin, Greek and Cyrillic letters, full-width Latin; others as they are.
char32_t folded(char32_t character);

} // namespace second_read::language
