#include <algorithm>
#include <array>

#include "report/cues.h"

namespace second_read::report {
namespace {

/// Open a new statement after a comma, whatever list came before: "no infarct, the ventricles are large".
constexpr std::array<std::string_view, 20> kStrongOpeners = {"there",
                                                             "this",
                                                             "these",
                                                             "those",
                                                             "it",
                                                             "they",
                                                             "he",
                                                             "she",
                                                             "the",
                                                             "stable",
                                                             "unchanged",
                                                             "again",
                                                             "redemonstration",
                                                             "likely",
                                                             "probably",
                                                             "consistent",
                                                             "compatible",
                                                             "status",
                                                             "now",
                                                             "overall"};
/// Open one only where no list goes on: "no infarct, chronic small vessel change".
constexpr std::array<std::string_view, 40> kWeakOpeners = {
    "a",           "an",          "mild",    "moderate",  "severe",     "marked",    "small",
    "large",       "multiple",    "several", "few",       "some",       "chronic",   "old",
    "remote",      "left",        "right",   "bilateral", "patchy",     "scattered", "diffuse",
    "generalized", "generalised", "age",     "extensive", "minimal",    "prominent", "only",
    "just",        "with",        "mildly",  "slight",    "moderately", "confluent", "known",
    "previously",  "post",        "prior",   "global",    "possible"};
constexpr std::array<std::string_view, 12> kVerbs = {
    "is", "are", "was", "were", "has", "have", "had", "shows", "remains", "remain", "measures", "appears"};
constexpr std::array<std::string_view, 12> kStatements = {
    "measuring", "measures", "stable",  "unchanged", "consistent", "compatible",
    "likely",    "probably", "remains", "has",       "have",       "representing"};
constexpr std::array<std::string_view, 9> kDefinite = {"the", "this",  "that",       "these",      "those",
                                                       "its", "known", "previously", "preexisting"};
constexpr std::array<std::string_view, 18> kPrepositions = {
    "in",   "within", "of",   "to",    "from", "around", "surrounding", "with",    "by",
    "near", "than",   "into", "along", "on",   "at",     "inside",      "beneath", "upon"};
constexpr std::array<std::string_view, 22> kFillers = {
    "evidence", "sign",       "signs",     "indication", "suggestion", "definite",   "convincing", "obvious",
    "of",       "for",        "to",        "ct",         "mr",         "mri",        "imaging",    "any",
    "residual", "recurrence", "recurrent", "remnant",    "regrowth",   "progression"};

/// Answers to what precedes them: "Haemorrhage: no", "infarct - negative", "SAH (-)".
constexpr std::array<std::string_view, 3> kDenials = {"no", "negative", "neg"};
constexpr std::array<std::string_view, 6> kNumbered = {"series", "image", "slice", "case", "study", "figure"};
constexpr std::array<std::string_view, 3> kRecent = {"recent", "acute", "new"};
constexpr std::array<std::string_view, 3> kConfirmations = {"yes", "present", "positive"};

bool isComma(const Token& token) { return token.is(","); }
bool isOr(const Token& token) { return token.is("or") || token.is("nor"); }
bool isAnd(const Token& token) { return token.is("and") || token.is("&"); }
bool endsAll(const Token& token) { return token.is(";") || token.is(":") || token.is("?") || token.is("!"); }

/// How far a cue reaches at most, in tokens.
std::size_t longestReach(const Cue& cue, const std::vector<Token>& tokens) {
    const std::string& word = tokens[cue.first].text;
    switch (cue.kind) {
    case CueKind::Negates:
        return cue.first != cue.last ? 60 : word == "non" ? 1 : word == "not" ? 18 : 60;
    case CueKind::NegatesBefore:
        return 25;
    case CueKind::Hedges:
        return word.starts_with("differential") || word == "ddx" ? 30 : word == "?" ? 6 : 15;
    case CueKind::HedgesBefore:
        return word == "versus" || word == "vs" || word == "?" ? 6 : 14;
    case CueKind::Past:
        return 10;
    case CueKind::PastBefore:
        return 15;
    case CueKind::Others:
    case CueKind::OthersBefore:
        return 10;
    case CueKind::Asks:
    case CueKind::AsksBefore:
        return 20;
    case CueKind::Pseudo:
    case CueKind::Ends:
        return 0;
    }
    return 0;
}

/// One sentence with its cues, while their reaches are worked out.
class Sentence {
public:
    Sentence(const std::vector<Token>& tokens, const std::vector<Cue>& cues)
        : m_tokens(tokens), m_ends(tokens.size(), false), m_orAhead(tokens.size() + 1, false) {
        for (const Cue& cue : cues)
            if (cue.kind == CueKind::Ends || isDoubtOfDenial(cue)) m_ends[cue.first] = true;
        for (std::size_t t = tokens.size(); t-- > 0;)
            m_orAhead[t] = !m_ends[t] && !endsAll(tokens[t]) && (isOr(tokens[t]) || m_orAhead[t + 1]);
    }

