#include "language/vocabulary.h"

#include <algorithm>

#include "base/files.h"

namespace second_read::language {
namespace {

constexpr std::size_t kMostPieces = 1'000'000;

} // namespace

Result<Vocabulary> Vocabulary::fromPieces(std::vector<std::string> pieces, std::string_view what) {
    const auto corrupt = [&](const std::string& why) {
        return fail(ErrorCode::Corrupt, std::string(what) + " is no usable vocabulary: " + why);
    };
    if (pieces.size() > kMostPieces) return corrupt("it holds more than a million pieces");
    Vocabulary vocabulary;
    vocabulary.m_ids.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].empty()) return corrupt("line " + std::to_string(i + 1) + " is empty");
        if (!vocabulary.m_ids.emplace(pieces[i], static_cast<TokenId>(i)).second)
            return corrupt("line " + std::to_string(i + 1) + " repeats an earlier piece");
    }
    for (const std::string& piece : pieces)
        vocabulary.m_longest = std::max(vocabulary.m_longest, piece.size());
    vocabulary.m_pieces = std::move(pieces);
    for (const auto& [piece, place] :
         {std::pair{"[PAD]", &vocabulary.m_padding}, std::pair{"[UNK]", &vocabulary.m_unknown},
          std::pair{"[CLS]", &vocabulary.m_first}, std::pair{"[SEP]", &vocabulary.m_last}}) {
        const auto id = vocabulary.find(piece);
        if (!id) return corrupt(std::string(piece) + " is missing");
        *place = *id;
    }
    return vocabulary;
}

Result<Vocabulary> Vocabulary::read(const std::filesystem::path& file) {
    SECOND_READ_TRY(text, readFile(file, 64ULL << 20));
    std::vector<std::string> pieces;
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = text.find('\n', begin);
        if (end == std::string::npos) end = text.size();
        std::size_t length = end - begin;
        if (length > 0 && text[begin + length - 1] == '\r') --length;
        pieces.emplace_back(text, begin, length);
        begin = end + 1;
    }
    return fromPieces(std::move(pieces), file.string());
}

std::string Vocabulary::text() const {
    std::string text;
    for (const std::string& piece : m_pieces) text += piece + '\n';
    return text;
}

std::optional<TokenId> Vocabulary::find(std::string_view piece) const {
    const auto found = m_ids.find(piece);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

} // namespace second_read::language
