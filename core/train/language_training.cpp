#include "train/language_training.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <c10/core/GradMode.h>

#include "base/files.h"
#include "base/hash.h"
#include "language/stored_tensor.h"
#include "language/text_model.h"
#include "pack/device.h"
#include "train/draw.h"
#include "train/language_losses.h"
#include "train/learning_curve.h"
#include "train/optimiser.h"
#include "train/precision.h"
#include "train/section_matching.h"

namespace second_read::train {
namespace {

namespace fs = std::filesystem;
using language::TextModel;

constexpr int kSentenceTokens = 64, kReportTokens = 160; // texts are cut there while training
constexpr int kReportEvery = 4;                          // every fourth step matches whole reports
constexpr int kPassagesEvery = 4;                        // and so often passages of the corpus
constexpr double kPassagesWeight = 0.5;
constexpr int kValidationExamples = 96;
constexpr int kHeldOutPairs = 100;
constexpr std::uint64_t kValidationSeed = 0xABCD'0000'0000ULL; // far from any training seed
constexpr double kWeightDecay = 0.01;

/// What a checkpoint must have in common with the run that goes on from it.
std::string fingerprint(const LanguageOptions& o) {
    std::string text = catalogue::toJson(o.catalogue).dump();
    for (const auto& corpus : o.corpora) text += '|' + corpus.string();
    text += '|' + (o.base ? o.base->string() : "scratch");
    for (double value : {double(o.vocabulary), double(o.layers), double(o.width), double(o.heads),
                         double(o.intermediate), double(o.maskedSteps), double(o.matchingSteps),
                         double(o.batch), double(o.negatives), double(o.frozenLayers), o.learningRate,
                         o.maskedRate, o.temperature, o.distillation, double(o.distilled), double(o.seed)})
        text += '|' + std::to_string(value * 1e6);
    return sha256(text);
}

/// All that a run changes while it goes.
struct Run {
    int step = 0; ///< masked steps come first, then matching steps
    std::vector<Curve> curves;
};

Result<void> saveCheckpoint(const fs::path& folder, const std::string& print, const TextModel& model,
                            const Optimiser& optimiser, const Run& run) {
    SECOND_READ_CHECK(makeFolder(folder));
    nlohmann::json state = {{"fingerprint", print}, {"step", run.step}, {"curves", nlohmann::json::object()}};
    for (const Curve& curve : run.curves) state["curves"][curve.name] = curve.points;
    language::StoredTensors tensors = model.bert.stored(language::Storage::Float);
    for (auto& [name, tensor] : optimiser.state()) tensors["optimiser." + name] = std::move(tensor);
    // One file, so that weights, optimiser and step always belong together.
    return language::writeTensors(folder / "checkpoint.safetensors", tensors, {{"state", state.dump()}});
}

Result<bool> restoreCheckpoint(const fs::path& folder, const std::string& print, TextModel& model,
                               Optimiser& optimiser, Run& run) {
    const fs::path file = folder / "checkpoint.safetensors";
    if (!fs::exists(file)) return false;
    SECOND_READ_TRY(saved, language::readTensors(file));
    SECOND_READ_TRY(state, parseJson(saved.metadata["state"], file.string()));
    if (!state.is_object() || state.value("fingerprint", "") != print)
        return fail(ErrorCode::Mismatch, file.string() +
                                             " belongs to a run with other options; choose another --out or "
                                             "remove it");
    for (auto& [name, parameter] : model.bert.parameters()) {
        const auto stored = saved.tensors.find(name);
        if (stored == saved.tensors.end())
            return fail(ErrorCode::Corrupt, file.string() + " lacks tensor '" + name + "'");
        SECOND_READ_CHECK(language::copyInto(parameter, stored->second, name));
    }
    language::StoredTensors optimiserState;
    for (auto& [name, tensor] : saved.tensors)
        if (name.starts_with("optimiser.")) optimiserState[name.substr(10)] = tensor;
    SECOND_READ_CHECK(optimiser.restore(optimiserState));
    try {
        run.step = state.at("step").get<int>();
        for (Curve& curve : run.curves)
            curve.points = state.at("curves").at(curve.name).get<decltype(curve.points)>();
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Corrupt,
                    file.string() + " has an unreadable state; remove it to begin afresh");
    }
    return true;
}

/// The model that training starts from.
Result<TextModel> startingModel(const LanguageOptions& options, const std::vector<std::string>& corpus) {
    std::vector<std::string> words = corpus; // and what the sentences will say
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const Example example = sentenceExample(options.catalogue, seed, options.negatives);
        for (const Text* text : {&example.anchor, &example.positive}) words.push_back(text->text);
        for (const Text& text : example.negatives) words.push_back(text.text);
    }
    if (options.base) {
        SECOND_READ_TRY(base, language::readTextModel(*options.base));
        return language::prunedModel(base, words, options.vocabulary);
    }
    language::WordCounts counts;
    for (const std::string& text : words)
        for (std::string& word : language::basicTokens(text)) ++counts[word];
    auto vocabulary = language::learnVocabulary(counts, options.vocabulary);
    nlohmann::json config = language::toJson({});
    config.update({{"num_hidden_layers", options.layers},
                   {"hidden_size", options.width},
                   {"num_attention_heads", options.heads},
                   {"intermediate_size", options.intermediate},
                   {"vocab_size", vocabulary.size()},
                   {"max_position_embeddings", 256}});
    SECOND_READ_TRY(sizes, language::parseBertConfig(config));
    return TextModel{language::Tokenizer(std::move(vocabulary)), language::Bert(sizes, options.seed)};
}