    /// One past the last token that a cue reaches to its right.
    std::size_t reachRight(const Cue& cue) const {
        const std::size_t limit = std::min(m_tokens.size(), cue.last + 1 + longestReach(cue, m_tokens));
        bool verb = false;
        for (std::size_t t = cue.last + 1; t < limit; ++t) {
            const Token& token = m_tokens[t];
            const bool atOnce = t <= cue.last + 2;
            if (endsAll(token) && !(token.is(":") && t == cue.last + 1)) return t;
            if (m_ends[t] && !(cue.kind == CueKind::Hedges ? atOnce : t == cue.last + 1)) return t;
            if (isComma(token) && commaEnds(cue, t, verb)) return t;
            if ((isAnd(token) || token.is("with")) && newStatementAfter(t, verb)) return t;
            if (cue.kind == CueKind::Past && (among(token, kVerbs) || token.is("with"))) return t;
            verb = verb || among(token, kVerbs);
        }
        return limit;
    }

    /// The first token that a cue reaches to its left.
    std::size_t reachLeft(const Cue& cue) const {
        const std::size_t reach = longestReach(cue, m_tokens);
        const std::size_t floor = cue.first > reach ? cue.first - reach : 0;
        bool one = answersOneAlone(cue);
        for (std::size_t t = cue.first; t-- > floor;) {
            const Token& token = m_tokens[t];
            const bool asked = (token.is(":") || token.is("?")) && t + 1 == cue.first;
            if (endsAll(token) && !asked) return t + 1;
            if (m_ends[t]) return t + 1;
            if ((isComma(token) || isAnd(token)) && verbBefore(t)) return t + 1;
            if (isComma(token) && one) return t + 1;
            one = one && !isAnd(token) && !isOr(token);
        }
        return floor;
    }

private:
    /// "does not exclude": what was denied before it, was denied of something else ("a negative CT does not
    /// exclude a bleed").
    bool isDoubtOfDenial(const Cue& cue) const {
        if (cue.kind != CueKind::Hedges || cue.first == cue.last) return false;
        const Token& last = m_tokens[cue.last];
        return last.is("exclude") || (last.is("out") && m_tokens[cue.last - 1].is("rule"));
    }

    /// "infarct (-), SAH (+)", "mass - no, infarct - yes", "left infarct, haemorrhage excluded": an answer to
    /// a list stands behind a colon or an "and".
    bool answersOneAlone(const Cue& cue) const {
        const Token& word = m_tokens[cue.first];
        return cue.first == cue.last && (among(word, kDenials) || word.is("excluded") || word.is("excl")) &&
               cue.first > 0 && !m_tokens[cue.first - 1].is(":");
    }

    bool commaEnds(const Cue& cue, std::size_t comma, bool verb) const {
        if (comma + 1 >= m_tokens.size()) return true;
        const Token& next = m_tokens[comma + 1];
        if (isOr(next)) return false;
        if (isAnd(next)) return newStatementAfter(comma + 1, verb);
        switch (cue.kind) {
        case CueKind::Negates:
            return negationEnds(comma);
        case CueKind::Asks:
            return among(next, kStrongOpeners);
        case CueKind::Others: // "Family history: mother, aneurysm" is a list
            return !m_tokens[cue.last].is(":") &&
                   !(cue.last + 1 < m_tokens.size() && m_tokens[cue.last + 1].is(":"));
        case CueKind::Hedges: {
            const std::string& word = m_tokens[cue.first].text;
            return !(word.starts_with("differential") || word == "ddx" || word.starts_with("considera") ||
                     next.is("versus") || next.is("vs"));
        }
        default:
            return true;
        }
    }

