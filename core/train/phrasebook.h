#pragma once
/// Ways in which reports affirm and deny findings, for training the language side beside the simulator's
/// words: two writers teach meaning better than one.

#include <cstdint>
#include <optional>
#include <string>

#include "base/words.h"

namespace second_read::train {

/// A sentence about a catalogue finding with its side (none stated: nullopt); nullopt for a finding that is
/// not in the book. The same seed gives the same sentence.
std::optional<std::string> phrase(const std::string& finding, bool affirmed, std::optional<Side> side,
                                  std::uint64_t seed);

/// A sentence of a normal report.
std::string normalPhrase(std::uint64_t seed);

} // namespace second_read::train
