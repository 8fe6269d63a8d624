#include "train/vision_training.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fstream>
#include <numbers>

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include "base/files.h"
#include "language/stored_tensor.h"
#include "pack/device.h"
#include "pack/writer.h"
#include "train/learning_curve.h"
#include "train/optimiser.h"
#include "train/precision.h"
#include "train/voxel_views.h"

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
    const c10::NoGradGuard noGradient;
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

constexpr double kWholeFrom = 0.6; // share of the time: whole heads come last, as the networks will be used

vision::VoxelLogits run(const NamedTensors& parameters, const Views& views, vision::Precision precision) {
    const at::Tensor cells = vision::cellsOf(views.voxels);
    std::vector<at::Tensor> stemmed, tissue, lesion, classes;
    // Views of a sequence lie together: first and one past the last of each.
    std::map<Sequence, std::pair<std::int64_t, std::int64_t>> parts;
    for (std::int64_t i = 0; i < std::ssize(views.sequences); ++i)
        parts.try_emplace(views.sequences[static_cast<std::size_t>(i)], i, i).first->second.second = i + 1;
    const auto part = [](const at::Tensor& all, const std::pair<std::int64_t, std::int64_t>& range) {
        return all.slice(0, range.first, range.second);
    };
    for (const auto& [sequence, range] : parts)
        stemmed.push_back(vision::stem(networkOf(parameters, sequence), part(cells, range), precision));
    const vision::Features shared = vision::trunk(parameters, at::cat(stemmed), precision);
    for (const auto& [sequence, range] : parts) {
        const auto one =
            vision::head(networkOf(parameters, sequence),
                         {part(shared.fine, range), part(shared.coarse, range)}, part(cells, range));
        tissue.push_back(one.tissue);
        lesion.push_back(one.lesion);
        classes.push_back(one.classes);
    }
    return {at::cat(tissue), at::cat(lesion), at::cat(classes)};
}

/// Dice of ventricles and lesions on the held-out examinations, by sequence.
nlohmann::json heldFigures(const NamedTensors& parameters, const ViewedStore& store,
                           const VoxelTrainingOptions& options) {
    const c10::NoGradGuard noGradient;
    nlohmann::json figures;
    for (const Sequence sequence : options.sequences) {
        const auto network = networkOf(parameters, sequence);
        double both = 0, sum = 0, ventricleBoth = 0, ventricleSum = 0, rightClass = 0, lesionCells = 0;
        for (const auto& examination : store.held()) {
            const at::Tensor voxels =
                intensitiesOf(examination.voxels.at(sequence), options.preprocessing).unsqueeze(0);
            const auto logits = vision::forward(network, voxels);
            const at::Tensor truth = vision::cellsOf(examination.truth.unsqueeze(0));
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
    SECOND_READ_CHECK(vision::networkShapeOf(vision::toJson(options.shape))); // widths from outside
    SECOND_READ_CHECK(makeFolder(options.out));
    SECOND_READ_TRY(device, pack::trainingDevice(options.device));
    at::set_num_threads(options.threads);
    at::globalContext().setBenchmarkCuDNN(true); // windows are all of one size
    ViewedStore store({options.store, options.sequences, options.preprocessing, options.held}, device);
    SECOND_READ_CHECK(store.refresh());
    NamedTensors parameters = freshParameters(options);
    if (!options.startFrom.empty()) SECOND_READ_CHECK(takeFrom(options, parameters));
    for (auto& [name, tensor] : parameters) tensor = tensor.to(device);
    Optimiser optimiser(parameters);
    double before = 0;
    std::int64_t steps = 0;
    if (std::filesystem::exists(options.out / "checkpoint.safetensors")) {
        SECOND_READ_TRY(stored, language::readTensors(options.out / "checkpoint.safetensors"));
        const c10::NoGradGuard noGradient;
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
    const bool reduced = options.reducedPrecision && computesInBFloat16(device);
    const auto precision = reduced ? vision::Precision::BFloat16 : vision::Precision::Float32;
    const auto start = Clock::now();
    double lastCheckpoint = 0, lastRefresh = 0;
    std::map<std::string, Curve> curves;
    at::Tensor mean; // of the losses since the last line of the log, on the device: reading them waits for it
    constexpr int kLogEvery = 20;
    nlohmann::json figures;
    std::ofstream log(options.out / "log.csv", std::ios::app);
    for (;;) {
        const double now = secondsSince(start), elapsed = before + now;
        const bool last = elapsed >= budget;
        const bool stop = context.stop.stop_requested();
        if (last || stop || now - lastCheckpoint > options.checkpointSeconds) {
            lastCheckpoint = now;
            SECOND_READ_CHECK(writeCheckpoint(options, parameters, optimiser, elapsed, steps));
            figures = heldFigures(parameters, store, options);
            log << "# " << static_cast<long>(elapsed) << " s, " << steps << " steps, " << store.train().size()
                << " examinations: " << figures.dump() << std::endl;
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
            SECOND_READ_CHECK(store.refresh());
        }
        // A short rise, then a half cosine over the time that is left: time, not steps, since the machine is
        // shared.
        const double done = elapsed / budget;
        const double rate = options.learningRate * std::min(1.0, (static_cast<double>(steps) + 1) / 60) *
                            (0.02 + 0.98 * 0.5 * (1 + std::cos(std::numbers::pi * done)));
        const Views views = drawViews(store, options.views, done >= kWholeFrom, draw);
        optimiser.zeroGradients();
        const VoxelLoss loss = voxelLoss(run(parameters, views, precision), views.truth, views.sequences);
        const at::Tensor sum = loss.sum();
        sum.backward();
        optimiser.step(rate, 2.0);
        ++steps;
        const at::Tensor parts =
            at::stack({sum, loss.tissue, loss.lesion, loss.dice, loss.classes}).detach() / kLogEvery;
        mean = mean.defined() ? mean + parts : parts;
        if (steps % kLogEvery == 0) {
            log << static_cast<long>(elapsed) << ',' << steps;
            const at::Tensor told = mean.cpu();
            for (std::int64_t i = 0; i < told.numel(); ++i) log << ',' << told[i].item<float>();
            log << std::endl;
            curves["loss"].points.emplace_back(static_cast<double>(steps), told[0].item<double>());
            mean = at::Tensor();
        }
    }
    return figures;
}

} // namespace second_read::train
