#include "report/addenda.h"

#include <algorithm>
#include <array>
#include <optional>

#include "report/tokens.h"

namespace second_read::report {
namespace {

/// No report names more findings; every addition is compared with all that came before.
constexpr std::size_t kMostMentions = 300;

/// Between a denial and its term these narrow nothing.
constexpr std::array<std::string_view, 14> kUnspecific = {
    "a",    "an",    "any",      "of",         "the", "this",         "evidence",
    "sign", "signs", "definite", "convincing", "is",  "intracranial", "actual"};
constexpr std::array<std::string_view, 6> kCorrecting = {"correct", "errat", "error",
                                                         "mistake", "wrong", "misprint"};
constexpr std::array<std::string_view, 4> kReads = {"read", "state", "say", "be"};

std::u32string_view cut(std::u32string_view text, Span span) {
    return text.substr(span.begin, span.end - span.begin);
}

/// The first letters of a term, enough to tell "haemorrhage" from "haematoma".
std::string stemOf(std::u32string_view text, const Mention& mention) {
    return fold(cut(text, mention.term)).substr(0, 6);
}

bool sayDifferentSides(const Mention& a, const Mention& b) { return a.side && b.side && a.side != b.side; }

/// Every word that narrows a denial was said of what it denies.
bool deniesAllOf(std::u32string_view text, const Mention& denial, const Mention& earlier,
                 const Reading& reading) {
    if (!denial.cue || stemOf(text, denial) != stemOf(text, earlier) || sayDifferentSides(denial, earlier) ||
        (denial.place && denial.place != earlier.place))
        return false;
    const std::size_t begin = denial.cue->end;
    if (begin >= denial.term.begin) return true; // "the infarct is not seen"
    const std::vector<Token> said = tokensOf(text, reading.sentences[earlier.sentence].span);
    const std::vector<Token> between = tokensOf(text, {begin, denial.term.begin});
    return std::ranges::all_of(between, [&](const Token& token) {
        return std::ranges::find(kUnspecific, token.text) != kUnspecific.end() ||
               std::ranges::find(said, token.text, &Token::text) != said.end();
    });
}

/// Where "X should read Y" parts what is wrong from what is right.
std::optional<std::size_t> readsFrom(const std::vector<Token>& tokens) {
    for (std::size_t t = 0; t + 1 < tokens.size(); ++t) {
        if (!tokens[t].is("should")) continue;
        const std::size_t verb = tokens[t + 1].is("have") && t + 2 < tokens.size() ? t + 2 : t + 1;
        if (std::ranges::find(kReads, tokens[verb].text) != kReads.end()) return tokens[verb].span.end;
    }
    return std::nullopt;
}

/// "On the right, not on the left."
bool deniesASide(const std::vector<Token>& tokens) {
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        if (!tokens[t].is("not")) continue;
        std::size_t side = t + 1;
        while (side < tokens.size() && (tokens[side].is("on") || tokens[side].is("the"))) ++side;
        if (side < tokens.size() && (tokens[side].is("left") || tokens[side].is("right"))) return true;
    }
    return false;
}

bool isCorrection(const std::vector<Token>& tokens) {
    if (deniesASide(tokens)) return true;
    return std::ranges::any_of(tokens, [](const Token& token) {
        return std::ranges::any_of(kCorrecting,
                                   [&](std::string_view word) { return token.text.starts_with(word); });
    });
}

/// "Side error above. The infarct is on the left."
bool followsCorrection(std::u32string_view text, const Mention& added, const Reading& reading) {
    if (added.sentence == 0) return false;
    const Sentence& before = reading.sentences[added.sentence - 1];
    return before.section == SectionKind::Addendum && isCorrection(tokensOf(text, before.span));
}

} // namespace

void applyAddenda(std::u32string_view text, Reading& reading) {
    if (reading.mentions.size() > kMostMentions) return;
    const auto isAdded = [&](const Mention& mention) {
        return reading.sentences[mention.sentence].section == SectionKind::Addendum;
    };
    for (Mention& added : reading.mentions) {
        if (!isAdded(added)) continue;
        const std::vector<Token> tokens = tokensOf(text, reading.sentences[added.sentence].span);
        const auto reads = readsFrom(tokens);
        if (reads && added.term.end < *reads) {
            added.assertion = Assertion::Absent;
            continue;
        }
        const bool denies = added.assertion == Assertion::Negated;
        const bool corrects = added.assertion >= Assertion::Uncertain &&
                              (reads || isCorrection(tokens) || followsCorrection(text, added, reading));
        if (!denies && !corrects) continue;
        for (Mention& earlier : reading.mentions) {
            if (isAdded(earlier) || earlier.finding != added.finding ||
                earlier.assertion < Assertion::Uncertain)
                continue;
            if (denies ? deniesAllOf(text, added, earlier, reading) : sayDifferentSides(added, earlier))
                earlier.assertion = Assertion::Absent;
        }
    }
}

} // namespace second_read::report
