#include "train/section_matching.h"

#include <algorithm>
#include <numeric>

#include "train/statements.h"

namespace second_read::train {
namespace {

constexpr std::uint64_t kHeldOutSeed = 0xBCDE'0000'0000ULL; // far from any training seed

std::string nameOf(const State& state) {
    std::string name = "-"; // nothing abnormal is a content too
    for (const auto& [finding, side] : state)
        name += finding + (side ? ' ' + std::string(second_read::nameOf(*side)) : "") + ';';
    return name;
}

} // namespace

std::vector<SectionPair> heldOutPairs(const catalogue::Catalogue& catalogue, std::size_t count) {
    std::vector<SectionPair> pairs;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t seed = kHeldOutSeed + 3 * i;
        const State state = drawState(catalogue, seed);
        pairs.push_back({writeBody(catalogue, state, seed + 1), writeConclusion(catalogue, state, seed + 2),
                         nameOf(state)});
    }
    return pairs;
}

SectionMatches matchSections(const std::vector<SectionPair>& pairs,
                             const std::vector<std::vector<float>>& findings,
                             const std::vector<std::vector<float>>& conclusions, std::size_t among) {
    SectionMatches matches;
    const auto nearness = [&](std::size_t from, std::size_t to) {
        return std::inner_product(findings[from].begin(), findings[from].end(), conclusions[to].begin(), 0.0);
    };
    for (std::size_t begin = 0; among > 0 && begin + among <= pairs.size(); begin += among)
        for (std::size_t i = begin; i < begin + among; ++i) {
            std::size_t first = begin;
            double nearest = nearness(i, begin);
            for (std::size_t j = begin + 1; j < begin + among; ++j)
                if (const double near = nearness(i, j); near > nearest) nearest = near, first = j;
            const bool identical = pairs[first].conclusion == pairs[i].conclusion;
            matches.identical += identical;
            matches.same +=
                identical || (!pairs[i].content.empty() && pairs[first].content == pairs[i].content);
            ++matches.n;
        }
    return matches;
}

nlohmann::json toJson(const SectionMatches& matches) {
    const double n = std::max(1, matches.n);
    return {{"identical", matches.identical / n}, {"same", matches.same / n}, {"n", matches.n}};
}

} // namespace second_read::train
