#include "pack/pack.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "base/files.h"
#include "examination/json.h"
#include "language/inference_threads.h"
#include "language/stored_tensor.h"
#include "language/text_encoder.h"
#include "pack/device.h"
#include "pack/manifest.h"
#include "vision/encoder.h"

namespace second_read::pack {
namespace {

using Rows = std::vector<std::vector<float>>;

float dot(std::span<const float> a, std::span<const float> b) {
    float sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

std::vector<float> unit(std::vector<float> v) {
    const float length = std::sqrt(dot(v, v));
    if (length > 1e-12F)
        for (float& x : v) x /= length;
    return v;
}

Result<Rows> rowsOf(const language::StoredTensors& tensors, const std::string& name, std::size_t width) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.shape.size() != 2 || found->second.shape[0] < 1 ||
        found->second.shape[1] != static_cast<std::int64_t>(width))
        return fail(ErrorCode::Corrupt,
                    "the pack's query embeddings lack \"" + name + "\"; restore the pack from its source");
    const at::Tensor tensor = language::toTensor(found->second).to(at::kFloat).contiguous();
    if (!at::isfinite(tensor).all().item<bool>())
        return fail(ErrorCode::Corrupt, "the pack's query embeddings \"" + name + "\" are not finite");
    Rows rows(static_cast<std::size_t>(tensor.size(0)), std::vector<float>(width));
    for (std::size_t r = 0; r < rows.size(); ++r)
        std::copy_n(tensor.data_ptr<float>() + r * width, width, rows[r].begin());
    return rows;
}

} // namespace

struct Encoded::Maps {
    vision::Sight sight;
    volume::Grid grid; ///< of the series as acquired: a peak becomes a slice
};

Encoded::Encoded() = default;
Encoded::Encoded(Encoded&&) noexcept = default;
Encoded& Encoded::operator=(Encoded&&) noexcept = default;
Encoded::~Encoded() = default;

struct Pack::Impl {
    Info info;
    catalogue::Catalogue catalogue;
    examination::Calibration calibration;
    evidence::ScoreModel scoreModel;
    std::optional<language::TextEncoder> text;
    std::map<Sequence, vision::Encoder> encoders;
    std::map<Sequence, std::pair<nlohmann::json, std::filesystem::path>>
        encoderFiles; ///< to start again on the CPU
    Rows normal;
    std::vector<float> normalMean;
    std::map<std::string, Rows> positives;
    std::map<std::string, ReadOut> readOuts;
    std::map<std::string, SideWeights> sides;
    LabelModel labels;
    std::map<Sequence, Rows> cohorts;

    Result<vision::Encoder> load(Sequence sequence, const at::Device& device) const {
        const auto& [description, file] = encoderFiles.at(sequence);
        SECOND_READ_TRY(stored, language::readTensors(file));
        SECOND_READ_TRY(weights, language::floatTensors(stored.tensors));
        auto encoder = vision::Encoder::make(description, std::move(weights), device);
        if (!encoder)
            return tl::unexpected(
                std::move(encoder).error().during("the pack's encoder for " + std::string(nameOf(sequence))));
        if (encoder->dimension() != info.dimension)
            return fail(ErrorCode::Corrupt, "the pack's encoder for " + std::string(nameOf(sequence)) +
                                                " has another dimension than its text encoder");
        return encoder;
    }

    Result<Encoded> see(const volume::Volume& volume, Sequence sequence, const JobContext& context) const {
        const auto found = encoders.find(sequence);
        if (found == encoders.end())
            return fail(ErrorCode::Unsupported,
                        "the pack has no encoder for " + std::string(nameOf(sequence)));
        SECOND_READ_TRY(sight, found->second.see(volume, context));
        Encoded encoded;
        encoded.sequence = sequence;
        encoded.embedding = unit(sight.raw);
        encoded.unlike = sight.unlike;
        encoded.maps = std::make_unique<Encoded::Maps>();
        encoded.maps->sight = std::move(sight);
        encoded.maps->grid = volume.grid;
        return encoded;
    }

