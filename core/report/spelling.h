#pragma once
/// One slip of the finger in a long word: "hemorrage", "infract", "meningoma".

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/tokens.h"

namespace second_read::report {

class Spelling {
public:
    /// Takes the words of a phrase as known; those of seven letters and more may be what a misspelt word
    /// meant.
    void learn(std::string_view phrase, bool maybeMeant);
    /// Replaces words that nobody knows and that lie one edit (Damerau 1964: one letter added, left out,
    /// changed or two swapped) from a known one. The first two letters and the last two of the stem are taken
    /// as right.
    void correct(std::vector<Token>& tokens) const;

private:
    struct Word {
        std::string stem;
        bool prefix = false;
        bool maybeMeant = false;
    };
    std::unordered_map<std::uint32_t, std::vector<Word>> m_words; ///< by the first two letters
};

} // namespace second_read::report
