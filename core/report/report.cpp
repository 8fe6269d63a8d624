#include "report/report.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>
#include <utility>

#include "report/addenda.h"
#include "report/conflicts.h"
#include "report/cues.h"
#include "report/layout.h"
#include "report/phrases.h"
#include "report/places.h"
#include "report/spelling.h"

namespace second_read::report {
namespace {

/// Words of medical English that lie one letter from a term and are no slip of it (found in 20,000 real
/// texts).
constexpr std::array kOtherWords = {"metatars*",   "hydroneph*", "hypoten*",   "hepatoma*", "desmoid*",
                                    "dysphasi*",   "strictur*",  "rejection*", "relaxed",   "relayed",
                                    "relaxes",     "dilution*",  "tripped",    "strikes",   "stokes",
                                    "epidermidis", "angiocath*", "nocular",    "torturous"};
/// Long words of negation, doubt and past, which are misspelt as names are.
constexpr std::array kCueWords = {"without",  "negative", "evidence",   "excluded", "resolved",
                                  "possible", "history",  "suspicious", "unlikely", "previous"};
constexpr std::size_t kQualifierReach = 12;
constexpr std::size_t kWidestPhrase = 24; ///< tokens; farther words have no say about a term

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

/// What one sentence offers to mentions elsewhere that state no side of their own.
struct Context {
    std::optional<Side> side;
    std::vector<std::string> affirmed; ///< findings that own the sentence
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

/// A qualifier near a term.
struct Company {
    Role role;
    PhraseMatch words;
    std::size_t distance;
};

/// The nearest qualifier decides, on a tie one that accepts; "acute or chronic infarct" is both.
bool isAccepted(const std::vector<Token>& tokens, const std::vector<Company>& company, bool needed) {
    if (company.empty()) return !needed;
    const auto rank = [](const Company& one) { return std::pair(one.distance, one.role == Role::Without); };
    const Company& nearest = *std::ranges::min_element(company, {}, rank);
    if (nearest.role != Role::Without) return true;
    return std::ranges::any_of(company, [&](const Company& other) {
        if (other.role == Role::Without) return false;
        const PhraseMatch &a = other.words, &b = nearest.words;
        const std::size_t from = std::min(a.last, b.last) + 1, to = std::max(a.first, b.first);
        if (from >= to || to - from > 2) return false;
        return std::ranges::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(from),
                                   tokens.begin() + static_cast<std::ptrdiff_t>(to), [](const Token& token) {
                                       return token.is("or") || token.is("and") || token.is(",") ||
                                              token.is("/") || token.is("on") || token.is("to") ||
                                              token.is("nor");
                                   });
    });
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

/// "A lesion consistent with an infarct": what only describes is explained by the name that follows.
bool isExplained(const std::vector<Token>& tokens, const Hit& hit, const std::vector<Hit>& hits) {
    constexpr std::array<std::string_view, 12> kExplains = {
        "consistent", "compatible", "keeping", "represent", "represents",     "representing",
        "suggesting", "suggestive", "typical", "due",       "characteristic", "diagnostic"};
    return hit.weak && std::ranges::any_of(hits, [&](const Hit& name) {
               return !name.weak && name.finding != hit.finding && name.first > hit.last &&
                      std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(hit.last) + 1,
                                  tokens.begin() + static_cast<std::ptrdiff_t>(name.first),
                                  [&](const Token& token) {
                                      return std::ranges::find(kExplains, token.text) != kExplains.end();
                                  });
           });
}

/// A sentence about what is normal, outside the brain or not there lends no side.
bool lendsSide(const std::vector<Token>& tokens) {
    constexpr std::array<std::string_view, 16> kNot = {"no",           "not",       "without",   "normal",
                                                       "unremarkable", "clear",     "patent",    "intact",
                                                       "preserved",    "mastoid",   "mastoids",  "maxillary",
                                                       "scalp",        "subgaleal", "calvarium", "sinusitis"};
    return std::ranges::none_of(tokens, [&](const Token& token) {
        return token.isWord() && std::ranges::find(kNot, token.text) != kNot.end();
    });
}

} // namespace

struct ReportReader::Lexicon {
    std::vector<FindingTerms> findings;
    std::vector<std::vector<Group>> groups; ///< by finding
    std::vector<Entry> entries;
    PhraseTable table;
    Spelling spelling;
    std::set<std::string> diffuse; ///< findings that lie on both sides where none is stated

