#include "evidence/fusion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace second_read::evidence {
namespace {

using examination::Evidence;

/// Read-outs of clear lesions lie tens of spreads above normals; inverse hyperbolic sine keeps order and the
/// middle, and lets no single sequence drown the others (Johnson 1949, Biometrika 36:149).
double compressed(double standardised) { return std::asinh(standardised); }

/// Weighted mean of standardised scores over the sequences that model and study share; nullopt without one.
template <class ScoreOf>
std::optional<double> weightedMean(const FindingModel& model, const std::set<Sequence>& present,
                                   ScoreOf&& scoreOf) {
    double sum = 0, weights = 0;
    for (const Sequence sequence : present) {
        const auto found = model.sequences.find(sequence);
        if (found == model.sequences.end() || !(found->second.weight > 0)) continue;
        const double score = scoreOf(sequence, found->second);
        if (!std::isfinite(score)) return std::nullopt;
        sum += found->second.weight * score;
        weights += found->second.weight;
    }
    if (weights <= 0) return std::nullopt;
    return sum / weights;
}

/// The mean of a study's own read-outs.
std::optional<double> meanOf(const FindingModel& model, const std::set<Sequence>& present,
                             const std::map<Sequence, double>& readOuts) {
    return weightedMean(model, present, [&](Sequence sequence, const NormalScores& normal) {
        return compressed((readOuts.at(sequence) - normal.mean) / normal.sd);
    });
}

/// How that mean lies in normal examinations. Fewer than two tell no spread: a mean then stays as it is.
struct Cohort {
    std::vector<double> means; ///< of every normal examination that has all these sequences
    double average = 0, sd = 1;

