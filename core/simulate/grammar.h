#pragma once
/// Sentences from patterns: "[There is|We see] {a finding}[ today|]." Alternatives in brackets (nested as you
/// like), slots in braces. The same random state gives the same sentence.

#include <map>
#include <string>
#include <string_view>

#include "simulate/random.h"

namespace second_read::simulate {

using Slots = std::map<std::string, std::string, std::less<>>;

/// Chooses alternatives, fills slots (a slot's value may hold alternatives itself; an unknown slot is empty),
/// tidies blanks and punctuation, mends "a/an", starts with a capital.
std::string expand(std::string_view pattern, const Slots& slots, Random& random);

/// The same without capital: for parts of sentences.
std::string expandPart(std::string_view pattern, const Slots& slots, Random& random);

/// British spelling (in which all patterns are written) to American.
std::string americanised(std::string text);

/// "an acute infarct" -> "acute infarct".
std::string withoutArticle(const std::string& noun);

} // namespace second_read::simulate
