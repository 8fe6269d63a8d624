#include "evaluate/outcome.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "evaluate/metrics.h"
#include "volume/nifti.h"

namespace second_read::evaluate {
namespace {

using examination::Flag;
using examination::FlagKind;
using nlohmann::json;

constexpr double kOperatingPoint = 0.5; ///< of the calibrated probability
constexpr std::size_t kRetrieved = 15;
/// A peak this near to the finding points at it: about the canonical grid's three voxels.
constexpr double kHitMm = 10;

json rounded(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? json(std::round(*value * 1e4) / 1e4) : json(nullptr);
}

json areaOf(const std::vector<Sample>& samples) {
    const auto interval = aucInterval(samples);
    return {{"auc", rounded(auc(samples))},
            {"ci", interval ? json{rounded(interval->low), rounded(interval->high)} : json(nullptr)},
            {"n", samples.size()}};
}

const examination::Evidence* evidenceOf(const Outcome& outcome, const std::string& id) {
    const auto& findings = outcome.analysis.findings;
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const auto& each) { return each.id == id; });
    return found != findings.end() && found->evaluable ? &*found : nullptr;
}

/// The calibrated probability, else the percentile as a share.
std::optional<double> scoreOf(const std::optional<double>& probability,
                              const std::optional<double>& percentile) {
    if (probability) return probability;
    return percentile ? std::optional(*percentile / 100) : std::nullopt;
}

enum class Scoring { Calibrated, RawSimilarity };

std::vector<Sample> samplesOf(const std::vector<Outcome>& outcomes, const std::string& id, Scoring scoring) {
    std::vector<Sample> samples;
    for (const auto& outcome : outcomes) {
        const auto* evidence = evidenceOf(outcome, id);
        if (!evidence || outcome.known.unclear.contains(id)) continue;
        const auto score = scoring == Scoring::RawSimilarity
                               ? evidence->similarity
                               : scoreOf(evidence->probability, evidence->percentile);
        if (score) samples.push_back({*score, outcome.known.findings.contains(id), outcome.known.patient});
    }
    return samples;
}

template <class Wanted>
std::vector<Sample> abnormalitySamples(const std::vector<Outcome>& outcomes, Scoring scoring, Wanted wanted) {
    std::vector<Sample> samples;
    for (const auto& outcome : outcomes) {
        const auto& abnormality = outcome.analysis.abnormality;
        const auto score = scoring == Scoring::RawSimilarity
                               ? abnormality.similarity
                               : scoreOf(abnormality.probability, abnormality.percentile);
        const bool clear = !outcome.known.findings.empty() || outcome.known.unclear.empty();
        if (score && clear && wanted(outcome.known))
            samples.push_back({*score, !outcome.known.findings.empty(), outcome.known.patient});
    }
    return samples;
}

