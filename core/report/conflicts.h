#pragma once
/// Contradictions inside a report: findings against conclusion, side against side, sex and age against
/// content, measurements that cannot be.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"
#include "report/tokens.h"

namespace second_read::report {

/// One sentence as read, for the checks that need its words.
struct ReadSentence {
    SectionKind section = SectionKind::Other;
    const std::vector<Token>* tokens = nullptr;
};

/// Age, sex and measurements in one sentence (contradicted_facts.cpp).
void findContradictedFacts(const ReadSentence& sentence, const PatientFacts& patient,
                           std::vector<TextConflict>& conflicts);

/// What the mentions of one reading say against each other. `diffuse`: findings of which every name denies
/// every other ("volume loss", "atrophy"); of the rest a name denies itself alone ("haematoma" is not
/// "microbleeds").
void findContradictedMentions(std::u32string_view text, const std::set<std::string>& diffuse,
                              Reading& reading);

} // namespace second_read::report
