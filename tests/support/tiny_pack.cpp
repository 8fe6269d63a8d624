#include "support/tiny_pack.h"

#include <algorithm>
#include <random>

#include "base/files.h"
#include "language/bert.h"
#include "pack/writer.h"

namespace second_read::test {
namespace {

std::vector<float> randomNumbers(std::size_t count, std::uint64_t seed, float scale) {
    std::mt19937_64 random(seed);
    std::vector<float> numbers(count);
    for (float& number : numbers) number = scale * (static_cast<float>(random() >> 40) / 8388608.0F - 1.0F);
    return numbers;
}

at::Tensor randomTensor(std::vector<std::int64_t> shape, std::uint64_t seed, float scale) {
    at::Tensor tensor = at::empty(shape, at::kFloat);
    const auto numbers = randomNumbers(static_cast<std::size_t>(tensor.numel()), seed, scale);
    std::copy(numbers.begin(), numbers.end(), tensor.data_ptr<float>());
    return tensor;
}

} // namespace

Result<void> writeTinyPack(const std::filesystem::path& folder, const std::filesystem::path& catalogueFile,
                           const std::set<Sequence>& sequences) {
    SECOND_READ_TRY(catalogue, catalogue::readCatalogue(catalogueFile));
    const auto sources = folder.parent_path() / (folder.filename().string() + "-sources");
    SECOND_READ_CHECK(makeFolder(sources));

    std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n.\n,\n-\n";
    for (char letter = 'a'; letter <= 'z'; ++letter)
        vocabulary += std::string(1, letter) + "\n##" + letter + "\n";
    for (char digit = '0'; digit <= '9'; ++digit) vocabulary += std::string(1, digit) + "\n##" + digit + "\n";
    language::BertConfig config;
    config.layers = 1;
    config.width = 32;
    config.heads = 2;
    config.intermediate = 32;
    config.positions = 128;
    config.window = 128;
    config.vocabulary = static_cast<int>(std::count(vocabulary.begin(), vocabulary.end(), '\n'));
    SECOND_READ_CHECK(writeFileAtomically(sources / "vocabulary.txt", vocabulary));
    SECOND_READ_CHECK(language::writeTensors(sources / "weights.safetensors",
                                             language::Bert(config, 7).stored(language::Storage::Float)));

    pack::Parts parts;
    parts.id = "tiny";
    parts.version = "0";
    parts.trainedOn = "random numbers, for tests";
    parts.language = {language::toJson(config), sources / "vocabulary.txt", sources / "weights.safetensors"};
    parts.catalogue = catalogue;
    const auto inputs = static_cast<std::int64_t>(vision::evidenceNames().size());
    constexpr std::int64_t kHidden = 8;
    const std::int64_t width = config.width;
    const auto ids = evidence::questionsOf(catalogue);
    std::uint64_t seed = 100;
    for (const auto& id : ids)
        parts.readOuts[id] = randomNumbers(static_cast<std::size_t>(width) + 1, ++seed, 0.3F);
    for (const Sequence sequence : sequences) {
        pack::EncoderParts encoder;
        encoder.preprocessing.spacing = 6;
        encoder.preprocessing.size = {32, 32, 32};
        encoder.shape.widths = {4, 8, 8, 8};
        encoder.weights = vision::makeNetwork(encoder.shape, ++seed);
        encoder.weights["projection.mean"] = at::zeros({inputs});
        encoder.weights["projection.sd"] = at::ones({inputs});
        encoder.weights["projection.first.weight"] = randomTensor({kHidden, inputs}, ++seed, 0.3F);
        encoder.weights["projection.first.bias"] = randomTensor({kHidden}, ++seed, 0.3F);
        encoder.weights["projection.second.weight"] = randomTensor({width, kHidden}, ++seed, 0.3F);
        encoder.weights["projection.second.bias"] = randomTensor({width}, ++seed, 0.3F);
        for (int i = 0; i < 20; ++i)
            encoder.cohort.push_back(randomNumbers(static_cast<std::size_t>(width), ++seed, 0.2F));
        parts.encoders[sequence] = std::move(encoder);
        for (const auto& id : ids) {
            auto& model = parts.scoreModel.findings[id];
            model.slope = 1;
            model.intercept = -2;
            model.sideBound = 0.1;
            model.sequences[sequence] = {0.0, 1.0, 1.0, randomNumbers(20, ++seed, 1.7F)};
        }
    }
    parts.calibration.cohort = "20 random numbers";
    parts.calibration.normals = 20;
    for (const auto& finding : catalogue.findings) {
        examination::FlagThreshold threshold;
        threshold.missPercentile = 99;
        threshold.missProbability = 0.5;
        threshold.missPrecision = 0.5;
        threshold.overcallPercentile = 5;
        threshold.overcallPrecision = 0.5;
        threshold.sidePrecision = 0.5;
        parts.calibration.thresholds[finding.id] = threshold;
    }
    return pack::writePack(folder, parts);
}

} // namespace second_read::test
