#include "train/vision_calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evidence/normals.h"
#include "train/draw.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

using examination::Evidence;
using examination::FlagThreshold;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

constexpr double kFusionRidge = 2e-2; ///< some twenty weights from a few dozen examinations with a finding

/// Every examination as it is, and once more with only some of its sequences.
std::vector<ScoredExamination> withSubsets(const std::vector<ScoredExamination>& examinations, Draw& draw) {
    std::vector<ScoredExamination> result = examinations;
    for (const auto& examination : examinations) {
        ScoredExamination some = examination;
        std::erase_if(some.scores, [&](const auto&) { return some.scores.size() > 1 && draw.chance(0.4); });
        result.push_back(std::move(some));
    }
    return result;
}

/// A row an examination: the finding's score on each sequence (0, a normal one's, where it is missing), the
/// strongest of them, the means of the other findings.
std::vector<double> columnsOf(const evidence::StandardisedScores& scores, const std::string& id,
                              const std::vector<Sequence>& sequences,
                              const std::vector<std::string>& others) {
    const auto& own = scores.at(id);
    const auto means = evidence::meansOf(scores);
    std::vector<double> row;
    for (const Sequence sequence : sequences) row.push_back(own.contains(sequence) ? own.at(sequence) : 0.0);
    row.push_back(std::ranges::max_element(own, {}, [](const auto& one) { return one.second; })->second);
    for (const std::string& other : others) row.push_back(means.contains(other) ? means.at(other) : 0.0);
    return row;
}

void weigh(evidence::FindingModel& model, const std::string& id,
           const std::vector<ScoredExamination>& examinations,
           const std::vector<evidence::StandardisedScores>& scores, const std::vector<std::string>& others) {
    std::vector<Sequence> sequences;
    for (const auto& [sequence, normal] : model.sequences) sequences.push_back(sequence);
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (std::size_t i = 0; i < examinations.size(); ++i) {
        if (!scores[i].contains(id)) continue;
        rows.push_back(columnsOf(scores[i], id, sequences, others));
        labels.push_back(says(examinations[i].findings, id));
    }
    const std::vector<double> weights = fitWeights(rows, labels, sequences.size() + 1, kFusionRidge);
    const double total = std::accumulate(
        weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(sequences.size()), 0.0);
    // No sequence is worth nothing: a study may have no other.
    for (std::size_t s = 0; s < sequences.size(); ++s)
        model.sequences.at(sequences[s]).weight = total > 0 ? std::max(0.03, weights[s] / total) : 1.0;
    if (total <= 0) return;
    model.strongest = weights[sequences.size()] / total;
    for (std::size_t o = 0; o < others.size(); ++o)
        model.others[others[o]] = weights[sequences.size() + 1 + o] / total;
}

void calibrate(evidence::FindingModel& model, const std::vector<ScoredExamination>& examinations,
               const std::vector<std::map<std::string, double>>& fused, const std::string& id,
               const catalogue::Finding* finding) {
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (std::size_t i = 0; i < examinations.size(); ++i) {
        std::set<Sequence> present;
        for (const auto& series : examinations[i].scores) present.insert(series.sequence);
        if (finding && !catalogue::evaluability(*finding, present).evaluable) continue;
        if (const auto score = fused[i].find(id); score != fused[i].end()) {
            rows.push_back({score->second});
            labels.push_back(says(examinations[i].findings, id));
        }
    }
    const auto fit = fitWeights(rows, labels);
    model.slope = std::max(fit[0], 1e-3);
    model.intercept = fit[1];
}

/// The smallest bound above which at most `share` of the stated sides are wrong, and at most `wrongAllowed`
/// in all.
double sideBound(std::vector<std::pair<double, bool>> sized, double share, double wrongAllowed) {
    std::sort(sized.begin(), sized.end(), std::greater<>());
    double bound = 0;
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < sized.size(); ++i) {
        wrong += !sized[i].second;
        if (static_cast<double>(wrong) <= wrongAllowed &&
            static_cast<double>(wrong) <= share * static_cast<double>(i + 1) && i >= 14)
            bound = sized[i].first;
    }
    return bound;
}

