#pragma once
/// Outcomes to figures: the contract's object.

#include <functional>
#include <vector>

#include "base/json.h"
#include "evaluate/metrics.h"
#include "evaluate/outcome.h"

namespace second_read::evaluate {

/// Everything but memory_mb.
nlohmann::json figuresOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes);

/// {"auc", "ci", "n"}; null where there is none.
nlohmann::json areaOf(const std::vector<Sample>& samples);
nlohmann::json rounded(const std::optional<double>& value);

/// The calibrated probability, else the percentile as a share.
std::optional<double> scoreOf(const std::optional<double>& probability,
                              const std::optional<double>& percentile);
/// What was said of a finding; nullptr where it could not be judged, or where the report leaves open what is
/// true.
const examination::Evidence* judged(const Outcome& outcome, const std::string& finding);
/// Whether normal or abnormal is known: a report that only hedges leaves it open.
bool isClear(const Case& known);

/// The pack's thresholds for a possible miss; where it sets none that can be reached, a probability of a
/// half.
struct Threshold {
    double percentile = 0, probability = 0.5;
};
Threshold thresholdOf(const pack::Pack& pack, const std::string& finding);
/// At or above both.
bool isCalled(const pack::Pack& pack, const examination::Evidence& evidence);

/// By age, sex, subtype and size of findings, and with each sequence left out.
nlohmann::json strataOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes);
/// The abnormality's area in every group that `groupOf` names; unnamed ones are left out.
nlohmann::json groupsOf(const std::vector<Outcome>& outcomes,
                        const std::function<std::string(const Case&)>& groupOf);

/// Mean intensity, the scores read out by true labels, raw cosines, and chance.
nlohmann::json baselinesOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes);

} // namespace second_read::evaluate
