#include "report/report.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "report/conflicts.h"
#include "report/cues.h"
#include "report/layout.h"
#include "report/phrases.h"
#include "report/places.h"

namespace second_read::report {
namespace {

constexpr std::size_t kQualifierReach = 9;
constexpr std::size_t kWidestPhrase = 20; ///< tokens; farther words have no say about a term

/// What a phrase of the lexicon is for.
enum class Role { Term, NotTerm, With, Without, Neutral };

struct Entry {
    std::size_t finding = 0;
    std::size_t group = 0; ///< of qualified terms; 0: unqualified
    Role role = Role::Term;
};

struct Group {
    bool qualified = false;
    bool needsCompany = false;
    bool weak = false;
};

/// A term found in a sentence and accepted.
struct Hit {
    std::size_t finding = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    bool weak = false;
};

/// Distance of a qualifier from a term; what stands before counts as nearer, clauses part.
std::size_t qualifierDistance(const std::vector<Token>& tokens, const PhraseMatch& qualifier,
                              const PhraseMatch& term) {
    if (qualifier.first <= term.last && qualifier.last >= term.first) return 0;
    const bool before = qualifier.last < term.first;
    const std::size_t from = before ? qualifier.last : term.last, to = before ? term.first : qualifier.first;
    if (to - from > 2 * kQualifierReach) return to - from;
    std::size_t d = before ? 2 * (to - from) : 3 * (to - from);
    for (std::size_t t = from + 1; t < to; ++t) {
        if (tokens[t].is(";") || tokens[t].is(":"))
            d += 12;
        else if (tokens[t].is(",") || tokens[t].is("and") || tokens[t].is("with") || tokens[t].is("but"))
            d += 3;
    }
    return d;
}

bool isSilent(SectionKind section) {
    return section == SectionKind::Technique || section == SectionKind::Comparison;
}

/// What a mention counts for, given where it stands: clinical details ask, they do not affirm.
Assertion inSection(Assertion assertion, SectionKind section) {
    if (isSilent(section)) return Assertion::Absent;
    const bool claims = assertion == Assertion::Affirmed || assertion == Assertion::Uncertain;
    return section == SectionKind::ClinicalDetails && claims ? Assertion::Absent : assertion;
}

/// Whether a mention takes part in what the report says of a finding.
bool counts(const Mention& mention, SectionKind section) {
    if (mention.assertion == Assertion::Absent) return false;
    return section != SectionKind::ClinicalDetails || mention.assertion == Assertion::Historical;
}

std::string wordsAt(std::u32string_view text, Span span) {
    return encodeUtf8(text.substr(span.begin, span.end - span.begin));
}

/// Drops repetitions, keeping the order of first appearance.
void dropRepeated(std::vector<std::string>& words) {
    std::unordered_set<std::string> seen;
    std::erase_if(words, [&](const std::string& word) { return !seen.insert(word).second; });
}

/// In the order of the text, each stretch once.
void sortSpans(std::vector<Span>& spans) {
    std::ranges::sort(spans, {}, [](const Span& span) { return std::pair(span.begin, span.end); });
    const auto repeated = std::ranges::unique(spans);
    spans.erase(repeated.begin(), repeated.end());
}

} // namespace

struct ReportReader::Lexicon {
    std::vector<FindingTerms> findings;
    std::vector<std::vector<Group>> groups; ///< by finding
    std::vector<Entry> entries;
    PhraseTable table;

    void add(const std::vector<std::string>& phrases, const Entry& entry) {
        for (const std::string& phrase : phrases) {
            table.add(phrase, entries.size());
            entries.push_back(entry);
        }
    }

