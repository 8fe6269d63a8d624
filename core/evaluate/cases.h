#pragma once
/// Examinations whose findings are known: a cohort's from its truth, an archive's from its reports.

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/words.h"
#include "catalogue/catalogue.h"

namespace second_read::evaluate {

struct KnownFinding {
    std::optional<Side> side;
    std::vector<std::filesystem::path> masks; ///< NIfTI, one a lesion; where the finding truly lies
    bool reported = true;
    std::string subtype;            ///< of the largest, where there are several; empty when unknown
    std::optional<double> volumeMl; ///< of all of them
    double largestMl = 0;
};

struct PlantedError {
    std::string kind;
    std::string finding; ///< empty for errors of the whole text
};

struct Case {
    std::string name;
    std::filesystem::path images;
    std::optional<std::string> studyUid; ///< when the images hold several studies
    std::string patient;                 ///< examinations of one patient share it; empty: by itself
    std::string site;                    ///< empty when unknown
    std::optional<int> age;
    std::optional<std::string> sex;
    std::map<std::string, KnownFinding> findings; ///< implied ones included
    std::set<std::string> unclear;                ///< a report only hedges them: left out
    std::string report;                           ///< the final one
    std::optional<std::string> provisional;       ///< with the planted error, if there is one
    std::optional<PlantedError> planted;
    bool truthKnown = false; ///< voxel truth; false: the report is all that is known
};

/// Reads truth.json of every examination. NotFound: no cohort. Corrupt names the file.
Result<std::vector<Case>> casesOfCohort(const std::filesystem::path& folder,
                                        const catalogue::Catalogue& catalogue);

/// Labels are what the reports affirm: silver, not truth. Examinations without a report are left out.
Result<std::vector<Case>> casesOfArchive(const std::filesystem::path& folder,
                                         const catalogue::Catalogue& catalogue);

} // namespace second_read::evaluate
