#include "evaluate/baselines.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "evaluate/figures.h"
#include "train/label_fitting.h"

namespace second_read::evaluate {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFolds = 5;
constexpr std::size_t kFewest = 5; ///< of each kind
constexpr double kRidge = 1;       ///< standardised features: a Gaussian prior of variance 1

/// One fold a patient, in the order in which patients are met.
std::vector<std::size_t> foldsOf(const std::vector<std::string>& patients) {
    std::map<std::string, std::size_t> known;
    std::vector<std::size_t> folds;
    std::size_t next = 0;
    for (const auto& patient : patients) {
        if (patient.empty())
            folds.push_back(next++ % kFolds);
        else if (const auto [place, fresh] = known.try_emplace(patient, next % kFolds); fresh)
            folds.push_back(place->second), ++next;
        else
            folds.push_back(place->second);
    }
    return folds;
}

struct Scale {
    double mean = 0, sd = 1;
};

std::vector<Scale> scalesOf(const std::vector<std::vector<double>>& features,
                            const std::vector<std::size_t>& rows) {
    std::vector<Scale> scales(features.front().size());
    for (std::size_t f = 0; f < scales.size(); ++f) {
        double sum = 0, squares = 0, count = 0;
        for (const std::size_t row : rows)
            if (const double value = features[row][f]; std::isfinite(value))
                sum += value, squares += value * value, ++count;
        if (count < 2) continue;
        scales[f].mean = sum / count;
        const double variance = squares / count - scales[f].mean * scales[f].mean;
        scales[f].sd = variance > 1e-12 ? std::sqrt(variance) : 1;
    }
    return scales;
}

/// Standardised, with a one for the intercept.
std::vector<double> standardised(const std::vector<double>& features, const std::vector<Scale>& scales) {
    std::vector<double> row;
    for (std::size_t f = 0; f < scales.size(); ++f)
        row.push_back(std::isfinite(features[f]) ? (features[f] - scales[f].mean) / scales[f].sd : 0);
    row.push_back(1);
    return row;
}

} // namespace

std::vector<double> intensityFeatures(const volume::Volume& volume) {
    std::vector<double> empty(kIntensityFeatures, kNone);
    const double background = 0.1 * static_cast<double>(volume::percentile(volume, 0.99));
    std::vector<double> head;
    for (const float value : volume.voxels)
        if (std::isfinite(value) && value > background) head.push_back(value);
    if (head.size() < 100) return empty;
    std::sort(head.begin(), head.end());
    const auto at = [&](double share) {
        return head[static_cast<std::size_t>(share * static_cast<double>(head.size() - 1))];
    };
    const double median = at(0.5);
    if (!(median > 0)) return empty;
    double sum = 0, squares = 0;
    for (const double value : head) sum += value, squares += value * value;
    const double mean = sum / static_cast<double>(head.size());
    const double sd = std::sqrt(std::max(0.0, squares / static_cast<double>(head.size()) - mean * mean));
    return {mean / median,     sd / median,       at(0.1) / median,
            at(0.25) / median, at(0.75) / median, at(0.99) / median};
}

std::optional<std::vector<double>> crossValidated(const std::vector<std::vector<double>>& features,
                                                  const std::vector<bool>& labels,
                                                  const std::vector<std::string>& patients) {
    const auto positives = static_cast<std::size_t>(std::count(labels.begin(), labels.end(), true));
    if (positives < kFewest || labels.size() - positives < kFewest) return std::nullopt;
    const auto folds = foldsOf(patients);
    std::vector<double> scores(labels.size());
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < labels.size(); ++i)
            if (folds[i] != fold) rows.push_back(i);
        if (rows.empty()) return std::nullopt; // one patient alone
        const auto scales = scalesOf(features, rows);
        std::vector<std::vector<double>> seen;
        std::vector<bool> seenLabels;
        for (const std::size_t row : rows)
            seen.push_back(standardised(features[row], scales)), seenLabels.push_back(labels[row]);
        const auto weights =
            train::fitLogistic(seen, seenLabels, std::vector<double>(scales.size() + 1, 0.0), kRidge);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            if (folds[i] != fold) continue;
            const auto row = standardised(features[i], scales);
            for (std::size_t f = 0; f < row.size(); ++f) scores[i] += weights[f] * row[f];
        }
    }
    return scores;
}

