#include "train/vision_calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "evidence/flags.h"
#include "evidence/normals.h"
#include "train/draw.h"
#include "train/roc.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

using examination::Evidence;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

std::map<Sequence, double> readOutsOf(const ScoredExamination& examination, const std::string& id) {
    std::map<Sequence, double> readOuts;
    for (const auto& series : examination.scores) readOuts[series.sequence] = series.findings.at(id).readOut;
    return readOuts;
}

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

void weigh(evidence::FindingModel& model, const std::vector<ScoredExamination>& mixed,
           const std::string& id) {
    std::vector<Sequence> sequences;
    for (const auto& [sequence, normal] : model.sequences) sequences.push_back(sequence);
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (const auto& examination : mixed) {
        const auto readOuts = readOutsOf(examination, id);
        std::vector<double> row;
        for (const Sequence sequence : sequences) {
            const auto found = readOuts.find(sequence);
            const auto& normal = model.sequences.at(sequence);
            row.push_back(found == readOuts.end() ? 0.0
                                                  : std::asinh((found->second - normal.mean) / normal.sd));
        }
        rows.push_back(std::move(row));
        labels.push_back(says(examination.findings, id));
    }
    std::vector<double> weights = fitWeights(rows, labels);
    const double total = std::accumulate(weights.begin(), weights.end() - 1, 0.0);
    // No sequence is worth nothing: a study may have no other.
    for (std::size_t s = 0; s < sequences.size(); ++s)
        model.sequences.at(sequences[s]).weight = total > 0 ? std::max(0.03, weights[s] / total) : 1.0;
}

