#include "vision/voxel_evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace second_read::vision {
namespace {

constexpr int kHighest = 6;        // voxels of the "how surely" means: 0.16 ml
constexpr float kSeen = 0.02F;     // probabilities below this are no evidence
constexpr float kGateLow = 0.25F;  // a lesion probability below this counts nothing towards a volume, above
constexpr float kGateHigh = 0.65F; // this fully: thousands of faint voxels must not add up to a lesion
constexpr double kSmallestLesionMl = 0.1;
constexpr int kPerHalf = kEvidencePerHalf;

const std::array<const char*, kLesionClasses> kClassNames = {
    "acute_infarct",       "haemorrhage",   "tumour_core", "oedema",  "meningioma",
    "white_matter_change", "demyelination", "cavity",      "vascular"};

using Share = VoxelEvidence::Share;

/// log(1 + 4 ml) of a list of (voxel, ml), and what it owes to each.
void addVolume(VoxelEvidence& evidence, std::vector<Share> voxels) {
    double ml = 0;
    for (const Share& share : voxels) ml += share.amount;
    const auto slope = static_cast<float>(4 / (1 + 4 * ml));
    for (Share& share : voxels) share.amount *= slope;
    evidence.values.push_back(static_cast<float>(std::log1p(4 * ml)));
    evidence.shares.push_back(std::move(voxels));
}

/// Mean of the highest probabilities.
void addHighest(VoxelEvidence& evidence, std::vector<Share> voxels) {
    const auto kept = std::min<std::size_t>(kHighest, voxels.size());
    std::partial_sort(voxels.begin(), voxels.begin() + static_cast<std::ptrdiff_t>(kept), voxels.end(),
                      [](const Share& a, const Share& b) {
                          return a.amount != b.amount ? a.amount > b.amount : a.voxel < b.voxel;
                      });
    voxels.resize(kept);
    float sum = 0;
    for (Share& share : voxels) {
        share.amount /= kHighest;
        sum += share.amount;
    }
    evidence.values.push_back(sum);
    evidence.shares.push_back(std::move(voxels));
}

/// A sum of amounts divided by `by`.
void addFraction(VoxelEvidence& evidence, std::vector<Share> voxels, double by) {
    double sum = 0;
    for (Share& share : voxels) {
        share.amount = static_cast<float>(share.amount / by);
        sum += share.amount;
    }
    evidence.values.push_back(static_cast<float>(sum));
    evidence.shares.push_back(std::move(voxels));
}

void addPlain(VoxelEvidence& evidence, double value) {
    evidence.values.push_back(static_cast<float>(value));
    evidence.shares.emplace_back();
}

struct Lesions {
    double largestMl = 0;
    int count = 0;
};

/// Connected pieces (6 neighbours) of lesion probability above a half, within one half of the brain.
Lesions lesionsIn(const VoxelMaps& maps, const Brain& brain, std::uint8_t half) {
    const auto& size = maps.grid.size;
    const std::size_t row = size[0], plane = row * size[1];
    std::vector<std::uint8_t> open(maps.lesion.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = brain.half[i] == half && maps.lesion[i] > 0.5F;
    const double voxelMl = maps.grid.spacing.prod() / 1000;
    Lesions lesions;
    std::vector<std::size_t> queue;
    for (std::size_t start = 0; start < open.size(); ++start) {
        if (!open[start]) continue;
        queue.assign(1, start);
        open[start] = 0;
        for (std::size_t head = 0; head < queue.size(); ++head) {
            const std::size_t at = queue[head];
            const auto visit = [&](std::size_t next) {
                if (next >= open.size() || !open[next]) return;
                open[next] = 0;
                queue.push_back(next);
            };
            if (at % row > 0) visit(at - 1);
            if (at % row + 1 < row) visit(at + 1);
            if (at / row % size[1] > 0) visit(at - row);
            if (at / row % size[1] + 1 < static_cast<std::size_t>(size[1])) visit(at + row);
            if (at >= plane) visit(at - plane);
            visit(at + plane);
        }
        const double ml = static_cast<double>(queue.size()) * voxelMl;
        if (ml < kSmallestLesionMl) continue;
        ++lesions.count;
        lesions.largestMl = std::max(lesions.largestMl, ml);
    }
    return lesions;
}

/// Voxels within two steps of a ventricle.
std::vector<std::uint8_t> nearVentricles(const VoxelMaps& maps) {
    const auto& size = maps.grid.size;
    std::vector<std::uint8_t> near(maps.lesion.size());
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                if (maps.tissue[3][index] <= 0.5F) continue;
                for (int c = std::max(0, k - 2); c <= std::min(size[2] - 1, k + 2); ++c)
                    for (int b = std::max(0, j - 2); b <= std::min(size[1] - 1, j + 2); ++b)
                        for (int a = std::max(0, i - 2); a <= std::min(size[0] - 1, i + 2); ++a)
                            near[a + static_cast<std::size_t>(size[0]) *
                                         (b + static_cast<std::size_t>(size[1]) * c)] = 1;
            }
    return near;
}

std::vector<float> copyOf(const at::Tensor& tensor) {
    const at::Tensor plain = tensor.to(at::kCPU, at::kFloat).contiguous();
    return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

} // namespace

VoxelMaps mapsOf(const VoxelLogits& logits, std::int64_t n, const volume::Grid& grid) {
    VoxelMaps maps;
    maps.grid = grid;
    const at::Tensor tissue = at::softmax(logits.tissue[n].to(at::kFloat), 0);
    for (int t = 0; t < kTissues; ++t) maps.tissue[t] = copyOf(voxelsOf(tissue[t].unsqueeze(0)));
    maps.lesion = copyOf(voxelsOf(at::sigmoid(logits.lesion[n].to(at::kFloat)).unsqueeze(0)));
    const at::Tensor classes = at::softmax(logits.classes[n].to(at::kFloat), 0);
    for (int c = 0; c < kLesionClasses; ++c) {
        const at::Tensor cells = classes[c].unsqueeze(0).unsqueeze(0).expand({1, 8, -1, -1, -1});
        maps.classes[c] = copyOf(voxelsOf(cells));
    }
    return maps;
}

const std::vector<std::string>& evidenceNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> result;
        for (const std::string half : {"right.", "left."}) {
            for (const char* name : kClassNames) result.push_back(half + "volume." + name);
            for (const char* name : kClassNames) result.push_back(half + "highest." + name);
            for (const char* name : {"volume.any", "volume.near_ventricle", "volume.posterior_fossa",
                                     "highest.any", "largest", "count", "ventricle", "csf"})
                result.push_back(half + name);
        }
        for (const char* name : {"brain", "fluid_asymmetry"}) result.emplace_back(name);
        return result;
    }();
    return names;
}

