#pragma once
/// May a stack be analysed? Said as the reason why not.

#include <string>

#include "base/words.h"
#include "study/image_facts.h"
#include "study/stacks.h"
#include "study/study_reader.h"

namespace second_read::study {

/// None when it may. `recognisedWhy` is the reason of a stack recognised as "other".
Hindrance hindranceOf(const FileFacts& file, const Stack& stack, Sequence sequence,
                      const std::string& recognisedWhy);

/// The geometric part alone, for NIfTI as well: enough slices, a field of view that a head can have.
std::string whyNotAHead(const std::array<int, 3>& matrix, const std::array<double, 3>& spacing);

} // namespace second_read::study
