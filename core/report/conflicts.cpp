#include "report/conflicts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <set>

#include "report/cues.h"

namespace second_read::report {
namespace {

constexpr double kLargestMm = 300; ///< nothing inside a head is longer; the head itself measures about 200 mm

constexpr std::size_t kMostConflicts = 100; ///< a text with more is no report

constexpr std::array<std::string_view, 8> kMaleWords = {"man", "gentleman",     "male",     "boy",
                                                        "men", "prostatectomy", "seminoma", "vasectomy"};
constexpr std::array<std::string_view, 8> kFemaleWords = {
    "woman", "lady", "female", "girl", "postpartum", "eclampsia", "hysterectomy", "gravid"};
constexpr std::array<std::string_view, 3> kMaleStems = {"prostat", "testic", "scrot"};
constexpr std::array<std::string_view, 4> kFemaleStems = {"uter", "ovar", "pregnan", "eclampt"};

/// What may stand before a denied term without narrowing it: "no evidence of intracranial haemorrhage".
constexpr std::array<std::string_view, 26> kUnspecific = {
    "no",      "evidence", "of", "any",      "intracranial", "brain",   "cerebral", "sign",  "signs",
    "for",     "a",        "an", "definite", "convincing",   "obvious", "focal",    "space", "occupying",
    "without", "negative", "or", "and",      "nor",          "not",     "there",    "is"};

bool startsWithOneOf(const std::string& word, auto stems) {
    return std::ranges::any_of(stems, [&](std::string_view stem) { return word.starts_with(stem); });
}

/// "M" or "F" when the word belongs to patients of one sex.
std::optional<char> sexOf(const Token& token) {
    if (!token.isWord()) return std::nullopt;
    if (std::ranges::find(kMaleWords, token.text) != kMaleWords.end() ||
        startsWithOneOf(token.text, kMaleStems))
        return 'M';
    if (std::ranges::find(kFemaleWords, token.text) != kFemaleWords.end() ||
        startsWithOneOf(token.text, kFemaleStems))
        return 'F';
    return std::nullopt;
}

std::optional<double> wholeNumber(const Token& token) {
    if (token.kind != Token::Kind::Number) return std::nullopt;
    double value = 0;
    const auto [end, error] =
        std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
    if (error != std::errc{} || end != token.text.data() + token.text.size()) return std::nullopt;
    return value;
}

/// "57-year-old", "57 yo", "57 y/o", "aged 57": the age at token t, as written.
std::optional<int> ageAt(const std::vector<Token>& tokens, std::size_t t) {
    const auto is = [&](std::size_t at, std::initializer_list<std::string_view> words) {
        return at < tokens.size() && std::ranges::find(words, tokens[at].text) != words.end();
    };
    const auto number = wholeNumber(tokens[t]);
    if (!number || *number < 1 || *number > 120) return std::nullopt;
    const bool years = is(t + 1, {"year", "years", "yr", "yrs"}) && is(t + 2, {"old"});
    const bool shortForm = is(t + 1, {"yo"}) || (is(t + 1, {"y"}) && is(t + 2, {"/"}) && is(t + 3, {"o"}));
    const bool aged = t > 0 && is(t - 1, {"aged"});
    return years || shortForm || aged ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

std::string quoted(std::u32string_view text, Span span) {
    return "\"" + encodeUtf8(text.substr(span.begin, span.end - span.begin)) + "\"";
}

/// The words between a negation and its term deny it altogether, not one kind of it ("no new haemorrhage").
bool deniesAltogether(std::u32string_view text, const Mention& mention, const Sentence& sentence) {
    if (mention.place || mention.sideWord) return false;
    const std::vector<Token> tokens = tokensOf(text, {sentence.span.begin, mention.term.begin});
    for (std::size_t t = tokens.size(); t-- > 0;) {
        if (tokens[t].kind == Token::Kind::Mark || tokens[t].is("or") || tokens[t].is("and") ||
            tokens[t].is("nor"))
            return true;
        if (std::ranges::find(kUnspecific, tokens[t].text) == kUnspecific.end()) return false;
    }
    return true;
}

/// The first letters of a term, enough to tell "haemorrhage" from "haematoma".
std::string stemOf(std::u32string_view text, const Mention& mention) {
    return fold(text.substr(mention.term.begin, mention.term.end - mention.term.begin)).substr(0, 6);
}

/// One section denies what the other affirms by the same word, and affirms nothing itself.
void findAffirmedAndDenied(std::u32string_view text, Reading& reading, const std::string& finding,
                           const std::vector<const Mention*>& mentions) {
    std::map<SectionKind, std::map<std::string, const Mention*>>
        affirmed; // by section and stem, the first of each
    for (const Mention* mention : mentions)
        if (mention->assertion == Assertion::Affirmed)
            affirmed[reading.sentences[mention->sentence].section].emplace(stemOf(text, *mention), mention);
    for (const Mention* denied : mentions) {
        const Sentence& sentence = reading.sentences[denied->sentence];
        const bool inConclusion = sentence.section == SectionKind::Conclusion;
        if (denied->assertion != Assertion::Negated ||
            !(inConclusion || sentence.section == SectionKind::Findings))
            continue;
        const auto there = affirmed.find(inConclusion ? SectionKind::Findings : SectionKind::Conclusion);
        if (there == affirmed.end() || affirmed.contains(sentence.section)) continue;
        const auto other = there->second.find(stemOf(text, *denied));
        if (other == there->second.end() || !deniesAltogether(text, *denied, sentence)) continue;
        const Span said = other->second->term;
        std::vector<Span> spans{said, denied->term};
        std::ranges::sort(spans, {}, &Span::begin);
        reading.conflicts.push_back(
            {finding,
             inConclusion ? "The findings describe " + quoted(text, said) + ", the conclusion denies it."
                          : "The conclusion states " + quoted(text, said) + ", the findings deny it.",
             std::move(spans)});
        return;
    }
}

void findSideAgainstSide(std::u32string_view text, Reading& reading, const std::string& finding,
                         const std::vector<const Mention*>& mentions) {
    const Mention *inFindings = nullptr, *inConclusion = nullptr;
    std::set<Side> findingsSides, conclusionSides;
    for (const Mention* mention : mentions) {
        if (mention->assertion != Assertion::Affirmed || !mention->side || !mention->sideWord) continue;
        const SectionKind section = reading.sentences[mention->sentence].section;
        if (section == SectionKind::Findings) {
            findingsSides.insert(*mention->side);
            if (!inFindings) inFindings = mention;
        } else if (section == SectionKind::Conclusion) {
            conclusionSides.insert(*mention->side);
            if (!inConclusion) inConclusion = mention;
        }
    }
    if (findingsSides.size() != 1 || conclusionSides.size() != 1) return;
    const Side one = *findingsSides.begin(), other = *conclusionSides.begin();
    if (one == other || mirrored(one) != other) return;
    reading.conflicts.push_back({finding,
                                 "The findings place " + quoted(text, inFindings->term) + " on the " +
                                     std::string(nameOf(one)) + ", the conclusion on the " +
                                     std::string(nameOf(other)) + ".",
                                 {*inFindings->sideWord, *inConclusion->sideWord}});
}

} // namespace

void findContradictedFacts(const ReadSentence& sentence, const PatientFacts& patient,
                           std::vector<TextConflict>& conflicts) {
    if (conflicts.size() >= kMostConflicts) return;
    const std::vector<Token>& tokens = *sentence.tokens;
    const bool facts = patient.sex || patient.age;
    std::optional<Assertions> assertions; // made only for the rare sentence that needs it
    const auto ofThePatient = [&](std::size_t t) {
        if (!assertions) assertions.emplace(tokens);
        const Judgement judgement = assertions->of(t, t);
        return !(judgement.assertion == Assertion::Absent || judgement.assertion == Assertion::Negated);
    };
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        if (tokens[t].kind == Token::Kind::Number && t + 1 < tokens.size() &&
            sentence.section != SectionKind::Technique) {
            const bool cm = tokens[t + 1].is("cm"), mm = tokens[t + 1].is("mm");
            const auto value = cm || mm ? wholeNumber(tokens[t]) : std::nullopt;
            if (value && *value * (cm ? 10 : 1) > kLargestMm)
                conflicts.push_back({std::nullopt,
                                     "The report states a measurement of " + tokens[t].text +
                                         (cm ? " cm" : " mm") + ", which is larger than a head.",
                                     {{tokens[t].span.begin, tokens[t + 1].span.end}}});
        }
        if (!facts) continue;
        if (const auto age = patient.age ? ageAt(tokens, t) : std::nullopt;
            age && std::abs(*age - *patient.age) > 1 && ofThePatient(t))
            conflicts.push_back({std::nullopt,
                                 "The report speaks of a patient aged " + std::to_string(*age) +
                                     ", the study belongs to one aged " + std::to_string(*patient.age) + ".",
                                 {tokens[t].span}});
        if (!patient.sex || (*patient.sex != "M" && *patient.sex != "F")) continue;
        if (const auto sex = sexOf(tokens[t]); sex && *sex != patient.sex->front() && ofThePatient(t))
            conflicts.push_back({std::nullopt,
                                 std::string("The report speaks of a ") + (*sex == 'M' ? "male" : "female") +
                                     " patient, the study belongs to a " + (*sex == 'M' ? "female" : "male") +
                                     " one.",
                                 {tokens[t].span}});
    }
}

void findContradictedMentions(std::u32string_view text, Reading& reading) {
    std::map<std::string, std::vector<const Mention*>> byFinding;
    for (const Mention& mention : reading.mentions) byFinding[mention.finding].push_back(&mention);
    for (const auto& [finding, mentions] : byFinding) {
        findAffirmedAndDenied(text, reading, finding, mentions);
        findSideAgainstSide(text, reading, finding, mentions);
    }
}

} // namespace second_read::report
