#pragma once
/// What the pack said of one known examination: everything that the figures are made of.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/cases.h"
#include "evidence/fusion.h"
#include "examination/examination.h"
#include "pack/pack.h"

namespace second_read::evaluate {

struct Outcome {
    Case known;
    examination::Analysis analysis;
    std::map<Sequence, std::vector<float>> embeddings;
    std::vector<evidence::SequenceScores> scores;        ///< before fusion
    std::map<Sequence, std::vector<double>> intensities; ///< of the series used, for a baseline
    std::vector<examination::Flag> flagsOnFinal;         ///< of the final report
    std::vector<examination::Flag> flagsOnProvisional;   ///< of the draft, where there is one
};

/// Whether a flag is what a planted error of that kind should raise.
bool finds(const examination::Flag& flag, const PlantedError& planted, const catalogue::Catalogue& catalogue);

/// Whether a flag on an unchanged report is a false alarm: what truth bears out is none.
bool isFalse(const examination::Flag& flag, const Case& known);

/// Distance in mm from a point to the nearest voxel of a mask.
Result<double> distanceToMask(const std::array<double, 3>& lps, const std::filesystem::path& mask);

} // namespace second_read::evaluate
