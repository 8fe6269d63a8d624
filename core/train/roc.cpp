#include "train/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "train/draw.h"

namespace second_read::train {

double areaUnderCurve(const std::vector<double>& scores, const std::vector<bool>& labels) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    double won = 0, positives = 0, negatives = 0;
    for (std::size_t i = 0; i < order.size();) {
        double above = 0, equal = 0;
        std::size_t end = i;
        for (; end < order.size() && scores[order[end]] == scores[order[i]]; ++end)
            (labels[order[end]] ? above : equal) += 1;
        won += above * (negatives + equal / 2);
        positives += above;
        negatives += equal;
        i = end;
    }
    return positives > 0 && negatives > 0 ? won / (positives * negatives)
                                          : std::numeric_limits<double>::quiet_NaN();
}

Auc aucWithInterval(const std::vector<double>& scores, const std::vector<bool>& labels, std::uint64_t seed) {
    constexpr int kRepeats = 400;
    Auc auc;
    auc.positives = static_cast<std::size_t>(std::count(labels.begin(), labels.end(), true));
    auc.negatives = labels.size() - auc.positives;
    auc.value = areaUnderCurve(scores, labels);
    std::vector<double> repeats;
    Draw draw(seed);
    for (int r = 0; r < kRepeats && !scores.empty(); ++r) {
        std::vector<double> drawnScores;
        std::vector<bool> drawnLabels;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const std::size_t at = draw.below(scores.size());
            drawnScores.push_back(scores[at]);
            drawnLabels.push_back(labels[at]);
        }
        if (const double area = areaUnderCurve(drawnScores, drawnLabels); std::isfinite(area))
            repeats.push_back(area);
    }
    std::sort(repeats.begin(), repeats.end());
    if (!repeats.empty()) {
        auc.low = repeats[static_cast<std::size_t>(0.025 * static_cast<double>(repeats.size() - 1))];
        auc.high = repeats[static_cast<std::size_t>(0.975 * static_cast<double>(repeats.size() - 1))];
    }
    return auc;
}

} // namespace second_read::train
