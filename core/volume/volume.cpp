#include "volume/volume.h"

#include <algorithm>
#include <cmath>

namespace second_read::volume {
namespace {

constexpr std::size_t kSamples = 200'000;

std::vector<float> sample(const Volume& volume) {
    const std::size_t step = std::max<std::size_t>(1, volume.voxels.size() / kSamples);
    std::vector<float> values;
    values.reserve(volume.voxels.size() / step + 1);
    for (std::size_t i = 0; i < volume.voxels.size(); i += step)
        if (std::isfinite(volume.voxels[i])) values.push_back(volume.voxels[i]);
    return values;
}

float quantile(std::vector<float>& values, double fraction) {
    if (values.empty()) return 0;
    const auto rank =
        static_cast<std::ptrdiff_t>(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

} // namespace

float percentile(const Volume& volume, double fraction) {
    auto values = sample(volume);
    return quantile(values, fraction);
}

Window robustWindow(const Volume& volume) {
    auto values = sample(volume);
    const float background = 0.1F * quantile(values, 0.99);
    std::erase_if(values, [&](float value) { return value <= background; });
    if (values.empty()) return {percentile(volume, 0.5), 1};
    const double high = quantile(values, 0.995);
    double low = quantile(values, 0.01);
    if (!(high > low)) low = background; // one value alone, as in a mask: it is bright, the rest dark
    return {(low + high) / 2, std::max(high - low, 1e-6)};
}

} // namespace second_read::volume
