#include "report/cues.h"

#include <algorithm>
#include <functional>

#include "report/cue_words.h"

namespace second_read::report {
namespace {

const PhraseTable& cueTable() {
    static const PhraseTable kTable = [] {
        PhraseTable table;
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
