#pragma once
/// Where sections and sentences of a report begin and end.

#include <string_view>
#include <vector>

#include "report/report.h"

namespace second_read::report {

/// Headings in English, German and French, on a line of their own or before a colon, also in the middle of a
/// line when in capitals. A heading that nobody knows ends clinical details, technique and comparison,
/// nothing else.
std::vector<Section> sectionsOf(std::u32string_view text);

/// In reading order; headings belong to no sentence. Line breaks inside a paragraph join; bullets, blank
/// lines and short lines part. Nothing is longer than 2,000 characters (1,000 where there is a space), so
/// that all later work stays linear.
std::vector<Sentence> sentencesOf(std::u32string_view text, const std::vector<Section>& sections);

} // namespace second_read::report