    /// Whether what follows a comma no longer belongs to a list of things denied.
    bool negationEnds(std::size_t comma) const {
        const Token& next = m_tokens[comma + 1];
        if (among(next, kStrongOpeners)) return true;
        if (m_orAhead[comma + 1]) return false;
        if (among(next, kWeakOpeners)) return true;
        for (std::size_t t = comma + 1;
             t < m_tokens.size() && !isComma(m_tokens[t]) && !endsAll(m_tokens[t]) && !m_ends[t]; ++t)
            if (among(m_tokens[t], kStatements)) return true;
        return false;
    }

    bool newStatementAfter(std::size_t conjunction, bool verb) const {
        if (conjunction + 1 >= m_tokens.size()) return false;
        const Token& next = m_tokens[conjunction + 1];
        const bool opens = among(next, kStrongOpeners) || among(next, kWeakOpeners);
        if (isAnd(m_tokens[conjunction])) return verb || opens;
        // "with": "not consistent with a meningioma" goes on, "no infarct with stable gliosis" does not
        const bool partOfVerb = conjunction > 0 && (m_tokens[conjunction - 1].is("consistent") ||
                                                    m_tokens[conjunction - 1].is("compatible") ||
                                                    m_tokens[conjunction - 1].is("keeping"));
        return opens && !partOfVerb && !next.is("a") && !next.is("an") && !next.is("the");
    }

    bool verbBefore(std::size_t at) const {
        const std::size_t floor = at > 25 ? at - 25 : 0;
        for (std::size_t t = at; t-- > floor;) {
            if (endsAll(m_tokens[t])) return false;
            if (m_ends[t] || among(m_tokens[t], kVerbs)) return true;
        }
        return false;
    }

