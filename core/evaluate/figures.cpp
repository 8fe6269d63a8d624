#include "evaluate/figures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace second_read::evaluate {
namespace {

using examination::Flag;
using nlohmann::json;

constexpr std::size_t kRetrieved = 15;
/// A peak this near to the finding points at it: about the canonical grid's three voxels.
constexpr double kHitMm = 10;
/// An error whose cause is smaller may be beyond what the images can show.
constexpr double kVisibleMl = 2;

json intervalOf(const std::optional<Interval>& interval) {
    return interval ? json{rounded(interval->low), rounded(interval->high)} : json(nullptr);
}

std::vector<Sample> abnormalitySamples(const std::vector<Outcome>& outcomes,
                                       const std::function<bool(const Case&)>& wanted) {
    std::vector<Sample> samples;
    for (const auto& outcome : outcomes) {
        const auto& abnormality = outcome.analysis.abnormality;
        const auto score = scoreOf(abnormality.probability, abnormality.percentile);
        if (score && isClear(outcome.known) && wanted(outcome.known))
            samples.push_back({*score, !outcome.known.findings.empty(), outcome.known.patient});
    }
    return samples;
}

json findingFigures(const pack::Pack& pack, const std::vector<Outcome>& outcomes, const std::string& id) {
    std::vector<Sample> samples, called;
    for (const auto& outcome : outcomes)
        if (const auto* evidence = judged(outcome, id))
            if (const auto score = scoreOf(evidence->probability, evidence->percentile)) {
                const bool there = outcome.known.findings.contains(id);
                samples.push_back({*score, there, outcome.known.patient});
                called.push_back({isCalled(pack, *evidence) ? 1.0 : 0.0, there, outcome.known.patient});
            }
    json figures = areaOf(samples);
    figures["n_pos"] =
        std::count_if(samples.begin(), samples.end(), [](const Sample& sample) { return sample.positive; });
    const auto rates = ratesAt(called, 1);
    figures["sensitivity"] = rounded(rates.sensitivity);
    figures["specificity"] = rounded(rates.specificity);
    const Threshold threshold = thresholdOf(pack, id);
    figures["threshold"] = {{"percentile", rounded(threshold.percentile)},
                            {"probability", rounded(threshold.probability)}};
    figures["calibration"] = json::array();
    for (const auto& bin : calibration(samples))
        figures["calibration"].push_back({rounded(bin.predicted), rounded(bin.observed), bin.count});
    return figures;
}

/// The finding's own sentences asked of the images alone: mean over the sequences, best sentence.
json retrievalFigures(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    json precision = json::object();
    double sum = 0;
    int count = 0;
    for (const auto& finding : pack.catalogue().findings) {
        const auto sentences = pack.embed(finding.positives);
        if (!sentences) continue;
        std::vector<Sample> samples;
        bool any = false;
        for (const auto& outcome : outcomes) {
            if (outcome.known.unclear.contains(finding.id) || outcome.embeddings.empty()) continue;
            double best = -2;
            for (const auto& sentence : *sentences) {
                double mean = 0;
                for (const auto& [sequence, embedding] : outcome.embeddings)
                    mean += std::inner_product(embedding.begin(), embedding.end(), sentence.begin(), 0.0) /
                            static_cast<double>(outcome.embeddings.size());
                best = std::max(best, mean);
            }
            samples.push_back({best, outcome.known.findings.contains(finding.id), outcome.known.patient});
            any = any || samples.back().positive;
        }
        const auto found = any ? precisionAt(samples, kRetrieved) : std::nullopt;
        precision[finding.id] = rounded(found);
        if (found) {
            sum += *found;
            ++count;
        }
    }
    return {{"p_at_15", std::move(precision)}, {"mean", count > 0 ? rounded(sum / count) : json(nullptr)}};
}

/// Errors of one kind: how many were flagged rightly, and how many of those whose cause the images can show.
struct Planted {
    int found = 0, n = 0, visibleFound = 0, visible = 0;

