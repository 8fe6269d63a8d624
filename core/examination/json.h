#pragma once
/// The JSON contract of the plain values. Writing is total; reading (the window reads what the engine wrote)
/// fails with Corrupt, naming the key.

#include "base/json.h"
#include "examination/examination.h"

namespace second_read::examination {

nlohmann::json toJson(const Study& study);
nlohmann::json toJson(const Series& series);
nlohmann::json toJson(const Evidence& evidence);
nlohmann::json toJson(const Flag& flag);
nlohmann::json toJson(const Similar& similar);
nlohmann::json toJson(const QueryAnswer& answer);
nlohmann::json toJson(const Analysis& analysis);
nlohmann::json toJson(const Calibration& calibration);

Result<Study> studyOf(const nlohmann::json& json);
Result<Analysis> analysisOf(const nlohmann::json& json);
Result<std::vector<Similar>> similarOf(const nlohmann::json& json);
Result<Calibration> calibrationOf(const nlohmann::json& json);

std::string_view nameOf(FlagKind kind); ///< "possible_miss", ...
std::optional<FlagKind> flagKindOf(std::string_view name);
std::string_view nameOf(Confidence confidence); ///< "full", "reduced"

} // namespace second_read::examination
