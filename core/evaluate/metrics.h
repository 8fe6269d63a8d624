#pragma once
/// How good scores are, with their uncertainty. Pure functions.

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace second_read::evaluate {

/// One examination judged for one finding.
struct Sample {
    double score = 0;
    bool positive = false;
    std::string patient; ///< examinations of one patient are drawn together; empty: by itself
};

/// Area under the receiver operating characteristic: the share of (positive, negative) pairs that are in the
/// right order, ties counting half (Mann-Whitney U; Hanley and McNeil, Radiology 1982). nullopt without both
/// kinds.
std::optional<double> auc(std::span<const Sample> samples);

struct Interval {
    double low = 0, high = 1;
};

/// 95 % percentile interval of the area, patients drawn with replacement (Efron and Tibshirani 1993, ch. 13).
/// Draws without both kinds are left out; nullopt when more than half are. The same samples give the same
/// interval.
std::optional<Interval> aucInterval(std::span<const Sample> samples, int draws = 1000);

/// 95 % interval of a share of `count` (Wilson, J Am Stat Assoc 1927); nullopt for none at all.
std::optional<Interval> shareInterval(int part, int count);

struct Rates {
    std::optional<double> sensitivity, specificity; ///< nullopt without positives, negatives
};
/// Scores at or above the threshold count as positive.
Rates ratesAt(std::span<const Sample> samples, double threshold);

struct CalibrationBin {
    double predicted = 0; ///< mean score
    double observed = 0;  ///< share of positives
    int count = 0;
};
/// Scores are probabilities; bins of equal width, empty ones left out.
std::vector<CalibrationBin> calibration(std::span<const Sample> samples, int bins = 10);

/// Share of positives among the `count` highest scores (all, when there are fewer); nullopt for none at all.
std::optional<double> precisionAt(std::span<const Sample> samples, std::size_t count);

/// Linear between the ranks; `fraction` 0 to 1. nullopt for no values.
std::optional<double> quantile(std::vector<double> values, double fraction);

} // namespace second_read::evaluate
