#include "vision/preprocessing.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace second_read::vision {
namespace {

constexpr double kSmallestExtent = 30; // mm along every axis
constexpr double kHeadArea = 1500;     // mm2 of a slab that belongs to the head and not to noise above it

/// Means of n[0] x n[1] x n[2] blocks; the grid follows.
volume::Volume blockMeans(const volume::Volume& volume, std::array<int, 3> n) {
    if (n == std::array{1, 1, 1}) return volume;
    volume::Volume result;
    result.grid = volume.grid;
    Eigen::Vector3d first;
    for (int axis = 0; axis < 3; ++axis) {
        result.grid.size[axis] = std::max(1, volume.grid.size[axis] / n[axis]);
        result.grid.spacing[axis] = volume.grid.spacing[axis] * n[axis];
        first[axis] = 0.5 * (n[axis] - 1);
    }
    result.grid.origin = volume.grid.patientOf(first);
    result.voxels.resize(result.grid.voxels());
    const auto& size = result.grid.size;
    const float scale = 1.0F / static_cast<float>(n[0] * n[1] * n[2]);
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                float sum = 0;
                for (int c = 0; c < n[2]; ++c)
                    for (int b = 0; b < n[1]; ++b)
                        for (int a = 0; a < n[0]; ++a)
                            sum += volume.at(i * n[0] + a, j * n[1] + b, k * n[2] + c);
                result.voxels[index] = sum * scale;
            }
    return result;
}