    void add(const std::vector<std::string>& phrases, const Entry& entry) {
        for (const std::string& phrase : phrases) {
            table.add(phrase, entries.size());
            spelling.learn(phrase, entry.role == Role::Term);
            entries.push_back(entry);
        }
    }

    std::vector<Hit> hitsIn(const std::vector<Token>& tokens) const;
    void dropExplained(Reading& reading, const std::vector<bool>& weak) const;
    void unite(std::u32string_view text, const std::vector<Context>& contexts, Reading& reading) const;
    std::optional<Side> sideFromContext(const FindingTerms& finding, const std::vector<Context>& contexts,
                                        const Reading& reading) const;
};

ReportReader::ReportReader(std::vector<FindingTerms> findings) {
    auto lexicon = std::make_shared<Lexicon>();
    for (const char* word : kOtherWords) lexicon->spelling.learn(word, false);
    for (const char* word : kCueWords) lexicon->spelling.learn(word, true);
    lexicon->findings = std::move(findings);
    for (std::size_t f = 0; f < lexicon->findings.size(); ++f) {
        const FindingTerms& finding = lexicon->findings[f];
        if (finding.defaultSide) lexicon->diffuse.insert(finding.id);
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
        std::vector<Company> company;
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
                if (const std::size_t d = qualifierDistance(tokens, other, term); d <= 2 * kQualifierReach)
                    company.push_back({role.role, other, d});
            }
        }
        if (refused || !isAccepted(tokens, company, group.needsCompany)) continue;
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

/// A mention without a side takes it from the nearest sentence of its section that speaks of nothing else; a
/// conclusion from all such sentences of the report.
std::optional<Side> ReportReader::Lexicon::sideFromContext(const FindingTerms& finding,
                                                           const std::vector<Context>& contexts,
                                                           const Reading& reading) const {
    constexpr std::size_t kNeighbours = 3;
    const auto lends = [&](std::size_t sentence) -> std::optional<Side> {
        const Context& context = contexts[sentence];
        const bool ours = std::ranges::all_of(context.affirmed, [&](const std::string& id) {
            return id == finding.id || std::ranges::find(finding.implies, id) != finding.implies.end();
        });
        return ours ? context.side : std::nullopt;
    };
    bool anyConclusion = false;
    const Assertion deciding = reading.findings.at(finding.id).assertion;
    for (const Mention& mention : reading.mentions) {
        const SectionKind section = reading.sentences[mention.sentence].section;
        if (mention.finding != finding.id || mention.assertion != deciding || !counts(mention, section))
            continue;
        anyConclusion = anyConclusion || section == SectionKind::Conclusion;
        for (std::size_t step = 1; step <= kNeighbours; ++step)
            for (const std::size_t at : {mention.sentence - step, mention.sentence + step})
                if (at < contexts.size() && reading.sentences[at].section == section)
                    if (const auto side = lends(at)) return side;
    }
    if (!anyConclusion) return std::nullopt;
    std::optional<Side> side;
    for (std::size_t at = 0; at < contexts.size(); ++at) side = second_read::unite(side, lends(at));
    return side;
}

/// A focal finding that is only described ("restricted diffusion"), never named, and of which the conclusion
/// says nothing while it names another one, is a sign of that other one. Diffuse findings lie beside others.
void ReportReader::Lexicon::dropExplained(Reading& reading, const std::vector<bool>& weak) const {
    std::set<std::string> named, concluded;
    bool conclusionNames = false;
    for (std::size_t m = 0; m < weak.size(); ++m) {
        const Mention& mention = reading.mentions[m];
        if (mention.assertion < Assertion::Uncertain) continue;
        if (!weak[m]) named.insert(mention.finding);
        if (reading.sentences[mention.sentence].section != SectionKind::Conclusion) continue;
        concluded.insert(mention.finding);
        conclusionNames = conclusionNames || !weak[m];
    }
    if (!conclusionNames) return;
    std::set<std::string> explained;
    for (const FindingTerms& finding : findings) {
        const bool mayBe =
            std::ranges::any_of(finding.implies, [&](const auto& id) { return concluded.contains(id); });
        if (!finding.defaultSide && !mayBe && !named.contains(finding.id) && !concluded.contains(finding.id))
            explained.insert(finding.id);
    }
    // all that is left of these are signs, denials and past findings
    std::erase_if(reading.mentions, [&](const Mention& mention) {
        return mention.assertion >= Assertion::Uncertain && explained.contains(mention.finding);
    });
}

void ReportReader::Lexicon::unite(std::u32string_view text, const std::vector<Context>& contexts,
                                  Reading& reading) const {
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
        if (united.assertion == Assertion::Negated) united.side.reset();
        if (united.assertion < Assertion::Historical || (united.side && united.side != Side::Midline))
            continue;
        for (const Mention& mention : reading.mentions)
            if (mention.finding == finding.id && mention.assertion >= Assertion::Historical &&
                counts(mention, reading.sentences[mention.sentence].section))
                united.side = second_read::unite(united.side, mention.side);
        for (const std::string& implied : finding.implies)
            if (const auto found = reading.findings.find(implied);
                !united.side && found != reading.findings.end())
                united.side = found->second.side;
        if (!united.side)
            united.side =
                finding.defaultSide ? finding.defaultSide : sideFromContext(finding, contexts, reading);
    }
}

