#pragma once
/// Trains the text encoder: optional masked language modelling (15 % of the tokens, Devlin et al. 2019), then
/// matching of texts that say the same against texts that do not (multiple negatives ranking, Henderson et
/// al. 2017; section matching as in Sentence-BERT, Reimers and Gurevych 2019), with denials, swapped sides
/// and other findings as hard negatives. Starting from a base model, a second term holds the similarities
/// among corpus texts where the base had them, so that general knowledge of language survives. Corpus texts
/// of several sentences teach what belongs together in real reports: one sentence against the others
/// (inverse cloze task, Lee et al. 2019).

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "pack/pack.h"

namespace second_read::train {

struct LanguageOptions {
    catalogue::Catalogue catalogue;             ///< what the sentences are about
    std::filesystem::path out;                  ///< model, curves, checkpoint; made if absent
    std::optional<std::filesystem::path> base;  ///< folder of a published BERT; nullopt: from scratch
    std::vector<std::filesystem::path> corpora; ///< see readCorpus
    pack::Device device = pack::Device::Cpu;    ///< Cuda fails where there is none
    std::size_t vocabulary = 20000;             ///< pieces kept of the base, or learnt
    int layers = 4, width = 256, heads = 4, intermediate = 1024; ///< from scratch only
    int maskedSteps = 0;
    int matchingSteps = 400;
    int batch = 20; ///< examples a step, each with its positive and `negatives`
    int negatives = 3;
    int frozenLayers = 2; ///< with a base: word embeddings and this many layers stay as they are; -1: none
    double learningRate = 5e-5; ///< peak, of matching
    double maskedRate = 5e-4;   ///< peak, of masked language modelling
    double temperature = 0.05;
    double distillation = 2.0; ///< weight of the term that holds the base's similarities
    int distilled = 24;        ///< corpus texts a step for that term
    int checkpointEvery = 50;  ///< steps
    std::uint64_t seed = 1;
    bool halfPrecision = true; ///< matrix products in bfloat16 while training
};

/// Reads corpus files, one text a line (JSON lines: member "text"; lines whose member "licence" is there and
/// names none of CC0, CC BY, CC BY-SA, Apache-2.0, MIT or public domain are left out; TSV: first column).
/// Texts over 2,000 bytes are cut.
Result<std::vector<std::string>> readCorpus(const std::vector<std::filesystem::path>& files);

/// Two parts of a text that belong together.
struct Passage {
    std::string sentence, others;
};
/// A sentence drawn from each text of two or more, apart from the rest of the text.
std::vector<Passage> passagesOf(const std::vector<std::string>& texts, std::uint64_t seed);

/// Trains and writes `out`/{config.json, vocab.txt, weights.safetensors}, curves.svg and metrics.json. A run
/// that was stopped (Cancelled) or killed goes on from its last checkpoint when called again with the same
/// options; with other options it is refused (Mismatch). Returns the final metrics: {"steps", "loss",
/// "validation": {"match", "denial", "side", "other", "n"}, "sections", "pieces", "bytes"}; the validation
/// figures are shares of held-out examples whose positive is nearer than the hard negatives of that kind;
/// "sections" says how often held-out findings lie nearest to their own among 100 conclusions
/// (section_matching.h).
Result<nlohmann::json> trainLanguage(const LanguageOptions& options, const JobContext& context = {});

} // namespace second_read::train
