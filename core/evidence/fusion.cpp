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

/// What a normal examination says of the findings and sequences that `study` has; NaN where it lacks one.
StandardisedScores normalAt(const ScoreModel& model, std::size_t index, const StandardisedScores& study) {
    StandardisedScores scores;
    for (const auto& [id, sequences] : study)
        for (const auto& [sequence, unused] : sequences) {
            const auto& cohort = model.findings.at(id).sequences.at(sequence).cohort;
            scores[id][sequence] =
                index < cohort.size() ? compressed(static_cast<double>(cohort[index])) : std::nan("");
        }
    return scores;
}

/// Before it is scaled; nullopt without a sequence of weight, or where one is missing (NaN).
std::optional<double> combined(const FindingModel& model, const std::map<Sequence, double>& scores,
                               const std::map<std::string, double>& means) {
    double sum = 0, weights = 0, highest = -std::numeric_limits<double>::infinity();
    for (const auto& [sequence, score] : scores) {
        const double weight = model.sequences.at(sequence).weight;
        sum += weight * score;
        weights += weight;
        highest = std::max(highest, score);
    }
    if (weights <= 0) return std::nullopt;
    double value = sum / weights + model.strongest * highest;
    for (const auto& [id, weight] : model.others)
        if (const auto other = means.find(id); other != means.end()) value += weight * other->second;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// A study beside the normal examinations that have the same sequences.
class Comparison {
public:
    Comparison(const ScoreModel& model, const std::vector<SequenceScores>& scores)
        : m_model(model), m_study(standardised(model, scores)), m_means(meansOf(m_study)) {
        std::size_t count = 0;
        for (const auto& [id, sequences] : m_study)
            for (const auto& [sequence, unused] : sequences)
                count = std::max(count, model.findings.at(id).sequences.at(sequence).cohort.size());
        for (std::size_t i = 0; i < count; ++i) {
            m_normals.push_back(normalAt(model, i, m_study));
            m_normalMeans.push_back(meansOf(m_normals.back()));
        }
    }

    struct Standing {
        double fused = 0; ///< in units of the normals' spread; as it is where fewer than two tell a spread
        double percentile = 50;
    };
    std::optional<Standing> of(const std::string& id) const {
        const auto scores = m_study.find(id);
        if (scores == m_study.end()) return std::nullopt;
        const FindingModel& finding = m_model.findings.at(id);
        const auto value = combined(finding, scores->second, m_means);
        if (!value) return std::nullopt;
        std::vector<double> normals;
        for (std::size_t i = 0; i < m_normals.size(); ++i)
            if (const auto normal = combined(finding, m_normals[i].at(id), m_normalMeans[i]))
                normals.push_back(*normal);
        return standingAmong(*value, normals);
    }

private:
    static Standing standingAmong(double value, const std::vector<double>& normals) {
        Standing standing{value, 50};
        if (normals.empty()) return standing;
        const auto n = static_cast<double>(normals.size());
        double below = 0, average = 0, squares = 0;
        for (const double normal : normals) {
            below += normal < value ? 1.0 : normal == value ? 0.5 : 0.0;
            average += normal / n;
        }
        standing.percentile = 100 * below / n;
        for (const double normal : normals) squares += (normal - average) * (normal - average);
        const double sd = normals.size() < 2 ? 0 : std::sqrt(squares / (n - 1));
        if (normals.size() >= 2) standing.fused = (value - average) / (sd > 1e-9 ? sd : 1);
        return standing;
    }

    const ScoreModel& m_model;
    StandardisedScores m_study;
    std::map<std::string, double> m_means;
    std::vector<StandardisedScores> m_normals;
    std::vector<std::map<std::string, double>> m_normalMeans;
};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// A side is stated only of what is likely to be there at all: below this probability other findings decide
/// which half speaks louder.
constexpr double kLeastForSide = 0.3;

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

std::optional<Fused> fuseOne(const FindingModel* model, const Comparison& comparison,
                             const std::vector<SequenceScores>& scores, const std::string& id) {
    const auto best = strongest(scores, id);
    if (best.empty()) return std::nullopt;
    Fused fused;
    fused.asymmetry = leftOver(scores, id);
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
    if (const auto standing = comparison.of(id)) {
        fused.standardised = standing->fused;
        fused.percentile = standing->percentile;
        if (model->slope != 0)
            fused.probability = logistic(model->slope * standing->fused + model->intercept);
    }
    return fused;
}

} // namespace

StandardisedScores standardised(const ScoreModel& model, const std::vector<SequenceScores>& scores) {
    StandardisedScores result;
    for (const auto& [id, finding] : model.findings)
        for (const auto& [sequence, entry] : strongest(scores, id))
            if (const auto normal = finding.sequences.find(sequence);
                normal != finding.sequences.end() && normal->second.weight > 0)
                result[id][sequence] =
                    compressed((entry.second->readOut - normal->second.mean) / normal->second.sd);
    return result;
}

std::map<std::string, double> meansOf(const StandardisedScores& scores) {
    std::map<std::string, double> means;
    for (const auto& [id, sequences] : scores)
        for (const auto& [sequence, score] : sequences)
            means[id] += score / static_cast<double>(sequences.size());
    return means;
}

std::map<std::string, double> fusedScores(const ScoreModel& model,
                                          const std::vector<SequenceScores>& scores) {
    const Comparison comparison(model, scores);
    std::map<std::string, double> fused;
    for (const auto& [id, unused] : model.findings)
        if (const auto standing = comparison.of(id)) fused[id] = standing->fused;
    return fused;
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
    const Comparison comparison(model, scores);
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
        const auto fused = fuseOne(fitted, comparison, scores, finding.id);
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
    if (const auto fused = fuseOne(found == model.findings.end() ? nullptr : &found->second,
                                   Comparison(model, scores), scores, kAbnormality)) {
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
        findings[id] = {{"sequences", sequences},         {"strongest", finding.strongest},
                        {"others", finding.others},       {"slope", finding.slope},
                        {"intercept", finding.intercept}, {"side_bound", finding.sideBound}};
    }
    return {{"findings", findings}};
}

Result<ScoreModel> scoreModelOf(const nlohmann::json& json) {
    ScoreModel model;
    try {
        for (const auto& [id, finding] : json.at("findings").items()) {
            FindingModel& fitted = model.findings[id];
            fitted.strongest = finding.value("strongest", 0.0); // packs up to 0.6.0 have neither
            fitted.others = finding.value("others", std::map<std::string, double>{});
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
