#pragma once
/// Area under the ROC curve.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace second_read::train {

/// Mann and Whitney 1947, ties counted half; NaN where one class is empty.
double areaUnderCurve(const std::vector<double>& scores, const std::vector<bool>& labels);

/// With its 95 % interval (bootstrap over examinations).
struct Auc {
    double value = 0.5, low = 0, high = 1;
    std::size_t positives = 0, negatives = 0;
};
Auc aucWithInterval(const std::vector<double>& scores, const std::vector<bool>& labels,
                    std::uint64_t seed = 1);

} // namespace second_read::train
