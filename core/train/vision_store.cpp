#include "train/vision_store.h"

#include <algorithm>

#include <ATen/Parallel.h>

#include "base/files.h"
#include "base/parallel.h"
#include "language/stored_tensor.h"

namespace second_read::train {
namespace {

std::string fileNameOf(std::size_t index) {
    std::string digits = std::to_string(index);
    return "exam-" + std::string(6 - std::min<std::size_t>(6, digits.size()), '0') + digits + ".safetensors";
}

nlohmann::json toJson(const std::vector<ReportedFinding>& findings) {
    nlohmann::json json = nlohmann::json::array();
    for (const auto& finding : findings)
        json.push_back({{"id", finding.id},
                        {"side", nameOf(finding.side)},
                        {"reported", finding.reported},
                        {"volume_ml", finding.volumeMl},
                        {"centroid_lps", finding.centroidLps}});
    return json;
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
    language::StoredTensors tensors;
    tensors["voxels"] = language::fromTensor(examination.voxels);
    if (examination.truth.defined()) tensors["truth"] = language::fromTensor(examination.truth);
    nlohmann::json sequences = nlohmann::json::array();
    for (const Sequence sequence : examination.sequences) sequences.push_back(nameOf(sequence));
    const auto& grid = examination.grid;
    return language::writeTensors(
        file, tensors,
        {{"sequences", sequences.dump()},
         {"grid", nlohmann::json{{"size", grid.size},
                                 {"spacing", grid.spacing.x()},
                                 {"origin", {grid.origin.x(), grid.origin.y(), grid.origin.z()}}}
                      .dump()},
         {"report", examination.report},
         {"mirrored_report", examination.mirroredReport},
         {"findings", toJson(examination.findings).dump()},
         {"preprocessing", vision::toJson(examination.preprocessing).dump()}});
}

Result<PreparedExamination> readPrepared(const std::filesystem::path& file,
                                         const vision::Preprocessing& wanted) {
    SECOND_READ_TRY(stored, language::readTensors(file));
    PreparedExamination examination;
    try {
        examination.voxels = language::toTensor(stored.tensors.at("voxels"));
        if (const auto truth = stored.tensors.find("truth"); truth != stored.tensors.end())
            examination.truth = language::toTensor(truth->second);
        for (const auto& name : nlohmann::json::parse(stored.metadata.at("sequences"))) {
            const auto sequence = sequenceOf(name.get<std::string>());
            if (!sequence)
                return fail(ErrorCode::Corrupt, "\"" + file.string() + "\" names an unknown sequence");
            examination.sequences.push_back(*sequence);
        }
        const auto grid = nlohmann::json::parse(stored.metadata.at("grid"));
        examination.grid.size = grid.at("size").get<std::array<int, 3>>();
        examination.grid.spacing = Eigen::Vector3d::Constant(grid.at("spacing").get<double>());
        const auto origin = grid.at("origin").get<std::array<double, 3>>();
        examination.grid.origin = {origin[0], origin[1], origin[2]};
        examination.report = stored.metadata.at("report");
        examination.mirroredReport = stored.metadata.at("mirrored_report");
        for (const auto& finding : nlohmann::json::parse(stored.metadata.at("findings")))
            examination.findings.push_back(
                {finding.at("id").get<std::string>(),
                 sideOf(finding.at("side").get<std::string>()).value_or(Side::Bilateral),
                 finding.at("reported").get<bool>(), finding.at("volume_ml").get<double>(),
                 finding.at("centroid_lps").get<std::array<double, 3>>()});
        if (const auto how = stored.metadata.find("preprocessing"); how != stored.metadata.end()) {
            SECOND_READ_TRY(preprocessing, vision::preprocessingOf(nlohmann::json::parse(how->second)));
            examination.preprocessing = preprocessing;
        }
    } catch (const std::exception&) {
        return fail(ErrorCode::Corrupt,
                    "\"" + file.string() + "\" is no prepared examination; delete it and prepare again");
    }
    vision::Preprocessing asked = wanted;
    asked.brainOffset = examination.preprocessing.brainOffset; // each encoder has its own
    if (!(asked == examination.preprocessing))
        return fail(ErrorCode::Mismatch, "\"" + file.string() +
                                             "\" was prepared for another grid or range of values than this "
                                             "network; prepare the examinations again for it");
    const auto& size = examination.grid.size;
    const std::vector<std::int64_t> shape{size[2], size[1], size[0]};
    const auto& truth = examination.truth;
    if ((truth.defined() && (truth.scalar_type() != at::kByte || truth.sizes() != at::IntArrayRef(shape))) ||
        examination.voxels.scalar_type() != at::kByte || examination.voxels.dim() != 4 ||
        examination.voxels.size(0) != static_cast<std::int64_t>(examination.sequences.size()) ||
        examination.voxels[0].sizes() != at::IntArrayRef(shape))
        return fail(ErrorCode::Corrupt, "\"" + file.string() + "\" holds tensors that do not fit its grid");
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
    SECOND_READ_CHECK(forEachItem(examinations, context, [&](std::size_t index) -> Result<void> {
        at::set_num_threads(1); // one examination a thread is faster than two threads an examination
        const auto file = options.out / fileNameOf(index);
        if (std::filesystem::exists(file)) return {};
        const std::uint64_t seed = options.seed * 1000003 + index;
        return writePrepared(
            file, prepare(simulate::simulate(anatomies, simulation, seed), options.preprocessing, seed));
    }));
    return options.count;
}

} // namespace second_read::train
