#include "train/vision_training.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

#include <ATen/Parallel.h>

#include "base/files.h"
#include "language/stored_tensor.h"
#include "pack/device.h"
#include "pack/writer.h"
#include "train/draw.h"
#include "train/learning_curve.h"
#include "train/optimiser.h"

namespace second_read::train {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

bool ofSequence(const std::string& name) {
    return name.rfind("stem.", 0) == 0 || name.rfind("head.", 0) == 0;
}

std::string keyOf(Sequence sequence, const std::string& name) {
    return ofSequence(name) ? std::string(nameOf(sequence)) + "/" + name : name;
}

/// All parameters: the trunk once, stems and heads by sequence.
NamedTensors freshParameters(const VoxelTrainingOptions& options) {
    NamedTensors parameters;
    const vision::Tensors one = vision::makeNetwork(options.shape, options.seed);
    for (const Sequence sequence : options.sequences)
        for (const auto& [name, tensor] : one) {
            const std::string key = keyOf(sequence, name);
            if (!parameters.contains(key)) parameters[key] = tensor.clone();
        }
    return parameters;
}

/// The networks of a pack or of another run in place of random ones; the first sequence's trunk, or, where
/// none of the sequences lies there, any.
Result<void> takeFrom(const VoxelTrainingOptions& options, NamedTensors& parameters) {
    const bool isRun = std::filesystem::exists(options.startFrom / "checkpoint.safetensors");
    SECOND_READ_TRY(networks,
                    isRun ? readCheckpoint(options.startFrom) : pack::readNetworks(options.startFrom));
    for (auto& [sequence, network] : networks) vision::addContext(options.shape, network);
    const at::NoGradGuard noGradient;
    bool trunk = false;
    for (const Sequence sequence : options.sequences) {
        const auto network = networks.find(sequence);
        if (network == networks.end()) continue;
        SECOND_READ_CHECK(vision::checkNetwork(options.shape, network->second));
        for (const auto& [name, tensor] : network->second)
            if (const auto known = parameters.find(keyOf(sequence, name));
                known != parameters.end() && (ofSequence(name) || !trunk))
                known->second.copy_(tensor);
        trunk = true;
    }
    if (trunk) return {};
    SECOND_READ_CHECK(vision::checkNetwork(options.shape, networks.begin()->second));
    for (const auto& [name, tensor] : networks.begin()->second)
        if (const auto known = parameters.find(name); known != parameters.end()) known->second.copy_(tensor);
    return {};
}

vision::Tensors networkOf(const NamedTensors& parameters, Sequence sequence) {
    vision::Tensors network;
    const std::string prefix = std::string(nameOf(sequence)) + "/";
    for (const auto& [key, tensor] : parameters) {
        if (key.rfind(prefix, 0) == 0) network[key.substr(prefix.size())] = tensor;
        if (key.find('/') == std::string::npos) network[key] = tensor;
    }
    return network;
}

/// Examinations in memory, read as the store grows.
class Memory {
public:
    explicit Memory(const VoxelTrainingOptions& options) : m_options(options) {}
    Result<void> refresh() {
        SECOND_READ_TRY(files, storeFiles(m_options.store));
        for (const auto& file : files) {
            if (!m_read.insert(file).second) continue;
            SECOND_READ_TRY(examination, readPrepared(file, m_options.preprocessing));
            if (!examination.truth.defined())
                return fail(ErrorCode::Mismatch,
                            "\"" + file.string() +
                                "\" has no voxel truth, which only simulated examinations have; align the "
                                "networks of a pack to it with \"pack make\" instead");
            for (const Sequence sequence : m_options.sequences)
                if (std::find(examination.sequences.begin(), examination.sequences.end(), sequence) ==
                    examination.sequences.end())
                    return fail(ErrorCode::Mismatch, "\"" + file.string() + "\" lacks the sequence " +
                                                         std::string(nameOf(sequence)));
            if (m_held.size() >= m_options.held)
                for (const Sequence sequence : m_options.sequences)
                    if (showsLesion(sequence, examination.truth))
                        m_withLesion[sequence].push_back(m_train.size());
            (m_held.size() < m_options.held ? m_held : m_train).push_back(std::move(examination));
        }
        if (m_train.empty())
            return fail(ErrorCode::NotFound, "the store holds too few examinations to train on");
        return {};
    }
    const std::vector<PreparedExamination>& train() const { return m_train; }
    const std::vector<PreparedExamination>& held() const { return m_held; }
    /// Most sequences show no lesion in most examinations: two views in three are of one that shows some.
    const PreparedExamination& drawFor(Sequence sequence, Draw& draw) const {
        const auto found = m_withLesion.find(sequence);
        if (found != m_withLesion.end() && draw.chance(2.0 / 3)) return m_train[draw.from(found->second)];
        return draw.from(m_train);
    }

private:
    const VoxelTrainingOptions& m_options;
    std::vector<PreparedExamination> m_train, m_held;
    std::map<Sequence, std::vector<std::size_t>> m_withLesion;
    std::set<std::filesystem::path> m_read; ///< threads finish a store out of order
};

at::Tensor viewOf(const PreparedExamination& examination, Sequence sequence) {
    const auto at = std::find(examination.sequences.begin(), examination.sequences.end(), sequence);
    return examination.voxels[at - examination.sequences.begin()];
}

struct Batch {
    std::vector<Sequence> sequences;
    std::vector<at::Tensor> voxels; ///< [1, z, y, x]
    std::vector<at::Tensor> truth;  ///< [1, 8, z, y, x]
};

constexpr std::size_t kViews = 4; // a step

/// Most of a training sees windows of this size, two in three around a lesion: a third of a head's voxels, so
/// three times as many lesions in the same time. Whole heads come last, as the networks will be used.
constexpr std::array<std::int64_t, 3> kWindow{40, 48, 40}; // z, y, x; even, since answers are per 2 x 2 x 2
constexpr double kWholeFrom = 0.6;                         // share of the time

/// The voxels of a window's low corner.
std::array<std::int64_t, 3> drawWindow(const at::Tensor& truth, Sequence sequence, Draw& draw) {
    std::array<std::int64_t, 3> low{};
    at::Tensor centre;
    if (draw.chance(2.0 / 3)) {
        const at::Tensor classes = truth.div(4, "floor").unsqueeze(0);
        const at::Tensor shown =
            classes.gt(0).logical_and(hiddenLesions(classes.to(at::kLong), {sequence}).logical_not());
        const at::Tensor places = shown[0].nonzero();
        if (places.size(0) > 0)
            centre = places[static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(places.size(0))))];
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t room = std::max<std::int64_t>(0, truth.size(axis) - kWindow[axis]);
        const auto anywhere = [&](std::int64_t n) {
            return static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(n)));
        };
        low[axis] = centre.defined() ? centre[static_cast<std::int64_t>(axis)].item<std::int64_t>() -
                                           anywhere(kWindow[axis])
                                     : anywhere(room + 1);
        low[axis] = std::clamp<std::int64_t>(low[axis], 0, room) / 2 * 2;
    }
    return low;
}