void calibrate(evidence::FindingModel& model, const std::vector<ScoredExamination>& mixed,
               const std::string& id, const catalogue::Finding* finding) {
    std::vector<std::vector<double>> rows;
    std::vector<bool> labels;
    for (const auto& examination : mixed) {
        std::set<Sequence> present;
        for (const auto& series : examination.scores) present.insert(series.sequence);
        if (finding && !catalogue::evaluability(*finding, present).evaluable) continue;
        if (const auto fused = evidence::fusedScore(model, readOutsOf(examination, id))) {
            rows.push_back({*fused});
            labels.push_back(says(examination.findings, id));
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

struct Known {
    std::vector<Evidence> evidence;
    const ScoredExamination* examination = nullptr;
    const Evidence* of(const std::string& id) const {
        for (const auto& one : evidence)
            if (one.id == id && one.evaluable && one.probability) return &one;
        return nullptr;
    }
};

std::vector<Known> knownOf(const catalogue::Catalogue& catalogue, const evidence::ScoreModel& model,
                           const std::vector<ScoredExamination>& examinations) {
    std::vector<Known> known;
    for (const auto& examination : examinations)
        known.push_back({evidence::fuse(catalogue, model, examination.scores), &examination});
    return known;
}

/// No miss is flagged where the report names a confusable that may lie at the same place (evidence/flags.h).
/// A report that leaves a finding out does not name what the finding implies either: no mass for a
/// meningioma.
bool explained(const catalogue::Finding& finding, const Evidence& evidence,
               const std::vector<ReportedFinding>& findings) {
    const bool said = says(findings, finding.id);
    return std::any_of(finding.confusables.begin(), finding.confusables.end(), [&](const std::string& id) {
        if (said && std::ranges::find(finding.implies, id) != finding.implies.end()) return false;
        return says(findings, id) && evidence::mayBeSamePlace(sideSaid(findings, id), evidence.side);
    });
}

constexpr double kVisibleMl = 2; // what a second reader is expected to see

/// Diffuse findings have no volume of their own.
bool isVisible(const std::vector<ReportedFinding>& findings, const catalogue::Finding& finding) {
    double ml = 0;
    for (const auto& one : findings)
        if (one.reported && one.id == finding.id) ml += one.volumeMl;
    return ml > kVisibleMl || ml == 0;
}

/// There, and the report leaves it out: an examination neither with the finding nor without it.
bool unsaid(const std::vector<ReportedFinding>& findings, const std::string& finding) {
    return isThere(findings, finding) && !says(findings, finding);
}

/// Examinations of about the same probability: how many say the finding, how many do not.
struct Block {
    const std::string* finding = nullptr;
    double lowest = 1; ///< probability
    double said = 0, silent = 0;
    double precision() const { return said / (said + silent); }
};

/// Isotonic regression by pooling adjacent violators (Ayer 1955, Ann Math Stat 26:641), from the highest
/// probability down: precision falls from block to block.
std::vector<Block> blocksOf(const std::string& finding, std::vector<std::pair<double, bool>> cases) {
    std::sort(cases.begin(), cases.end(), std::greater<>());
    std::vector<Block> blocks;
    for (const auto& [probability, said] : cases) {
        blocks.push_back({&finding, probability, said ? 1.0 : 0.0, said ? 0.0 : 1.0});
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

/// The miss threshold of each finding, by id: blocks of all findings are taken by falling precision until
/// `allowed` false flags are spent. A finding of which fewer than eight would be found gets none: too few to
/// state a precision.
std::map<std::string, double> spendBudget(const catalogue::Catalogue& catalogue,
                                          const std::vector<Known>& known, std::size_t allowed) {
    std::vector<Block> blocks;
    for (const auto& finding : catalogue.findings) {
        if (!finding.reportedReliably) continue;
        std::vector<std::pair<double, bool>> cases;
        for (const auto& one : known)
            if (const Evidence* evidence = one.of(finding.id);
                evidence && !explained(finding, *evidence, one.examination->findings))
                cases.emplace_back(*evidence->probability, says(one.examination->findings, finding.id));
        for (const Block& block : blocksOf(finding.id, std::move(cases))) blocks.push_back(block);
    }
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const Block& a, const Block& b) { return a.precision() > b.precision(); });
    std::map<std::string, double> thresholds, found;
    double spent = 0;
    for (const Block& block : blocks) {
        spent += block.silent + kUnseen;
        if (block.precision() < 0.5 || spent > static_cast<double>(allowed)) break;
        thresholds[*block.finding] = block.lowest;
        found[*block.finding] += block.said;
    }
    std::erase_if(thresholds, [&](const auto& entry) { return found.at(entry.first) < 8; });
    return thresholds;
}

} // namespace

std::vector<double> fitWeights(const std::vector<std::vector<double>>& rows,
                               const std::vector<bool>& labels) {
    if (rows.empty()) return {0.0, 0.0};
    const std::size_t width = rows.front().size();
    std::vector<double> weights(width + 1, 0.1), mean(width + 1), square(width + 1);
    constexpr int kSteps = 1500;
    constexpr double kRate = 0.03, kRidge = 2e-3;
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
                gradient[j] / static_cast<double>(rows.size()) + (j < width ? kRidge * weights[j] : 0.0);
            mean[j] = 0.9 * mean[j] + 0.1 * g;
            square[j] = 0.99 * square[j] + 0.01 * g * g;
            const double corrected = mean[j] / (1 - std::pow(0.9, step));
            weights[j] -= kRate * corrected / (std::sqrt(square[j] / (1 - std::pow(0.99, step))) + 1e-9);
            if (j < width) weights[j] = std::max(0.0, weights[j]);
        }
    }
    return weights;
}

