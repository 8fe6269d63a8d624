#include "train/statements.h"

#include <algorithm>

#include "base/joined.h"
#include "evidence/fusion.h"
#include "simulate/simulator.h"
#include "train/draw.h"
#include "train/phrasebook.h"

namespace second_read::train {
namespace {

std::optional<Side> drawSide(const catalogue::Finding& finding, Draw& draw) {
    if (!finding.lateralised) return std::nullopt;
    const std::size_t die = draw.below(10);
    return die < 4   ? Side::Left
           : die < 8 ? Side::Right
           : die < 9 ? std::optional(Side::Bilateral)
                     : std::nullopt;
}

/// A sentence in the catalogue's words, the phrasebook's or the simulator's.
std::string sentence(const catalogue::Finding& finding, bool affirmed, std::optional<Side> side, Draw& draw) {
    const auto& listed = affirmed ? finding.positives : finding.negatives;
    if (!side && !listed.empty() && draw.chance(0.25)) return draw.from(listed);
    if (draw.chance(0.5))
        if (auto written = phrase(finding.id, affirmed, side, draw.seed())) return *written;
    return simulate::writeSentence(finding.id, affirmed, side, draw.seed());
}

std::string normalSentence(const catalogue::Catalogue& catalogue, Draw& draw) {
    if (catalogue.normalSentences.empty() || draw.chance(0.6)) return normalPhrase(draw.seed());
    return draw.from(catalogue.normalSentences);
}

/// A text that affirms nothing: a normal sentence, or one that denies a finding.
Text nothing(const catalogue::Catalogue& catalogue, Draw& draw) {
    if (draw.chance(0.5)) return {normalSentence(catalogue, draw), {}};
    return {sentence(draw.from(catalogue.findings), false, std::nullopt, draw), {}};
}

const catalogue::Finding& otherFinding(const catalogue::Catalogue& catalogue, const std::string& id,
                                       Draw& draw) {
    const catalogue::Finding* finding = catalogue.find(id);
    if (finding && !finding->confusables.empty() && draw.chance(0.5))
        if (const auto* confusable = catalogue.find(draw.from(finding->confusables))) return *confusable;
    const catalogue::Finding* other = nullptr;
    do other = &draw.from(catalogue.findings);
    while (other->id == id && catalogue.findings.size() > 1);
    return *other;
}

/// The state with one thing changed: a side swapped where one is stated, else a finding exchanged or dropped.
State changed(const catalogue::Catalogue& catalogue, const State& state, Draw& draw) {
    if (state.empty()) {
        const auto& finding = draw.from(catalogue.findings);
        return {{finding.id, drawSide(finding, draw)}};
    }
    State other = state;
    auto place = std::next(other.begin(), static_cast<std::ptrdiff_t>(draw.below(other.size())));
    const bool sided = place->second == Side::Left || place->second == Side::Right;
    if (sided && draw.chance(0.5)) {
        place->second = mirrored(*place->second);
        return other;
    }
    const auto& replacement = otherFinding(catalogue, place->first, draw);
    const bool dropped = state.size() > 1 && draw.chance(0.5);
    other.erase(place);
    if (!dropped) other[replacement.id] = drawSide(replacement, draw);
    return other;
}

} // namespace

bool differs(const State& a, const State& b, const catalogue::Catalogue& catalogue) {
    const auto closed = [&](const State& state) { // with what is implied
        State all = state;
        for (const auto& [id, side] : state)
            if (const auto* finding = catalogue.find(id))
                for (const std::string& implied : finding->implies) all.emplace(implied, side);
        return all;
    };
    const auto covers = [](const State& all, const State& some) {
        return std::all_of(some.begin(), some.end(),
                           [&](const auto& entry) { return all.contains(entry.first); });
    };
    const State first = closed(a), second = closed(b);
    const bool equal = covers(first, second) && covers(second, first);
    // "Mass" may be said of a meningioma: that is no contradiction.
    const bool implied = a.size() == b.size() && (covers(first, b) || covers(second, a));
    if (!equal && !implied) return true;
    return std::any_of(first.begin(), first.end(), [&](const auto& entry) {
        const auto same = second.find(entry.first);
        return same != second.end() && entry.second && same->second && *entry.second != *same->second;
    });
}

State drawState(const catalogue::Catalogue& catalogue, std::uint64_t seed) {
    Draw draw(seed);
    State state;
    if (draw.chance(0.25)) return state;
    const std::size_t count = draw.chance(0.65) ? 1 : draw.chance(0.75) ? 2 : 3;
    while (state.size() < std::min(count, catalogue.findings.size())) {
        const auto& finding = draw.from(catalogue.findings);
        state[finding.id] = drawSide(finding, draw);
    }
    return state;
}

std::string writeBody(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed) {
    Draw draw(seed);
    std::vector<std::string> sentences;
    for (const auto& finding : catalogue.findings) {
        if (const auto stated = state.find(finding.id); stated != state.end())
            sentences.push_back(sentence(finding, true, stated->second, draw));
        else if (draw.chance(state.empty() ? 0.35 : 0.2))
            sentences.push_back(sentence(finding, false, std::nullopt, draw));
    }
    if (state.empty()) sentences.push_back(normalSentence(catalogue, draw));
    draw.shuffle(sentences);
    return joined(sentences, " ");
}

std::string writeConclusion(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed) {
    Draw draw(seed);
    std::vector<std::string> sentences;
    for (const auto& [id, side] : state)
        if (const auto* finding = catalogue.find(id))
            sentences.push_back(sentence(*finding, true, side, draw));
    if (sentences.empty()) sentences.push_back(normalSentence(catalogue, draw));
    draw.shuffle(sentences);
    return joined(sentences, " ");
}

std::string writeWhole(const catalogue::Catalogue& catalogue, const State& state, std::uint64_t seed) {
    Draw draw(seed);
    if (draw.chance(0.5))
        return "FINDINGS: " + writeBody(catalogue, state, draw.seed()) +
               "\nIMPRESSION: " + writeConclusion(catalogue, state, draw.seed());
    simulate::Examination examination;
    const std::vector<std::string> sites = {"A", "B", "C", "D"}, lobes = {"frontal lobe", "parietal lobe",
                                                                          "temporal lobe", "occipital lobe"};
    examination.site = draw.from(sites);
    examination.sex = draw.chance(0.5) ? "F" : "M";
    examination.age = 25 + static_cast<int>(draw.below(60));
    for (const auto& [id, side] : state) {
        simulate::Truth truth;
        truth.finding = id;
        truth.side = side.value_or(Side::Bilateral);
        truth.place = draw.from(lobes);
        truth.volumeMl = 1 + static_cast<double>(draw.below(40));
        examination.findings.push_back(truth);
    }
    return simulate::writeReport(examination, draw.seed());
}

std::set<std::string> saidOf(const State& state, const catalogue::Catalogue& catalogue) {
    std::set<std::string> said;
    for (const auto& [id, side] : state) {
        said.insert(id);
        if (const auto* finding = catalogue.find(id))
            said.insert(finding->implies.begin(), finding->implies.end());
    }
    if (!state.empty()) said.insert(evidence::kAbnormality);
    return said;
}

Example sentenceExample(const catalogue::Catalogue& catalogue, std::uint64_t seed, int negatives) {
    Draw draw(seed);
    Example example;
    const auto& finding = draw.from(catalogue.findings);
    const std::optional<Side> side = drawSide(finding, draw);
    if (draw.chance(0.25)) { // nothing abnormal
        const bool plain = draw.chance(0.4);
        example.anchor = plain ? Text{normalSentence(catalogue, draw), {}}
                               : Text{sentence(finding, false, std::nullopt, draw), {}};
        example.positive =
            plain ? nothing(catalogue, draw) : Text{sentence(finding, false, std::nullopt, draw), {}};
        for (int i = 0; i < negatives; ++i) {
            const auto& other = i == 0 ? finding : draw.from(catalogue.findings);
            const auto otherSide = drawSide(other, draw);
            example.negatives.push_back({sentence(other, true, otherSide, draw), {{other.id, otherSide}}});
        }
        return example;
    }
    const State state{{finding.id, side}};
    example.anchor = {sentence(finding, true, side, draw), state};
    example.positive = {sentence(finding, true, side, draw), state};
    for (int i = 0; i < negatives; ++i) {
        if (i % 3 == 0) {
            example.negatives.push_back({sentence(finding, false, std::nullopt, draw), {}});
        } else if (i % 3 == 1 && (side == Side::Left || side == Side::Right)) {
            example.negatives.push_back(
                {sentence(finding, true, mirrored(*side), draw), {{finding.id, mirrored(*side)}}});
        } else {
            const auto& other = otherFinding(catalogue, finding.id, draw);
            const auto otherSide = other.lateralised && side ? side : drawSide(other, draw);
            example.negatives.push_back({sentence(other, true, otherSide, draw), {{other.id, otherSide}}});
        }
    }
    return example;
}

Example reportExample(const catalogue::Catalogue& catalogue, std::uint64_t seed, int negatives) {
    Draw draw(seed);
    Example example;
    const State state = drawState(catalogue, draw.seed());
    example.anchor = {writeBody(catalogue, state, draw.seed()), state};
    example.positive = {draw.chance(0.3) ? writeBody(catalogue, state, draw.seed())
                                         : writeConclusion(catalogue, state, draw.seed()),
                        state};
    for (int i = 0; i < negatives; ++i) {
        const State other = changed(catalogue, state, draw);
        example.negatives.push_back({writeConclusion(catalogue, other, draw.seed()), other});
    }
    return example;
}

} // namespace second_read::train