at::Tensor windowOf(at::Tensor tensor, const std::array<std::int64_t, 3>& low) {
    for (std::size_t axis = 0; axis < 3; ++axis)
        tensor = tensor.slice(static_cast<std::int64_t>(axis), low[axis], low[axis] + kWindow[axis]);
    return tensor;
}

/// Which sequences a step sees: different ones as far as there are.
std::vector<Sequence> drawSequences(const VoxelTrainingOptions& options, Draw& draw) {
    std::vector<Sequence> shuffled = options.sequences;
    draw.shuffle(shuffled);
    std::vector<Sequence> drawn;
    for (std::size_t i = 0; i < kViews; ++i) drawn.push_back(shuffled[i % shuffled.size()]);
    return drawn;
}

/// Views, each of another examination; flipped, brightened, noised at random.
Batch drawBatch(const Memory& memory, const VoxelTrainingOptions& options, bool whole, at::Device device,
                Draw& draw) {
    Batch batch;
    for (const Sequence sequence : drawSequences(options, draw)) {
        const PreparedExamination& examination = memory.drawFor(sequence, draw);
        at::Tensor view = viewOf(examination, sequence), truth = examination.truth;
        if (!whole) {
            const auto low = drawWindow(truth, sequence, draw);
            view = windowOf(view, low), truth = windowOf(truth, low);
        }
        at::Tensor voxels = intensitiesOf(view, options.preprocessing).unsqueeze(0);
        truth = truth.unsqueeze(0);
        if (draw.chance(0.5)) {
            voxels = voxels.flip({3});
            truth = truth.flip({3});
        }
        const double lowest = options.preprocessing.clampLow, highest = options.preprocessing.clampHigh;
        voxels = voxels * (0.88 + 0.24 * draw.unit()) + (draw.unit() - 0.5) * 0.3;
        if (draw.chance(0.3)) voxels = voxels + at::randn_like(voxels) * (0.15 * draw.unit());
        batch.sequences.push_back(sequence);
        batch.voxels.push_back(voxels.clamp(lowest, highest).to(device));
        batch.truth.push_back(vision::cellsOf(truth).to(device));
    }
    return batch;
}