namespace {

using nlohmann::json;

/// An examination's features for one kind of baseline; those of sequences that it lacks are NaN.
using FeaturesOf = std::vector<double> (*)(const Outcome&, const std::set<Sequence>&);

std::vector<double> brightness(const Outcome& outcome, const std::set<Sequence>& sequences) {
    std::vector<double> row;
    for (const Sequence sequence : sequences) {
        const auto found = outcome.intensities.find(sequence);
        for (std::size_t f = 0; f < kIntensityFeatures; ++f)
            row.push_back(found == outcome.intensities.end() ? kNone : found->second[f]);
    }
    return row;
}

/// All that the encoders say of all findings.
std::vector<double> encoderScores(const Outcome& outcome, const std::set<Sequence>& sequences) {
    std::vector<double> row;
    for (const Sequence sequence : sequences) {
        const auto found = std::find_if(outcome.scores.begin(), outcome.scores.end(),
                                        [&](const auto& each) { return each.sequence == sequence; });
        const auto& any = outcome.scores.front().findings; // every encoder speaks of the same findings
        for (const auto& [id, unused] : any) {
            const bool has = found != outcome.scores.end() && found->findings.contains(id);
            const auto& score = has ? found->findings.at(id) : evidence::FindingScore{};
            row.push_back(has ? score.readOut : kNone);
            row.push_back(has ? score.similarity : kNone);
            row.push_back(has ? std::abs(score.asymmetry) : kNone);
        }
    }
    return row;
}

/// One question to all examinations: which are asked, and what is true.
struct Question {
    std::vector<const Outcome*> outcomes;
    std::vector<bool> labels;
};

Question questionOf(const std::vector<Outcome>& outcomes, const std::string& id) {
    Question question;
    for (const auto& outcome : outcomes) {
        const bool asked =
            !outcome.scores.empty() &&
            (id == evidence::kAbnormality ? isClear(outcome.known) : judged(outcome, id) != nullptr);
        if (!asked) continue;
        question.outcomes.push_back(&outcome);
        question.labels.push_back(id == evidence::kAbnormality ? !outcome.known.findings.empty()
                                                               : outcome.known.findings.contains(id));
    }
    return question;
}

json areaOfScores(const Question& question, const std::vector<double>& scores) {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < scores.size(); ++i)
        samples.push_back({scores[i], question.labels[i], question.outcomes[i]->known.patient});
    return areaOf(samples);
}

json fittedArea(const Question& question, const std::set<Sequence>& sequences, FeaturesOf featuresOf) {
    std::vector<std::vector<double>> features;
    std::vector<std::string> patients;
    for (const auto* outcome : question.outcomes) {
        features.push_back(featuresOf(*outcome, sequences));
        patients.push_back(outcome->known.patient);
    }
    const auto scores = crossValidated(features, question.labels, patients);
    return scores ? areaOfScores(question, *scores)
                  : json{{"auc", nullptr}, {"ci", nullptr}, {"n", features.size()}};
}

json rawArea(const Question& question, const std::string& id) {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < question.labels.size(); ++i) {
        const auto& outcome = *question.outcomes[i];
        const auto similarity = id == evidence::kAbnormality ? outcome.analysis.abnormality.similarity
                                                             : judged(outcome, id)->similarity;
        if (similarity) samples.push_back({*similarity, question.labels[i], outcome.known.patient});
    }
    return areaOf(samples);
}

json randomArea(const Question& question) {
    std::mt19937_64 random(20260101);
    std::vector<double> scores;
    for (std::size_t i = 0; i < question.labels.size(); ++i)
        scores.push_back(static_cast<double>(random() >> 11));
    return areaOfScores(question, scores);
}

} // namespace

json baselinesOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    std::set<Sequence> sequences;
    for (const auto& outcome : outcomes)
        for (const auto& scores : outcome.scores) sequences.insert(scores.sequence);
    json baselines = {{"mean_intensity", json::object()},
                      {"true_labels", json::object()},
                      {"raw_similarity", json::object()},
                      {"random", json::object()},
                      {"prevalence", json::object()}};
    for (const auto& id : evidence::questionsOf(pack.catalogue())) {
        const auto question = questionOf(outcomes, id);
        const std::string name = id == evidence::kAbnormality ? "normal_abnormal" : id;
        baselines["mean_intensity"][name] = fittedArea(question, sequences, brightness);
        baselines["true_labels"][name] = fittedArea(question, sequences, encoderScores);
        baselines["raw_similarity"][name] = rawArea(question, id);
        baselines["random"][name] = randomArea(question);
        const auto positives = std::count(question.labels.begin(), question.labels.end(), true);
        baselines["prevalence"][name] =
            question.labels.empty()
                ? json(nullptr)
                : rounded(static_cast<double>(positives) / static_cast<double>(question.labels.size()));
    }
    return baselines;
}

} // namespace second_read::evaluate