/// The tensors that training may change.
NamedTensors trainable(TextModel& model, const LanguageOptions& options) {
    NamedTensors chosen;
    for (const auto& [name, parameter] : model.bert.parameters()) {
        bool frozen = options.base && options.frozenLayers >= 0 && name.starts_with("embeddings.");
        for (int layer = 0; options.base && layer < options.frozenLayers; ++layer)
            frozen = frozen || name.starts_with("encoder.layer." + std::to_string(layer) + ".");
        if (!frozen) chosen[name] = parameter;
    }
    return chosen;
}

struct Validation {
    double match = 0, denial = 0, side = 0, other = 0;
    int n = 0;
    nlohmann::json json() const {
        return {{"match", match}, {"denial", denial}, {"side", side}, {"other", other}, {"n", n}};
    }
};

/// Shares of held-out examples whose positive lies nearer than the hard negatives.
Validation validate(const TextModel& model, const LanguageOptions& options) {
    std::vector<std::string> texts;
    std::vector<Example> examples;
    for (int i = 0; i < kValidationExamples; ++i) {
        examples.push_back(
            sentenceExample(options.catalogue, kValidationSeed + static_cast<std::uint64_t>(i), 3));
        texts.push_back(examples.back().anchor.text);
        texts.push_back(examples.back().positive.text);
        for (const Text& text : examples.back().negatives) texts.push_back(text.text);
    }
    const at::Tensor embeddings = language::embedTexts(model.bert, model.tokenizer, texts);
    Validation result;
    int denials = 0, sides = 0, others = 0;
    std::int64_t row = 0;
    for (const Example& example : examples) {
        const at::Tensor anchor = embeddings[row++];
        const auto nearness = [&] { return at::dot(anchor, embeddings[row++]).item<double>(); };
        const double positive = nearness();
        bool all = true;
        for (const Text& text : example.negatives) {
            const bool right = positive > nearness();
            if (!differs(example.anchor.state, text.state, options.catalogue)) continue;
            all = all && right;
            const bool sameFinding = !text.state.empty() && !example.anchor.state.empty() &&
                                     text.state.begin()->first == example.anchor.state.begin()->first;
            if (text.state.empty() || example.anchor.state.empty())
                result.denial += right, ++denials;
            else if (sameFinding)
                result.side += right, ++sides;
            else
                result.other += right, ++others;
        }
        result.match += all;
    }
    result.n = static_cast<int>(examples.size());
    result.match /= std::max(1, result.n);
    result.denial /= std::max(1, denials);
    result.side /= std::max(1, sides);
    result.other /= std::max(1, others);
    return result;
}

/// Held-out findings against 100 conclusions (core/train/section_matching.h).
SectionMatches matchHeldOut(const TextModel& model, const LanguageOptions& options) {
    const auto pairs = heldOutPairs(options.catalogue, kHeldOutPairs);
    std::vector<std::string> texts;
    for (const auto& pair : pairs) texts.push_back(pair.findings);
    for (const auto& pair : pairs) texts.push_back(pair.conclusion);
    const at::Tensor embeddings =
        language::embedTexts(model.bert, model.tokenizer, texts).to(at::kCPU, at::kFloat).contiguous();
    std::vector<std::vector<float>> rows;
    for (std::int64_t row = 0; row < embeddings.size(0); ++row) {
        const float* begin = embeddings.data_ptr<float>() + row * embeddings.size(1);
        rows.emplace_back(begin, begin + embeddings.size(1));
    }
    const auto half = rows.begin() + kHeldOutPairs;
    return matchSections(pairs, {rows.begin(), half}, {half, rows.end()});
}

