#include "evidence/normals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace second_read::evidence {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// The read-out of each examination; NaN where it lacks the sequence.
std::vector<double> readOutsOn(Sequence sequence, const std::string& finding,
                               const std::vector<ScoredStudy>& normals) {
    std::vector<double> values;
    for (const ScoredStudy& study : normals) {
        values.push_back(kMissing);
        for (const SequenceScores& series : study)
            if (const auto found = series.findings.find(finding);
                series.sequence == sequence && found != series.findings.end())
                values.back() = found->second.readOut;
    }
    return values;
}

NormalScores scoresOf(const std::vector<double>& readOuts, double weight) {
    std::vector<double> known;
    for (const double value : readOuts)
        if (!std::isnan(value)) known.push_back(value);
    const double n = static_cast<double>(known.size());
    NormalScores normal;
    normal.weight = weight;
    normal.mean = std::accumulate(known.begin(), known.end(), 0.0) / n;
    double squares = 0;
    for (const double value : known) squares += (value - normal.mean) * (value - normal.mean);
    normal.sd = std::max(std::sqrt(squares / std::max(1.0, n - 1)), 1e-4);
    for (const double value : readOuts)
        normal.cohort.push_back(static_cast<float>((value - normal.mean) / normal.sd));
    return normal;
}

} // namespace

void standardise(FindingModel& model, const std::string& finding, const std::vector<ScoredStudy>& normals,
                 std::size_t fewest) {
    std::map<Sequence, std::size_t> counts;
    for (const ScoredStudy& study : normals)
        for (const SequenceScores& series : study)
            counts[series.sequence] += series.findings.contains(finding);
    for (const auto& [sequence, count] : counts) {
        if (count < fewest) continue;
        const auto known = model.sequences.find(sequence);
        model.sequences[sequence] = scoresOf(readOutsOn(sequence, finding, normals),
                                             known == model.sequences.end() ? 1.0 : known->second.weight);
    }
    for (auto& [sequence, normal] : model.sequences) {
        const std::vector<float> before = normal.cohort;
        normal.cohort.resize(normals.size());
        for (std::size_t i = 0; i < normals.size() && !before.empty(); ++i)
            normal.cohort[i] = before[i % before.size()];
    }
}

} // namespace second_read::evidence