FittedScores fitScores(const catalogue::Catalogue& catalogue, const std::vector<ScoredExamination>& normals,
                       const std::vector<ScoredExamination>& mixed, const CalibrationOptions& options,
                       const std::string& cohortName) {
    FittedScores fitted;
    std::vector<evidence::ScoredStudy> normalScores;
    for (const auto& examination : normals) normalScores.push_back(examination.scores);
    Draw draw(options.seed);
    const auto varied = withSubsets(mixed, draw);
    for (const auto& id : evidence::questionsOf(catalogue)) {
        auto& model = fitted.model.findings[id];
        evidence::standardise(model, id, normalScores);
        weigh(model, mixed, id);
        calibrate(model, varied, id, catalogue.find(id));
    }
    const double total = static_cast<double>(varied.size());
    // Sides first: evidence states none without a bound. Wrong sides are allowed where most sides are stated.
    const double sidesAllowed = options.falseSidesPer100 / 100 * total;
    for (const auto& finding : catalogue.findings)
        if (finding.lateralised) fitted.model.findings.at(finding.id).sideBound = 1e-12; // any at all
    std::map<std::string, std::vector<std::pair<double, bool>>> sized;
    double sizedInAll = 0;
    for (const auto& one : knownOf(catalogue, fitted.model, varied))
        for (const auto& finding : catalogue.findings) {
            const Evidence* evidence = one.of(finding.id);
            const auto side = sideSaid(one.examination->findings, finding.id);
            if (!evidence || !evidence->side || !evidence::isOneSide(side)) continue;
            sized[finding.id].emplace_back(std::abs(evidence::leftOver(one.examination->scores, finding.id)),
                                           evidence->side == side);
            ++sizedInAll;
        }
    for (const auto& finding : catalogue.findings) fitted.model.findings.at(finding.id).sideBound = 0;
    for (auto& [id, list] : sized) {
        const double allowed = std::floor(sidesAllowed * static_cast<double>(list.size()) / sizedInAll);
        fitted.model.findings.at(id).sideBound = sideBound(std::move(list), 0.04, allowed);
    }
    const auto known = knownOf(catalogue, fitted.model, varied);

    const auto missThresholds =
        spendBudget(catalogue, known, static_cast<std::size_t>(options.falseMissesPer100 / 100 * total));

    fitted.calibration.cohort = cohortName;
    fitted.calibration.normals = static_cast<int>(normals.size());
    const double overcallsAllowed =
        options.falseOvercallsPer100 / 100 * total / static_cast<double>(catalogue.findings.size());
    for (const auto& finding : catalogue.findings) {
        auto& limits = fitted.calibration.thresholds[finding.id];
        const auto chosen = missThresholds.find(finding.id);
        const bool flagged = chosen != missThresholds.end();
        const double threshold = flagged ? chosen->second : limits.missProbability; // above every probability
        double affirmed = 0, hit = 0, falseFlags = 0, absent = 0, sided = 0, sideRight = 0, sideWrong = 0;
        std::vector<double> percentilesAffirmed, percentilesAbsent;
        for (const auto& one : known) {
            const Evidence* evidence = one.of(finding.id);
            if (!evidence) continue;
            const bool said = says(one.examination->findings, finding.id);
            const bool high = *evidence->probability >= threshold &&
                              !explained(finding, *evidence, one.examination->findings);
            (said ? affirmed : absent) += 1;
            (said ? hit : falseFlags) += high;
            if (evidence->confidence == examination::Confidence::Full)
                (said ? percentilesAffirmed : percentilesAbsent).push_back(*evidence->percentile);
            const auto side = sideSaid(one.examination->findings, finding.id);
            if (!evidence::isOneSide(side)) continue;
            ++sided;
            if (evidence->side) (evidence->side == side ? sideRight : sideWrong) += 1;
        }
        const double share = affirmed / std::max(1.0, affirmed + absent);
        if (flagged) {
            limits.missPercentile = 97;
            limits.missProbability = threshold;
            const double found = options.discrepancyRate * share * hit / affirmed;
            const double wrong = (falseFlags + 0.5) / (affirmed + absent);
            limits.missPrecision = found / (found + wrong);
        }
        std::sort(percentilesAffirmed.begin(), percentilesAffirmed.end());
        if (percentilesAffirmed.size() >= 20) {
            const double at = percentilesAffirmed[static_cast<std::size_t>(
                std::min(overcallsAllowed, static_cast<double>(percentilesAffirmed.size() - 1)))];
            const double limit =
                std::min(0.5 * at, 30.0); // the lowest of a few dozen is a poor estimate of the tail
            if (limit >= 5) {
                limits.overcallPercentile = limit;
                const double below =
                    static_cast<double>(std::count_if(percentilesAbsent.begin(), percentilesAbsent.end(),
                                                      [&](double p) { return p <= limit; }));
                const double caught = options.overcallRate * below /
                                      std::max<double>(1, static_cast<double>(percentilesAbsent.size()));
                const double wrong = share * 0.5 / static_cast<double>(percentilesAffirmed.size());
                limits.overcallPrecision = caught / (caught + wrong);
            }
        }
        if (finding.lateralised && sided >= 10 && sideRight > 0) {
            const double found = options.discrepancyRate * share * sideRight / sided;
            const double wrong = (sideWrong + 0.5) / (affirmed + absent);
            limits.sidePrecision = found / (found + wrong);
        }
    }
    return fitted;
}

