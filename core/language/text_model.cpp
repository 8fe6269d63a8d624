#include "language/text_model.h"

#include <algorithm>

#include "base/files.h"
#include "base/utf8.h"

namespace second_read::language {
namespace {

/// Latin and Greek letters, digits, and the marks of general punctuation.
bool isFamiliar(char32_t character) {
    return character < 0x400 || (character >= 0x2010 && character < 0x2300);
}

} // namespace

Result<TextModel> readTextModel(const nlohmann::json& config, const std::filesystem::path& vocabulary,
                                const std::filesystem::path& weights) {
    SECOND_READ_TRY(sizes, parseBertConfig(config));
    SECOND_READ_TRY(pieces, Vocabulary::read(vocabulary));
    if (pieces.size() != static_cast<std::size_t>(sizes.vocabulary))
        return fail(ErrorCode::Mismatch, vocabulary.string() + " holds " + std::to_string(pieces.size()) +
                                             " pieces where the configuration says " +
                                             std::to_string(sizes.vocabulary) +
                                             ": they do not belong together");
    SECOND_READ_TRY(file, readTensors(weights));
    auto bert = Bert::fromTensors(sizes, file.tensors);
    if (!bert) return tl::unexpected(std::move(bert).error().during("opening " + weights.string()));
    return TextModel{Tokenizer(std::move(pieces)), std::move(*bert)};
}

Result<TextModel> readTextModel(const std::filesystem::path& folder) {
    SECOND_READ_TRY(config, readJson(folder / "config.json"));
    const auto own = folder / "weights.safetensors";
    return readTextModel(config, folder / "vocab.txt",
                         std::filesystem::exists(own) ? own : folder / "model.safetensors");
}

Result<void> writeTextModel(const std::filesystem::path& folder, const TextModel& model, Storage storage,
                            const Metadata& metadata) {
    SECOND_READ_CHECK(makeFolder(folder));
    SECOND_READ_CHECK(writeTensors(folder / "weights.safetensors", model.bert.stored(storage), metadata));
    SECOND_READ_CHECK(writeFileAtomically(folder / "vocab.txt", model.tokenizer.vocabulary().text()));
    return writeFileAtomically(folder / "config.json", toJson(model.bert.config()).dump(2) + "\n");
}

TextModel prunedModel(const TextModel& model, const std::vector<std::string>& corpus, std::size_t size) {
    const Vocabulary& all = model.tokenizer.vocabulary();
    std::vector<bool> keep(all.size(), false);
    std::size_t kept = 0;
    const auto take = [&](std::size_t id) {
        if (!keep[id]) ++kept;
        keep[id] = true;
    };
    for (const TokenId id :
         {all.padding(), all.unknown(), all.first(), all.last(), all.mask().value_or(all.unknown())})
        take(static_cast<std::size_t>(id));
    std::vector<bool> familiar(all.size(), false);
    for (std::size_t id = 0; id < all.size(); ++id) {
        const std::string& piece = all.pieces()[id];
        const std::u32string letters =
            decodeUtf8(piece.starts_with("##") && piece.size() > 2 ? piece.substr(2) : piece);
        const bool reserved = piece.size() > 2 && piece.front() == '[' && piece.back() == ']';
        familiar[id] = !reserved && std::all_of(letters.begin(), letters.end(), isFamiliar);
        if (familiar[id] && letters.size() == 1) take(id);
    }
    for (const std::string& text : corpus)
        for (const TokenId id : model.tokenizer.encode(text)) take(static_cast<std::size_t>(id));
    for (std::size_t id = 0; id < all.size() && kept < size; ++id)
        if (familiar[id]) take(id);

    std::vector<std::string> pieces;
    std::vector<std::int64_t> rows;
    for (std::size_t id = 0; id < all.size(); ++id) {
        if (!keep[id]) continue;
        pieces.push_back(all.pieces()[id]);
        rows.push_back(static_cast<std::int64_t>(id));
    }
    TextModel pruned{Tokenizer(*Vocabulary::fromPieces(std::move(pieces), "the pruned vocabulary")),
                     model.bert};
    pruned.bert.takeWords(rows);
    return pruned;
}

} // namespace second_read::language
