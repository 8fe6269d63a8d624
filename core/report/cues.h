#pragma once
/// The words by which a sentence negates, hedges or dates what it names, and how far they reach.
///
/// After NegEx (Chapman WW et al., A simple algorithm for identifying negated findings and diseases in
/// discharge summaries, J Biomed Inform 2001;34:301-310) and ConText (Harkema H et al., ConText: an algorithm
/// for determining negation, experiencer, and temporal status from clinical reports, J Biomed Inform
/// 2009;42:839-851); the lists and the rules for where a list of negated findings ends are our own.

#include <optional>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "report/phrases.h"

namespace second_read::report {

enum class CueKind {
    Negates,       ///< what follows: "no", "without evidence of"
    NegatesBefore, ///< what precedes: "is not seen"
    Pseudo,        ///< looks like a negation and is none: "no change", "not only"
    Hedges,        ///< what follows: "possible", "suspicious for"
    HedgesBefore,  ///< what precedes: "cannot be excluded"
    Past,          ///< what follows is over: "history of", "resolution of"
    PastBefore,    ///< what precedes is over: "has resolved"
    Others,        ///< what follows is another person's: "family history of"
    OthersBefore,  ///< what precedes is: "in her mother"
    Asks,          ///< what follows is a question or a risk: "rule out", "risk of"
    AsksBefore,    ///< what precedes was not looked for: "cannot be assessed", "may be missed"
    Ends,          ///< ends every reach: "but", "there is"
};

struct Cue {
    CueKind kind;
    std::size_t first = 0; ///< tokens [first, last]
    std::size_t last = 0;
};

/// The cues of one sentence, left to right; longer ones win over those inside them.
std::vector<Cue> cuesOf(const std::vector<Token>& tokens);

/// What a sentence says about the term at tokens [first, last], and the cue that decides.
struct Judgement {
    Assertion assertion = Assertion::Affirmed;
    std::optional<Cue> cue;
};

/// Where every cue of a sentence reaches; made once per sentence.
class Assertions {
public:
    explicit Assertions(const std::vector<Token>& tokens);
    Judgement of(std::size_t first, std::size_t last) const;

private:
    /// For each token the cue that reaches it, or nothing.
    using Reach = std::vector<std::optional<Cue>>;
    Reach m_negates, m_hedges, m_past, m_others, m_asks;
    const std::vector<Token>& m_tokens;
};

} // namespace second_read::report