    const std::vector<Token>& m_tokens;
    std::vector<bool> m_ends;    ///< an ending cue begins here
    std::vector<bool> m_orAhead; ///< an "or" follows in the same statement
};

bool endsAt(const std::vector<Token>& tokens, std::size_t t) {
    return t >= tokens.size() || tokens[t].kind == Token::Kind::Mark;
}

/// A denial with nothing behind it answers what precedes.
bool isAnswer(const std::vector<Token>& tokens, const Cue& cue) {
    return cue.first == cue.last && cue.first > 0 && among(tokens[cue.first], kDenials) &&
           endsAt(tokens, cue.last + 1) && !among(tokens[cue.first - 1], kNumbered);
}

/// "Exclude haemorrhage": a demand at the beginning of a statement, not a doubt.
bool isRequest(const std::vector<Token>& tokens, const Cue& cue) {
    return cue.first == cue.last && tokens[cue.first].is("exclude") &&
           (cue.first == 0 || tokens[cue.first - 1].kind == Token::Kind::Mark);
}

std::vector<Cue> withAnswers(const std::vector<Token>& tokens, std::vector<Cue> cues) {
    // a question mark asks about what it touches: "?stroke" what follows, "stroke?" what precedes
    std::erase_if(cues, [&](const Cue& cue) {
        if (tokens[cue.first].is("versus") ||
            tokens[cue.first].is("vs")) { // "7 mm versus prior 9 mm" compares sizes
            const std::size_t next = cue.last + 1;
            return next < tokens.size() &&
                   (tokens[next].kind == Token::Kind::Number || tokens[next].is("prior") ||
                    tokens[next].is("previous") || tokens[next].is("previously"));
        }
        if (tokens[cue.first].is("may") && cue.first == cue.last) { // "3 May", "May 2020"
            const auto isNumber = [&](std::size_t t) {
                return t < tokens.size() && tokens[t].kind == Token::Kind::Number;
            };
            return isNumber(cue.first + 1) || (cue.first > 0 && isNumber(cue.first - 1));
        }
        if (!tokens[cue.first].is("?")) return false;
        const std::size_t answer = cue.last + 1;
        if (answer < tokens.size() && endsAt(tokens, answer + 1) &&
            (among(tokens[answer], kConfirmations) || among(tokens[answer], kDenials)))
            return true; // "Infarct? Yes."
        const bool touchesBefore =
            cue.first > 0 && tokens[cue.first - 1].span.end == tokens[cue.first].span.begin;
        return touchesBefore != (cue.kind == CueKind::HedgesBefore);
    });
    for (Cue& cue : cues) {
        if (cue.kind == CueKind::Negates && isAnswer(tokens, cue)) cue.kind = CueKind::NegatesBefore;
        if (cue.kind == CueKind::Hedges && isRequest(tokens, cue)) cue.kind = CueKind::Asks;
    }
    for (std::size_t t = 1; t < tokens.size(); ++t) {
        const bool last = t + 1 == tokens.size() || tokens[t + 1].kind == Token::Kind::Mark;
        const bool denied = tokens[t - 1].is("not"); // "not absent"
        const bool ofNew = !last && tokens[t - 1].is(":") && among(tokens[t + 1], kRecent) &&
                           endsAt(tokens, t + 2); // "Infarct: none recent"
        if ((last || ofNew) && !denied &&
            (tokens[t].is("none") || tokens[t].is("nil") || tokens[t].is("absent")))
            cues.push_back({CueKind::NegatesBefore, t, t});
    }
    return cues;
}

/// "no enhancement within the mass" denies the enhancement, not the mass; "possible" doubts it.
bool standsBesideWhatIsMeant(const std::vector<Token>& tokens, const Cue& cue, std::size_t term) {
    if (cue.last >= term) return false;
    const std::size_t floor = std::max(cue.last + 2, term > 5 ? term - 5 : 0);
    for (std::size_t t = term; t-- > floor;) {
        if (isComma(tokens[t]) || isOr(tokens[t]) || isAnd(tokens[t])) return false;
        if (!among(tokens[t], kDefinite) || !among(tokens[t - 1], kPrepositions)) continue;
        for (std::size_t between = cue.last + 1; between + 1 < t; ++between)
            if (!among(tokens[between], kFillers)) return true;
        return false;
    }
    return false;
}

/// "The left MCA aneurysm cannot be assessed", "MRI for evaluation of the mass": known to be there.
bool isDefinite(const std::vector<Token>& tokens, std::size_t term) {
    for (std::size_t t = term, steps = 0; t-- > 0 && steps < 5; ++steps) {
        if (!tokens[t].isWord() || among(tokens[t], kPrepositions)) return false;
        if (among(tokens[t], kDefinite)) return true;
    }
    return false;
}

/// "No evidence that the haematoma has resolved."
bool deniesTheEnd(const std::vector<Token>& tokens, const Cue& denial, std::size_t term, const Cue& over) {
    return denial.last + 1 < term && over.first > term && tokens[denial.last + 1].is("that");
}

/// "The previously seen haematoma ...", "the haematoma on the outside CT is not seen today".
bool seenBefore(const std::vector<Token>& tokens, std::size_t first, std::size_t last, const Cue& denial) {
    constexpr std::array<std::string_view, 6> kBefore = {"previously", "previous", "prior",
                                                         "outside",    "earlier",  "initial"};
    for (std::size_t t = first, steps = 0; t-- > 0 && steps < 6; ++steps)
        if (tokens[t].is("previously") || tokens[t].is("previous") || tokens[t].is("prior")) return true;
    for (std::size_t t = last + 1; t < denial.first; ++t)
        if (among(tokens[t], kBefore)) return true;
    return false;
}

/// "The absence of haemorrhage cannot be guaranteed."
bool doubtsTheDenial(const std::vector<Token>& tokens, const Cue& denial, std::size_t term,
                     const Cue& doubt) {
    return denial.last < term && doubt.first > term &&
           (tokens[denial.first].is("absence") || tokens[denial.first].is("lack"));
}

/// "Evacuation of the haematoma with a residual rim": not all of it is gone. What is denied or stands beside
/// it ("residual oedema") does not count.
bool leavesSome(const std::vector<Token>& tokens, std::size_t term) {
    constexpr std::array<std::string_view, 3> kLeft = {"residual", "remaining", "persistent"};
    constexpr std::array<std::string_view, 9> kSome = {"rim",   "collection", "component", "portion", "part",
                                                       "blood", "nodule",     "disease",   "remnant"};
    constexpr std::array<std::string_view, 3> kDenied = {"no", "without", "or"};
    for (std::size_t t = term + 1; t + 1 < tokens.size() && !endsAll(tokens[t]); ++t) {
        if (among(tokens[t], kDenied)) return false;
        const bool next = among(tokens[t + 1], kSome) ||
                          (t + 2 < tokens.size() && tokens[t + 1].isWord() && among(tokens[t + 2], kSome));
        if (among(tokens[t], kLeft) && next) return true;
    }
    return false;
}

} // namespace

Assertions::Assertions(const std::vector<Token>& tokens)
    : m_negates(tokens.size()), m_hedges(tokens.size()), m_past(tokens.size()), m_others(tokens.size()),
      m_asks(tokens.size()), m_tokens(tokens) {
    const std::vector<Cue> cues = withAnswers(tokens, cuesOf(tokens));
    const Sentence sentence(tokens, cues);
    const auto mark = [](Reach& reach, const Cue& cue, std::size_t from, std::size_t to) {
        for (std::size_t t = from; t < to; ++t) reach[t] = cue;
    };
    for (const Cue& cue : cues) switch (cue.kind) {
        case CueKind::Negates:
            mark(m_negates, cue, cue.last + 1, sentence.reachRight(cue));
            break;
        case CueKind::NegatesBefore:
            mark(m_negates, cue, sentence.reachLeft(cue), cue.first);
            break;
        case CueKind::Hedges:
            mark(m_hedges, cue, cue.last + 1, sentence.reachRight(cue));
            break;
        case CueKind::HedgesBefore:
            mark(m_hedges, cue, sentence.reachLeft(cue), cue.first);
            break;
        case CueKind::Past:
            mark(m_past, cue, cue.last + 1, sentence.reachRight(cue));
            break;
        case CueKind::PastBefore:
            mark(m_past, cue, sentence.reachLeft(cue), cue.first);
            break;
        case CueKind::Others:
            mark(m_others, cue, cue.last + 1, sentence.reachRight(cue));
            break;
        case CueKind::OthersBefore:
            mark(m_others, cue, sentence.reachLeft(cue), cue.first);
            break;
        case CueKind::Asks:
            mark(m_asks, cue, cue.last + 1, sentence.reachRight(cue));
            break;
        case CueKind::AsksBefore:
            mark(m_asks, cue, sentence.reachLeft(cue), cue.first);
            break;
        case CueKind::Pseudo:
        case CueKind::Ends:
            break;
        }
}

Judgement Assertions::of(std::size_t first, std::size_t last) const {
    const auto reached = [&](const Reach& reach) { return reach[first] ? reach[first] : reach[last]; };
    if (const auto cue = reached(m_others)) return {Assertion::Absent, cue};
    const auto negates = reached(m_negates);
    if (const auto over = reached(m_past); negates && over && deniesTheEnd(m_tokens, *negates, first, *over))
        return {};
    if (const auto doubt = reached(m_hedges);
        negates && doubt && doubtsTheDenial(m_tokens, *negates, first, *doubt))
        return {Assertion::Uncertain, doubt};
    if (negates && !standsBesideWhatIsMeant(m_tokens, *negates, first))
        return {seenBefore(m_tokens, first, last, *negates) ? Assertion::Historical : Assertion::Negated,
                negates};
    if (const auto cue = reached(m_asks); cue && !isDefinite(m_tokens, first))
        return {Assertion::Absent, cue};
    if (const auto cue = reached(m_past)) {
        if (cue->last < first && leavesSome(m_tokens, last)) return {};
        return {Assertion::Historical, cue};
    }
    if (const auto cue = reached(m_hedges); cue && !standsBesideWhatIsMeant(m_tokens, *cue, first))
        return {Assertion::Uncertain, cue};
    return {};
}

} // namespace second_read::report
