#include "evidence/flags.h"

#include <algorithm>
#include <set>

namespace second_read::evidence {
namespace {

using catalogue::Catalogue;
using catalogue::Finding;
using examination::Calibration;
using examination::Evidence;
using examination::Flag;
using examination::FlagKind;
using examination::FlagThreshold;
using report::FindingReading;

// How much less than a missed finding the other kinds weigh; they only order the list.
constexpr double kSideWeight = 0.9;
constexpr double kOvercallWeight = 0.5;
constexpr double kConflictWeight = 0.5;

std::string where(const std::optional<Side>& side) {
    if (!side) return "";
    switch (*side) {
    case Side::Left:
        return " on the left";
    case Side::Right:
        return " on the right";
    case Side::Bilateral:
        return " on both sides";
    case Side::Midline:
        return " in the midline";
    }
    return "";
}

std::optional<double> precisionOf(double value) { return value > 0 ? std::optional(value) : std::nullopt; }

/// How sure the images are that the finding is there, 0 to 1.
double certaintyOf(const Evidence& evidence) {
    if (evidence.probability) return std::clamp(*evidence.probability, 0.0, 1.0);
    return evidence.percentile ? std::clamp(*evidence.percentile / 100, 0.0, 1.0) : 0.5;
}

/// One finding as the images, the report and the calibration see it.
struct Case {
    const Finding& finding;
    const Evidence& evidence;
    const FlagThreshold& threshold;
    const report::Reading& reading;
    const FindingReading& said;
};

Affirmed affirmedIn(const report::Reading& reading) {
    Affirmed affirmed;
    for (const auto& [id, said] : reading.findings)
        if (said.assertion == Assertion::Affirmed) affirmed[id] = said.side;
    return affirmed;
}

std::optional<Flag> missOf(const Case& c, const Catalogue& catalogue) {
    if (!c.finding.reportedReliably || c.said.assertion >= Assertion::Uncertain) return std::nullopt;
    const NamedInstead instead = namedInstead(c.finding, c.evidence.side, affirmedIn(c.reading));
    if (!isMiss(c.threshold, c.evidence, instead)) return std::nullopt;
    const Finding* confusable = instead.confusable ? catalogue.find(*instead.confusable) : nullptr;
    const std::string seen = "The images suggest " + c.finding.inSentence +
                             where(c.finding.lateralised ? c.evidence.side : std::nullopt);
    const std::string said = c.said.assertion == Assertion::Negated      ? "; the report denies it."
                             : c.said.assertion == Assertion::Historical ? "; the report calls it past."
                             : confusable ? "; the report names " + confusable->inSentence + " but not this."
                                          : "; the report does not mention it.";
    return Flag{FlagKind::PossibleMiss,
                c.finding.id,
                seen + said,
                c.said.spans,
                c.finding.missWeight * certaintyOf(c.evidence),
                precisionOf(confusable ? c.threshold.missPrecisionBeside : c.threshold.missPrecision)};
}

std::optional<Flag> overcallOf(const Case& c) {
    if (c.said.assertion != Assertion::Affirmed || !isOvercall(c.threshold, c.evidence)) return std::nullopt;
    return Flag{FlagKind::PossibleOvercall,
                c.finding.id,
                "The report states " + c.finding.inSentence + where(c.said.side) +
                    "; the images do not show it.",
                c.said.spans,
                kOvercallWeight * c.finding.missWeight * (1 - certaintyOf(c.evidence)),
                precisionOf(c.threshold.overcallPrecision)};
}

std::optional<Flag> sideMismatchOf(const Case& c) {
    if (c.said.assertion != Assertion::Affirmed || !c.finding.lateralised || c.threshold.sidePrecision <= 0)
        return std::nullopt;
    if (mayBeSamePlace(c.said.side, c.evidence.side)) return std::nullopt;
    std::vector<Span> spans; // the words that state the side lead to the mistake
    for (const report::Mention& mention : c.reading.mentions)
        if (mention.assertion == Assertion::Affirmed && mention.side == c.said.side && mention.sideWord &&
            (mention.finding == c.finding.id ||
             std::ranges::find(c.said.spans, mention.term) != c.said.spans.end()))
            spans.push_back(*mention.sideWord);
    std::ranges::sort(spans, {}, &Span::begin);
    const auto repeated = std::ranges::unique(spans);
    spans.erase(repeated.begin(), repeated.end());
    if (spans.empty())
        return std::nullopt; // a side that was only gathered from other sentences is no statement
    return Flag{FlagKind::SideMismatch,
                c.finding.id,
                "The report places " + c.finding.inSentence + where(c.said.side) + ", the images show it" +
                    where(c.evidence.side) + ".",
                std::move(spans),
                kSideWeight * c.finding.missWeight * certaintyOf(c.evidence),
                precisionOf(c.threshold.sidePrecision)};
}

/// A flag on a finding speaks for those it implies.
void dropImplied(const Catalogue& catalogue, std::vector<Flag>& flags) {
    std::set<std::pair<FlagKind, std::string>> implied;
    for (const Flag& flag : flags)
        if (const Finding* finding = flag.finding ? catalogue.find(*flag.finding) : nullptr)
            for (const std::string& id : finding->implies) implied.emplace(flag.kind, id);
    std::erase_if(flags, [&](const Flag& flag) {
        return flag.kind != FlagKind::TextConflict && flag.finding &&
               implied.contains({flag.kind, *flag.finding});
    });
}

} // namespace

bool isOneSide(const std::optional<Side>& side) { return side == Side::Left || side == Side::Right; }

bool mayBeSamePlace(const std::optional<Side>& a, const std::optional<Side>& b) {
    return !(isOneSide(a) && isOneSide(b) && *a != *b);
}

NamedInstead namedInstead(const Finding& finding, const std::optional<Side>& side, const Affirmed& affirmed) {
    const auto namedThere = [&](const std::string& id) {
        const auto other = affirmed.find(id);
        return other != affirmed.end() && mayBeSamePlace(other->second, side);
    };
    NamedInstead instead;
    instead.broader = std::ranges::any_of(finding.implies, namedThere);
    const auto confusable = std::ranges::find_if(finding.confusables, namedThere);
    if (confusable != finding.confusables.end()) instead.confusable = &*confusable;
    return instead;
}

bool isMiss(const FlagThreshold& threshold, const Evidence& evidence, const NamedInstead& instead) {
    const double probability =
        instead.confusable ? threshold.missProbabilityBeside : threshold.missProbability;
    return !instead.broader && evidence.percentile && evidence.probability &&
           *evidence.percentile >= threshold.missPercentile && *evidence.probability >= probability;
}

bool isOvercall(const FlagThreshold& threshold, const Evidence& evidence) {
    return evidence.confidence == examination::Confidence::Full && evidence.percentile &&
           *evidence.percentile <= threshold.overcallPercentile;
}

std::vector<report::FindingTerms> termsOf(const Catalogue& catalogue) {
    std::vector<report::FindingTerms> all;
    for (const Finding& finding : catalogue.findings)
        all.push_back({finding.id, finding.terms, finding.notTerms, finding.implies, finding.qualified,
                       finding.defaultSide});
    return all;
}

void attachReport(std::vector<Evidence>& evidence, const report::Reading& reading) {
    for (Evidence& item : evidence) {
        item.report = examination::ReportStatement{};
        if (const auto said = reading.findings.find(item.id); said != reading.findings.end())
            item.report =
                examination::ReportStatement{said->second.assertion, said->second.side, said->second.spans};
    }
}

std::vector<Flag> flags(const Catalogue& catalogue, const Calibration& calibration,
                        const std::vector<Evidence>& evidence, const report::Reading& reading) {
    std::vector<Flag> all;
    for (const Evidence& item : evidence) {
        const Finding* finding = catalogue.find(item.id);
        const auto threshold = calibration.thresholds.find(item.id);
        const auto said = reading.findings.find(item.id);
        if (!finding || !item.evaluable || threshold == calibration.thresholds.end() ||
            said == reading.findings.end())
            continue;
        const Case one{*finding, item, threshold->second, reading, said->second};
        // What the images do not show has no side to be wrong about.
        std::optional<Flag> overcall = overcallOf(one);
        for (std::optional<Flag> flag :
             {missOf(one, catalogue), overcall, overcall ? std::nullopt : sideMismatchOf(one)})
            if (flag) all.push_back(std::move(*flag));
    }
    dropImplied(catalogue, all);
    for (const report::TextConflict& conflict : reading.conflicts) {
        const Finding* finding = conflict.finding ? catalogue.find(*conflict.finding) : nullptr;
        all.push_back({FlagKind::TextConflict, conflict.finding, conflict.message, conflict.spans,
                       kConflictWeight * (finding ? finding->missWeight : 1.0), std::nullopt});
    }
    std::ranges::stable_sort(all, std::greater{}, &Flag::weight);
    return all;
}

} // namespace second_read::evidence
