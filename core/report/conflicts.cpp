#include "report/conflicts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "report/cues.h"

namespace second_read::report {
namespace {

/// What may stand before a denied term without narrowing it: "no evidence of intracranial haemorrhage".
constexpr std::array<std::string_view, 40> kUnspecific = {
    "no",           "evidence", "of",          "any",         "intracranial", "brain",    "cerebral",
    "sign",         "signs",    "for",         "a",           "an",           "definite", "convincing",
    "obvious",      "focal",    "space",       "occupying",   "without",      "negative", "or",
    "and",          "nor",      "not",         "there",       "is",           "nothing",  "to",
    "suggest",      "indicate", "indication",  "features",    "feature",      "see",      "particular",
    "specifically", "global",   "generalised", "generalized", "free"};

/// No report names one finding more often; every mention is compared with all others.
constexpr std::size_t kMostMentions = 300;

std::string quoted(std::u32string_view text, Span span) {
    return "\"" + encodeUtf8(text.substr(span.begin, span.end - span.begin)) + "\"";
}

/// What may follow a denied term without narrowing it: "no haemorrhage is seen", but not "no haemorrhage on
/// CT".
constexpr std::array<std::string_view, 15> kUnspecificAfter = {
    "is", "are",        "was",        "were",     "or",           "and",     "nor",       "seen",
    ".",  "identified", "visualised", "detected", "demonstrated", "present", "visualized"};

/// The words around a denied term deny all of what `said` affirms, not one kind of it: "no new haemorrhage"
/// denies a haemorrhage only where that was called new too.
bool denies(std::u32string_view text, const Mention& denial, const Sentence& sentence, const Sentence& said) {
    if (denial.place || denial.sideWord) return false;
    const std::vector<Token> after = tokensOf(text, {denial.term.end, sentence.span.end});
    if (!after.empty() && after.front().isWord() && !among(after.front(), kUnspecificAfter)) return false;
    const std::vector<Token> tokens = tokensOf(text, {sentence.span.begin, denial.term.begin});
    const std::vector<Token> words = tokensOf(text, said.span);
    for (std::size_t t = tokens.size(); t-- > 0;) {
        if (tokens[t].kind == Token::Kind::Mark || tokens[t].is("or") || tokens[t].is("and") ||
            tokens[t].is("nor"))
            return true;
        if (!among(tokens[t], kUnspecific) &&
            std::ranges::find(words, tokens[t].text, &Token::text) == words.end())
            return false;
    }
    return true;
}

/// The first letters of a term, enough to tell "haemorrhage" from "haematoma".
std::string stemOf(std::u32string_view text, const Mention& mention) {
    return fold(text.substr(mention.term.begin, mention.term.end - mention.term.begin)).substr(0, 6);
}

/// A section whose sentences are set against others: findings, conclusion, or all of a text without headings.
bool isCompared(const Reading& reading, SectionKind section) {
    return section == SectionKind::Findings || section == SectionKind::Conclusion ||
           (section == SectionKind::Other && reading.sections.size() == 1);
}

std::string affirmedAndDenied(SectionKind affirmed, SectionKind denied, const std::string& words) {
    if (affirmed == SectionKind::Findings && denied == SectionKind::Conclusion)
        return "The findings describe " + words + ", the conclusion denies it.";
    if (affirmed == SectionKind::Conclusion && denied == SectionKind::Findings)
        return "The conclusion states " + words + ", the findings deny it.";
    return "The report both describes and denies " + words + ".";
}

/// A mention denies what another affirms by the same word; of a diffuse finding by any, in another section.
void findAffirmedAndDenied(std::u32string_view text, Reading& reading, const std::string& finding,
                           bool diffuse, const std::vector<const Mention*>& mentions) {
    const auto sectionOf = [&](const Mention* mention) {
        return reading.sentences[mention->sentence].section;
    };
    const auto keyOf = [&](const Mention* mention) { return diffuse ? "" : stemOf(text, *mention); };
    std::map<std::string, std::vector<const Mention*>> affirmed; // by key
    for (const Mention* mention : mentions)
        if (mention->assertion == Assertion::Affirmed && isCompared(reading, sectionOf(mention)))
            affirmed[keyOf(mention)].push_back(mention);
    if (affirmed.empty()) return;
    for (const Mention* denied : mentions) {
        if (denied->assertion != Assertion::Negated || !isCompared(reading, sectionOf(denied))) continue;
        const auto there = affirmed.find(keyOf(denied));
        if (there == affirmed.end()) continue;
        const auto other = std::ranges::find_if(there->second, [&](const Mention* mention) {
            const bool sameWord = stemOf(text, *mention) == stemOf(text, *denied);
            return mention->sentence != denied->sentence &&
                   (sameWord || sectionOf(mention) != sectionOf(denied)) &&
                   denies(text, *denied, reading.sentences[denied->sentence],
                          reading.sentences[mention->sentence]);
        });
        if (other == there->second.end()) continue;
        const Span said = (*other)->term;
        std::vector<Span> spans{said, denied->term};
        std::ranges::sort(spans, {}, &Span::begin);
        reading.conflicts.push_back(
            {finding, affirmedAndDenied(sectionOf(*other), sectionOf(denied), quoted(text, said)),
             std::move(spans)});
        return;
    }
}

/// One side in the findings, the other in the conclusion, and of the two at least one without doubt. What is
/// doubted counts too: a second lesion on the other side is no contradiction.
void findSideAgainstSide(std::u32string_view text, Reading& reading, const std::string& finding,
                         const std::vector<const Mention*>& mentions) {
    const Mention *inFindings = nullptr, *inConclusion = nullptr;
    std::set<Side> findingsSides, conclusionSides;
    bool affirmed = false;
    for (const Mention* mention : mentions) {
        if (mention->assertion < Assertion::Uncertain || !mention->side || !mention->sideWord) continue;
        const SectionKind section = reading.sentences[mention->sentence].section;
        if (section != SectionKind::Findings && section != SectionKind::Conclusion) continue;
        affirmed = affirmed || mention->assertion == Assertion::Affirmed;
        const bool found = section == SectionKind::Findings;
        (found ? findingsSides : conclusionSides).insert(*mention->side);
        const Mention*& first = found ? inFindings : inConclusion;
        if (!first) first = mention;
    }
    if (!affirmed) return;
    if (findingsSides.size() != 1 || conclusionSides.size() != 1) return;
    const Side one = *findingsSides.begin(), other = *conclusionSides.begin();
    if (one == other || mirrored(one) != other) return;
    reading.conflicts.push_back({finding,
                                 "The findings place " + quoted(text, inFindings->term) + " on the " +
                                     std::string(nameOf(one)) + ", the conclusion on the " +
                                     std::string(nameOf(other)) + ".",
                                 {*inFindings->sideWord, *inConclusion->sideWord}});
}

struct Shift {
    Side to = Side::Left;
    Span span;
};

/// Where a sentence says that the midline has gone: "shift to the left", "right-to-left midline shift",
/// "leftward shift".
std::optional<Shift> shiftIn(std::u32string_view text, Span sentence) {
    constexpr std::size_t kReach = 7;
    if (text.substr(sentence.begin, sentence.end - sentence.begin).find(U"shift") ==
        std::u32string_view::npos)
        return std::nullopt;
    const std::vector<Token> tokens = tokensOf(text, sentence);
    const auto shift =
        std::ranges::find_if(tokens, [](const Token& t) { return t.text.starts_with("shift"); });
    if (shift == tokens.end()) return std::nullopt;
    const auto at = static_cast<std::size_t>(shift - tokens.begin());
    if (Assertions(tokens).of(at, at).assertion != Assertion::Affirmed) return std::nullopt;
    const std::size_t end = std::min(tokens.size(), at + kReach + 1);
    for (std::size_t t = at > kReach ? at - kReach : 0; t < end; ++t) {
        const Token& token = tokens[t];
        const bool wards = token.text.starts_with("leftward") || token.text.starts_with("rightward");
        std::size_t before = t;
        if (before > 0 && tokens[before - 1].is("the")) --before;
        const bool towards = before > 0 && (token.is("left") || token.is("right")) &&
                             (tokens[before - 1].is("to") || tokens[before - 1].text.starts_with("toward"));
        if (wards || towards) return Shift{token.text.front() == 'l' ? Side::Left : Side::Right, token.span};
    }
    return std::nullopt;
}

void findShiftAgainstShift(std::u32string_view text, Reading& reading) {
    std::optional<Shift> inFindings, inConclusion;
    for (const Sentence& sentence : reading.sentences) {
        if (sentence.section != SectionKind::Findings && sentence.section != SectionKind::Conclusion)
            continue;
        const auto shift = shiftIn(text, sentence.span);
        auto& known = sentence.section == SectionKind::Findings ? inFindings : inConclusion;
        if (shift && known && known->to != shift->to) return; // of several, nobody knows which is meant
        if (shift) known = shift;
    }
    if (!inFindings || !inConclusion || inFindings->to == inConclusion->to) return;
    reading.conflicts.push_back({std::nullopt,
                                 "The findings describe a shift to the " +
                                     std::string(nameOf(inFindings->to)) + ", the conclusion one to the " +
                                     std::string(nameOf(inConclusion->to)) + ".",
                                 {inFindings->span, inConclusion->span}});
}

constexpr double kOtherSize = 1.3; ///< ratio of two sizes that rounding does not explain
constexpr double kOtherMm = 3;

/// "12 mm", "1.5 mm".
std::string shown(double mm) {
    const double tenths = std::round(mm * 10) / 10;
    std::string text = std::to_string(static_cast<long>(tenths));
    const auto rest = std::lround((tenths - std::floor(tenths)) * 10);
    return text + (rest ? "." + std::to_string(rest) : "") + " mm";
}

/// The same word with one size in the findings and quite another in the conclusion.
void findSizeAgainstSize(std::u32string_view text, Reading& reading, const std::string& finding,
                         const std::vector<const Mention*>& mentions) {
    std::map<std::string, std::vector<const Mention*>> inFindings, inConclusion; // by stem
    for (const Mention* mention : mentions) {
        if (mention->assertion != Assertion::Affirmed || !mention->sizeMm) continue;
        const SectionKind section = reading.sentences[mention->sentence].section;
        if (section == SectionKind::Findings) inFindings[stemOf(text, *mention)].push_back(mention);
        if (section == SectionKind::Conclusion) inConclusion[stemOf(text, *mention)].push_back(mention);
    }
    for (const auto& [stem, there] : inConclusion) {
        const auto here = inFindings.find(stem);
        if (here == inFindings.end() || here->second.size() != 1 || there.size() != 1) continue;
        const Mention &one = *here->second.front(), &other = *there.front();
        const double small = std::min(*one.sizeMm, *other.sizeMm),
                     large = std::max(*one.sizeMm, *other.sizeMm);
        if (large < kOtherSize * small || large - small < kOtherMm) continue;
        reading.conflicts.push_back({finding,
                                     "The findings measure " + quoted(text, one.term) + " at " +
                                         shown(*one.sizeMm) + ", the conclusion at " + shown(*other.sizeMm) +
                                         ".",
                                     {one.term, other.term}});
    }
}

} // namespace

void findContradictedMentions(std::u32string_view text, const std::set<std::string>& diffuse,
                              Reading& reading) {
    std::map<std::string, std::vector<const Mention*>> byFinding;
    for (const Mention& mention : reading.mentions) byFinding[mention.finding].push_back(&mention);
    for (const auto& [finding, mentions] : byFinding) {
        if (mentions.size() > kMostMentions) continue;
        findAffirmedAndDenied(text, reading, finding, diffuse.contains(finding), mentions);
        findSideAgainstSide(text, reading, finding, mentions);
        findSizeAgainstSize(text, reading, finding, mentions);
    }
    findShiftAgainstShift(text, reading);
}

} // namespace second_read::report