std::vector<std::string> drawn(const std::vector<std::string>& corpus, std::uint64_t seed, int count) {
    Draw draw(seed);
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i) texts.push_back(draw.from(corpus));
    return texts;
}

at::Tensor examplesLoss(const TextModel& model, const LanguageOptions& options, int step) {
    const bool reports = step % kReportEvery == kReportEvery - 1;
    const int batch = reports ? std::max(2, options.batch / 3) : options.batch;
    const int longest = reports ? kReportTokens : kSentenceTokens;
    std::vector<Example> examples;
    std::vector<std::string> texts;
    for (int i = 0; i < batch; ++i) {
        const std::uint64_t seed = options.seed * 1'000'003 + static_cast<std::uint64_t>(step) * 4096 +
                                   static_cast<std::uint64_t>(i);
        examples.push_back(reports ? reportExample(options.catalogue, seed, options.negatives)
                                   : sentenceExample(options.catalogue, seed, options.negatives));
    }
    for (const Example& example : examples) texts.push_back(example.anchor.text);
    for (const Example& example : examples) texts.push_back(example.positive.text);
    for (const Example& example : examples)
        for (const Text& text : example.negatives) texts.push_back(text.text);
    const at::Tensor all = embedForTraining(model, texts, longest).to(at::kFloat);
    return matchingLoss(all.slice(0, 0, batch), all.slice(0, batch, 2 * batch), all.slice(0, 2 * batch),
                        examples, options.catalogue, options.temperature);
}

/// What belongs together in corpus texts; undefined where too few have several sentences.
at::Tensor passagesLoss(const TextModel& model, const std::vector<std::string>& corpus,
                        const LanguageOptions& options, int step) {
    const std::uint64_t seed = options.seed * 57 + static_cast<std::uint64_t>(step);
    auto passages = passagesOf(drawn(corpus, seed, 3 * options.batch), seed);
    if (passages.size() < 2) return {};
    passages.resize(std::min(passages.size(), static_cast<std::size_t>(options.batch)));
    std::vector<std::string> texts;
    for (const Passage& passage : passages) texts.push_back(passage.sentence);
    for (const Passage& passage : passages) texts.push_back(passage.others);
    const auto count = std::ssize(passages);
    const at::Tensor all = embedForTraining(model, texts, kReportTokens).to(at::kFloat);
    return ownAmongAll(all.slice(0, 0, count), all.slice(0, count), options.temperature);
}

at::Tensor heldToBase(const TextModel& model, const TextModel& base, const std::vector<std::string>& corpus,
                      const LanguageOptions& options, int step) {
    const auto held = drawn(corpus, options.seed * 31 + static_cast<std::uint64_t>(step), options.distilled);
    at::Tensor before;
    {
        c10::NoGradGuard noGradient;
        before = embedForTraining(base, held, kSentenceTokens).to(at::kFloat);
    }
    return distillationLoss(embedForTraining(model, held, kSentenceTokens).to(at::kFloat), before);
}

at::Tensor matchingStep(const TextModel& model, const TextModel* base, const std::vector<std::string>& corpus,
                        const LanguageOptions& options, int step) {
    at::Tensor loss = examplesLoss(model, options, step);
    if (corpus.empty()) return loss;
    if (step % kPassagesEvery == kPassagesEvery / 2)
        if (const at::Tensor passages = passagesLoss(model, corpus, options, step); passages.defined())
            loss = loss + kPassagesWeight * passages;
    if (base && options.distillation > 0)
        loss = loss + options.distillation * heldToBase(model, *base, corpus, options, step);
    return loss;
}

Result<void> checkOptions(const LanguageOptions& options) {
    const auto wrong = [](const char* what) { return fail(ErrorCode::InvalidArgument, std::string(what)); };
    if (options.catalogue.findings.size() < 2)
        return wrong("training needs a catalogue of at least two findings");
    if (options.batch < 2 || options.batch > 1024) return wrong("the batch must be 2 to 1024 examples");
    if (options.negatives < 1 || options.negatives > 16)
        return wrong("1 to 16 hard negatives an example can be had");
    if (options.maskedSteps < 0 || options.matchingSteps < 0) return wrong("steps cannot be negative");
    if (options.temperature <= 0 || options.learningRate <= 0 || options.maskedRate <= 0)
        return wrong("temperature and learning rates must be greater than zero");
    if (options.vocabulary < 100) return wrong("a vocabulary of fewer than 100 pieces spells nothing");
    if (options.checkpointEvery < 1 || options.distilled < 2)
        return wrong("checkpoints need at least one step, distillation two texts");
    return {};
}

} // namespace