    void count(bool flagged, bool isVisible) {
        ++n, found += flagged;
        visible += isVisible, visibleFound += isVisible && flagged;
    }
    json figures() const {
        return {{"found", found},
                {"n", n},
                {"ci", intervalOf(shareInterval(found, n))},
                {"visible",
                 {{"found", visibleFound},
                  {"n", visible},
                  {"ci", intervalOf(shareInterval(visibleFound, visible))}}}};
    }
};

json plantedFigures(const std::vector<Outcome>& outcomes, const catalogue::Catalogue& catalogue) {
    std::map<std::string, Planted> kinds;
    for (const auto& outcome : outcomes) {
        if (!outcome.known.planted || !outcome.known.provisional) continue;
        const auto& planted = *outcome.known.planted;
        const bool flagged = std::any_of(outcome.flagsOnProvisional.begin(), outcome.flagsOnProvisional.end(),
                                         [&](const Flag& flag) { return finds(flag, planted, catalogue); });
        const auto cause = outcome.known.findings.find(planted.finding);
        kinds[planted.kind].count(flagged, cause != outcome.known.findings.end() &&
                                               cause->second.volumeMl.value_or(0) > kVisibleMl);
    }
    json figures = json::object();
    for (const auto& [kind, counted] : kinds) figures[kind] = counted.figures();
    return figures;
}

/// The nearest of several lesions counts.
std::optional<double> distanceToNearest(const std::array<double, 3>& peak, const KnownFinding& known) {
    std::optional<double> nearest;
    for (const auto& mask : known.masks)
        if (const auto distance = distanceToMask(peak, mask))
            nearest = std::min(nearest.value_or(*distance), *distance);
    return nearest;
}

json localisationFigures(const std::vector<Outcome>& outcomes) {
    int hits = 0, places = 0, rightSides = 0, sides = 0, sided = 0;
    for (const auto& outcome : outcomes)
        for (const auto& [id, known] : outcome.known.findings) {
            const auto* evidence = judged(outcome, id);
            if (!evidence) continue;
            if (evidence->peakLps)
                if (const auto distance = distanceToNearest(*evidence->peakLps, known)) {
                    ++places;
                    hits += *distance <= kHitMm;
                }
            if (known.side != Side::Left && known.side != Side::Right) continue;
            ++sided;
            if (!evidence->side) continue;
            ++sides;
            rightSides += *evidence->side == *known.side;
        }
    const auto share = [](int part, int whole) {
        return whole > 0 ? rounded(static_cast<double>(part) / whole) : json(nullptr);
    };
    return {{"hit_rate", share(hits, places)},
            {"hit_rate_ci", intervalOf(shareInterval(hits, places))},
            {"side_accuracy", share(rightSides, sides)},
            {"side_accuracy_ci", intervalOf(shareInterval(rightSides, sides))},
            {"side_stated", share(sides, sided)},
            {"n_places", places},
            {"n_sides", sides}};
}

json latencyFigures(const std::vector<Outcome>& outcomes) {
    std::map<std::string, std::vector<double>> stages;
    for (const auto& outcome : outcomes)
        for (const auto& [stage, ms] : outcome.analysis.timingsMs) stages[stage].push_back(ms);
    json figures = json::object();
    for (const auto& [stage, times] : stages) figures[stage] = std::round(quantile(times, 0.5).value_or(0));
    figures["total_p95"] = std::round(quantile(stages["total"], 0.95).value_or(0));
    return figures;
}

} // namespace

json rounded(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? json(std::round(*value * 1e4) / 1e4) : json(nullptr);
}

json areaOf(const std::vector<Sample>& samples) {
    return {{"auc", rounded(auc(samples))}, {"ci", intervalOf(aucInterval(samples))}, {"n", samples.size()}};
}

std::optional<double> scoreOf(const std::optional<double>& probability,
                              const std::optional<double>& percentile) {
    if (probability) return probability;
    return percentile ? std::optional(*percentile / 100) : std::nullopt;
}

const examination::Evidence* judged(const Outcome& outcome, const std::string& id) {
    const auto& findings = outcome.analysis.findings;
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const auto& each) { return each.id == id; });
    return found != findings.end() && found->evaluable && !outcome.known.unclear.contains(id) ? &*found
                                                                                              : nullptr;
}

bool isClear(const Case& known) { return !known.findings.empty() || known.unclear.empty(); }

Threshold thresholdOf(const pack::Pack& pack, const std::string& id) {
    const auto& thresholds = pack.calibration().thresholds;
    const auto found = thresholds.find(id);
    if (found == thresholds.end() || found->second.missPercentile > 100 || found->second.missProbability > 1)
        return {};
    return {found->second.missPercentile, found->second.missProbability};
}

bool isCalled(const pack::Pack& pack, const examination::Evidence& evidence) {
    const Threshold threshold = thresholdOf(pack, evidence.id);
    return evidence.percentile.value_or(0) >= threshold.percentile &&
           evidence.probability.value_or(0) >= threshold.probability;
}

json groupsOf(const std::vector<Outcome>& outcomes, const std::function<std::string(const Case&)>& groupOf) {
    std::set<std::string> names;
    for (const auto& outcome : outcomes) names.insert(groupOf(outcome.known));
    json groups = json::object();
    for (const auto& name : names)
        if (!name.empty())
            groups[name] = areaOf(
                abnormalitySamples(outcomes, [&](const Case& known) { return groupOf(known) == name; }));
    return groups;
}

json figuresOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    json findings = json::object();
    for (const auto& finding : pack.catalogue().findings)
        findings[finding.id] = findingFigures(pack, outcomes, finding.id);
    int falseFlags = 0;
    for (const auto& outcome : outcomes)
        for (const auto& flag : outcome.flagsOnFinal) falseFlags += isFalse(flag, outcome.known);
    return {{"normal_abnormal", areaOf(abnormalitySamples(outcomes, [](const Case&) { return true; }))},
            {"findings", std::move(findings)},
            {"retrieval", retrievalFigures(pack, outcomes)},
            {"planted_errors", plantedFigures(outcomes, pack.catalogue())},
            {"false_flags_per_100", rounded(100.0 * falseFlags / static_cast<double>(outcomes.size()))},
            {"unchanged_reports", outcomes.size()},
            {"sites", groupsOf(outcomes, [](const Case& known) { return known.site; })},
            {"strata", strataOf(pack, outcomes)},
            {"localisation", localisationFigures(outcomes)},
            {"latency_ms", latencyFigures(outcomes)},
            {"baselines", baselinesOf(pack, outcomes)}};
}

} // namespace second_read::evaluate
