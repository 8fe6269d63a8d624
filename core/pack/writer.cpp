#include "pack/writer.h"

#include <algorithm>

#include "base/files.h"
#include "examination/json.h"
#include "language/stored_tensor.h"
#include "language/text_encoder.h"
#include "pack/manifest.h"
#include "pack/pack.h"

namespace second_read::pack {
namespace {

language::StoredTensor stored(const std::vector<std::vector<float>>& rows, language::ElementType type) {
    return language::fromTensor(language::matrixOf(rows, rows.empty() ? 0 : rows.front().size()), type);
}

/// Kernels of the network as int8, everything else as F16; what the projection subtracts and divides by,
/// whole.
language::StoredTensors stored(const vision::Tensors& weights) {
    language::StoredTensors result;
    for (const auto& [name, tensor] : weights) {
        if (tensor.dim() == 5)
            language::storeCompact(result, name, tensor);
        else
            result[name] = language::fromTensor(tensor, name == "projection.mean" || name == "projection.sd"
                                                            ? language::ElementType::F32
                                                            : language::ElementType::F16);
    }
    return result;
}

/// "FLAIR" to "flair", "T1+Gd" to "t1gd": a file's name.
std::string fileNameOf(Sequence sequence) {
    std::string name;
    for (const char c : nameOf(sequence))
        if (c != '+') name.push_back(static_cast<char>(std::tolower(c)));
    return name + ".safetensors";
}

} // namespace

Result<LanguageFiles> languageIn(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (std::filesystem::exists(folder / "manifest.json", ignored)) {
        SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
        const nlohmann::json language = manifest.value("language", nlohmann::json::object());
        if (!language.is_object() || !language.contains("config"))
            return fail(ErrorCode::Corrupt, "manifest.json in " + folder.string() + " names no text encoder");
        SECOND_READ_TRY(vocabulary,
                        listedFile(manifest, folder, language.value("vocabulary", nlohmann::json())));
        SECOND_READ_TRY(weights, listedFile(manifest, folder, language.value("weights", nlohmann::json())));
        return LanguageFiles{language["config"], vocabulary, weights};
    }
    if (!std::filesystem::exists(folder / "config.json", ignored))
        return fail(ErrorCode::NotFound, folder.string() +
                                             " holds no text encoder: give a pack (manifest.json) "
                                             "or a folder of \"train language\" (config.json)");
    SECOND_READ_TRY(config, readJson(folder / "config.json"));
    return LanguageFiles{config, folder / "vocab.txt", folder / "weights.safetensors"};
}

Result<vision::Tensors> asStored(const vision::Tensors& weights) {
    return language::floatTensors(stored(weights));
}

Result<void> writePack(const std::filesystem::path& folder, const Parts& parts) {
    SECOND_READ_CHECK(makeFolder(folder));
    std::set<std::string> files;
    const auto copy = [&](const std::filesystem::path& from, const std::string& name) -> Result<void> {
        SECOND_READ_TRY(bytes, readFile(from, 1ULL << 30));
        SECOND_READ_CHECK(writeFileAtomically(folder / name, bytes));
        files.insert(name);
        return {};
    };
    const auto writeText = [&](const std::string& name, const std::string& text) -> Result<void> {
        SECOND_READ_CHECK(writeFileAtomically(folder / name, text));
        files.insert(name);
        return {};
    };
    SECOND_READ_CHECK(copy(parts.language.vocabulary, "vocabulary.txt"));
    SECOND_READ_CHECK(copy(parts.language.weights, "language.safetensors"));
    SECOND_READ_TRY(text, language::TextEncoder::open(parts.language.config, folder / "vocabulary.txt",
                                                      folder / "language.safetensors"));
    SECOND_READ_CHECK(writeText("catalogue.json", catalogue::toJson(parts.catalogue).dump(1) + "\n"));

    language::StoredTensors queries;
    const auto embed = [&](const std::string& name,
                           const std::vector<std::string>& sentences) -> Result<void> {
        SECOND_READ_TRY(embeddings, text.embed(sentences));
        queries[name] = stored(embeddings, language::ElementType::F32);
        return {};
    };
    SECOND_READ_CHECK(embed("normal", parts.catalogue.normalSentences));
    for (const auto& finding : parts.catalogue.findings)
        SECOND_READ_CHECK(embed("positive." + finding.id, finding.positives));
    for (const auto& [id, readOut] : parts.readOuts)
        queries["readout." + id] = stored({readOut}, language::ElementType::F32);
    for (const auto& [id, sides] : parts.sides)
        for (const auto& [sequence, weights] : sides)
            queries["side." + std::string(nameOf(sequence)) + "." + id] =
                stored({weights}, language::ElementType::F32);
    for (const auto& [sequence, encoder] : parts.encoders)
        if (!encoder.cohort.empty())
            queries["cohort." + std::string(nameOf(sequence))] =
                stored(encoder.cohort, language::ElementType::F16);
    SECOND_READ_CHECK(language::writeTensors(folder / "queries.safetensors", queries));
    files.insert("queries.safetensors");

    nlohmann::json encoders = nlohmann::json::object();
    for (const auto& [sequence, encoder] : parts.encoders) {
        const std::string file = fileNameOf(sequence);
        SECOND_READ_CHECK(language::writeTensors(folder / file, stored(encoder.weights)));
        files.insert(file);
        encoders[std::string(nameOf(sequence))] = {{"preprocessing", vision::toJson(encoder.preprocessing)},
                                                   {"network", vision::toJson(encoder.shape)},
                                                   {"familiar", vision::toJson(encoder.familiar)},
                                                   {"weights", file}};
    }
    SECOND_READ_CHECK(
        writeText("calibration.json", nlohmann::json{{"calibration", examination::toJson(parts.calibration)},
                                                     {"score_model", evidence::toJson(parts.scoreModel)}}
                                              .dump() +
                                          "\n"));
    if (!parts.labels.findings.empty())
        SECOND_READ_CHECK(writeText("labels.json", toJson(parts.labels).dump() + "\n"));
    nlohmann::json findings = nlohmann::json::array(), sequences = nlohmann::json::array();
    for (const auto& finding : parts.catalogue.findings) findings.push_back(finding.id);
    for (const auto& [sequence, encoder] : parts.encoders) sequences.push_back(nameOf(sequence));
    SECOND_READ_TRY(described, describeFiles(folder, files));
    nlohmann::json manifest = {{"format", kPackFormat},
                               {"id", parts.id},
                               {"version", parts.version},
                               {"trained_on", parts.trainedOn},
                               {"dimension", text.dimension()},
                               {"findings", findings},
                               {"sequences", sequences},
                               {"catalogue", "catalogue.json"},
                               {"language",
                                {{"config", parts.language.config},
                                 {"vocabulary", "vocabulary.txt"},
                                 {"weights", "language.safetensors"}}},
                               {"encoders", encoders},
                               {"queries", "queries.safetensors"},
                               {"calibration", "calibration.json"},
                               {"files", described}};
    if (!parts.labels.findings.empty()) manifest["labels"] = "labels.json";
    return writeFileAtomically(folder / "manifest.json", manifest.dump(1) + "\n");
}

Result<std::map<Sequence, vision::Tensors>> readNetworks(const std::filesystem::path& folder) {
    SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
    std::map<Sequence, vision::Tensors> networks;
    const nlohmann::json encoders = manifest.value("encoders", nlohmann::json::object());
    for (const auto& [name, encoder] : encoders.items()) {
        const auto sequence = sequenceOf(name);
        if (!sequence || !encoder.is_object()) continue;
        SECOND_READ_TRY(file, listedFile(manifest, folder, encoder.value("weights", nlohmann::json())));
        SECOND_READ_TRY(stored, language::readTensors(file));
        SECOND_READ_TRY(weights, language::floatTensors(stored.tensors));
        networks[*sequence] = std::move(weights);
    }
    if (networks.empty())
        return fail(ErrorCode::NotFound,
                    "\"" + folder.string() + "\" has no image encoder; use another pack");
    return networks;
}

} // namespace second_read::pack
