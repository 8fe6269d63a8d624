#pragma once
/// Learning curves as a drawing: what a training run writes beside its weights.

#include <string>
#include <utility>
#include <vector>

namespace second_read::train {

struct Curve {
    std::string name;
    std::vector<std::pair<double, double>> points; ///< step, value; non-finite values are left out
};

/// A self-contained SVG with axes, ticks and a legend. Names are escaped.
std::string drawCurves(const std::string& title, const std::vector<Curve>& curves);

} // namespace second_read::train