vision::VoxelLogits run(const NamedTensors& parameters, const Batch& batch, vision::Precision precision) {
    std::vector<at::Tensor> features, cells;
    std::vector<vision::Tensors> networks;
    for (std::size_t i = 0; i < batch.voxels.size(); ++i) {
        networks.push_back(networkOf(parameters, batch.sequences[i]));
        cells.push_back(vision::cellsOf(batch.voxels[i]));
        features.push_back(vision::stem(networks[i], cells[i], precision));
    }
    const vision::Features shared = vision::trunk(parameters, at::cat(features), precision);
    std::vector<at::Tensor> tissue, lesion, classes;
    for (std::size_t i = 0; i < batch.voxels.size(); ++i) {
        const auto view = [at = static_cast<std::int64_t>(i)](const at::Tensor& all) {
            return all.slice(0, at, at + 1);
        };
        const auto one = vision::head(networks[i], {view(shared.fine), view(shared.coarse)}, cells[i]);
        tissue.push_back(one.tissue);
        lesion.push_back(one.lesion);
        classes.push_back(one.classes);
    }
    return {at::cat(tissue), at::cat(lesion), at::cat(classes)};
}

/// Dice of ventricles and lesions on the held-out examinations, by sequence.
nlohmann::json heldFigures(const NamedTensors& parameters, const Memory& memory,
                           const VoxelTrainingOptions& options, at::Device device) {
    const at::NoGradGuard noGradient;
    nlohmann::json figures;
    for (const Sequence sequence : options.sequences) {
        const auto network = networkOf(parameters, sequence);
        double both = 0, sum = 0, ventricleBoth = 0, ventricleSum = 0, rightClass = 0, lesionCells = 0;
        for (const auto& examination : memory.held()) {
            const at::Tensor voxels =
                intensitiesOf(viewOf(examination, sequence), options.preprocessing).unsqueeze(0).to(device);
            const auto logits = vision::forward(network, voxels);
            const at::Tensor truth = vision::cellsOf(examination.truth.unsqueeze(0)).to(device);
            const at::Tensor classes = truth.div(4, "floor").to(at::kLong);
            const at::Tensor unseen = hiddenLesions(classes, {sequence});
            const at::Tensor lesion = classes.gt(0).logical_and(unseen.logical_not());
            const at::Tensor found = logits.lesion.gt(0).logical_and(unseen.logical_not());
            both += lesion.logical_and(found).sum().item<double>();
            sum += lesion.sum().item<double>() + found.sum().item<double>();
            const at::Tensor ventricle = truth.bitwise_and(3).eq(3), drawn = logits.tissue.argmax(1).eq(3);
            ventricleBoth += ventricle.logical_and(drawn).sum().item<double>();
            ventricleSum += ventricle.sum().item<double>() + drawn.sum().item<double>();
            const at::Tensor cell = classes.amax(1), named = logits.classes.argmax(1) + 1;
            const at::Tensor seen = cell.gt(0).logical_and(found.any(1));
            rightClass += seen.logical_and(cell.eq(named)).sum().item<double>();
            lesionCells += seen.sum().item<double>();
        }
        figures[std::string(nameOf(sequence))] = {
            {"lesion_dice", 2 * both / std::max(1.0, sum)},
            {"ventricle_dice", 2 * ventricleBoth / std::max(1.0, ventricleSum)},
            {"class_right", rightClass / std::max(1.0, lesionCells)}};
    }
    return figures;
}

