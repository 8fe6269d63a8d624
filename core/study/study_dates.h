#pragma once
/// DICOM's dates, times and ages (PS3.5 6.2: DA, TM, AS) as the rest of the system says them.

#include <optional>
#include <string>

namespace second_read::study {

/// "20261120" (or the old "2026.11.20") to "2026-11-20"; nullopt for what is no date.
std::optional<std::string> isoDate(const std::string& dicom);
/// "094233.5" to "09:42".
std::optional<std::string> clockTime(const std::string& dicom);
/// "045Y" to 45; months, weeks and days give whole years. "000Y" is no age: anonymisers write it into adults.
std::optional<int> ageInYears(const std::string& dicom);
/// Whole years between two dates; nullopt unless both are dates in this order, not equal, at most 120 years apart (birth
/// dates of anonymised studies are often the study's own, or 1900).
std::optional<int> yearsBetween(const std::string& birth, const std::string& date);

} // namespace second_read::study
