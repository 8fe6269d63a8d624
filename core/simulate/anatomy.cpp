#include "simulate/anatomy.h"

#include <algorithm>
#include <cmath>

namespace second_read::simulate {
namespace {

/// Corners of a trilinear look-up and what weighs them.
struct Cell {
    std::array<std::size_t, 8> index{};
    std::array<float, 3> part{};

    float weight(std::size_t corner) const {
        return (corner & 1 ? part[0] : 1 - part[0]) * (corner & 2 ? part[1] : 1 - part[1]) *
               (corner & 4 ? part[2] : 1 - part[2]);
    }
};

/// False outside the grid.
bool cellAt(const volume::Grid& grid, const Point& place, Cell& cell) {
    std::array<int, 3> low{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<Eigen::Index>(axis);
        const float v =
            (place[axis] - static_cast<float>(grid.origin[a])) / static_cast<float>(grid.spacing[a]);
        if (!(v >= 0) || v > static_cast<float>(grid.size[axis] - 1)) return false;
        low[axis] = std::min(static_cast<int>(v), grid.size[axis] - 2);
        cell.part[axis] = v - static_cast<float>(low[axis]);
    }
    const auto row = static_cast<std::size_t>(grid.size[0]),
               plane = row * static_cast<std::size_t>(grid.size[1]);
    const std::size_t first = static_cast<std::size_t>(low[0]) + row * static_cast<std::size_t>(low[1]) +
                              plane * static_cast<std::size_t>(low[2]);
    for (std::size_t corner = 0; corner < 8; ++corner)
        cell.index[corner] = first + (corner & 1 ? 1 : 0) + (corner & 2 ? row : 0) + (corner & 4 ? plane : 0);
    return true;
}

} // namespace

Point Head::mni(const Point& place) const {
    const double x = place[0] - anchor[0], y = anchor[1] - place[1], z = place[2] - anchor[2];
    return {static_cast<float>(x * 68 / toSide),
            static_cast<float>(-18 + (y > 0 ? y * 90 / toFront : y * 87 / toBack)),
            static_cast<float>(8 + (z > 0 ? z * 72 / toTop : z * 70 / toBottom))};
}

void Head::fractionsAt(const Point& place, std::uint8_t* fractions) const {
    Cell cell;
    if (!cellAt(grid, place, cell)) {
        std::fill(fractions, fractions + kMatters, std::uint8_t{0});
        fractions[at(Matter::Air)] = 255;
        return;
    }
    if (!soft) { // most places lie within one tissue
        const std::uint8_t matter = tissue[cell.index[0]];
        if (std::all_of(cell.index.begin() + 1, cell.index.end(),
                        [&](std::size_t index) { return tissue[index] == matter; })) {
            std::fill(fractions, fractions + kMatters, std::uint8_t{0});
            fractions[matter] = 255;
            return;
        }
    }
    std::array<std::uint16_t, kMatters> sum{};
    int rest = 256;
    for (std::size_t corner = 0; corner < 8; ++corner) {
        const int weight =
            corner == 7 ? rest : std::min(rest, static_cast<int>(cell.weight(corner) * 256.0F + 0.5F));
        rest -= weight;
        if (soft) {
            const std::uint8_t* source = &tissue[cell.index[corner] * kMatters];
            for (std::size_t m = 0; m < kMatters; ++m)
                sum[m] = static_cast<std::uint16_t>(sum[m] + weight * source[m]);
        } else {
            auto& slot = sum[tissue[cell.index[corner]]];
            slot = static_cast<std::uint16_t>(slot + weight * 255);
        }
    }
    for (std::size_t m = 0; m < kMatters; ++m)
        fractions[m] = static_cast<std::uint8_t>(std::min(255, (sum[m] + 128) >> 8));
}

Landmarks Head::landmarksAt(const Point& place) const {
    Cell cell;
    if (!cellAt(landmarkGrid, place, cell)) return {};
    static_assert(sizeof(Landmarks) == 8 * sizeof(float));
    std::array<float, 8> sum{};
    for (std::size_t corner = 0; corner < 8; ++corner) {
        const float* source = &landmarks[cell.index[corner]].ventricle;
        const float weight = cell.weight(corner);
        for (std::size_t i = 0; i < 8; ++i) sum[i] += weight * source[i];
    }
    return {sum[0], sum[1], sum[2], sum[3], {sum[4], sum[5], sum[6]}, sum[7]};
}

Structure Head::structureAt(const Point& place) const {
    std::size_t index = 0, stride = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<Eigen::Index>(axis);
        const long i = std::lround((place[axis] - landmarkGrid.origin[a]) / landmarkGrid.spacing[a]);
        if (i < 0 || i >= landmarkGrid.size[axis]) return Structure::None;
        index += stride * static_cast<std::size_t>(i);
        stride *= static_cast<std::size_t>(landmarkGrid.size[axis]);
    }
    return structure[index];
}

std::string placeName(const Point& mni, Structure structure, bool deepWhite, bool infratentorial) {
    const float x = std::abs(mni[0]), y = mni[1], z = mni[2];
    switch (structure) {
    case Structure::Thalamus:
        return "thalamus";
    case Structure::Caudate:
        return "caudate nucleus";
    case Structure::Putamen:
        return "putamen";
    case Structure::Pallidum:
        return "globus pallidus";
    case Structure::Hippocampus:
        return "hippocampus";
    case Structure::Amygdala:
        return "temporal lobe";
    case Structure::Cerebellum:
        return "cerebellum";
    case Structure::Brainstem:
        return z > -18 ? "midbrain" : z > -40 ? "pons" : "medulla";
    case Structure::None:
        break;
    }
    if (infratentorial) return "cerebellum";
    if (deepWhite && x > 12 && x < 40 && y < 30 && y > -55) {
        if (z > 30) return "centrum semiovale";
        if (z > 15) return "corona radiata";
        if (z > -2 && x < 28 && y < 15 && y > -28) return "internal capsule";
    }
    if (x > 29 && x < 45 && y > -22 && y < 22 && z > -10 && z < 15) return "insula";
    if (y < 18 && y > -58 && x > 18 && z < -8 + (10 - y) * 0.33F) return "temporal lobe";
    if (y < -60 - 0.5F * std::max(z - 5.0F, 0.0F)) return "occipital lobe";
    if (y > -8 - 0.33F * (z - 15)) return "frontal lobe";
    return "parietal lobe";
}

Territory territoryAt(const Point& mni, Structure structure, bool infratentorial) {
    if (structure == Structure::Brainstem) return Territory::Brainstem;
    if (structure == Structure::Cerebellum || infratentorial) return Territory::Cerebellar;
    const float x = std::abs(mni[0]), y = mni[1], z = mni[2];
    if (structure == Structure::Thalamus || structure == Structure::Hippocampus) return Territory::Posterior;
    const bool medial = x < 14 + std::max(0.0F, z - 40) * 0.25F;
    if (medial && y > -45 && z > 5) return Territory::Anterior;
    if (medial && y > 15) return Territory::Anterior;
    if (y < -66 - (x - 20) * 0.3F || (medial && y < -45) || (z < -12 && y < -25 && x < 45))
        return Territory::Posterior;
    return Territory::Middle;
}

} // namespace second_read::simulate
