#pragma once
/// Which MR sequence a stack is. Attributes decide (PS3.3 C.8.3.1: times, ScanningSequence, SequenceVariant,
/// ImageType, contrast agent, b-value); words in the description fill in where attributes are missing.

#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "study/image_facts.h"

namespace second_read::study {

struct Recognition {
    Sequence sequence = Sequence::Other;
    double confidence =
        0; ///< 0.95 attributes and words agree, 0.85 attributes alone, 0.6 words alone, 0.5 they differ
    std::string why; ///< the attributes that decided, in words
};

/// `component` is FrameFacts::component; `diffusionSeries` that a b-value above 50 occurs in the same series
/// (scanners write b = 0 into images that have nothing to do with diffusion).
Recognition recogniseSequence(const Acquisition& acquisition, std::string_view component,
                              bool diffusionSeries);

/// The words of a description in lower case: split at anything but letters, digits, '*' and '+', and where a
/// lower-case letter is followed by a capital.
std::vector<std::string> wordsOf(std::string_view description);

/// After an agent: by attribute, or by the description ("post", "Gd", "KM", "+C", ...) unless that denies it.
bool isContrastEnhanced(const Acquisition& acquisition);

} // namespace second_read::study
