#include "simulate/susceptibility.h"

#include <numeric>

#include <gtest/gtest.h>

namespace second_read::simulate {
namespace {

volume::Grid cube() {
    volume::Grid grid;
    grid.size = {16, 40, 16};
    grid.spacing.setConstant(3.0);
    grid.origin = Eigen::Vector3d(-22.5, -58.5, -22.5);
    return grid;
}

std::size_t indexOf(const volume::Grid& grid, int i, int j, int k) {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(grid.size[0]) *
               (static_cast<std::size_t>(j) +
                static_cast<std::size_t>(grid.size[1]) * static_cast<std::size_t>(k));
}

/// A smooth bump of field on the patient's left (LPS x > 0), and an even image.
struct Bump {
    volume::Grid grid = cube();
    std::vector<float> field = std::vector<float>(grid.voxels());
    std::vector<float> image = std::vector<float>(grid.voxels(), 100.0F);
    Bump() {
        for (int k = 0; k < 16; ++k)
            for (int j = 0; j < 40; ++j)
                for (int i = 0; i < 16; ++i) {
                    const Eigen::Vector3d p = grid.patientOf({double(i), double(j), double(k)});
                    const double r2 = (p - Eigen::Vector3d(12, 0, 0)).squaredNorm() / (12.0 * 12.0);
                    field[indexOf(grid, i, j, k)] = static_cast<float>(std::exp(-0.5 * r2));
                }
    }
    double half(bool left) const {
        double change = 0;
        for (int k = 0; k < 16; ++k)
            for (int j = 0; j < 40; ++j)
                for (int i = left ? 8 : 0; i < (left ? 16 : 8); ++i)
                    change += std::abs(image[indexOf(grid, i, j, k)] - 100.0F);
        return change;
    }
};

TEST(Susceptibility, ShiftedSignalPilesUpAndThinsOutButIsConserved) {
    Bump bump;
    shiftAlongPhase(bump.image, bump.grid, bump.field, 8);
    const double sum = std::accumulate(bump.image.begin(), bump.image.end(), 0.0);
    EXPECT_NEAR(sum / (100.0 * static_cast<double>(bump.image.size())), 1.0, 0.01);
    EXPECT_GT(*std::max_element(bump.image.begin(), bump.image.end()), 125);
    EXPECT_LT(*std::min_element(bump.image.begin(), bump.image.end()), 80);
}

TEST(Susceptibility, ItStaysOnItsSide) {
    Bump shifted, lost;
    shiftAlongPhase(shifted.image, shifted.grid, shifted.field, 8);
    dephase(lost.image, lost.grid, lost.field, 30);
    EXPECT_GT(shifted.half(true), 2 * shifted.half(false));
    EXPECT_GT(lost.half(true), 2 * lost.half(false));
}

TEST(Susceptibility, GradientEchoesOnlyLoseSignal) {
    Bump bump;
    dephase(bump.image, bump.grid, bump.field, 30);
    EXPECT_LE(*std::max_element(bump.image.begin(), bump.image.end()), 100.0F);
    EXPECT_LT(*std::min_element(bump.image.begin(), bump.image.end()), 50.0F);
    EXPECT_FLOAT_EQ(bump.image.front(), 100.0F); // far from the air
}

} // namespace
} // namespace second_read::simulate
