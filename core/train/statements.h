#pragma once
/// Training examples for the language side: texts that say the same in other words, and texts that differ in
/// what matters (denied instead of affirmed, the other side, another finding). All are written by
/// simulate::writeSentence and the catalogue; a pure function of the seed, so that a resumed run goes on with
/// the same examples.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/words.h"
#include "catalogue/catalogue.h"

namespace second_read::train {

/// What a text affirms: finding and side. Empty: nothing abnormal.
using State = std::map<std::string, std::optional<Side>>;

/// False when a reader of one text could not tell it from the other by what they affirm: equal findings and
/// no two different stated sides. Such texts are never negatives of each other.
bool differs(const State& a, const State& b, const catalogue::Catalogue& catalogue);

struct Text {
    std::string text;
    State state;
};

/// Two texts that say the same, and some that nearly do.
struct Example {
    Text anchor;
    Text positive;
    std::vector<Text> negatives;
};

/// A single sentence against a paraphrase; negatives: denied, other side, other finding.
Example sentenceExample(const catalogue::Catalogue& catalogue, std::uint64_t seed, int negatives);
/// The body of a report (one to three findings, the rest denied or passed over) against its conclusion or,
/// with one finding, a sentence that affirms it; negatives: conclusions with a side swapped, a finding
/// exchanged or left out.
Example reportExample(const catalogue::Catalogue& catalogue, std::uint64_t seed, int negatives);

/// The body of a report that affirms exactly `state`.
std::string writeBody(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed);
/// Its conclusion.
std::string writeConclusion(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed);
/// A whole report of that state by one of two writers: the simulator's radiologists, or sentences as above
/// under headings.
std::string writeWhole(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed);
/// The findings of a state with those that they imply (a meningioma is a mass), and evidence::kAbnormality
/// for any.
std::set<std::string> saidOf(const State& state, const catalogue::Catalogue& catalogue);
/// One to three findings with sides; empty in a quarter of the draws.
State drawState(const catalogue::Catalogue& catalogue, std::uint64_t seed);

} // namespace second_read::train