nlohmann::json measureScores(const catalogue::Catalogue& catalogue, const FittedScores& fitted,
                             const std::vector<ScoredExamination>& examinations) {
    const auto known = knownOf(catalogue, fitted.model, examinations);
    const auto toJson = [](const Auc& auc) {
        return nlohmann::json{{"auc", auc.value},
                              {"ci", {auc.low, auc.high}},
                              {"n_pos", auc.positives},
                              {"n_neg", auc.negatives}};
    };
    nlohmann::json result;
    std::vector<double> scores;
    std::vector<bool> labels;
    for (const auto& examination : examinations) {
        if (unsaid(examination.findings, evidence::kAbnormality)) continue;
        scores.push_back(evidence::fuseAbnormality(fitted.model, examination.scores).probability.value_or(0));
        labels.push_back(says(examination.findings, evidence::kAbnormality));
    }
    result["normal_abnormal"] = toJson(aucWithInterval(scores, labels));
    double falseMisses = 0, falseOvercalls = 0, falseSides = 0, omissions = 0, omissionsFound = 0,
           visible = 0, visibleFound = 0, swapped = 0, swappedFound = 0;
    double stated = 0, statedRight = 0;
    for (const auto& finding : catalogue.findings) {
        scores.clear();
        labels.clear();
        const auto& limits = fitted.calibration.thresholds.at(finding.id);
        double hit = 0, n = 0, sides = 0, sidesRight = 0, sidesAsked = 0;
        for (const auto& one : known) {
            const Evidence* evidence = one.of(finding.id);
            // A flag on what the report leaves out is right.
            if (!evidence || unsaid(one.examination->findings, finding.id)) continue;
            const bool said = says(one.examination->findings, finding.id);
            scores.push_back(*evidence->probability);
            labels.push_back(said);
            const bool high = evidence::isMiss(limits, *evidence) &&
                              !explained(finding, *evidence, one.examination->findings);
            const bool low = evidence::isOvercall(limits, *evidence);
            if (said) {
                ++n;
                hit += high;
                falseOvercalls += low;
                if (finding.reportedReliably) {
                    ++omissions, omissionsFound += high;
                    if (isVisible(one.examination->findings, finding)) ++visible, visibleFound += high;
                }
            } else {
                falseMisses += high;
            }
            const auto side = sideSaid(one.examination->findings, finding.id);
            if (!evidence::isOneSide(side) || !finding.lateralised) continue;
            ++sidesAsked;
            ++swapped;
            if (!evidence->side) continue;
            ++sides;
            sidesRight += evidence->side == side;
            swappedFound += evidence->side == side && limits.sidePrecision > 0;
            falseSides += evidence->side != side && limits.sidePrecision > 0;
        }
        stated += sides;
        statedRight += sidesRight;
        auto json = toJson(aucWithInterval(scores, labels));
        json["sensitivity_at_flag"] = hit / std::max(1.0, n);
        json["sides"] = {{"asked", sidesAsked}, {"stated", sides}, {"right", sidesRight}};
        result["findings"][finding.id] = json;
    }
    const double hundreds = static_cast<double>(examinations.size()) / 100;
    result["examinations"] = examinations.size();
    result["false_flags_per_100"] = {{"possible_miss", falseMisses / hundreds},
                                     {"possible_overcall", falseOvercalls / hundreds},
                                     {"side_mismatch", falseSides / hundreds}};
    result["planted"] = {{"omission", {{"found", omissionsFound}, {"n", omissions}}},
                         {"visible_omission", {{"found", visibleFound}, {"n", visible}}},
                         {"side", {{"found", swappedFound}, {"n", swapped}}}};
    result["sides"] = {{"stated", stated}, {"right", statedRight}};
    return result;
}

} // namespace second_read::train
