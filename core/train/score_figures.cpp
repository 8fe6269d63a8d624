#include "train/score_figures.h"

#include <algorithm>

#include "train/roc.h"
#include "train/vision_alignment.h"

namespace second_read::train {
namespace {

using examination::Evidence;
using nlohmann::json;

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

json figuresOf(const Auc& auc) {
    return {
        {"auc", auc.value}, {"ci", {auc.low, auc.high}}, {"n_pos", auc.positives}, {"n_neg", auc.negatives}};
}

struct Tally {
    int found = 0, n = 0;
    void count(bool isFound) { ++n, found += isFound; }
    void add(const Tally& other) { n += other.n, found += other.found; }
    json figures() const { return {{"found", found}, {"n", n}}; }
};

/// Of one finding: the errors that could be planted, and the flags on unchanged reports.
struct FindingFigures {
    Auc auc;
    Tally omissions, visibleOmissions, swapped, visibleSwapped; ///< found: flagged rightly
    int falseMisses = 0, falseOvercalls = 0, falseSides = 0;
    int sidesStated = 0, sidesRight = 0;
};

FindingFigures measureFinding(const catalogue::Finding& finding, const examination::FlagThreshold& limits,
                              const std::vector<KnownEvidence>& known) {
    FindingFigures figures;
    std::vector<double> scores;
    std::vector<bool> labels;
    for (const auto& one : known) {
        const Evidence* evidence = one.of(finding.id);
        const auto& findings = one.examination->findings;
        if (!evidence || unsaid(findings, finding.id)) continue;
        const bool said = says(findings, finding.id), visible = isVisible(findings, finding);
        scores.push_back(*evidence->probability);
        labels.push_back(said);
        const bool missed = evidence::isMiss(limits, *evidence, insteadOf(finding, *evidence, findings));
        if (!said) {
            figures.falseMisses += missed;
            continue;
        }
        figures.falseOvercalls += evidence::isOvercall(limits, *evidence);
        figures.omissions.count(missed);
        if (visible) figures.visibleOmissions.count(missed);
        const auto side = sideSaid(findings, finding.id);
        if (!evidence::isOneSide(side) || !finding.lateralised) continue;
        const bool right = evidence->side == side, flagged = limits.sidePrecision > 0;
        figures.sidesStated += evidence->side.has_value();
        figures.sidesRight += right;
        figures.falseSides += evidence->side && !right && flagged;
        figures.swapped.count(right && flagged);
        if (visible) figures.visibleSwapped.count(right && flagged);
    }
    figures.auc = aucWithInterval(scores, labels);
    return figures;
}

Auc measureAbnormality(const evidence::ScoreModel& model,
                       const std::vector<ScoredExamination>& examinations) {
    std::vector<double> scores;
    std::vector<bool> labels;
    for (const auto& examination : examinations) {
        if (unsaid(examination.findings, evidence::kAbnormality)) continue;
        scores.push_back(evidence::fuseAbnormality(model, examination.scores).probability.value_or(0));
        labels.push_back(says(examination.findings, evidence::kAbnormality));
    }
    return aucWithInterval(scores, labels);
}

} // namespace

json measureScores(const catalogue::Catalogue& catalogue, const FittedScores& fitted,
                   const std::vector<ScoredExamination>& examinations) {
    const auto known = knownOf(catalogue, fitted.model, examinations);
    json result;
    result["normal_abnormal"] = figuresOf(measureAbnormality(fitted.model, examinations));
    FindingFigures all;
    for (const auto& finding : catalogue.findings) {
        const auto one = measureFinding(finding, fitted.calibration.thresholds.at(finding.id), known);
        auto& figures = result["findings"][finding.id] = figuresOf(one.auc);
        figures["sensitivity_at_flag"] =
            static_cast<double>(one.omissions.found) / std::max(1, one.omissions.n);
        figures["visible_omission"] = one.visibleOmissions.figures();
        figures["sides"] = {{"asked", one.swapped.n}, {"stated", one.sidesStated}, {"right", one.sidesRight}};
        if (finding.reportedReliably) { // others never raise a miss
            all.omissions.add(one.omissions);
            all.visibleOmissions.add(one.visibleOmissions);
        }
        all.swapped.add(one.swapped);
        all.visibleSwapped.add(one.visibleSwapped);
        all.falseMisses += one.falseMisses;
        all.falseOvercalls += one.falseOvercalls;
        all.falseSides += one.falseSides;
        all.sidesStated += one.sidesStated;
        all.sidesRight += one.sidesRight;
    }
    const double hundreds = static_cast<double>(examinations.size()) / 100;
    result["examinations"] = examinations.size();
    result["false_flags_per_100"] = {{"possible_miss", all.falseMisses / hundreds},
                                     {"possible_overcall", all.falseOvercalls / hundreds},
                                     {"side_mismatch", all.falseSides / hundreds}};
    result["planted"] = {{"omission", all.omissions.figures()},
                         {"visible_omission", all.visibleOmissions.figures()},
                         {"side", all.swapped.figures()},
                         {"visible_side", all.visibleSwapped.figures()}};
    result["sides"] = {{"stated", all.sidesStated}, {"right", all.sidesRight}};
    return result;
}

} // namespace second_read::train
