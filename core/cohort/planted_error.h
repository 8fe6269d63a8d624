#pragma once
/// One error put into a report on purpose: kinds after ReXErr (Rao 2024), for measuring what a second reader
/// finds.

#include <optional>
#include <string>

#include "simulate/report.h"

namespace second_read::cohort {

struct PlantedError {
    std::string kind;    ///< "omission", "insertion", "side", "size", "negation", "conflict", "wrong_patient"
    std::string finding; ///< empty: of the whole report
    std::string severity; ///< "major", "minor"
};

/// Changes `report` in one way that its examination allows, or leaves it and returns nullopt. `wanted`: that
/// kind alone, and of that finding when named.
std::optional<PlantedError> plantError(simulate::WrittenReport& report,
                                       const simulate::Examination& examination, std::uint64_t seed,
                                       const std::optional<PlantedError>& wanted = std::nullopt);

} // namespace second_read::cohort