Result<void> writeCheckpoint(const VoxelTrainingOptions& options, const NamedTensors& parameters,
                             const Optimiser& optimiser, double seconds, std::int64_t steps) {
    language::StoredTensors tensors = optimiser.state();
    for (const auto& [name, tensor] : parameters)
        tensors["parameter." + name] = language::fromTensor(tensor.detach());
    return language::writeTensors(options.out / "checkpoint.safetensors", tensors,
                                  {{"seconds", std::to_string(seconds)}, {"steps", std::to_string(steps)}});
}

/// A finite number of at least 0 that a checkpoint says.
Result<double> numberIn(const std::map<std::string, std::string>& metadata, const std::string& key) {
    double number = -1;
    if (const auto found = metadata.find(key); found != metadata.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
    if (number >= 0 && number < 1e15) return number;
    return fail(ErrorCode::Corrupt,
                "the checkpoint does not say its \"" + key + "\"; delete it and train again");
}

} // namespace

Result<std::map<Sequence, vision::Tensors>> readCheckpoint(const std::filesystem::path& out) {
    SECOND_READ_TRY(stored, language::readTensors(out / "checkpoint.safetensors"));
    NamedTensors parameters;
    std::map<Sequence, vision::Tensors> networks;
    for (const auto& [name, tensor] : stored.tensors)
        if (name.rfind("parameter.", 0) == 0) parameters[name.substr(10)] = language::toTensor(tensor);
    for (const auto& [name, tensor] : parameters)
        if (const auto slash = name.find('/'); slash != std::string::npos)
            if (const auto sequence = sequenceOf(name.substr(0, slash)))
                networks[*sequence] = networkOf(parameters, *sequence);
    if (networks.empty())
        return fail(ErrorCode::Corrupt, "\"" + out.string() + "\" holds no image networks; train them again");
    return networks;
}

