#pragma once
/// How well fitted scores do on examinations that nothing was fitted on.

#include "base/json.h"
#include "train/vision_calibration.h"

namespace second_read::train {

/// AUC per finding and of normal/abnormal, sides, planted omissions and wrong sides found (all, and those
/// whose cause is over 2 ml), false flags per 100 unchanged reports. An examination whose report leaves a
/// finding out that is there counts neither as with nor as without it, and a flag on it is right.
nlohmann::json measureScores(const catalogue::Catalogue& catalogue, const FittedScores& fitted,
                             const std::vector<ScoredExamination>& examinations);

} // namespace second_read::train
