#pragma once
/// What an addendum takes back of the report it belongs to.

#include <string_view>

#include "report/report.h"

namespace second_read::report {

/// An addendum that denies a finding, or corrects its side, has the last word: what the rest of the report
/// said of it becomes Absent. It must name it with the same word and deny no more than was said: "no new
/// infarct" and "no infarct on the right" leave the left one standing. A text with more mentions than any
/// report has is left as it is.
void applyAddenda(std::u32string_view text, Reading& reading);

} // namespace second_read::report
