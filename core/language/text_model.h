#pragma once
/// A text encoder as training sees it: configuration, pieces and weights, in a folder of config.json,
/// vocab.txt and weights.safetensors (model.safetensors is read too, as published base models have it).

#include <filesystem>
#include <string>
#include <vector>

#include "language/bert.h"
#include "language/tokenizer.h"

namespace second_read::language {

struct TextModel {
    Tokenizer tokenizer;
    Bert bert;
};

/// NotFound, Corrupt or Mismatch name the file that is missing or does not fit the others. A pack names its
/// files apart and keeps the configuration in its manifest.
Result<TextModel> readTextModel(const std::filesystem::path& folder);
Result<TextModel> readTextModel(const nlohmann::json& config, const std::filesystem::path& vocabulary,
                                const std::filesystem::path& weights);
/// The folder is made; each file is written whole or not at all.
Result<void> writeTextModel(const std::filesystem::path& folder, const TextModel& model, Storage storage,
                            const Metadata& metadata = {});

/// A model with fewer pieces, its word embeddings moved along: special pieces, single letters, digits and
/// marks, pieces that tokenising the corpus meets, and from the rest the earliest (published vocabularies
/// list the frequent first) until `size` is reached. Pieces of scripts outside Latin and Greek go, unless the
/// corpus has them.
TextModel prunedModel(const TextModel& model, const std::vector<std::string>& corpus, std::size_t size);

} // namespace second_read::language