Reading ReportReader::read(std::string_view utf8, const PatientFacts& patient) const {
    Reading reading;
    const std::u32string text = decodeUtf8(utf8);
    reading.sections = sectionsOf(text);
    reading.sentences = sentencesOf(text, reading.sections);
    std::vector<Context> contexts(reading.sentences.size());
    std::vector<bool> weak; // which mentions describe without naming
    std::size_t section = 0;
    for (std::size_t s = 0; s < reading.sentences.size(); ++s) {
        const Sentence& sentence = reading.sentences[s];
        std::vector<Token> tokens = tokensOf(text, sentence.span);
        m_lexicon->spelling.correct(tokens);
        findContradictedFacts({sentence.section, &tokens}, patient, reading.conflicts);
        const std::vector<Hit> hits = m_lexicon->hitsIn(tokens);
        while (section + 1 < reading.sections.size() &&
               reading.sections[section + 1].body.begin <= sentence.span.begin)
            ++section;
        const Span heading = reading.sections[section].heading;
        const bool differential =
            fold(std::u32string_view(text).substr(heading.begin,
                                                  std::min<std::size_t>(heading.end - heading.begin, 12)))
                .starts_with("differenti");
        const bool speaksOfImages =
            !isSilent(sentence.section) && sentence.section != SectionKind::ClinicalDetails;
        if (hits.empty() && !speaksOfImages) continue;
        const Assertions assertions(tokens);
        std::vector<TermAt> terms;
        for (const Hit& hit : hits) terms.push_back({hit.first, hit.last});
        const Places places(text, tokens, std::move(terms));
        if (speaksOfImages && lendsSide(tokens)) contexts[s].side = places.sideOfAll();
        for (std::size_t h = 0; h < hits.size(); ++h) {
            const Hit& hit = hits[h];
            const FindingTerms& finding = m_lexicon->findings[hit.finding];
            if (!finding.defaultSide && isExplained(tokens, hit, hits)) continue;
            const Judgement judgement = assertions.of(hit.first, hit.last);
            Mention mention;
            mention.finding = finding.id;
            weak.push_back(hit.weak);
            mention.assertion = judgement.assertion;
            if (hit.weak || differential)
                mention.assertion = std::min(mention.assertion, Assertion::Uncertain);
            mention.assertion = inSection(mention.assertion, sentence.section);
            mention.term = {tokens[hit.first].span.begin, tokens[hit.last].span.end};
            mention.sentence = s;
            if (judgement.cue)
                mention.cue =
                    Span{tokens[judgement.cue->first].span.begin, tokens[judgement.cue->last].span.end};
            if (const auto side = places.sideOf(h); side && (side->own || !finding.defaultSide)) {
                mention.side = side->side;
                mention.sideWord = side->word;
            }
            mention.place = places.placeOf(h);
            mention.sizeMm = places.sizeOf(h);
            if (mention.assertion == Assertion::Affirmed) contexts[s].affirmed.push_back(mention.finding);
            reading.mentions.push_back(std::move(mention));
        }
    }
    applyAddenda(text, reading);
    m_lexicon->dropExplained(reading, weak);
    m_lexicon->unite(text, contexts, reading);
    findContradictedMentions(text, m_lexicon->diffuse, reading);
    return reading;
}

} // namespace second_read::report