/// A finding alone, or beside one of its confusables in the report: each has a threshold of its own.
struct Stratum {
    std::string finding;
    bool beside = false;
    auto operator<=>(const Stratum&) const = default;
};

/// Examinations of about the same probability: how many say the finding, how many do not.
struct Block {
    const Stratum* stratum = nullptr;
    double lowest = 1; ///< probability
    double said = 0, silent = 0;
    double precision() const { return said / (said + silent); }
};

/// Isotonic regression by pooling adjacent violators (Ayer 1955, Ann Math Stat 26:641), from the highest
/// probability down: precision falls from block to block.
std::vector<Block> blocksOf(const Stratum& stratum, std::vector<std::pair<double, bool>> cases) {
    std::sort(cases.begin(), cases.end(), std::greater<>());
    std::vector<Block> blocks;
    for (const auto& [probability, said] : cases) {
        blocks.push_back({&stratum, probability, said ? 1.0 : 0.0, said ? 0.0 : 1.0});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].precision() <= blocks.back().precision()) {
            auto& merged = blocks[blocks.size() - 2];
            merged.lowest = blocks.back().lowest;
            merged.said += blocks.back().said;
            merged.silent += blocks.back().silent;
            blocks.pop_back();
        }
    }
    return blocks;
}

/// False flags that a block may hide beyond those it shows: it was cut where it looked best.
constexpr double kUnseen = 0.5;

/// The miss thresholds: blocks of all strata are taken by falling precision until `allowed` false flags are
/// spent. A stratum of which fewer than eight would be found gets none: too few to state a precision.
std::map<Stratum, double> spendBudget(const catalogue::Catalogue& catalogue,
                                      const std::vector<KnownEvidence>& known, std::size_t allowed) {
    std::map<Stratum, std::vector<std::pair<double, bool>>> cases;
    for (const auto& finding : catalogue.findings) {
        if (!finding.reportedReliably) continue;
        for (const auto& one : known) {
            const Evidence* evidence = one.of(finding.id);
            if (!evidence) continue;
            const auto instead = insteadOf(finding, *evidence, one.examination->findings);
            if (!instead.broader)
                cases[{finding.id, instead.confusable != nullptr}].emplace_back(
                    *evidence->probability, says(one.examination->findings, finding.id));
        }
    }
    std::vector<Block> blocks;
    for (auto& [stratum, list] : cases)
        for (const Block& block : blocksOf(stratum, std::move(list))) blocks.push_back(block);
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const Block& a, const Block& b) { return a.precision() > b.precision(); });
    std::map<Stratum, double> thresholds, found;
    double spent = 0;
    for (const Block& block : blocks) {
        spent += block.silent + kUnseen;
        if (block.precision() < 0.5 || spent > static_cast<double>(allowed)) break;
        thresholds[*block.stratum] = block.lowest;
        found[*block.stratum] += block.said;
    }
    std::erase_if(thresholds, [&](const auto& entry) { return found.at(entry.first) < 8; });
    return thresholds;
}

/// Standardisation, weights and probabilities of every question.
evidence::ScoreModel fitModel(const catalogue::Catalogue& catalogue,
                              const std::vector<ScoredExamination>& normals,
                              const std::vector<ScoredExamination>& mixed,
                              const std::vector<ScoredExamination>& varied) {
    evidence::ScoreModel model;
    std::vector<evidence::ScoredStudy> normalScores;
    for (const auto& examination : normals) normalScores.push_back(examination.scores);
    const auto ids = evidence::questionsOf(catalogue);
    for (const auto& id : ids) evidence::standardise(model.findings[id], id, normalScores);
    std::vector<evidence::StandardisedScores> scores;
    for (const auto& examination : mixed) scores.push_back(evidence::standardised(model, examination.scores));
    for (const auto& id : ids) {
        std::vector<std::string> others;
        for (const auto& finding : catalogue.findings)
            if (finding.id != id) others.push_back(finding.id);
        weigh(model.findings.at(id), id, mixed, scores, others);
    }
    std::vector<std::map<std::string, double>> fused;
    for (const auto& examination : varied) fused.push_back(evidence::fusedScores(model, examination.scores));
    for (const auto& id : ids) calibrate(model.findings.at(id), varied, fused, id, catalogue.find(id));
    return model;
}