    double scaled(double mean) const { return (mean - average) / sd; }
    /// Share below `fused`, a scaled mean, in percent.
    double percentile(double fused) const {
        if (means.empty()) return 50;
        double below = 0;
        for (const double mean : means)
            below += scaled(mean) < fused ? 1.0 : scaled(mean) == fused ? 0.5 : 0.0;
        return 100 * below / static_cast<double>(means.size());
    }
};

Cohort cohortOf(const FindingModel& model, const std::set<Sequence>& present) {
    std::size_t count = 0;
    for (const auto& [sequence, normal] : model.sequences)
        if (present.contains(sequence)) count = std::max(count, normal.cohort.size());
    Cohort cohort;
    for (std::size_t i = 0; i < count; ++i) {
        const auto mean = weightedMean(model, present, [i](Sequence, const NormalScores& normal) {
            return i < normal.cohort.size() ? compressed(static_cast<double>(normal.cohort[i]))
                                            : std::nan("");
        });
        if (mean) cohort.means.push_back(*mean);
    }
    if (cohort.means.size() < 2) return cohort;
    const auto normals = static_cast<double>(cohort.means.size());
    double squares = 0;
    for (const double mean : cohort.means) cohort.average += mean / normals;
    for (const double mean : cohort.means) squares += (mean - cohort.average) * (mean - cohort.average);
    if (const double sd = std::sqrt(squares / (normals - 1)); sd > 1e-9) cohort.sd = sd;
    return cohort;
}

std::set<Sequence> shared(const FindingModel& model, const std::map<Sequence, double>& readOuts) {
    std::set<Sequence> present;
    for (const auto& [sequence, score] : readOuts)
        if (const auto found = model.sequences.find(sequence);
            found != model.sequences.end() && found->second.weight > 0)
            present.insert(sequence);
    return present;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// A side is stated only of what is likely to be there at all: below this probability other findings decide
/// which half speaks louder.
constexpr double kLeastForSide = 0.3;

/// Per sequence the strongest series: a study may hold two of one sequence.
std::map<Sequence, std::pair<const SequenceScores*, const FindingScore*>>
strongest(const std::vector<SequenceScores>& scores, const std::string& id) {
    std::map<Sequence, std::pair<const SequenceScores*, const FindingScore*>> best;
    for (const auto& series : scores) {
        const auto found = series.findings.find(id);
        if (found == series.findings.end()) continue;
        auto& kept = best[series.sequence];
        if (!kept.second || found->second.readOut > kept.second->readOut) kept = {&series, &found->second};
    }
    return best;
}

/// Where no side may be stated the place names none either.
std::string withoutSide(std::string place) {
    for (const std::string_view side : {"left ", "right ", "midline "})
        if (place.starts_with(side)) place.erase(0, side.size());
    return place;
}

constexpr double kAgainst = 1e6; // more than any score: a series of the other side is the last choice

struct Fused {
    double similarity = 0;
    std::optional<double> percentile, probability;
    double standardised = -std::numeric_limits<double>::infinity(); ///< against normals; without them lowest
    double asymmetry = 0;                                           ///< see leftOver
    const SequenceScores* series = nullptr;                         ///< that speaks most for it
    const FindingScore* score = nullptr;
};

std::optional<Fused> fuseOne(const FindingModel* model, const std::vector<SequenceScores>& scores,
                             const std::string& id) {
    const auto best = strongest(scores, id);
    if (best.empty()) return std::nullopt;
    Fused fused;
    fused.asymmetry = leftOver(scores, id);
    std::map<Sequence, double> readOuts;
    double weights = 0, highest = -std::numeric_limits<double>::infinity();
    for (const auto& [sequence, entry] : best) {
        const auto& [series, score] = entry;
        const NormalScores* normal = nullptr;
        if (model)
            if (const auto found = model->sequences.find(sequence); found != model->sequences.end())
                normal = &found->second;
        const double weight = normal ? normal->weight : 1.0;
        const double standardised = normal ? (score->readOut - normal->mean) / normal->sd : score->readOut;
        if (weight <= 0) continue;
        readOuts[sequence] = score->readOut;
        fused.similarity += weight * score->similarity;
        weights += weight;
        // What shows the place is on the side that all sequences together say.
        const bool otherSide = score->asymmetry * fused.asymmetry < 0;
        if (weight * standardised - (otherSide ? kAgainst : 0) > highest) {
            highest = weight * standardised - (otherSide ? kAgainst : 0);
            fused.series = series;
            fused.score = score;
        }
    }
    if (weights <= 0) return std::nullopt;
    fused.similarity /= weights;
    if (!model) return fused;
    const std::set<Sequence> present = shared(*model, readOuts);
    if (const auto mean = meanOf(*model, present, readOuts)) {
        const Cohort cohort = cohortOf(*model, present);
        const double value = cohort.scaled(*mean);
        fused.standardised = value;
        fused.percentile = cohort.percentile(value);
        if (model->slope != 0) fused.probability = logistic(model->slope * value + model->intercept);
    }
    return fused;
}

} // namespace

std::optional<double> fusedScore(const FindingModel& model, const std::map<Sequence, double>& readOuts) {
    const std::set<Sequence> present = shared(model, readOuts);
    const auto mean = meanOf(model, present, readOuts);
    if (!mean) return std::nullopt;
    return cohortOf(model, present).scaled(*mean);
}

double leftOver(const std::vector<SequenceScores>& scores, const std::string& finding) {
    double sum = 0;
    for (const auto& [sequence, entry] : strongest(scores, finding)) sum += entry.second->asymmetry;
    return sum;
}

std::vector<Evidence> fuse(const catalogue::Catalogue& catalogue, const ScoreModel& model,
                           const std::vector<SequenceScores>& scores) {
    std::set<Sequence> present;
    for (const auto& series : scores) present.insert(series.sequence);
    std::vector<Evidence> result;
    std::map<std::string, double> standardised;
    for (const auto& finding : catalogue.findings) {
        Evidence evidence;
        evidence.id = finding.id;
        evidence.name = finding.name;
        const auto evaluability = catalogue::evaluability(finding, present);
        evidence.evaluable = evaluability.evaluable;
        evidence.missing = evaluability.missing;
        evidence.confidence =
            evaluability.missing.empty() ? examination::Confidence::Full : examination::Confidence::Reduced;
        if (!evaluability.evaluable) {
            evidence.whyNot = evaluability.whyNot;
            result.push_back(std::move(evidence));
            continue;
        }
        const auto found = model.findings.find(finding.id);
        const FindingModel* fitted = found == model.findings.end() ? nullptr : &found->second;
        const auto fused = fuseOne(fitted, scores, finding.id);
        if (!fused) {
            evidence.evaluable = false;
            evidence.whyNot = "the pack has no score for it on the sequences present";
            result.push_back(std::move(evidence));
            continue;
        }
        standardised[finding.id] = fused->standardised;
        evidence.similarity = fused->similarity;
        evidence.percentile = fused->percentile;
        evidence.probability = fused->probability;
        evidence.place = fused->score->place;
        evidence.peakLps = fused->score->peakLps;
        evidence.seriesUid = fused->series->seriesUid;
        evidence.stack = fused->series->stack;
        evidence.slice = fused->score->slice;
        if (finding.lateralised && fitted && fitted->sideBound > 0 &&
            fused->probability.value_or(0) >= kLeastForSide &&
            std::abs(fused->asymmetry) >= fitted->sideBound)
            evidence.side = fused->asymmetry > 0 ? Side::Left : Side::Right;
        else if (evidence.place)
            evidence.place = withoutSide(*std::move(evidence.place));
        result.push_back(std::move(evidence));
    }
    const auto rank = [&standardised](const Evidence& e) {
        return std::array<double, 4>{e.evaluable ? 1.0 : 0.0, e.probability ? 1.0 : 0.0,
                                     e.probability.value_or(0), standardised[e.id]};
    };
    std::stable_sort(result.begin(), result.end(),
                     [&](const Evidence& a, const Evidence& b) { return rank(a) > rank(b); });
    return result;
}

examination::Abnormality fuseAbnormality(const ScoreModel& model, const std::vector<SequenceScores>& scores) {
    examination::Abnormality abnormality;
    const auto found = model.findings.find(kAbnormality);
    if (const auto fused =
            fuseOne(found == model.findings.end() ? nullptr : &found->second, scores, kAbnormality)) {
        abnormality.similarity = fused->similarity;
        abnormality.percentile = fused->percentile;
        abnormality.probability = fused->probability;
    }
    return abnormality;
}

std::vector<std::string> questionsOf(const catalogue::Catalogue& catalogue) {
    std::vector<std::string> ids{kAbnormality};
    for (const auto& finding : catalogue.findings) ids.push_back(finding.id);
    return ids;
}

nlohmann::json toJson(const ScoreModel& model) {
    nlohmann::json findings = nlohmann::json::object();
    for (const auto& [id, finding] : model.findings) {
        nlohmann::json sequences = nlohmann::json::object();
        for (const auto& [sequence, normal] : finding.sequences) {
            nlohmann::json cohort = nlohmann::json::array();
            for (const float value : normal.cohort)
                cohort.push_back(std::isfinite(value) ? nlohmann::json(std::round(value * 1e4) / 1e4)
                                                      : nlohmann::json(nullptr));
            sequences[std::string(nameOf(sequence))] = {
                {"mean", normal.mean}, {"sd", normal.sd}, {"weight", normal.weight}, {"cohort", cohort}};
        }
        findings[id] = {{"sequences", sequences},
                        {"slope", finding.slope},
                        {"intercept", finding.intercept},
                        {"side_bound", finding.sideBound}};
    }
    return {{"findings", findings}};
}

Result<ScoreModel> scoreModelOf(const nlohmann::json& json) {
    ScoreModel model;
    try {
        for (const auto& [id, finding] : json.at("findings").items()) {
            FindingModel& fitted = model.findings[id];
            fitted.slope = finding.at("slope").get<double>();
            fitted.intercept = finding.at("intercept").get<double>();
            fitted.sideBound = finding.at("side_bound").get<double>();
            for (const auto& [name, normal] : finding.at("sequences").items()) {
                const auto sequence = sequenceOf(name);
                if (!sequence)
                    return fail(ErrorCode::Corrupt,
                                "the score model names an unknown sequence, \"" + name + "\"");
                NormalScores& scores = fitted.sequences[*sequence];
                scores.mean = normal.at("mean").get<double>();
                scores.sd = normal.at("sd").get<double>();
                scores.weight = normal.at("weight").get<double>();
                if (!(scores.sd > 0) || !(scores.weight >= 0))
                    return fail(ErrorCode::Corrupt, "the score model of \"" + id + "\" on " + name +
                                                        " has a spread or weight out of bounds");
                for (const auto& value : normal.at("cohort"))
                    scores.cohort.push_back(value.is_null() ? std::nanf("") : value.get<float>());
            }
        }
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Corrupt, "the score model lacks a number; restore the pack from its source");
    }
    return model;
}

} // namespace second_read::evidence
