#pragma once
/// Whether a text encoder finds the conclusion that belongs to the findings of a report.

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "catalogue/catalogue.h"

namespace second_read::train {

/// Findings with the conclusion of the same report.
struct SectionPair {
    std::string findings, conclusion;
    /// What it concludes, where that is known: equal strings say the same in maybe other words. Empty: only
    /// an identical conclusion says the same.
    std::string content = {};
};

/// Written by the two writers of training from seeds that training never draws.
std::vector<SectionPair> heldOutPairs(const catalogue::Catalogue& catalogue, std::size_t count);

struct SectionMatches {
    int identical = 0; ///< the conclusion found first is the right one, word by word
    int same = 0;      ///< or one that says the same
    int n = 0;
};

/// Pairs are taken `among` at a time, what is left over is not asked: of each, the conclusion whose embedding
/// lies nearest to that of the findings. Embeddings of unit length, one a pair.
SectionMatches matchSections(const std::vector<SectionPair>& pairs,
                             const std::vector<std::vector<float>>& findings,
                             const std::vector<std::vector<float>>& conclusions, std::size_t among = 100);

/// {"identical", "same", "n"}: shares of n.
nlohmann::json toJson(const SectionMatches& matches);

} // namespace second_read::train