    double similarityTo(std::span<const float> embedding, std::span<const float> query) const {
        return dot(embedding, query) - dot(embedding, normalMean);
    }
    double bestPositive(std::span<const float> embedding, const std::string& finding) const {
        double best = -1;
        const auto consider = [&](const Rows& rows) {
            for (const auto& row : rows) best = std::max(best, static_cast<double>(dot(embedding, row)));
        };
        if (finding == evidence::kAbnormality)
            for (const auto& [id, rows] : positives) consider(rows);
        else
            consider(positives.at(finding));
        return best - dot(embedding, normalMean);
    }
    /// Log odds that a finding lies on the left, as far as one sequence tells; 0 where it has no side.
    double leftOver(Sequence sequence, const std::string& finding, const vision::Sight& sight) const {
        const auto ofFinding = sides.find(finding);
        if (ofFinding == sides.end()) return 0;
        const auto weights = ofFinding->second.find(sequence);
        if (weights == ofFinding->second.end()) return 0;
        return dot(vision::leftMinusRight(sight.evidence.values), weights->second);
    }
    /// The direction in embedding space along which a finding is read.
    std::optional<std::vector<float>> directionOf(const std::string& finding) const {
        const auto found = readOuts.find(finding);
        if (found == readOuts.end()) return std::nullopt;
        return std::vector<float>(found->second.begin(), found->second.end() - 1);
    }
};

