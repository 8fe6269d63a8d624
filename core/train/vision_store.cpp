#include "train/vision_store.h"

#include <algorithm>

#include "base/files.h"
#include "language/inference_threads.h"
#include "language/stored_tensor.h"

namespace second_read::train {
namespace {

std::string fileNameOf(std::size_t index) {
    std::string digits = std::to_string(index);
    return "exam-" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits + ".safetensors";
}

} // namespace

simulate::Examination mirrored(simulate::Examination examination) {
    for (auto& truth : examination.findings) {
        truth.side = second_read::mirrored(truth.side);
        truth.centroidLps[0] = -truth.centroidLps[0];
    }
    return examination;
}

at::Tensor intensitiesOf(const at::Tensor& bytes, const vision::Preprocessing& preprocessing) {
    const double scale = (preprocessing.clampHigh - preprocessing.clampLow) / 255;
    return bytes.to(at::kFloat).mul_(scale).add_(preprocessing.clampLow);
}

PreparedExamination prepare(const simulate::Examination& examination,
                            const vision::Preprocessing& preprocessing, std::uint64_t seed) {
    PreparedExamination prepared;
    const auto& size = examination.truthGrid.size;
    const std::vector<std::int64_t> shape{size[2], size[1], size[0]};
    std::vector<at::Tensor> volumes;
    for (const auto& [sequence, image] : examination.series) {
        std::vector<float> voxels = image.voxels;
        vision::normalise(voxels, preprocessing);
        const at::Tensor values = at::from_blob(voxels.data(), shape, at::kFloat);
        const double scale = 255 / (preprocessing.clampHigh - preprocessing.clampLow);
        volumes.push_back(values.sub(preprocessing.clampLow).mul(scale).round().clamp(0, 255).to(at::kByte));
        prepared.sequences.push_back(sequence);
    }
    prepared.voxels = at::stack(volumes);
    prepared.truth = at::empty(shape, at::kByte);
    auto* truth = prepared.truth.data_ptr<std::uint8_t>();
    for (std::size_t i = 0; i < examination.tissue.size(); ++i)
        truth[i] = static_cast<std::uint8_t>(examination.tissue[i] + 4 * examination.lesion[i]);
    prepared.grid = examination.truthGrid;
    prepared.report = simulate::writeReport(examination, seed);
    simulate::Examination words; // the report needs no images: mirror the facts alone
    words.site = examination.site;
    words.age = examination.age;
    words.sex = examination.sex;
    words.findings = examination.findings;
    words.variants = examination.variants;
    words.truthGrid = examination.truthGrid;
    words.sliceThickness = examination.sliceThickness;
    for (const auto& [sequence, image] : examination.series) words.series[sequence].grid = image.grid;
    prepared.mirroredReport = simulate::writeReport(mirrored(std::move(words)), seed);
    for (const auto& finding : examination.findings)
        prepared.findings.push_back(
            {finding.finding, finding.side, finding.reported, finding.volumeMl, finding.centroidLps});
    prepared.preprocessing = preprocessing;
    return prepared;
}

Result<void> writePrepared(const std::filesystem::path& file, const PreparedExamination& examination) {
    pack::PreparedFile stored{examination, language::fromTensor(examination.voxels).bytes, {}};
    if (examination.truth.defined()) stored.truth = language::fromTensor(examination.truth).bytes;
    return pack::writePreparedFile(file, stored);
}

Result<PreparedExamination> readPrepared(const std::filesystem::path& file,
                                         const vision::Preprocessing& wanted) {
    SECOND_READ_TRY(stored, pack::readPreparedFile(file));
    vision::Preprocessing asked = wanted;
    asked.brainOffset = stored.preprocessing.brainOffset; // each encoder has its own
    if (!(asked == stored.preprocessing))
        return fail(ErrorCode::Mismatch, "\"" + file.string() +
                                             "\" was prepared for another grid or range of values than this "
                                             "network; prepare the examinations again for it");
    const auto& size = stored.grid.size;
    const auto tensorOf = [&](const std::string& bytes, std::int64_t volumes) {
        return at::from_blob(const_cast<char*>(bytes.data()), {volumes, size[2], size[1], size[0]}, at::kByte)
            .clone();
    };
    PreparedExamination examination{stored, tensorOf(stored.voxels, std::ssize(stored.sequences)), {}};
    if (!stored.truth.empty()) examination.truth = tensorOf(stored.truth, 1)[0];
    return examination;
}

Result<std::vector<std::filesystem::path>> storeFiles(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
    if (error)
        return fail(ErrorCode::NotFound, "no prepared examinations in \"" + folder.string() +
                                             "\"; prepare or simulate them first");
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::size_t> simulateStore(const StoreOptions& options, const JobContext& context) {
    SECOND_READ_CHECK(makeFolder(options.out));
    SECOND_READ_TRY(all, simulate::Anatomies::load(options.anatomy, 2.0, options.lastAnatomy));
    const simulate::Anatomies anatomies =
        all.part(options.firstAnatomy, std::min(options.lastAnatomy, all.size()));
    simulate::Options simulation;
    simulation.sequences = options.sequences;
    simulation.prevalences = options.prevalences;
    simulation.findings = options.findings;
    simulation.training =
        simulate::Options::Training{options.preprocessing.spacing, options.preprocessing.size};
    const Items examinations{.stage = "simulate",
                             .count = options.count,
                             .threads = static_cast<std::size_t>(std::max(1, options.threads)),
                             .tellEvery = 10};
    SECOND_READ_CHECK(
        language::forEachInference(examinations, context, [&](std::size_t index) -> Result<void> {
            const auto file = options.out / fileNameOf(index);
            if (std::filesystem::exists(file)) return {};
            const std::uint64_t seed = options.seed * 1000003 + index;
            return writePrepared(
                file, prepare(simulate::simulate(anatomies, simulation, seed), options.preprocessing, seed));
        }));
    return options.count;
}

} // namespace second_read::train