    std::vector<Hit> hitsIn(const std::vector<Token>& tokens) const;
    void unite(std::u32string_view text, Reading& reading) const;
};

ReportReader::ReportReader(std::vector<FindingTerms> findings) {
    auto lexicon = std::make_shared<Lexicon>();
    lexicon->findings = std::move(findings);
    for (std::size_t f = 0; f < lexicon->findings.size(); ++f) {
        const FindingTerms& finding = lexicon->findings[f];
        std::vector<Group>& groups = lexicon->groups.emplace_back(1);
        lexicon->add(finding.terms, {f, 0, Role::Term});
        lexicon->add(finding.notTerms, {f, 0, Role::NotTerm});
        for (const QualifiedTerms& qualified : finding.qualified) {
            const std::size_t group = groups.size();
            groups.push_back({true, !qualified.with.empty(), qualified.weak});
            lexicon->add(qualified.terms, {f, group, Role::Term});
            lexicon->add(qualified.with, {f, group, Role::With});
            lexicon->add(qualified.without, {f, group, Role::Without});
            lexicon->add(qualified.neutral, {f, group, Role::Neutral});
        }
    }
    m_lexicon = std::move(lexicon);
}

std::vector<Hit> ReportReader::Lexicon::hitsIn(const std::vector<Token>& tokens) const {
    const std::vector<PhraseMatch> matches = table.find(tokens);
    std::vector<Hit> hits;
    for (const PhraseMatch& term : matches) {
        const Entry& entry = entries[term.phrase];
        if (entry.role != Role::Term) continue;
        const Group& group = groups[entry.finding][entry.group];
        bool refused = false;
        std::size_t nearest = 2 * kQualifierReach;
        std::optional<Role> company;
        const std::size_t from = term.first > kWidestPhrase ? term.first - kWidestPhrase : 0;
        for (auto at = std::ranges::lower_bound(matches, from, {}, &PhraseMatch::first);
             at != matches.end() && at->first <= term.last + kWidestPhrase; ++at) {
            const PhraseMatch& other = *at;
            const Entry& role = entries[other.phrase];
            if (role.finding != entry.finding) continue;
            if (role.role == Role::NotTerm) {
                refused = refused || (other.first <= term.first && other.last >= term.last) ||
                          (other.first <= term.first && other.last >= term.first && other.last < term.last);
            } else if (role.role != Role::Term && role.group == entry.group && group.qualified) {
                const std::size_t d = qualifierDistance(tokens, other, term);
                if (d > nearest || (d == nearest && company && *company != Role::Without)) continue;
                nearest = d;
                company = role.role;
            }
        }
        if (refused || company == Role::Without || (!company && group.needsCompany)) continue;
        hits.push_back({entry.finding, term.first, term.last, group.weak});
    }
    // one hit per finding and stretch of words: a name before a description, the longer before the shorter
    std::ranges::stable_sort(hits, [](const Hit& a, const Hit& b) {
        if (a.weak != b.weak) return b.weak;
        return a.last - a.first > b.last - b.first;
    });
    std::vector<Hit> kept;
    std::vector<std::vector<bool>> taken(findings.size());
    for (const Hit& hit : hits) {
        std::vector<bool>& words = taken[hit.finding];
        words.resize(tokens.size());
        if (std::any_of(words.begin() + static_cast<std::ptrdiff_t>(hit.first),
                        words.begin() + static_cast<std::ptrdiff_t>(hit.last) + 1, [](bool t) { return t; }))
            continue;
        std::fill(words.begin() + static_cast<std::ptrdiff_t>(hit.first),
                  words.begin() + static_cast<std::ptrdiff_t>(hit.last) + 1, true);
        kept.push_back(hit);
    }
    std::ranges::stable_sort(kept, {}, &Hit::first);
    return kept;
}

void ReportReader::Lexicon::unite(std::u32string_view text, Reading& reading) const {
    for (const FindingTerms& finding : findings) reading.findings[finding.id];
    const auto strongest = [&](const std::string& id, FindingReading& united) {
        for (const Mention& mention : reading.mentions)
            if (mention.finding == id && counts(mention, reading.sentences[mention.sentence].section))
                united.assertion = std::max(united.assertion, mention.assertion);
        for (const Mention& mention : reading.mentions) {
            if (mention.finding != id || mention.assertion != united.assertion ||
                !counts(mention, reading.sentences[mention.sentence].section))
                continue;
            united.side = second_read::unite(united.side, mention.side);
            united.spans.push_back(mention.term);
            united.words.push_back(wordsAt(text, mention.term));
            if (mention.cue) united.words.push_back(wordsAt(text, *mention.cue));
        }
        dropRepeated(united.words);
    };
    for (const FindingTerms& finding : findings) strongest(finding.id, reading.findings[finding.id]);
    for (const FindingTerms& finding : findings) {
        const FindingReading from = reading.findings[finding.id];
        const bool present = from.assertion == Assertion::Affirmed || from.assertion == Assertion::Uncertain;
        if (!present) continue; // "no meningioma" does not deny a mass
        for (const std::string& implied : finding.implies) {
            const auto found = reading.findings.find(implied);
            if (found == reading.findings.end() || found->second.assertion > from.assertion) continue;
            FindingReading& to = found->second;
            if (to.assertion < from.assertion) {
                to = from;
                continue;
            }
            to.side = second_read::unite(to.side, from.side);
            to.spans.insert(to.spans.end(), from.spans.begin(), from.spans.end());
            to.words.insert(to.words.end(), from.words.begin(), from.words.end());
            sortSpans(to.spans);
            dropRepeated(to.words);
        }
    }
    for (const FindingTerms& finding : findings) {
        FindingReading& united = reading.findings[finding.id];
        if (united.assertion >= Assertion::Historical && !united.side) united.side = finding.defaultSide;
        if (united.assertion == Assertion::Negated) united.side.reset();
    }
}

Reading ReportReader::read(std::string_view utf8, const PatientFacts& patient) const {
    Reading reading;
    const std::u32string text = decodeUtf8(utf8);
    reading.sections = sectionsOf(text);
    reading.sentences = sentencesOf(text, reading.sections);
    for (std::size_t s = 0; s < reading.sentences.size(); ++s) {
        const Sentence& sentence = reading.sentences[s];
        const std::vector<Token> tokens = tokensOf(text, sentence.span);
        findContradictedFacts({sentence.section, &tokens}, patient, reading.conflicts);
        const std::vector<Hit> hits = m_lexicon->hitsIn(tokens);
        if (hits.empty()) continue;
        const Assertions assertions(tokens);
        std::vector<TermAt> terms;
        for (const Hit& hit : hits) terms.push_back({hit.first, hit.last});
        const Places places(text, tokens, std::move(terms));
        for (std::size_t h = 0; h < hits.size(); ++h) {
            const Hit& hit = hits[h];
            const Judgement judgement = assertions.of(hit.first, hit.last);
            Mention mention;
            mention.finding = m_lexicon->findings[hit.finding].id;
            mention.assertion = judgement.assertion;
            if (hit.weak) mention.assertion = std::min(mention.assertion, Assertion::Uncertain);
            mention.assertion = inSection(mention.assertion, sentence.section);
            mention.term = {tokens[hit.first].span.begin, tokens[hit.last].span.end};
            mention.sentence = s;
            if (judgement.cue)
                mention.cue =
                    Span{tokens[judgement.cue->first].span.begin, tokens[judgement.cue->last].span.end};
            if (const auto side = places.sideOf(h)) {
                mention.side = side->side;
                mention.sideWord = side->word;
            }
            mention.place = places.placeOf(h);
            mention.sizeMm = places.sizeOf(h);
            reading.mentions.push_back(std::move(mention));
        }
    }
    m_lexicon->unite(text, reading);
    findContradictedMentions(text, reading);
    return reading;
}

} // namespace second_read::report