bool isFluid(std::size_t feature) {
    return feature < 2 * kPerHalf && feature % kPerHalf >= kPerHalf - 2; // "ventricle", "csf" of each half
}

VoxelEvidence evidenceOf(const VoxelMaps& maps, const Brain& brain) {
    VoxelEvidence evidence;
    const auto voxelMl = static_cast<float>(maps.grid.spacing.prod() / 1000);
    const std::vector<std::uint8_t> nearVentricle = nearVentricles(maps);
    const double floorOfCerebrum = brain.low.z() + 0.33 * (brain.high.z() - brain.low.z());
    const std::size_t plane = static_cast<std::size_t>(maps.grid.size[0]) * maps.grid.size[1];
    std::array<double, 2> fluid{};
    for (const std::uint8_t half : {Brain::Right, Brain::Left}) {
        std::array<std::vector<Share>, kLesionClasses> volumes, highest;
        std::vector<Share> any, ventricular, posterior, highestAny, ventricle, csf;
        double size = 0;
        for (std::size_t i = 0; i < maps.lesion.size(); ++i) {
            if (brain.half[i] != half) continue;
            ++size;
            const auto voxel = static_cast<std::int32_t>(i);
            if (maps.tissue[3][i] > kSeen) ventricle.push_back({voxel, maps.tissue[3][i]});
            if (maps.tissue[2][i] > kSeen) csf.push_back({voxel, maps.tissue[2][i]});
            const float lesion = maps.lesion[i];
            if (lesion <= kSeen) continue;
            highestAny.push_back({voxel, lesion});
            const float gated =
                std::clamp((lesion - kGateLow) / (kGateHigh - kGateLow), 0.0F, 1.0F) * voxelMl;
            for (int c = 0; c < kLesionClasses; ++c) {
                const float p = lesion * maps.classes[c][i];
                if (p > kSeen) highest[c].push_back({voxel, p});
                if (gated > 0 && maps.classes[c][i] > kSeen)
                    volumes[c].push_back({voxel, gated * maps.classes[c][i]});
            }
            if (gated <= 0) continue;
            any.push_back({voxel, gated});
            if (nearVentricle[i]) ventricular.push_back({voxel, gated});
            const double z = maps.grid.origin.z() + static_cast<double>(i / plane) * maps.grid.spacing.z();
            if (z < floorOfCerebrum) posterior.push_back({voxel, gated});
        }
        size = std::max(size, 1.0);
        const Lesions lesions = lesionsIn(maps, brain, half);
        for (auto& voxels : volumes) addVolume(evidence, std::move(voxels));
        for (auto& voxels : highest) addHighest(evidence, std::move(voxels));
        addVolume(evidence, std::move(any));
        addVolume(evidence, std::move(ventricular));
        addVolume(evidence, std::move(posterior));
        addHighest(evidence, std::move(highestAny));
        addPlain(evidence, std::log1p(4 * lesions.largestMl));
        addPlain(evidence, std::log1p(lesions.count));
        addFraction(evidence, std::move(ventricle), size / 10); // tenths: of the order of one
        fluid[half - 1] = evidence.values.back();
        addFraction(evidence, std::move(csf), size / 4);
    }
    addPlain(evidence, brain.ml / 1000);
    addPlain(evidence, std::abs(fluid[0] - fluid[1]));
    return evidence;
}

std::vector<float> mirroredEvidence(const std::vector<float>& values) {
    std::vector<float> result = values;
    std::swap_ranges(result.begin(), result.begin() + kPerHalf, result.begin() + kPerHalf);
    return result;
}

std::vector<float> leftMinusRight(const std::vector<float>& values) {
    std::vector<float> result(values.begin() + kPerHalf, values.begin() + 2 * kPerHalf);
    for (std::size_t i = 0; i < result.size(); ++i) result[i] -= values[i];
    return result;
}

} // namespace second_read::vision