/// Wrong sides are allowed where most sides are stated.
void boundSides(evidence::ScoreModel& model, const catalogue::Catalogue& catalogue,
                const std::vector<ScoredExamination>& varied, double wrongAllowed) {
    for (const auto& finding : catalogue.findings)
        if (finding.lateralised) model.findings.at(finding.id).sideBound = 1e-12; // any at all
    std::map<std::string, std::vector<std::pair<double, bool>>> sized;
    double sizedInAll = 0;
    for (const auto& one : knownOf(catalogue, model, varied))
        for (const auto& finding : catalogue.findings) {
            const Evidence* evidence = one.of(finding.id);
            const auto side = sideSaid(one.examination->findings, finding.id);
            if (!evidence || !evidence->side || !evidence::isOneSide(side)) continue;
            sized[finding.id].emplace_back(std::abs(evidence::leftOver(one.examination->scores, finding.id)),
                                           evidence->side == side);
            ++sizedInAll;
        }
    for (const auto& finding : catalogue.findings) model.findings.at(finding.id).sideBound = 0;
    for (auto& [id, list] : sized) {
        const double allowed = std::floor(wrongAllowed * static_cast<double>(list.size()) / sizedInAll);
        model.findings.at(id).sideBound = sideBound(std::move(list), 0.04, allowed);
    }
}

/// Share of flags that are right, of `right` and `wrong` among as many reports: the right ones are there only
/// where a draft is wrong. Half a false flag more than was seen: none of a few hundred is not none at all.
double precisionOf(double right, double wrong, double rateOfErrors) {
    const double found = rateOfErrors * right;
    return found / (found + wrong + 0.5);
}

/// The thresholds for a miss, alone and beside a confusable, and how far they can be trusted.
void limitMisses(FlagThreshold& limits, const catalogue::Finding& finding,
                 const std::map<Stratum, double>& thresholds, const std::vector<KnownEvidence>& known,
                 double discrepancyRate) {
    for (const bool beside : {false, true}) {
        const auto chosen = thresholds.find({finding.id, beside});
        if (chosen == thresholds.end()) continue;
        double right = 0, wrong = 0;
        for (const auto& one : known) {
            const Evidence* evidence = one.of(finding.id);
            if (!evidence || *evidence->probability < chosen->second) continue;
            const auto instead = insteadOf(finding, *evidence, one.examination->findings);
            if (!instead.broader && (instead.confusable != nullptr) == beside)
                (says(one.examination->findings, finding.id) ? right : wrong) += 1;
        }
        limits.missPercentile = 97;
        (beside ? limits.missProbabilityBeside : limits.missProbability) = chosen->second;
        (beside ? limits.missPrecisionBeside : limits.missPrecision) =
            precisionOf(right, wrong, discrepancyRate);
    }
}

/// The percentile at or below which what the report affirms is doubted.
void limitOvercalls(FlagThreshold& limits, const catalogue::Finding& finding,
                    const std::vector<KnownEvidence>& known, double allowed, double overcallRate) {
    std::vector<double> affirmed, absent;
    for (const auto& one : known)
        if (const Evidence* evidence = one.of(finding.id);
            evidence && evidence->confidence == examination::Confidence::Full)
            (says(one.examination->findings, finding.id) ? affirmed : absent)
                .push_back(*evidence->percentile);
    if (affirmed.size() < 20) return;
    std::sort(affirmed.begin(), affirmed.end());
    const double lowest =
        affirmed[static_cast<std::size_t>(std::min(allowed, static_cast<double>(affirmed.size() - 1)))];
    const double limit =
        std::min(0.5 * lowest, 30.0); // the lowest of a few dozen is a poor estimate of the tail
    if (limit < 5) return;
    limits.overcallPercentile = limit;
    const double right = static_cast<double>(
        std::ranges::count_if(absent, [&](double percentile) { return percentile <= limit; }));
    limits.overcallPrecision = precisionOf(right, 0, overcallRate);
}

