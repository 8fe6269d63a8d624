#pragma once
/// The findings catalogue: what is asked of every study, and with which words. resources/findings/<region>.json is the
/// single source of truth; a pack holds a frozen, hashed copy of it.

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/words.h"

namespace second_read::catalogue {

struct Finding {
    std::string id;   ///< "acute_stroke"
    std::string name; ///< "Acute stroke"
    std::string radlex;
    std::vector<std::string> positives; ///< whole sentences that affirm it
    std::vector<std::string> negatives; ///< whole sentences that deny it
    std::vector<std::string> terms;     ///< words a report uses for it, lower case; a trailing '*' matches word endings
    std::vector<std::string> notTerms;  ///< phrases that contain a term but mean something else ("mass effect")
    std::set<Sequence> needsAnyOf;      ///< at least one of these must be there, else not evaluable
    std::set<Sequence> alsoUseful;      ///< missing ones lower the confidence and are named
    std::vector<std::string> implies;   ///< meningioma implies mass
    std::vector<std::string> confusables;
    double missWeight = 1.0;           ///< how bad a miss is, 0 to 1; orders the flags
    bool reportedReliably = true;      ///< false: absence from a report says little; never a possible_miss
    bool lateralised = true;           ///< false: a side is never stated (hydrocephalus, atrophy)

    bool operator==(const Finding&) const = default;
};

struct Catalogue {
    std::string region;  ///< "brain"
    std::string version; ///< changes whenever a sentence does
    std::vector<Finding> findings;
    std::vector<std::string> normalSentences; ///< what a normal report says; similarity is measured against them

    const Finding* find(std::string_view id) const;
    bool operator==(const Catalogue&) const = default;
};

/// Which sequences of those present let a finding be judged.
struct Evaluability {
    bool evaluable = false;
    std::string whyNot;             ///< a sentence, empty when evaluable
    std::vector<Sequence> missing;  ///< useful ones that are not there
};
Evaluability evaluability(const Finding& finding, const std::set<Sequence>& present);

/// Corrupt, naming the entry, when an id is double, a finding has no positive sentence or an unknown sequence.
Result<Catalogue> parseCatalogue(const nlohmann::json& json);
Result<Catalogue> readCatalogue(const std::filesystem::path& file);
nlohmann::json toJson(const Catalogue& catalogue);

} // namespace second_read::catalogue
