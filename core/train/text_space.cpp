#include "train/text_space.h"

#include <numeric>

#include "train/draw.h"
#include "train/roc.h"
#include "train/statements.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

constexpr std::size_t kReports = 600; ///< written ones
constexpr std::size_t kSided = 80;    ///< sentences of each side, by finding
constexpr double kFittedShare = 2.0 / 3;
constexpr std::uint64_t kSeed = 0x7E57;

double scoreOf(const pack::ReadOut& readOut, const std::vector<float>& embedding) {
    return std::inner_product(embedding.begin(), embedding.end(), readOut.begin(),
                              static_cast<double>(readOut.back()));
}

/// The area of one read-out on the texts that it was not fitted on: the last ones.
double heldArea(const Rows& embeddings, const std::vector<bool>& labels) {
    const auto fitted = static_cast<std::ptrdiff_t>(kFittedShare * static_cast<double>(labels.size()));
    const Rows first(embeddings.begin(), embeddings.begin() + fitted);
    const std::vector<bool> theirs(labels.begin(), labels.begin() + fitted);
    const auto readOut = fitReadOuts(first, {theirs}).front();
    std::vector<double> scores;
    for (auto row = embeddings.begin() + fitted; row != embeddings.end(); ++row)
        scores.push_back(scoreOf(readOut, *row));
    return areaUnderCurve(scores, {labels.begin() + fitted, labels.end()});
}

} // namespace

Result<TextSpace> measureTextSpace(const language::TextEncoder& encoder,
                                   const catalogue::Catalogue& catalogue, const JobContext& context) {
    Draw draw(kSeed);
    std::vector<std::string> texts;
    std::vector<std::set<std::string>> said;
    while (texts.size() < kReports) {
        const State state = drawState(catalogue, draw.seed());
        texts.push_back(writeWhole(catalogue, state, draw.seed()));
        said.push_back(saidOf(state, catalogue));
    }
    SECOND_READ_TRY(embeddings, embedAll(encoder, texts, context));
    TextSpace space;
    space.reports = static_cast<int>(static_cast<double>(kReports) * (1 - kFittedShare));
    for (const auto& finding : catalogue.findings) {
        std::vector<bool> labels;
        for (const auto& findings : said) labels.push_back(findings.contains(finding.id));
        space.affirmed[finding.id] = heldArea(embeddings, labels);
        if (!finding.lateralised || finding.defaultSide) continue;
        texts.clear();
        labels.clear();
        for (std::size_t i = 0; i < 2 * kSided; ++i) {
            labels.push_back(i % 2 == 0);
            texts.push_back(
                writeConclusion(catalogue, {{finding.id, i % 2 ? Side::Right : Side::Left}}, draw.seed()));
        }
        SECOND_READ_TRY(sides, embedAll(encoder, texts, context));
        space.left[finding.id] = heldArea(sides, labels);
    }
    return space;
}

nlohmann::json toJson(const TextSpace& space) {
    return {{"affirmed", space.affirmed}, {"left", space.left}, {"n", space.reports}};
}

Result<void> checkTextSpace(const TextSpace& space) {
    std::string poor;
    for (const auto& [areas, what] :
         {std::pair(&space.affirmed, ""), std::pair(&space.left, " (left from right)")})
        for (const auto& [finding, area] : *areas)
            if (!(area >= kLeastArea))
                poor += (poor.empty() ? "" : ", ") + finding + what + " " + std::to_string(area).substr(0, 4);
    if (poor.empty()) return {};
    return fail(ErrorCode::Mismatch,
                "the text encoder does not tell these findings apart well enough (area 0.9 is "
                "needed): " +
                    poor + "; train it further");
}

} // namespace second_read::train
