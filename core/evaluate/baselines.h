#pragma once
/// What the pack's figures are held against: models fitted on the very examinations that are measured, each
/// examination scored by a model that has not seen its patient.

#include <optional>
#include <string>
#include <vector>

#include "volume/volume.h"

namespace second_read::evaluate {

/// How bright a head is, and nothing of where: mean, spread and percentiles of what lies above the
/// background, in units of its median. NaN for an empty image.
std::vector<double> intensityFeatures(const volume::Volume& volume);
inline constexpr std::size_t kIntensityFeatures = 6;

/// Logistic regression in five folds over patients ("" is a patient by itself). Features are standardised
/// within each fold's training part; NaN counts as its mean. nullopt with fewer than five of a kind.
std::optional<std::vector<double>> crossValidated(const std::vector<std::vector<double>>& features,
                                                  const std::vector<bool>& labels,
                                                  const std::vector<std::string>& patients);

} // namespace second_read::evaluate
