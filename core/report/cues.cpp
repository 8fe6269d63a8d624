#include "report/cues.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "report/cue_words.h"

namespace second_read::report {
namespace {

/// A relative is spoken of where one has something or something is in one; "accompanied by her son" is not.
void addRelatives(PhraseTable& table) {
    constexpr std::array kRelatives = {
        "mother",      "father",       "brother",  "sister",    "son",         "daughter",
        "brothers",    "sisters",      "sons",     "daughters", "parent",      "parents",
        "sibling",     "siblings",     "cousin",   "cousins",   "uncle",       "aunt",
        "uncles",      "aunts",        "nephew",   "niece",     "grandmother", "grandfather",
        "grandparent", "grandparents", "relative", "relatives", "twin"};
    constexpr std::array kHave = {
        "with",      "had",       "has",           "have",           "suffered", "suffers",
        "died",      "diagnosed", "was diagnosed", "were diagnosed", "is known", "are known",
        "was found", ":"};
    constexpr std::array kIn = {
        "in a", "in one",  "in two",           "in three", "in the", "in his",          "in her",
        "in",   "in both", "in the patient's", "of his",   "of her", "in first degree", "in a first degree"};
    for (const std::string relative : kRelatives) {
        for (const std::string has : kHave)
            table.add(relative + " " + has, static_cast<std::size_t>(CueKind::Others));
        for (const std::string in : kIn)
            table.add(in + " " + relative, static_cast<std::size_t>(CueKind::OthersBefore));
    }
}

const PhraseTable& cueTable() {
    static const PhraseTable kTable = [] {
        PhraseTable table;
        addRelatives(table);
        for (const CueWords& group : cueWords())
            for (const char* phrase : group.phrases) table.add(phrase, static_cast<std::size_t>(group.kind));
        return table;
    }();
    return kTable;
}

} // namespace

std::vector<Cue> cuesOf(const std::vector<Token>& tokens) {
    std::vector<PhraseMatch> matches = cueTable().find(tokens);
    // Longer cues win over those they overlap; kinds that share the same words all stay ("versus" hedges both
    // sides).
    std::ranges::stable_sort(matches, std::greater{}, [](const PhraseMatch& m) { return m.last - m.first; });
    std::vector<const PhraseMatch*> owner(tokens.size(), nullptr);
    std::vector<Cue> cues;
    for (const PhraseMatch& match : matches) {
        bool free = true;
        for (std::size_t t = match.first; t <= match.last && free; ++t)
            free = !owner[t] || (owner[t]->first == match.first && owner[t]->last == match.last);
        if (!free) continue;
        for (std::size_t t = match.first; t <= match.last; ++t) owner[t] = &match;
        cues.push_back({static_cast<CueKind>(match.phrase), match.first, match.last});
    }
    std::ranges::stable_sort(cues, {}, &Cue::first);
    return cues;
}

} // namespace second_read::report
