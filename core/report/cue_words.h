#pragma once
/// The phrases of the cues.

#include <initializer_list>

#include "report/cues.h"

namespace second_read::report {

struct CueWords {
    CueKind kind;
    std::initializer_list<const char*> phrases; ///< as PhraseTable takes them
};

/// One entry a kind; a phrase may stand under two kinds ("versus" hedges both sides).
const std::initializer_list<CueWords>& cueWords();

} // namespace second_read::report
