#pragma once
/// From scores of simulated examinations to what a pack needs to turn scores into evidence and flags:
/// standardisation on normals, weights of the sequences, probabilities, sides, thresholds. Labels are what
/// the reports say, never truth.

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "train/known_evidence.h"

namespace second_read::train {

struct CalibrationOptions {
    double falseMissesPer100 = 1.2; ///< budgets over all findings; their sum stays below 2
    double falseOvercallsPer100 = 0.4;
    double falseSidesPer100 = 0.3;
    double discrepancyRate =
        0.04; ///< share of affirmed findings that a draft omits (or puts on the wrong side)
    double overcallRate = 0.005; ///< share of drafts that affirm a finding which is not there
    std::uint64_t seed = 1;
};

struct FittedScores {
    evidence::ScoreModel model;
    examination::Calibration calibration;
};

/// `normals` standardise; `mixed` (another set, normals included, in the prevalence the precision is stated
/// for) fits the rest. Sequences are left out at random while fitting, since real studies lack some.
FittedScores fitScores(const catalogue::Catalogue& catalogue, const std::vector<ScoredExamination>& normals,
                       const std::vector<ScoredExamination>& mixed, const CalibrationOptions& options,
                       const std::string& cohortName);

/// Logistic regression whose first `notNegative` weights are at least zero (projected gradient, ridge): one
/// weight a column, intercept last.
std::vector<double> fitWeights(const std::vector<std::vector<double>>& rows, const std::vector<bool>& labels,
                               std::size_t notNegative = std::numeric_limits<std::size_t>::max(),
                               double ridge = 2e-3);

} // namespace second_read::train