Pack::Pack(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Pack::Pack(Pack&&) noexcept = default;
Pack& Pack::operator=(Pack&&) noexcept = default;
Pack::~Pack() = default;

Result<nlohmann::json> Pack::verify(const std::filesystem::path& folder) {
    return readVerifiedManifest(folder);
}

Result<Pack> Pack::open(const std::filesystem::path& folder, Device wanted) {
    SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
    for (const char* key :
         {"id", "version", "dimension", "catalogue", "language", "encoders", "queries", "calibration"})
        if (!manifest.contains(key))
            return fail(ErrorCode::Corrupt,
                        "manifest.json lacks \"" + std::string(key) + "\"; restore the pack from its source");
    auto impl = std::make_unique<Impl>();
    const ChosenDevice chosen = chooseDevice(wanted);
    impl->info.device = chosen.name;
    if (!chosen.whyNotCuda.empty()) impl->info.deviceNote = chosen.whyNotCuda + "; running on the CPU";
    if (!manifest["id"].is_string() || !manifest["version"].is_string() ||
        !manifest["dimension"].is_number_integer() || !manifest["language"].is_object() ||
        !manifest["encoders"].is_object())
        return fail(ErrorCode::Corrupt,
                    "manifest.json has an entry of the wrong kind; restore the pack from its source");
    impl->info.id = {manifest["id"].get<std::string>(), manifest["version"].get<std::string>()};
    impl->info.dimension = manifest["dimension"].get<int>();

    SECOND_READ_TRY(catalogueFile, listedFile(manifest, folder, manifest["catalogue"]));
    SECOND_READ_TRY(catalogue, catalogue::readCatalogue(catalogueFile));
    impl->catalogue = std::move(catalogue);
    for (const auto& finding : impl->catalogue.findings) impl->info.findings.push_back(finding.id);

    const auto& language = manifest["language"];
    SECOND_READ_TRY(vocabulary, listedFile(manifest, folder, language.value("vocabulary", nlohmann::json())));
    SECOND_READ_TRY(languageWeights,
                    listedFile(manifest, folder, language.value("weights", nlohmann::json())));
    auto text = language::TextEncoder::open(language.value("config", nlohmann::json()), vocabulary,
                                            languageWeights, chosen.device.is_cuda());
    if (!text) return tl::unexpected(std::move(text).error().during("the pack's text encoder"));
    impl->text.emplace(std::move(*text));
    if (impl->text->dimension() != impl->info.dimension)
        return fail(ErrorCode::Corrupt,
                    "the pack's text encoder has another dimension than its manifest says");

    for (const auto& [name, description] : manifest["encoders"].items()) {
        const auto sequence = sequenceOf(name);
        if (!sequence || !description.is_object())
            return fail(ErrorCode::Corrupt,
                        "manifest.json has an encoder for an unknown sequence, \"" + name + "\"");
        SECOND_READ_TRY(file, listedFile(manifest, folder, description.value("weights", nlohmann::json())));
        impl->encoderFiles[*sequence] = {description, file};
        SECOND_READ_TRY(encoder, impl->load(*sequence, chosen.device));
        impl->encoders.emplace(*sequence, std::move(encoder));
        impl->info.sequences.push_back(*sequence);
    }
    std::sort(impl->info.sequences.begin(), impl->info.sequences.end());

    const auto width = static_cast<std::size_t>(impl->info.dimension);
    SECOND_READ_TRY(queryFile, listedFile(manifest, folder, manifest["queries"]));
    SECOND_READ_TRY(queries, language::readTensors(queryFile));
    SECOND_READ_TRY(normal, rowsOf(queries.tensors, "normal", width));
    impl->normal = std::move(normal);
    impl->normalMean.assign(width, 0.0F);
    for (const auto& row : impl->normal)
        for (std::size_t i = 0; i < width; ++i)
            impl->normalMean[i] += row[i] / static_cast<float>(impl->normal.size());
    for (const auto& finding : impl->catalogue.findings) {
        SECOND_READ_TRY(rows, rowsOf(queries.tensors, "positive." + finding.id, width));
        impl->positives[finding.id] = std::move(rows);
    }
    for (const auto& [name, tensor] : queries.tensors) {
        if (name.rfind("readout.", 0) == 0) {
            SECOND_READ_TRY(rows, rowsOf(queries.tensors, name, width + 1));
            impl->readOuts[name.substr(8)] = rows.front();
        }
        if (name.rfind("side.", 0) == 0) {
            const auto dotAt = name.find('.', 5);
            const auto sequence = sequenceOf(name.substr(5, dotAt == std::string::npos ? 0 : dotAt - 5));
            if (!sequence) continue;
            SECOND_READ_TRY(rows, rowsOf(queries.tensors, name, vision::kEvidencePerHalf));
            impl->sides[name.substr(dotAt + 1)][*sequence] = rows.front();
        }
        if (name.rfind("cohort.", 0) == 0)
            if (const auto sequence = sequenceOf(name.substr(7))) {
                SECOND_READ_TRY(rows, rowsOf(queries.tensors, name, width));
                impl->cohorts[*sequence] = std::move(rows);
            }
    }
    impl->labels = unfittedLabels(impl->catalogue);
    if (manifest.contains("labels")) { // packs before 0.2 have none
        SECOND_READ_TRY(labelFile, listedFile(manifest, folder, manifest["labels"]));
        SECOND_READ_TRY(numbers, readJson(labelFile));
        SECOND_READ_TRY(labels, labelModelOf(numbers, impl->info.dimension));
        impl->labels = std::move(labels);
    }
    SECOND_READ_TRY(calibrationFile, listedFile(manifest, folder, manifest["calibration"]));
    SECOND_READ_TRY(fitted, readJson(calibrationFile));
    if (!fitted.is_object() || !fitted.contains("calibration") || !fitted.contains("score_model"))
        return fail(ErrorCode::Corrupt,
                    "the pack's calibration is incomplete; restore the pack from its source");
    SECOND_READ_TRY(calibration, examination::calibrationOf(fitted["calibration"]));
    impl->calibration = std::move(calibration);
    SECOND_READ_TRY(scoreModel, evidence::scoreModelOf(fitted["score_model"]));
    impl->scoreModel = std::move(scoreModel);
    return Pack(std::move(impl));
}

const Info& Pack::info() const { return m_impl->info; }
const catalogue::Catalogue& Pack::catalogue() const { return m_impl->catalogue; }
const examination::Calibration& Pack::calibration() const { return m_impl->calibration; }
const evidence::ScoreModel& Pack::scoreModel() const { return m_impl->scoreModel; }
const std::map<std::string, ReadOut>& Pack::readOuts() const { return m_impl->readOuts; }
const std::map<std::string, SideWeights>& Pack::sides() const { return m_impl->sides; }
bool Pack::has(Sequence sequence) const { return m_impl->encoders.contains(sequence); }
const vision::Encoder* Pack::encoder(Sequence sequence) const {
    const auto found = m_impl->encoders.find(sequence);
    return found == m_impl->encoders.end() ? nullptr : &found->second;
}

Result<std::vector<std::vector<float>>> Pack::embed(const std::vector<std::string>& texts) const {
    return m_impl->text->embed(texts);
}

Labeller Pack::labeller(const JobContext& context) const {
    return {m_impl->labels, [impl = m_impl.get(), context](const std::vector<std::string>& texts) {
                return impl->text->embed(texts, context);
            }};
}

Result<Encoded> Pack::encode(const volume::Volume& volume, Sequence sequence,
                             const JobContext& context) const {
    auto encoded = m_impl->see(volume, sequence, context);
    if (encoded || encoded.error().code != ErrorCode::Inference || m_impl->info.device != "cuda")
        return encoded;
    // The device ran out of memory or was taken away: all encoders go on on the CPU, and the pack says so.
    for (auto& [each, encoder] : m_impl->encoders) {
        SECOND_READ_TRY(again, m_impl->load(each, at::kCPU));
        encoder = std::move(again);
    }
    m_impl->info.device = "cpu";
    m_impl->info.deviceNote = "the CUDA device failed (" + encoded.error().message + "); running on the CPU";
    return m_impl->see(volume, sequence, context);
}

std::vector<Result<Encoded>> Pack::encode(const std::vector<Series>& series,
                                          const JobContext& context) const {
    std::vector<Result<Encoded>> all(series.size());
    const Items items{
        .stage = "encode", .count = series.size(), .threads = std::thread::hardware_concurrency()};
    const auto went = language::forEachInference(items, context, [&](std::size_t i) -> Result<void> {
        all[i] = m_impl->see(*series[i].volume, series[i].sequence, {context.stop, {}});
        return {};
    });
    for (std::size_t i = 0; i < series.size(); ++i) {
        if (!went)
            all[i] = tl::unexpected(went.error());
        else if (!all[i] && all[i].error().code == ErrorCode::Inference)
            all[i] = encode(*series[i].volume, series[i].sequence, context); // on the CPU, if that is left
    }
    return all;
}

evidence::SequenceScores Pack::score(const Encoded& encoded) const {
    evidence::SequenceScores scores;
    scores.sequence = encoded.sequence;
    if (!encoded.maps) return scores;
    const auto& encoder = m_impl->encoders.at(encoded.sequence);
    const auto& sight = encoded.maps->sight;
    const auto one = [&](const std::string& id) {
        evidence::FindingScore score;
        score.similarity = m_impl->bestPositive(encoded.embedding, id);
        const auto direction = m_impl->directionOf(id);
        if (!direction) return score;
        score.readOut = dot(sight.raw, *direction) + m_impl->readOuts.at(id).back();
        score.asymmetry = m_impl->leftOver(encoded.sequence, id, sight);
        const vision::Origin origin = encoder.sourceOf(sight, *direction,
                                                       score.asymmetry == 0  ? std::nullopt
                                                       : score.asymmetry > 0 ? std::optional(Side::Left)
                                                                             : std::optional(Side::Right));
        if (origin.any) {
            const Eigen::Vector3d peak(origin.peakLps[0], origin.peakLps[1], origin.peakLps[2]);
            score.peakLps = origin.peakLps;
            score.place = vision::placeOf(sight.maps, sight.brain, peak);
            const double k = encoded.maps->grid.voxelOf(peak).z();
            score.slice =
                std::clamp(static_cast<int>(std::lround(k)), 0, std::max(0, encoded.maps->grid.size[2] - 1));
        }
        return score;
    };
    for (const auto& id : evidence::questionsOf(m_impl->catalogue)) scores.findings[id] = one(id);
    return scores;
}

double Pack::similarity(const Encoded& encoded, const std::vector<float>& text) const {
    if (text.size() != encoded.embedding.size()) return 0;
    return m_impl->similarityTo(encoded.embedding, text);
}

namespace {

Result<Localisation> localised(const vision::Encoder& encoder, const vision::Sight& sight,
                               const std::vector<float>& direction) {
    vision::Origin origin = encoder.sourceOf(sight, direction);
    Localisation result;
    result.map.grid = sight.maps.grid;
    result.map.voxels = std::move(origin.map);
    result.peakLps = origin.peakLps;
    if (origin.any)
        result.place = vision::placeOf(sight.maps, sight.brain,
                                       {origin.peakLps[0], origin.peakLps[1], origin.peakLps[2]});
    return result;
}

} // namespace

Result<Localisation> Pack::localise(const Encoded& encoded, const std::vector<float>& text) const {
    if (!encoded.maps || text.size() != static_cast<std::size_t>(m_impl->info.dimension))
        return fail(ErrorCode::InvalidArgument, "nothing was encoded, or the text belongs to another pack");
    std::vector<float> direction = text;
    for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= m_impl->normalMean[i];
    return localised(m_impl->encoders.at(encoded.sequence), encoded.maps->sight, direction);
}

Result<Localisation> Pack::localise(const Encoded& encoded, const std::string& finding) const {
    if (!encoded.maps) return fail(ErrorCode::InvalidArgument, "nothing was encoded");
    const auto direction = m_impl->directionOf(finding);
    if (!direction) return fail(ErrorCode::NotFound, "the pack knows no finding \"" + finding + "\"");
    return localised(m_impl->encoders.at(encoded.sequence), encoded.maps->sight, *direction);
}

std::optional<double> Pack::percentile(const std::vector<float>& text, Sequence sequence,
                                       double similarity) const {
    const auto found = m_impl->cohorts.find(sequence);
    if (found == m_impl->cohorts.end() || text.size() != static_cast<std::size_t>(m_impl->info.dimension))
        return std::nullopt;
    double below = 0;
    for (const auto& embedding : found->second) {
        const double normal = m_impl->similarityTo(embedding, text);
        below += normal < similarity ? 1.0 : normal == similarity ? 0.5 : 0.0;
    }
    return 100 * below / static_cast<double>(found->second.size());
}

} // namespace second_read::pack
