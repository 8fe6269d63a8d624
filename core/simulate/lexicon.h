#pragma once
/// What radiologists write: nouns and sentences per finding, and the names of places. Written from textbooks
/// and published reporting guides; no report of a patient was copied.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "simulate/grammar.h"

namespace second_read::simulate {

/// Slots in patterns: {noun} the finding with its article, {bare} without; {where} " in the left frontal
/// lobe"; {adj} "left frontal" (both empty when nothing is known); {size} "[measuring] 12 mm", {by} from whom
/// it is, {grade} of Fazekas.
struct Lexicon {
    std::string_view id;
    std::vector<std::string_view> nouns;       ///< names, article included where one counts them
    std::vector<std::string_view> said;        ///< whole sentences that affirm
    std::vector<std::string_view> denied;      ///< whole sentences that deny
    std::vector<std::string_view> deniedNouns; ///< for "no ..., ... or ..."
    std::vector<std::string_view> concluded;   ///< for the conclusion
    bool focal = true;                         ///< has a side and a place
};

const Lexicon& lexiconOf(std::string_view finding); ///< an unknown id: the lexicon of the normal brain
/// Nouns and sentences for one subtype ("subdural"); nullptr where it has none of its own.
struct SubtypeWords {
    std::string_view finding, subtype;
    std::vector<std::string_view> nouns, said;
    std::vector<std::string_view> concluded = {}; ///< empty: as the finding is concluded
};
const SubtypeWords* wordsOf(std::string_view finding, std::string_view subtype);
const std::vector<SubtypeWords>& subtypeWords();

/// Fills {where}, {adj}, {Where} from a side and a place; either may be unknown.
void fillPlace(Slots& slots, std::optional<Side> side, std::string_view place, Random& random);
/// A place where this finding may lie.
std::string_view likelyPlace(std::string_view finding, Random& random);

/// One of many ways to deny this finding.
std::string denyingSentence(const Lexicon& lexicon, Random& random);
/// The diameters of a ball of this volume, about, as a report gives them: "12 x 9 mm".
std::string sizeText(double ml, bool centimetres, Random& random);

/// Sentences on a normal brain and its neighbours, one topic each.
const std::vector<std::string_view>& normalStatements();
/// What is said in passing; `variant`: only where Examination::variants has it.
struct Incidental {
    std::string_view variant, said;
};
const std::vector<Incidental>& incidentals();
/// Sentences that a change of long standing is as it was.
const std::vector<std::string_view>& comparisons();

} // namespace second_read::simulate
