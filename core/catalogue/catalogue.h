#pragma once
/// The findings catalogue: what is asked of every study, and with which words.
/// resources/findings/<region>.json is the single source of truth; a pack holds a frozen, hashed copy of it.

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/qualified_terms.h"
#include "base/words.h"

namespace second_read::catalogue {

/// Terms are phrases in lower case, hyphens as spaces. A trailing '*' on a word matches any ending of it, a
/// '~' between words stands for up to four words. British and American spellings need one entry: "ae" and
/// "oe" read as "e".
struct Finding {
    std::string id;         ///< "acute_stroke"
    std::string name;       ///< "Acute stroke"
    std::string inSentence; ///< "an acute stroke": the name as a sentence takes it
    std::string radlex;
    std::vector<std::string> positives; ///< whole sentences that affirm it
    std::vector<std::string> negatives; ///< whole sentences that deny it
    std::vector<std::string> terms;     ///< words a report uses for it, whatever stands beside them
    std::vector<QualifiedTerms> qualified;
    std::vector<std::string>
        notTerms;                     ///< phrases that contain a term but mean something else ("mass effect")
    std::set<Sequence> needsAnyOf;    ///< at least one of these must be there, else not evaluable
    std::set<Sequence> alsoUseful;    ///< missing ones lower the confidence and are named
    std::vector<std::string> implies; ///< meningioma implies mass
    std::vector<std::string> confusables;
    double missWeight = 1.0;         ///< how bad a miss is, 0 to 1; orders the flags
    bool reportedReliably = true;    ///< false: absence from a report says little; never a possible_miss
    bool lateralised = true;         ///< false: a side is never stated (hydrocephalus, atrophy)
    std::optional<Side> defaultSide; ///< what a report means that states none (atrophy: bilateral)

    bool operator==(const Finding&) const = default;
};

struct Catalogue {
    std::string region;  ///< "brain"
    std::string version; ///< changes whenever a sentence does
    std::vector<Finding> findings;
    std::vector<std::string>
        normalSentences; ///< what a normal report says; similarity is measured against them

    const Finding* find(std::string_view id) const;
    bool operator==(const Catalogue&) const = default;
};

/// Which sequences of those present let a finding be judged.
struct Evaluability {
    bool evaluable = false;
    std::string whyNot;            ///< a sentence, empty when evaluable
    std::vector<Sequence> missing; ///< useful ones that are not there
};
Evaluability evaluability(const Finding& finding, const std::set<Sequence>& present);

/// Corrupt, naming the entry, when a key is missing or of the wrong type, an id is double, a finding has no
/// positive sentence, an unknown sequence or refers to a finding that is not there. "words" names lists that
/// several findings share; "@old" in a list of qualifiers stands for the list "old".
Result<Catalogue> parseCatalogue(const nlohmann::json& json);
Result<Catalogue> readCatalogue(const std::filesystem::path& file);
/// The one that comes with the program.
Result<Catalogue> readShippedCatalogue();
nlohmann::json toJson(const Catalogue& catalogue);

} // namespace second_read::catalogue
