#include "language/tokenizer.h"

#include <algorithm>

#include "base/utf8.h"
#include "language/text_folding.h"

namespace second_read::language {
namespace {

constexpr std::size_t kLongestWord = 100; // characters, as published

bool continuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::size_t characterCount(std::string_view utf8) {
    std::size_t count = 0;
    for (char byte : utf8) count += !continuesCharacter(byte);
    return count;
}

} // namespace

std::vector<std::string> basicTokens(std::string_view utf8) {
    std::vector<std::string> words;
    std::u32string word;
    const auto finish = [&] {
        if (!word.empty()) words.push_back(encodeUtf8(word));
        word.clear();
    };
    for (char32_t character : decodeUtf8(utf8)) {
        switch (kindOf(character)) {
        case CharacterKind::Dropped:
            break;
        case CharacterKind::Space:
            finish();
            break;
        case CharacterKind::Word:
            word.push_back(folded(character));
            break;
        case CharacterKind::Punctuation:
        case CharacterKind::Ideograph:
            finish();
            words.push_back(encodeUtf8({&character, 1}));
            break;
        }
    }
    finish();
    return words;
}

std::vector<TokenId> Tokenizer::encode(std::string_view utf8) const {
    std::vector<TokenId> ids;
    for (const std::string& word : basicTokens(utf8)) appendWord(word, ids);
    return ids;
}

void Tokenizer::appendWord(const std::string& word, std::vector<TokenId>& ids) const {
    if (characterCount(word) > kLongestWord) {
        ids.push_back(m_vocabulary.unknown());
        return;
    }
    const std::size_t before = ids.size();
    std::string piece;
    for (std::size_t begin = 0; begin < word.size();) {
        std::optional<TokenId> found;
        std::size_t end = std::min(word.size(), begin + m_vocabulary.longest());
        for (; end > begin; --end) {
            if (end < word.size() && continuesCharacter(word[end])) continue; // never inside a character
            piece.assign(begin ? "##" : "").append(word, begin, end - begin);
            if ((found = m_vocabulary.find(piece))) break;
        }
        if (!found) { // the whole word is unknown, as published
            ids.resize(before);
            ids.push_back(m_vocabulary.unknown());
            return;
        }
        ids.push_back(*found);
        begin = end;
    }
}

} // namespace second_read::language
