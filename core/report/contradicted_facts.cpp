#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "report/conflicts.h"
#include "report/cues.h"

namespace second_read::report {
namespace {

constexpr double kLargestMm = 300; ///< nothing inside a head is longer; the head itself measures about 200 mm

constexpr double kLargestMl = 2300; ///< the largest adult intracranial volume

constexpr int kAdult = 20; ///< "toddler" and "infant" are not said of older patients

constexpr std::size_t kMostConflicts = 100; ///< a text with more is no report

constexpr std::array<std::string_view, 9> kMaleWords = {
    "he", "man", "gentleman", "male", "boy", "men", "prostatectomy", "seminoma", "vasectomy"};
constexpr std::array<std::string_view, 9> kFemaleWords = {
    "she", "woman", "lady", "female", "girl", "postpartum", "eclampsia", "hysterectomy", "gravid"};
constexpr std::array<std::string_view, 3> kMaleStems = {"prostat", "testic", "scrot"};
constexpr std::array<std::string_view, 4> kFemaleStems = {"uter", "ovar", "pregnan", "eclampt"};
/// Of patients who are no adults.
constexpr std::array<std::string_view, 5> kChildWords = {"neonate", "newborn", "infant", "toddler",
                                                         "toddlers"};

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

/// Units in which nothing seen on an image is measured.
constexpr std::array<std::string_view, 19> kOtherUnits = {
    "m",    "meter", "meters", "metre", "metres", "km", "dm",  "inch", "inches", "feet",
    "foot", "ft",    "kg",     "g",     "mg",     "lb", "lbs", "sec",  "seconds"};
constexpr std::array<std::string_view, 8> kMeasureWords = {"measures", "measuring", "measured", "size",
                                                           "diameter", "thickness", "width",    "length"};

bool measuresSomething(const std::vector<Token>& tokens, std::size_t number) {
    const std::size_t floor = number > 6 ? number - 6 : 0;
    for (std::size_t t = number; t-- > floor;)
        if (std::ranges::find(kMeasureWords, tokens[t].text) != kMeasureWords.end()) return true;
    return number > 0 && (tokens[number - 1].is("x") || tokens[number - 1].is("by"));
}

/// What is wrong with the measurement whose number stands at token t.
std::optional<std::string> impossible(const std::vector<Token>& tokens, std::size_t t) {
    const auto value = t + 1 < tokens.size() ? wholeNumber(tokens[t]) : std::nullopt;
    if (!value) return std::nullopt;
    const Token& unit = tokens[t + 1];
    const std::string stated = "The report states a measurement of " + tokens[t].text + " " + unit.text;
    if ((unit.is("cm") && *value * 10 > kLargestMm) || (unit.is("mm") && *value > kLargestMm))
        return stated + ", which is larger than a head.";
    if ((unit.is("ml") || unit.is("cc")) && *value > kLargestMl)
        return stated + ", which is more than a head holds.";
    const bool otherUnit = std::ranges::find(kOtherUnits, unit.text) != kOtherUnits.end();
    if (otherUnit && measuresSomething(tokens, t)) return stated + ", which no finding is measured in.";
    return std::nullopt;
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
    const auto add = [&](std::string message, Span span) {
        conflicts.push_back({std::nullopt, std::move(message), {span}});
    };
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        if (sentence.section != SectionKind::Technique)
            if (auto message = impossible(tokens, t))
                add(std::move(*message), {tokens[t].span.begin, tokens[t + 1].span.end});
        if (!facts) continue;
        if (const auto age = patient.age ? ageAt(tokens, t) : std::nullopt;
            age && std::abs(*age - *patient.age) > 1 && ofThePatient(t))
            add("The report speaks of a patient aged " + std::to_string(*age) +
                    ", the study belongs to one aged " + std::to_string(*patient.age) + ".",
                tokens[t].span);
        if (patient.age && *patient.age >= kAdult &&
            std::ranges::find(kChildWords, tokens[t].text) != kChildWords.end() && ofThePatient(t))
            add("The report speaks of a child, the study belongs to a patient aged " +
                    std::to_string(*patient.age) + ".",
                tokens[t].span);
        if (!patient.sex || (*patient.sex != "M" && *patient.sex != "F")) continue;
        if (const auto sex = sexOf(tokens[t]); sex && *sex != patient.sex->front() && ofThePatient(t))
            add(std::string("The report speaks of a ") + (*sex == 'M' ? "male" : "female") +
                    " patient, the study belongs to a " + (*sex == 'M' ? "female" : "male") + " one.",
                tokens[t].span);
    }
}

} // namespace second_read::report
