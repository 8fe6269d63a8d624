#include "evaluate/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace second_read::evaluate {
namespace {

std::vector<std::size_t> byScore(std::span<const Sample> samples) {
    std::vector<std::size_t> order(samples.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return samples[a].score < samples[b].score; });
    return order;
}

/// The area where sample i counts `weights[i]` times; `order` is by score.
std::optional<double> weightedAuc(std::span<const Sample> samples, const std::vector<std::size_t>& order,
                                  const std::vector<int>& weights) {
    double positives = 0, negatives = 0, right = 0;
    for (std::size_t begin = 0; begin < order.size();) {
        double tiedPositives = 0, tiedNegatives = 0;
        std::size_t end = begin;
        for (; end < order.size() && samples[order[end]].score == samples[order[begin]].score; ++end)
            (samples[order[end]].positive ? tiedPositives : tiedNegatives) += weights[order[end]];
        right += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        begin = end;
    }
    if (positives == 0 || negatives == 0) return std::nullopt;
    return right / (positives * negatives);
}

/// A whole number below `bound`, the same on every machine (the standard's distributions are not).
std::size_t below(std::size_t bound, std::mt19937_64& random) {
    return static_cast<std::size_t>(random() % bound);
}

} // namespace

std::optional<double> auc(std::span<const Sample> samples) {
    return weightedAuc(samples, byScore(samples), std::vector<int>(samples.size(), 1));
}

std::optional<Interval> aucInterval(std::span<const Sample> samples, int draws) {
    std::map<std::string, std::vector<std::size_t>> byPatient;
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (samples[i].patient.empty())
            groups.push_back({i});
        else
            byPatient[samples[i].patient].push_back(i);
    }
    for (auto& [patient, group] : byPatient) groups.push_back(std::move(group));
    if (groups.empty()) return std::nullopt;
    const auto order = byScore(samples);
    std::mt19937_64 random(20240501);
    std::vector<double> areas;
    for (int draw = 0; draw < draws; ++draw) {
        std::vector<int> weights(samples.size(), 0);
        for (std::size_t i = 0; i < groups.size(); ++i)
            for (const std::size_t sample : groups[below(groups.size(), random)]) ++weights[sample];
        if (const auto area = weightedAuc(samples, order, weights)) areas.push_back(*area);
    }
    if (areas.size() * 2 < static_cast<std::size_t>(draws) || areas.empty()) return std::nullopt;
    return Interval{*quantile(areas, 0.025), *quantile(areas, 0.975)};
}

std::optional<Interval> shareInterval(int part, int count) {
    if (count == 0) return std::nullopt;
    constexpr double z = 1.959964;
    const double n = count, p = part / n, middle = p + z * z / (2 * n),
                 half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)), scale = 1 + z * z / n;
    return Interval{std::max(0.0, (middle - half) / scale), std::min(1.0, (middle + half) / scale)};
}

Rates ratesAt(std::span<const Sample> samples, double threshold) {
    double positives = 0, negatives = 0, found = 0, quiet = 0;
    for (const auto& sample : samples) {
        (sample.positive ? positives : negatives) += 1;
        if (sample.positive && sample.score >= threshold) ++found;
        if (!sample.positive && sample.score < threshold) ++quiet;
    }
    Rates rates;
    if (positives > 0) rates.sensitivity = found / positives;
    if (negatives > 0) rates.specificity = quiet / negatives;
    return rates;
}

std::vector<CalibrationBin> calibration(std::span<const Sample> samples, int bins) {
    std::vector<CalibrationBin> all(static_cast<std::size_t>(bins));
    for (const auto& sample : samples) {
        const auto index = std::clamp(static_cast<int>(sample.score * bins), 0, bins - 1);
        auto& bin = all[static_cast<std::size_t>(index)];
        bin.predicted += sample.score;
        bin.observed += sample.positive;
        ++bin.count;
    }
    std::erase_if(all, [](const CalibrationBin& bin) { return bin.count == 0; });
    for (auto& bin : all) {
        bin.predicted /= bin.count;
        bin.observed /= bin.count;
    }
    return all;
}

std::optional<double> precisionAt(std::span<const Sample> samples, std::size_t count) {
    const auto order = byScore(samples);
    const std::size_t taken = std::min(count, order.size());
    if (taken == 0) return std::nullopt;
    double positives = 0;
    for (std::size_t i = 0; i < taken; ++i) positives += samples[order[order.size() - 1 - i]].positive;
    return positives / static_cast<double>(taken);
}

std::optional<double> quantile(std::vector<double> values, double fraction) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const double position = std::clamp(fraction, 0.0, 1.0) * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(position);
    const auto high = std::min(low + 1, values.size() - 1);
    return values[low] + (position - static_cast<double>(low)) * (values[high] - values[low]);
}

} // namespace second_read::evaluate