Result<nlohmann::json> trainLanguage(const LanguageOptions& options, const JobContext& context) {
    SECOND_READ_CHECK(checkOptions(options));
    SECOND_READ_CHECK(makeFolder(options.out));
    SECOND_READ_TRY(device, pack::trainingDevice(options.device));
    SECOND_READ_TRY(corpus, readCorpus(options.corpora));
    if (options.maskedSteps > 0 && corpus.empty())
        return fail(ErrorCode::InvalidArgument,
                    "masked language modelling needs a corpus; give one with --corpus");
    SECOND_READ_TRY(model, startingModel(options, corpus));
    try {
        std::optional<TextModel> base;
        if (options.base) base = TextModel{model.tokenizer, model.bert.clone()};
        model.bert.to(device);
        if (base) base->bert.to(device);
        Optimiser optimiser(trainable(model, options), kWeightDecay);
        Run run{0, {{"loss", {}}, {"masked loss", {}}, {"held-out match", {}}}};
        const std::string print = fingerprint(options);
        SECOND_READ_CHECK(restoreCheckpoint(options.out, print, model, optimiser, run));

        const bool half = options.halfPrecision && computesInBFloat16(device);
        const int steps = options.maskedSteps + options.matchingSteps;
        double lastLoss = run.curves[0].points.empty() ? 0 : run.curves[0].points.back().second;
        double sum = 0;
        int counted = 0;
        const auto save = [&]() -> Result<void> {
            SECOND_READ_CHECK(saveCheckpoint(options.out, print, model, optimiser, run));
            return writeFileAtomically(options.out / "curves.svg", drawCurves("Text encoder", run.curves));
        };
        while (run.step < steps) {
            if (auto go = context.checkpoint("train", static_cast<double>(run.step) / steps); !go) {
                SECOND_READ_CHECK(save());
                return tl::unexpected(std::move(go).error());
            }
            const bool masked = run.step < options.maskedSteps;
            const int step = masked ? run.step : run.step - options.maskedSteps;
            optimiser.zeroGradients();
            model.bert.setTraining(masked);
            at::Tensor loss;
            {
                ReducedPrecision reduced(half, device.is_cuda());
                if (masked) {
                    const auto texts = drawn(corpus, options.seed * 77 + static_cast<std::uint64_t>(step),
                                             options.batch * 2);
                    loss = maskedLoss(model.bert,
                                      maskedBatch(model.tokenizer, texts, kSentenceTokens,
                                                  options.seed + static_cast<std::uint64_t>(step), device));
                } else {
                    loss = matchingStep(model, base ? &*base : nullptr, corpus, options, step);
                }
            }
            loss.backward();
            optimiser.step(masked ? scheduledRate(options.maskedRate, step, options.maskedSteps)
                                  : scheduledRate(options.learningRate, step, options.matchingSteps));
            model.bert.setTraining(false);
            sum += loss.item<double>();
            ++counted;
            ++run.step;
            if (run.step % options.checkpointEvery != 0 && run.step != steps &&
                run.step != options.maskedSteps)
                continue;
            lastLoss = sum / counted;
            run.curves[masked ? 1 : 0].points.emplace_back(run.step, lastLoss);
            if (!masked) run.curves[2].points.emplace_back(run.step, validate(model, options).match);
            sum = counted = 0;
            SECOND_READ_CHECK(save());
        }
        const Validation validation = validate(model, options);
        const SectionMatches sections = matchHeldOut(model, options);
        model.bert.to(at::kCPU);
        SECOND_READ_CHECK(
            language::writeTextModel(options.out, model, language::Storage::Compact,
                                     {{"base", options.base ? "pruned and fine-tuned" : "from scratch"}}));
        nlohmann::json metrics = {{"steps", run.step},
                                  {"loss", lastLoss},
                                  {"validation", validation.json()},
                                  {"sections", toJson(sections)},
                                  {"pieces", model.tokenizer.vocabulary().size()},
                                  {"bytes", fs::file_size(options.out / "weights.safetensors")}};
        SECOND_READ_CHECK(writeFileAtomically(options.out / "metrics.json", metrics.dump(2) + "\n"));
        return metrics;
    } catch (const std::exception& problem) { // LibTorch: out of memory, no such device
        return fail(ErrorCode::Inference,
                    "training of the text encoder stopped: " + std::string(problem.what()));
    }
}

} // namespace second_read::train