/// What stands for "nothing there" must be the smallest value: research volumes are often z-scored inside a
/// mask and zero outside. A value that a fifth of all voxels share is background.
void shiftBackgroundToZero(std::vector<float>& voxels) {
    const float lowest = *std::min_element(voxels.begin(), voxels.end());
    if (lowest < 0) {
        std::map<float, std::size_t> counts;
        const std::size_t step = std::max<std::size_t>(1, voxels.size() / 20000);
        std::size_t seen = 0;
        for (std::size_t i = 0; i < voxels.size(); i += step, ++seen) ++counts[voxels[i]];
        const auto common = std::max_element(
            counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
        const float background = common->first;
        if (common->second * 5 > seen && background > lowest)
            for (float& value : voxels)
                if (value == background) value = lowest;
    }
    if (lowest != 0)
        for (float& value : voxels) value -= lowest;
}

float quantile(std::vector<float> values, double fraction) {
    if (values.empty()) return 0;
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace

nlohmann::json toJson(const Preprocessing& p) {
    return {{"orientation", "LPS"},
            {"spacing", p.spacing},
            {"size", p.size},
            {"foreground", p.foreground},
            {"clamp", {p.clampLow, p.clampHigh}},
            {"head_height", p.headHeight},
            {"brain_offset", p.brainOffset}};
}

Result<Preprocessing> preprocessingOf(const nlohmann::json& json) {
    Preprocessing p;
    try {
        if (json.at("orientation").get<std::string>() != "LPS")
            return fail(ErrorCode::Corrupt, "the preprocessing names another orientation than LPS");
        p.spacing = json.at("spacing").get<double>();
        p.size = json.at("size").get<std::array<int, 3>>();
        p.foreground = json.at("foreground").get<double>();
        const auto clamp = json.at("clamp").get<std::array<double, 2>>();
        p.clampLow = clamp[0];
        p.clampHigh = clamp[1];
        p.headHeight = json.at("head_height").get<double>();
        p.brainOffset = json.at("brain_offset").get<std::array<double, 3>>();
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Corrupt, "the preprocessing of an image encoder lacks a number");
    }
    const auto side = [](int n) { return n >= 16 && n <= 256 && n % 8 == 0; };
    if (!(p.spacing >= 0.5 && p.spacing <= 10) || !side(p.size[0]) || !side(p.size[1]) || !side(p.size[2]) ||
        !(p.foreground >= 0 && p.foreground < 1) || !(p.clampLow < p.clampHigh) || !(p.headHeight > 0))
        return fail(ErrorCode::Corrupt, "the preprocessing of an image encoder is out of bounds");
    return p;
}

volume::Grid canonicalGrid(const Preprocessing& p, const Eigen::Vector3d& centreLps) {
    volume::Grid grid;
    grid.size = p.size;
    grid.spacing = Eigen::Vector3d::Constant(p.spacing);
    for (int axis = 0; axis < 3; ++axis)
        grid.origin[axis] = centreLps[axis] - 0.5 * (p.size[axis] - 1) * p.spacing;
    return grid;
}

Result<Source> Source::of(const volume::Volume& volume, const Preprocessing& p) {
    const auto& grid = volume.grid;
    if (volume.voxels.empty() || volume.voxels.size() != grid.voxels())
        return fail(ErrorCode::Unsupported,
                    "the volume has no voxels; another series of the study may be usable");
    for (int axis = 0; axis < 3; ++axis) {
        if (grid.size[axis] < 2)
            return fail(ErrorCode::Unsupported,
                        "the volume is a single slice; a series that covers the brain is needed");
        if (!(grid.spacing[axis] > 0.01 && grid.spacing[axis] < 100))
            return fail(ErrorCode::Unsupported, "the volume has no usable voxel spacing");
        if (grid.size[axis] * grid.spacing[axis] < kSmallestExtent)
            return fail(ErrorCode::Unsupported,
                        "the volume covers less than 30 mm along one axis; a series that covers the "
                        "brain is needed");
    }
    for (const float value : volume.voxels)
        if (!std::isfinite(value))
            return fail(ErrorCode::Unsupported,
                        "the volume holds values that are no numbers (NaN or infinite); export it again");
    const auto [low, high] = std::minmax_element(volume.voxels.begin(), volume.voxels.end());
    if (*low == *high) return fail(ErrorCode::Unsupported, "the volume is constant: there is no image in it");

    std::array<int, 3> blocks{};
    for (int axis = 0; axis < 3; ++axis)
        blocks[axis] = std::max(1, static_cast<int>(std::floor(0.5 * p.spacing / grid.spacing[axis] + 0.25)));
    Source source;
    source.m_volume = volume;
    shiftBackgroundToZero(source.m_volume.voxels); // before averaging blurs the background's edge
    source.m_volume = blockMeans(source.m_volume, blocks);
    source.m_threshold = p.foreground * quantile(source.m_volume.voxels, 0.98);
    source.m_headHeight = p.headHeight;
    return source;
}

Eigen::Vector3d Source::headCentre() const {
    constexpr double kBin = 5; // mm
    const auto& grid = m_volume.grid;
    const double voxelVolume = grid.spacing.prod();
    std::map<long, double> area; // mm2 of head by height
    const auto eachHeadVoxel = [&](auto&& visit) {
        std::size_t index = 0;
        for (int k = 0; k < grid.size[2]; ++k)
            for (int j = 0; j < grid.size[1]; ++j)
                for (int i = 0; i < grid.size[0]; ++i, ++index)
                    if (m_volume.voxels[index] > m_threshold)
                        visit(grid.patientOf({double(i), double(j), double(k)}));
    };
    eachHeadVoxel([&](const Eigen::Vector3d& at) {
        area[std::lround(std::floor(at.z() / kBin))] += voxelVolume / kBin;
    });
    double top = grid.patientOf({0, 0, 0}).z();
    bool found = false;
    for (auto bin = area.rbegin(); bin != area.rend() && !found; ++bin)
        if (bin->second > kHeadArea) {
            top = static_cast<double>(bin->first + 1) * kBin;
            found = true;
        }
    Eigen::Vector3d sum = Eigen::Vector3d::Zero();
    double count = 0;
    if (found)
        eachHeadVoxel([&](const Eigen::Vector3d& at) {
            if (at.z() > top || at.z() < top - m_headHeight) return;
            sum += at;
            ++count;
        });
    if (count > 0) return sum / count;
    return grid.patientOf(0.5 * Eigen::Vector3d(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1));
}

volume::Volume Source::sample(const volume::Grid& target) const {
    volume::Volume result;
    result.grid = target;
    result.voxels.assign(target.voxels(), 0.0F);
    const auto& grid = m_volume.grid;
    // Affine from target index to source index, once.
    const Eigen::Matrix4d map = grid.affine().inverse() * target.affine();
    const std::array<int, 3> size = grid.size;
    const auto interpolate = [&](const Eigen::Vector3d& at) -> float {
        std::array<int, 3> low{}, high{};
        std::array<float, 3> share{};
        for (int axis = 0; axis < 3; ++axis) {
            if (!(at[axis] > -0.5 && at[axis] < size[axis] - 0.5)) return 0.0F;
            const double clamped = std::clamp(at[axis], 0.0, static_cast<double>(size[axis] - 1));
            low[axis] = static_cast<int>(clamped);
            high[axis] = std::min(low[axis] + 1, size[axis] - 1);
            share[axis] = static_cast<float>(clamped - low[axis]);
        }
        const auto row = [&](int j, int k) {
            const float a = m_volume.at(low[0], j, k);
            return a + share[0] * (m_volume.at(high[0], j, k) - a);
        };
        const auto plane = [&](int k) {
            const float a = row(low[1], k);
            return a + share[1] * (row(high[1], k) - a);
        };
        const float a = plane(low[2]);
        return a + share[2] * (plane(high[2]) - a);
    };
    std::array<Eigen::Vector3d, 8> offsets; // eight points a voxel approximate its mean
    for (int corner = 0; corner < 8; ++corner)
        offsets[corner] = map.topLeftCorner<3, 3>() * Eigen::Vector3d((corner & 1) ? 0.25 : -0.25,
                                                                      (corner & 2) ? 0.25 : -0.25,
                                                                      (corner & 4) ? 0.25 : -0.25);
    std::size_t index = 0;
    for (int k = 0; k < target.size[2]; ++k)
        for (int j = 0; j < target.size[1]; ++j)
            for (int i = 0; i < target.size[0]; ++i, ++index) {
                const Eigen::Vector3d at = (map * Eigen::Vector4d(i, j, k, 1)).head<3>();
                float sum = 0;
                for (const auto& offset : offsets) sum += interpolate(at + offset);
                result.voxels[index] = sum / 8;
            }
    return result;
}

void normalise(std::vector<float>& voxels, const Preprocessing& p) {
    const double threshold = p.foreground * quantile(voxels, 0.98);
    double sum = 0, squares = 0, count = 0;
    for (const float value : voxels)
        if (value > threshold) {
            sum += value;
            squares += static_cast<double>(value) * value;
            ++count;
        }
    if (count < 1) {
        std::fill(voxels.begin(), voxels.end(), 0.0F);
        return;
    }
    const double mean = sum / count;
    const double sd = std::sqrt(std::max(squares / count - mean * mean, 1e-12 * (1 + mean * mean)));
    for (float& value : voxels)
        value = static_cast<float>(std::clamp((value - mean) / sd, p.clampLow, p.clampHigh));
}

} // namespace second_read::vision
