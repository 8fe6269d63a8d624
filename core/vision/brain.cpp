#include <algorithm>
#include <cmath>

#include "vision/voxel_evidence.h"

namespace second_read::vision {
namespace {

struct Lattice {
    std::array<int, 3> size;
    std::size_t count() const { return static_cast<std::size_t>(size[0]) * size[1] * size[2]; }
    /// Calls for the up to six neighbours of a voxel.
    template <class Visit> void neighbours(std::size_t index, Visit&& visit) const {
        const auto x = static_cast<int>(index % size[0]), y = static_cast<int>(index / size[0] % size[1]),
                   z = static_cast<int>(index / size[0] / size[1]);
        const std::size_t row = size[0], plane = row * size[1];
        if (x > 0) visit(index - 1);
        if (x + 1 < size[0]) visit(index + 1);
        if (y > 0) visit(index - row);
        if (y + 1 < size[1]) visit(index + row);
        if (z > 0) visit(index - plane);
        if (z + 1 < size[2]) visit(index + plane);
    }
};

/// Keeps the largest 6-connected component.
void keepLargest(const Lattice& lattice, std::vector<std::uint8_t>& mask) {
    std::vector<std::int32_t> label(mask.size(), 0);
    std::vector<std::size_t> queue;
    std::int32_t next = 0, best = 0;
    std::size_t bestSize = 0;
    for (std::size_t start = 0; start < mask.size(); ++start) {
        if (!mask[start] || label[start]) continue;
        queue.assign(1, start);
        label[start] = ++next;
        for (std::size_t head = 0; head < queue.size(); ++head)
            lattice.neighbours(queue[head], [&](std::size_t at) {
                if (!mask[at] || label[at]) return;
                label[at] = next;
                queue.push_back(at);
            });
        if (queue.size() > bestSize) {
            bestSize = queue.size();
            best = next;
        }
    }
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = best != 0 && label[i] == best;
}

} // namespace

Brain brainOf(const VoxelMaps& maps) {
    const Lattice lattice{maps.grid.size};
    const std::size_t count = lattice.count();
    std::vector<std::uint8_t> inside(count), core(count);
    for (std::size_t i = 0; i < count; ++i) inside[i] = maps.tissue[0][i] < 0.5F;
    for (std::size_t i = 0; i < count; ++i) {
        int kept = inside[i] ? 0 : -6;
        lattice.neighbours(i, [&](std::size_t at) { kept += inside[at]; });
        core[i] = kept >= 5; // one open side is allowed: brains are folded
    }
    keepLargest(lattice, core);
    Brain brain;
    brain.half.assign(count, Brain::Outside);
    for (std::size_t i = 0; i < count; ++i) {
        bool part = core[i];
        if (!part && inside[i]) lattice.neighbours(i, [&](std::size_t at) { part = part || core[at]; });
        brain.half[i] = part ? Brain::Right : Brain::Outside;
    }

    // Centroid, box, and the plane through the middles of the rows, weighted by their length.
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d moment = Eigen::Vector3d::Zero(), sum = Eigen::Vector3d::Zero();
    double voxels = 0;
    Eigen::Vector3d low = Eigen::Vector3d::Constant(1e9), high = Eigen::Vector3d::Constant(-1e9);
    std::size_t index = 0;
    for (int k = 0; k < lattice.size[2]; ++k)
        for (int j = 0; j < lattice.size[1]; ++j) {
            double first = 0, last = 0, n = 0;
            for (int i = 0; i < lattice.size[0]; ++i, ++index) {
                if (!brain.half[index]) continue;
                const Eigen::Vector3d at = maps.grid.patientOf({double(i), double(j), double(k)});
                if (n == 0) first = at.x();
                last = at.x();
                ++n;
                sum += at;
                low = low.cwiseMin(at);
                high = high.cwiseMax(at);
            }
            if (n == 0) continue;
            voxels += n;
            const Eigen::Vector3d at = maps.grid.patientOf({0, double(j), double(k)});
            const Eigen::Vector3d terms(1, at.y(), at.z());
            normal += n * terms * terms.transpose();
            moment += n * terms * 0.5 * (first + last);
        }
    if (voxels == 0) return brain;
    brain.ml = voxels * maps.grid.spacing.prod() / 1000;
    brain.centroid = sum / voxels;
    brain.low = low;
    brain.high = high;
    normal.diagonal().array() += 1e-6 * voxels;
    brain.midplane = normal.ldlt().solve(moment);
    // A plane tilted by more than 20 degrees is a bad fit (half a brain, say): upright through the centroid
    // instead.
    if (!brain.midplane.allFinite() || std::abs(brain.midplane[1]) > 0.36 ||
        std::abs(brain.midplane[2]) > 0.36)
        brain.midplane = {brain.centroid.x(), 0, 0};
    index = 0;
    for (int k = 0; k < lattice.size[2]; ++k)
        for (int j = 0; j < lattice.size[1]; ++j)
            for (int i = 0; i < lattice.size[0]; ++i, ++index) {
                if (!brain.half[index]) continue;
                const Eigen::Vector3d at = maps.grid.patientOf({double(i), double(j), double(k)});
                brain.half[index] =
                    at.x() > brain.midlineAt(at) ? Brain::Left : Brain::Right; // LPS: x grows to the left
            }
    return brain;
}

std::string placeOf(const VoxelMaps& maps, const Brain& brain, const Eigen::Vector3d& lps) {
    const Eigen::Vector3d extent = (brain.high - brain.low).cwiseMax(1.0);
    const double across = (lps.x() - brain.midlineAt(lps)) / (0.5 * extent.x()); // -1 right, 1 left
    const double back = (lps.y() - brain.low.y()) / extent.y();
    const double up = (lps.z() - brain.low.z()) / extent.z();
    const std::string side = across > 0.08 ? "left " : across < -0.08 ? "right " : "midline ";
    const double aside = std::abs(across);
    if (up < 0.38 && back > 0.35 && back < 0.62 && aside < 0.22) return "brainstem";
    if (up < 0.36 && back > 0.52) return side + "cerebellum";
    const Eigen::Vector3d voxel = maps.grid.voxelOf(lps);
    bool nearVentricle = false;
    const std::array<int, 3> at{static_cast<int>(std::lround(voxel[0])),
                                static_cast<int>(std::lround(voxel[1])),
                                static_cast<int>(std::lround(voxel[2]))};
    for (int k = at[2] - 2; k <= at[2] + 2; ++k)
        for (int j = at[1] - 2; j <= at[1] + 2; ++j)
            for (int i = at[0] - 2; i <= at[0] + 2; ++i)
                if (i >= 0 && j >= 0 && k >= 0 && i < maps.grid.size[0] && j < maps.grid.size[1] &&
                    k < maps.grid.size[2])
                    nearVentricle =
                        nearVentricle ||
                        maps.tissue[3][i + maps.grid.size[0] * (j + maps.grid.size[1] * k)] > 0.5F;
    if (nearVentricle) return side + "periventricular white matter";
    if (aside < 0.5 && back > 0.3 && back < 0.6 && up > 0.32 && up < 0.6)
        return side + "basal ganglia region";
    if (up < 0.5 && back > 0.15 && back < 0.68 && aside > 0.35) return side + "temporal lobe";
    if (back < 0.42) return side + "frontal lobe";
    if (back > 0.78) return side + "occipital lobe";
    return side + (up > 0.5 ? "parietal lobe" : "temporal lobe");
}

} // namespace second_read::vision