void limitSides(FlagThreshold& limits, const catalogue::Finding& finding,
                const std::vector<KnownEvidence>& known, double discrepancyRate) {
    double sided = 0, right = 0, wrong = 0;
    for (const auto& one : known) {
        const Evidence* evidence = one.of(finding.id);
        const auto side = sideSaid(one.examination->findings, finding.id);
        if (!evidence || !evidence::isOneSide(side)) continue;
        ++sided;
        if (evidence->side) (evidence->side == side ? right : wrong) += 1;
    }
    if (finding.lateralised && sided >= 10 && right > 0)
        limits.sidePrecision = precisionOf(right, wrong, discrepancyRate);
}

} // namespace

std::vector<double> fitWeights(const std::vector<std::vector<double>>& rows, const std::vector<bool>& labels,
                               std::size_t notNegative, double ridge) {
    if (rows.empty()) return {0.0, 0.0};
    const std::size_t width = rows.front().size();
    std::vector<double> weights(width + 1, 0.1), mean(width + 1), square(width + 1);
    constexpr int kSteps = 1500;
    constexpr double kRate = 0.03;
    for (int step = 1; step <= kSteps; ++step) {
        std::vector<double> gradient(width + 1, 0.0);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            double sum = weights[width];
            for (std::size_t j = 0; j < width; ++j) sum += weights[j] * rows[i][j];
            const double error = logistic(sum) - (labels[i] ? 1 : 0);
            for (std::size_t j = 0; j < width; ++j) gradient[j] += error * rows[i][j];
            gradient[width] += error;
        }
        for (std::size_t j = 0; j <= width; ++j) { // Adam (Kingma and Ba 2015)
            const double g =
                gradient[j] / static_cast<double>(rows.size()) + (j < width ? ridge * weights[j] : 0.0);
            mean[j] = 0.9 * mean[j] + 0.1 * g;
            square[j] = 0.99 * square[j] + 0.01 * g * g;
            const double corrected = mean[j] / (1 - std::pow(0.9, step));
            weights[j] -= kRate * corrected / (std::sqrt(square[j] / (1 - std::pow(0.99, step))) + 1e-9);
            if (j < std::min(width, notNegative)) weights[j] = std::max(0.0, weights[j]);
        }
    }
    return weights;
}

FittedScores fitScores(const catalogue::Catalogue& catalogue, const std::vector<ScoredExamination>& normals,
                       const std::vector<ScoredExamination>& mixed, const CalibrationOptions& options,
                       const std::string& cohortName) {
    FittedScores fitted;
    Draw draw(options.seed);
    const auto varied = withSubsets(mixed, draw);
    const double hundreds = static_cast<double>(varied.size()) / 100;
    fitted.model = fitModel(catalogue, normals, mixed, varied);
    // Sides first: evidence states none without a bound, and where a finding lies decides what explains it.
    boundSides(fitted.model, catalogue, varied, options.falseSidesPer100 * hundreds);
    const auto known = knownOf(catalogue, fitted.model, varied);
    const auto missThresholds =
        spendBudget(catalogue, known, static_cast<std::size_t>(options.falseMissesPer100 * hundreds));
    const double overcallsAllowed =
        options.falseOvercallsPer100 * hundreds / static_cast<double>(catalogue.findings.size());
    fitted.calibration.cohort = cohortName;
    fitted.calibration.normals = static_cast<int>(normals.size());
    for (const auto& finding : catalogue.findings) {
        FlagThreshold& limits = fitted.calibration.thresholds[finding.id];
        limitMisses(limits, finding, missThresholds, known, options.discrepancyRate);
        limitOvercalls(limits, finding, known, overcallsAllowed, options.overcallRate);
        limitSides(limits, finding, known, options.discrepancyRate);
    }
    return fitted;
}

} // namespace second_read::train
