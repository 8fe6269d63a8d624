#pragma once
/// The ground that scores stand on: how normal examinations score, those of the pack or a department's own.

#include <string>
#include <vector>

#include "evidence/fusion.h"

namespace second_read::evidence {

/// What the encoders say about one examination, a series each.
using ScoredStudy = std::vector<SequenceScores>;

/// A mean and a spread from fewer examinations say little; a percentile is good to about 100 / n points.
inline constexpr std::size_t kFewestNormals = 20;

/// Sets mean, spread and cohort of one finding from normal examinations, sequence by sequence; weights and
/// calibration stay. A sequence that fewer than `fewest` of them have keeps what it had, its cohort paired
/// with theirs in turn.
void standardise(FindingModel& model, const std::string& finding, const std::vector<ScoredStudy>& normals,
                 std::size_t fewest = 2);

} // namespace second_read::evidence