Result<nlohmann::json> trainVoxelNetworks(const VoxelTrainingOptions& options, const JobContext& context) {
    SECOND_READ_CHECK(makeFolder(options.out));
    SECOND_READ_TRY(device, pack::trainingDevice(options.device));
    at::set_num_threads(options.threads);
    Memory memory(options);
    SECOND_READ_CHECK(memory.refresh());
    NamedTensors parameters = freshParameters(options);
    if (!options.startFrom.empty()) SECOND_READ_CHECK(takeFrom(options, parameters));
    for (auto& [name, tensor] : parameters) tensor = tensor.to(device);
    Optimiser optimiser(parameters);
    double before = 0;
    std::int64_t steps = 0;
    if (std::filesystem::exists(options.out / "checkpoint.safetensors")) {
        SECOND_READ_TRY(stored, language::readTensors(options.out / "checkpoint.safetensors"));
        const at::NoGradGuard noGradient;
        for (auto& [name, tensor] : parameters) {
            const auto found = stored.tensors.find("parameter." + name);
            if (found == stored.tensors.end())
                return fail(ErrorCode::Mismatch,
                            "the checkpoint is of another network: it lacks \"" + name + "\"");
            SECOND_READ_CHECK(language::copyInto(tensor, found->second, name));
        }
        SECOND_READ_CHECK(optimiser.restore(stored.tensors));
        SECOND_READ_TRY(seconds, numberIn(stored.metadata, "seconds"));
        SECOND_READ_TRY(taken, numberIn(stored.metadata, "steps"));
        before = seconds, steps = static_cast<std::int64_t>(taken);
    }
    const double budget = options.minutes * 60;
    Draw draw(options.seed * 7919 + static_cast<std::uint64_t>(steps));
    // Emulated, bfloat16 is several times slower than float32.
    const bool reduced =
        options.reducedPrecision && (device.is_cuda() || __builtin_cpu_supports("avx512bf16"));
    const auto precision = reduced ? vision::Precision::BFloat16 : vision::Precision::Float32;
    const auto start = Clock::now();
    double lastCheckpoint = 0, lastRefresh = 0;
    std::map<std::string, Curve> curves;
    std::array<double, 5> mean{};
    int counted = 0;
    nlohmann::json figures;
    std::ofstream log(options.out / "log.csv", std::ios::app);
    for (;;) {
        const double now = secondsSince(start), elapsed = before + now;
        const bool last = elapsed >= budget;
        const bool stop = context.stop.stop_requested();
        if (last || stop || now - lastCheckpoint > options.checkpointSeconds) {
            lastCheckpoint = now;
            SECOND_READ_CHECK(writeCheckpoint(options, parameters, optimiser, elapsed, steps));
            figures = heldFigures(parameters, memory, options, device);
            log << "# " << static_cast<long>(elapsed) << " s, " << steps << " steps, "
                << memory.train().size() << " examinations: " << figures.dump() << std::endl;
            for (const auto& [sequence, figure] : figures.items())
                curves[sequence + " lesion Dice"].points.emplace_back(static_cast<double>(steps),
                                                                      figure["lesion_dice"].get<double>());
            for (auto& [name, curve] : curves) curve.name = name;
            std::vector<Curve> drawn;
            for (const auto& [name, curve] : curves) drawn.push_back(curve);
            SECOND_READ_CHECK(
                writeFileAtomically(options.out / "curves.svg", drawCurves("Voxel networks", drawn)));
        }
        SECOND_READ_CHECK(context.checkpoint("train", std::min(1.0, elapsed / budget)));
        if (last) break;
        if (now - lastRefresh > 60) {
            lastRefresh = now;
            SECOND_READ_CHECK(memory.refresh());
        }
        // A short rise, then a half cosine over the time that is left: time, not steps, since the machine is
        // shared.
        const double done = elapsed / budget;
        const double rate = options.learningRate * std::min(1.0, (static_cast<double>(steps) + 1) / 60) *
                            (0.02 + 0.98 * 0.5 * (1 + std::cos(std::numbers::pi * done)));
        const Batch batch = drawBatch(memory, options, done >= kWholeFrom, device, draw);
        optimiser.zeroGradients();
        const VoxelLoss loss =
            voxelLoss(run(parameters, batch, precision), at::cat(batch.truth), batch.sequences);
        const at::Tensor sum = loss.sum();
        sum.backward();
        optimiser.step(rate, 2.0);
        ++steps;
        ++counted;
        const std::array<at::Tensor, 5> parts{sum, loss.tissue, loss.lesion, loss.dice, loss.classes};
        for (std::size_t i = 0; i < parts.size(); ++i) mean[i] += parts[i].item<double>();
        if (steps % 20 == 0) {
            log << static_cast<long>(elapsed) << ',' << steps;
            for (double& value : mean) log << ',' << value / counted;
            log << std::endl;
            curves["loss"].points.emplace_back(static_cast<double>(steps), mean[0] / counted);
            mean.fill(0);
            counted = 0;
        }
    }
    return figures;
}

} // namespace second_read::train
