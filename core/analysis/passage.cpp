#include "analysis/passage.h"

#include <algorithm>

#include "evidence/flags.h"

namespace second_read::analysis {
namespace {

using report::Mention;
using report::Reading;
using report::SectionKind;

/// An affirmed finding says more than a shared word; a denied one speaks against the sentence.
constexpr double kAffirmed = 2.0, kHedged = 1.0, kDenied = -3.0;

double weightOf(Assertion assertion) {
    switch (assertion) {
    case Assertion::Affirmed:
        return kAffirmed;
    case Assertion::Uncertain:
        return kHedged;
    case Assertion::Negated:
        return kDenied;
    default:
        return 0;
    }
}

bool isOpinion(SectionKind kind) {
    return kind == SectionKind::Findings || kind == SectionKind::Conclusion || kind == SectionKind::Other ||
           kind == SectionKind::Addendum;
}

/// The words of the sentence that were asked for, each counted once.
double sharedWords(const std::u32string& text, Span sentence, const std::vector<Span>& words) {
    std::set<std::u32string> distinct;
    for (const Span& word : words)
        if (word.begin >= sentence.begin && word.end <= sentence.end)
            distinct.insert(text.substr(word.begin, word.end - word.begin));
    return static_cast<double>(distinct.size());
}

/// Index of the sentence to show; nullopt when there is none.
std::optional<std::size_t> bestSentence(const Reading& reading, const std::u32string& text,
                                        const std::vector<Span>& words,
                                        const std::set<std::string>& findings) {
    std::vector<double> scores(reading.sentences.size(), 0.0);
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = sharedWords(text, reading.sentences[i].span, words);
    for (const Mention& mention : reading.mentions)
        if (findings.contains(mention.finding) && mention.sentence < scores.size())
            scores[mention.sentence] += weightOf(mention.assertion);
    std::optional<std::size_t> best;
    const auto rank = [&](std::size_t i) {
        const auto kind = reading.sentences[i].section;
        return std::tuple(scores[i] > 0 ? scores[i] : 0.0, kind == SectionKind::Conclusion, isOpinion(kind));
    };
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (!best || rank(i) > rank(*best)) best = i;
    return best;
}

} // namespace

PassageFinder::PassageFinder(const catalogue::Catalogue& catalogue)
    : m_reader(evidence::termsOf(catalogue)) {}

std::set<std::string> PassageFinder::findingsIn(const std::string& text) const {
    std::set<std::string> findings;
    const auto reading = m_reader.read(text);
    for (const auto& [id, finding] : reading.findings)
        if (finding.assertion >= Assertion::Uncertain) findings.insert(id);
    return findings;
}

Result<Passage> PassageFinder::find(const archive::Archive& archive, const std::string& id,
                                    const std::string& report, const Wanted& wanted) const {
    if (report.empty()) return Passage{};
    std::vector<Span> words;
    if (!wanted.words.empty()) {
        SECOND_READ_TRY(found, archive.wordsIn(id, wanted.words));
        words = std::move(found);
    }
    const auto reading = m_reader.read(report);
    const auto text = decodeUtf8(report);
    const auto best = bestSentence(reading, text, words, wanted.findings);
    if (!best) return Passage{};
    const Span span = reading.sentences[*best].span;
    return Passage{slice(report, span), span};
}

} // namespace second_read::analysis
