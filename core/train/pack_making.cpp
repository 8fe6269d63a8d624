#include "train/pack_making.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ATen/Parallel.h>

#include "base/files.h"
#include "base/hash.h"
#include "pack/pack.h"
#include "train/evidence_cache.h"
#include "train/language_training.h"
#include "train/score_figures.h"
#include "train/text_space.h"

namespace second_read::train {
namespace {

/// Bounds a little outside of what the training examinations showed, so that only another kind of image falls
/// out.
vision::Familiar familiarOf(const std::vector<std::map<std::string, double>>& traits) {
    std::map<std::string, std::vector<double>> values;
    for (const auto& row : traits)
        for (const auto& [name, value] : row) values[name].push_back(value);
    vision::Familiar familiar;
    for (auto& [name, list] : values) {
        std::sort(list.begin(), list.end());
        const double low = list[static_cast<std::size_t>(0.002 * static_cast<double>(list.size() - 1))];
        const double high = list[static_cast<std::size_t>(0.998 * static_cast<double>(list.size() - 1))];
        const double margin = 0.25 * (high - low);
        familiar[name] = {low - margin, high + margin};
    }
    // An adult brain with its fluid: no sex or age brings one below 600 ml; 2,300 ml is the largest adult
    // intracranial volume and the rim of the coarse grid.
    familiar["brain_ml"].low = std::max(600.0, familiar["brain_ml"].low);
    familiar["brain_ml"].high = 2300.0;
    familiar["certainty"].high = 1.01; // sharper than simulation is no reason to doubt
    return familiar;
}

std::array<double, 3> meanOf(const std::vector<std::optional<std::array<double, 3>>>& offsets) {
    std::array<double, 3> mean{};
    double count = 0;
    for (const auto& offset : offsets) {
        if (!offset) continue;
        ++count;
        for (int axis = 0; axis < 3; ++axis) mean[axis] += ((*offset)[axis] - mean[axis]) / count;
    }
    mean[0] = 0; // heads are as often shifted to the left as to the right
    return mean;
}

struct Fitted {
    std::map<Sequence, vision::Projection> projections;
    std::map<std::string, pack::ReadOut> readOuts;
    std::map<std::string, pack::SideWeights> sides;
};

float dot(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// What the pack's own score() gives, from the evidence alone.
std::vector<ScoredExamination> scoresOf(const EvidenceTable& table, const Fitted& fitted) {
    std::vector<ScoredExamination> result(table.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        result[i].findings = table.findings[i];
        for (const auto& [sequence, projection] : fitted.projections) {
            const auto& evidence = table.values.at(sequence)[i];
            if (evidence.empty()) continue;
            const std::vector<float> raw = projection(evidence);
            evidence::SequenceScores scores;
            scores.sequence = sequence;
            for (const auto& [id, readOut] : fitted.readOuts) {
                const std::span<const float> direction(readOut.data(), readOut.size() - 1);
                auto& score = scores.findings[id];
                score.readOut = dot(raw, direction) + readOut.back();
                if (const auto sides = fitted.sides.find(id); sides != fitted.sides.end())
                    score.asymmetry = dot(vision::leftMinusRight(evidence), sides->second.at(sequence));
            }
            result[i].scores.push_back(std::move(scores));
        }
    }
    return result;
}

template <class T> std::vector<T> slice(const std::vector<T>& list, std::size_t first, std::size_t last) {
    return {list.begin() + static_cast<std::ptrdiff_t>(std::min(first, list.size())),
            list.begin() + static_cast<std::ptrdiff_t>(std::min(last, list.size()))};
}

std::vector<ScoredExamination> alone(std::vector<ScoredExamination> examinations, Sequence sequence) {
    for (auto& examination : examinations)
        std::erase_if(examination.scores, [&](const auto& series) { return series.sequence != sequence; });
    return examinations;
}

} // namespace

Result<nlohmann::json> makePack(const PackOptions& options, const JobContext& context) {
    at::set_num_threads(options.threads);
    std::map<Sequence, vision::Tensors> networks;
    for (const auto& run : options.networks) {
        SECOND_READ_TRY(trained, readCheckpoint(run));
        for (auto& [sequence, network] : trained) {
            SECOND_READ_TRY(stored, pack::asStored(network));
            networks[sequence] = std::move(stored);
        }
    }
    SECOND_READ_TRY(catalogue, catalogue::readCatalogue(options.catalogue));
    SECOND_READ_TRY(language, pack::languageIn(options.language));
    SECOND_READ_TRY(text,
                    language::TextEncoder::open(language.config, language.vocabulary, language.weights));
    SECOND_READ_TRY(textSpace, measureTextSpace(text, catalogue, context));
    SECOND_READ_CHECK(checkTextSpace(textSpace));
    LabelFitOptions labelOptions = options.labels;
    SECOND_READ_TRY(corpus, readCorpus(options.corpora));
    labelOptions.corpus = std::move(corpus);
    SECOND_READ_TRY(labelModel, fitLabels(text, catalogue, labelOptions, context));
    const auto cache = options.networks.front() / "evidence";
    const auto evidenceIn = [&](const std::filesystem::path& store, std::size_t limit) {
        return evidenceOfStore(store, networks, options.preprocessing, 0, limit, options.threads, cache,
                               context);
    };
    SECOND_READ_TRY(train, evidenceIn(options.store, options.limit));
    SECOND_READ_TRY(normals, evidenceIn(options.normals, options.limit));
    SECOND_READ_TRY(mixed, evidenceIn(options.mixed, options.limit));
    SECOND_READ_TRY(weights, sha256OfFile(language.weights));
    const auto embedded = [&](const std::vector<std::string>& texts, const char* name) -> Result<Rows> {
        std::string all = weights;
        for (const auto& one : texts) all += sha256(one);
        const auto file = cache / name;
        if (auto kept = readEmbeddings(file, text.dimension(), sha256(all))) return *std::move(kept);
        SECOND_READ_TRY(rows, embedAll(text, texts, context));
        SECOND_READ_CHECK(writeEmbeddings(file, rows, sha256(all)));
        return rows;
    };
    SECOND_READ_TRY(reports, embedded(train.reports, "reports.safetensors"));
    SECOND_READ_TRY(mirroredReports, embedded(train.mirroredReports, "mirrored.safetensors"));

    // Read-outs: text alone, the labels of that same text.
    const auto ids = evidence::questionsOf(catalogue);
    Rows embeddings = reports;
    embeddings.insert(embeddings.end(), mirroredReports.begin(), mirroredReports.end());
    std::vector<std::vector<bool>> labels;
    for (const auto& id : ids) {
        std::vector<bool> column;
        for (int copy = 0; copy < 2; ++copy)
            for (const auto& findings : train.findings) column.push_back(says(findings, id));
        labels.push_back(std::move(column));
    }
    const auto readOuts = fitReadOuts(embeddings, labels);
    Fitted fitted;
    for (std::size_t i = 0; i < ids.size(); ++i) fitted.readOuts[ids[i]] = readOuts[i];

    pack::Parts parts;
    parts.id = options.id;
    parts.version = options.version;
    parts.trainedOn = std::to_string(train.size()) +
                      " simulated examinations for the projections; text read-outs on their reports";
    parts.language = language;
    parts.catalogue = catalogue;
    parts.readOuts = fitted.readOuts;
    parts.labels = std::move(labelModel);
    for (const auto& [sequence, network] : networks) {
        auto& encoder = parts.encoders[sequence];
        encoder.preprocessing = options.preprocessing;
        encoder.preprocessing.brainOffset = meanOf(train.brainOffset.at(sequence));
        encoder.shape = vision::shapeOf(network);
        encoder.familiar = familiarOf(train.traits.at(sequence));
        encoder.weights = network; // as stored: kept as int8, it comes back the same
        for (const auto& [name, tensor] :
             fitProjection(train.values.at(sequence), reports, mirroredReports, options.alignment))
            encoder.weights[name] = tensor;
        SECOND_READ_TRY(projection, vision::Projection::of(encoder.weights));
        fitted.projections.emplace(sequence, std::move(projection));
    }
    fitted.sides = fitSides(train, catalogue, options.sides);
    parts.sides = fitted.sides;
    const std::size_t normalsUsed = normals.size() * 4 / 5;
    const auto mixedUsed =
        static_cast<std::size_t>(static_cast<double>(mixed.size()) * (1 - options.heldShare));
    const auto normalScores = scoresOf(normals, fitted), mixedScores = scoresOf(mixed, fitted);
    const FittedScores calibrated = fitScores(
        catalogue, slice(normalScores, 0, normalsUsed), slice(mixedScores, 0, mixedUsed), options.calibration,
        "shipped: " + std::to_string(normalsUsed) + " simulated normal examinations");
    parts.scoreModel = calibrated.model;
    parts.calibration = calibrated.calibration;
    for (auto& [sequence, encoder] : parts.encoders)
        for (std::size_t i = 0; i < normalsUsed; ++i) {
            const auto& seen = normals.values.at(sequence)[i];
            if (seen.empty()) continue;
            std::vector<float> raw = fitted.projections.at(sequence)(seen);
            const float length = std::sqrt(dot(raw, raw));
            for (float& value : raw) value /= std::max(length, 1e-9F);
            encoder.cohort.push_back(std::move(raw));
        }
    SECOND_READ_CHECK(pack::writePack(options.out, parts));

    const auto heldMixed = slice(mixedScores, mixedUsed, mixedScores.size());
    nlohmann::json figures = measureScores(catalogue, calibrated, heldMixed);
    figures["text_space"] = toJson(textSpace);
    for (const auto& [sequence, projection] : fitted.projections)
        figures["alone"][std::string(nameOf(sequence))] =
            measureScores(catalogue, calibrated, alone(heldMixed, sequence));
    return figures;
}

Result<nlohmann::json> measurePack(const std::filesystem::path& folder, const std::filesystem::path& store,
                                   std::size_t skip, int threads, const JobContext& context) {
    SECOND_READ_TRY(opened, pack::Pack::open(folder, pack::Device::Cpu));
    std::map<Sequence, vision::Tensors> networks;
    Fitted fitted;
    fitted.readOuts = opened.readOuts();
    fitted.sides = opened.sides();
    std::optional<vision::Preprocessing> preprocessing; // of every encoder of a pack, see makePack
    for (const Sequence sequence : opened.info().sequences) {
        const vision::Encoder& encoder = *opened.encoder(sequence);
        networks[sequence] = encoder.network();
        fitted.projections.emplace(sequence, encoder.projection());
        if (!preprocessing) preprocessing = encoder.preprocessing();
    }
    if (!preprocessing)
        return fail(ErrorCode::NotFound,
                    "\"" + folder.string() + "\" has no image encoder; use another pack");
    SECOND_READ_TRY(table, evidenceOfStore(store, networks, *preprocessing, skip,
                                           std::numeric_limits<std::size_t>::max(), threads, {}, context));
    FittedScores scores;
    scores.model = opened.scoreModel();
    scores.calibration = opened.calibration();
    return measureScores(opened.catalogue(), scores, scoresOf(table, fitted));
}

} // namespace second_read::train