json findingFigures(const std::vector<Outcome>& outcomes, const std::string& id) {
    const auto samples = samplesOf(outcomes, id, Scoring::Calibrated);
    json figures = areaOf(samples);
    figures["n_pos"] =
        std::count_if(samples.begin(), samples.end(), [](const Sample& sample) { return sample.positive; });
    const auto rates = ratesAt(samples, kOperatingPoint);
    figures["sensitivity"] = rounded(rates.sensitivity);
    figures["specificity"] = rounded(rates.specificity);
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

json plantedFigures(const std::vector<Outcome>& outcomes, const catalogue::Catalogue& catalogue) {
    json kinds = json::object();
    for (const auto& outcome : outcomes) {
        if (!outcome.known.planted || !outcome.known.provisional) continue;
        auto& figures =
            kinds.emplace(outcome.known.planted->kind, json{{"found", 0}, {"n", 0}}).first.value();
        const auto& flags = outcome.flagsOnProvisional;
        const bool found = std::any_of(flags.begin(), flags.end(), [&](const Flag& flag) {
            return finds(flag, *outcome.known.planted, catalogue);
        });
        figures["found"] = figures["found"].get<int>() + found;
        figures["n"] = figures["n"].get<int>() + 1;
    }
    return kinds;
}

json localisationFigures(const std::vector<Outcome>& outcomes) {
    int hits = 0, places = 0, rightSides = 0, sides = 0;
    for (const auto& outcome : outcomes)
        for (const auto& [id, known] : outcome.known.findings) {
            const auto* evidence = evidenceOf(outcome, id);
            if (!evidence) continue;
            if (known.mask && evidence->peakLps)
                if (const auto distance = distanceToMask(*evidence->peakLps, *known.mask)) {
                    ++places;
                    hits += *distance <= kHitMm;
                }
            if ((known.side == Side::Left || known.side == Side::Right) && evidence->side) {
                ++sides;
                rightSides += *evidence->side == *known.side;
            }
        }
    const auto share = [](int part, int whole) {
        return whole > 0 ? rounded(static_cast<double>(part) / whole) : json(nullptr);
    };
    return {{"hit_rate", share(hits, places)},
            {"side_accuracy", share(rightSides, sides)},
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

std::string ageBand(const Case& known) {
    if (!known.age) return "age unknown";
    return *known.age < 40 ? "age under 40" : *known.age < 65 ? "age 40 to 64" : "age 65 and over";
}

/// The abnormality's area in every group that `groupOf` names; unnamed ones are left out.
template <class GroupOf> void addGroups(json& groups, const std::vector<Outcome>& outcomes, GroupOf groupOf) {
    std::set<std::string> names;
    for (const auto& outcome : outcomes) names.insert(groupOf(outcome.known));
    for (const auto& name : names)
        if (!name.empty())
            groups[name] = areaOf(abnormalitySamples(
                outcomes, Scoring::Calibrated, [&](const Case& known) { return groupOf(known) == name; }));
}

/// What a reader of the figures should hold them against: the unstandardised cosine, and picking at random.
json baselineFigures(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    const auto everyone = [](const Case&) { return true; };
    json raw = json::object(), prevalence = json::object();
    for (const auto& finding : pack.catalogue().findings) {
        const auto samples = samplesOf(outcomes, finding.id, Scoring::RawSimilarity);
        raw[finding.id] = rounded(auc(samples));
        prevalence[finding.id] = rounded(precisionAt(samples, samples.size()));
    }
    return {
        {"raw_similarity_auc",
         {{"normal_abnormal", rounded(auc(abnormalitySamples(outcomes, Scoring::RawSimilarity, everyone)))},
          {"findings", std::move(raw)}}},
        {"prevalence", std::move(prevalence)}};
}

} // namespace

bool finds(const Flag& flag, const PlantedError& planted, const catalogue::Catalogue& catalogue) {
    // A flag on a finding that implies the planted one (meningioma: mass), or is implied by it, names the
    // same place.
    const auto same = [&] {
        if (!flag.finding || planted.finding.empty() || *flag.finding == planted.finding) return true;
        const auto implies = [&](const std::string& a, const std::string& b) {
            const auto* entry = catalogue.find(a);
            return entry &&
                   std::find(entry->implies.begin(), entry->implies.end(), b) != entry->implies.end();
        };
        return implies(*flag.finding, planted.finding) || implies(planted.finding, *flag.finding);
    };
    const bool conflict = flag.kind == FlagKind::TextConflict;
    const auto& kind = planted.kind;
    if (kind == "omission") return flag.kind == FlagKind::PossibleMiss && same();
    if (kind == "negation") return (flag.kind == FlagKind::PossibleMiss || conflict) && same();
    if (kind == "insertion") return (flag.kind == FlagKind::PossibleOvercall || conflict) && same();
    if (kind == "side") return (flag.kind == FlagKind::SideMismatch || conflict) && same();
    return conflict; // size, conflict, wrong_patient
}

bool isFalse(const Flag& flag, const Case& known) {
    if (!flag.finding) return true;
    const auto truth = known.findings.find(*flag.finding);
    const bool there = truth != known.findings.end();
    switch (flag.kind) {
    case FlagKind::PossibleMiss:
        return !(known.truthKnown && there);
    case FlagKind::PossibleOvercall:
        return !(known.truthKnown && !there);
    default:
        return true;
    }
}

Result<double> distanceToMask(const std::array<double, 3>& lps, const std::filesystem::path& file) {
    SECOND_READ_TRY(mask, volume::readNifti(file));
    const Eigen::Vector3d point(lps[0], lps[1], lps[2]);
    double nearest = std::numeric_limits<double>::infinity();
    const auto& size = mask.grid.size;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i)
                if (mask.at(i, j, k) > 0.5F)
                    nearest = std::min(
                        nearest,
                        (mask.grid.patientOf({double(i), double(j), double(k)}) - point).squaredNorm());
    if (!std::isfinite(nearest)) return fail(ErrorCode::Corrupt, file.string() + " is an empty mask");
    return std::sqrt(nearest);
}

json figuresOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    json findings = json::object(), sites = json::object(), strata = json::object();
    for (const auto& finding : pack.catalogue().findings)
        findings[finding.id] = findingFigures(outcomes, finding.id);
    addGroups(sites, outcomes, [](const Case& known) { return known.site; });
    addGroups(strata, outcomes, ageBand);
    addGroups(strata, outcomes,
              [](const Case& known) { return known.sex ? "sex " + *known.sex : std::string(); });
    int falseFlags = 0;
    for (const auto& outcome : outcomes)
        for (const auto& flag : outcome.flagsOnFinal) falseFlags += isFalse(flag, outcome.known);
    return {{"normal_abnormal",
             areaOf(abnormalitySamples(outcomes, Scoring::Calibrated, [](const Case&) { return true; }))},
            {"findings", std::move(findings)},
            {"retrieval", retrievalFigures(pack, outcomes)},
            {"planted_errors", plantedFigures(outcomes, pack.catalogue())},
            {"false_flags_per_100", rounded(100.0 * falseFlags / static_cast<double>(outcomes.size()))},
            {"sites", std::move(sites)},
            {"strata", std::move(strata)},
            {"localisation", localisationFigures(outcomes)},
            {"latency_ms", latencyFigures(outcomes)},
            {"baselines", baselineFigures(pack, outcomes)}};
}

} // namespace second_read::evaluate
