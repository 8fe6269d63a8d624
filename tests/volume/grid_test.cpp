#include "volume/grid.h"

#include <gtest/gtest.h>

#include "volume/orientation.h"
#include "volume/volume.h"

namespace second_read::volume {
namespace {

Grid oblique() {
    Grid grid;
    grid.size = {10, 20, 30};
    grid.spacing = {0.5, 0.7, 3};
    grid.direction = Eigen::AngleAxisd(0.4, Eigen::Vector3d(3, -1, 2).normalized()).toRotationMatrix();
    grid.origin = {-100, 40, 7};
    return grid;
}

TEST(Grid, VoxelToPatientAndBack) {
    const Grid grid = oblique();
    const Eigen::Vector3d voxel(3, 17.5, 29);
    const Eigen::Vector4d homogeneous = grid.affine() * voxel.homogeneous();
    EXPECT_TRUE(grid.patientOf(voxel).isApprox(homogeneous.head<3>()));
    EXPECT_TRUE(grid.voxelOf(grid.patientOf(voxel)).isApprox(voxel));
}

TEST(Grid, AnAffineMakesTheSameGridAgainShearedOrNot) {
    Grid grid = oblique();
    EXPECT_TRUE(Grid::fromAffine(grid.affine(), grid.size).affine().isApprox(grid.affine()));
    grid.direction.col(2) = (grid.direction.col(2) + 0.3 * grid.direction.col(1)).normalized();
    const Grid sheared = Grid::fromAffine(grid.affine(), grid.size);
    EXPECT_TRUE(sheared.affine().isApprox(grid.affine()));
    EXPECT_TRUE(sheared.voxelOf(sheared.patientOf({1, 2, 3})).isApprox(Eigen::Vector3d(1, 2, 3)));
}

TEST(Grid, ContainsHalfAVoxelAroundTheOutermostCentres) {
    const Grid grid = oblique();
    EXPECT_TRUE(grid.contains({-0.5, 0, 29.5}));
    EXPECT_FALSE(grid.contains({-0.51, 0, 0}));
    EXPECT_FALSE(grid.contains({0, 0, 29.6}));
    EXPECT_EQ(grid.voxels(), 6000U);
}

TEST(Orientation, LettersStrongestFirst) {
    EXPECT_EQ(lettersOf({1, 0, 0}), "L");
    EXPECT_EQ(lettersOf({-1, 0, 0}), "R");
    EXPECT_EQ(lettersOf({0, 0, -2}), "I");
    EXPECT_EQ(lettersOf({0.3, -0.9, 0.05}), "AL");
    EXPECT_EQ(lettersOf({-0.5, -0.6, 0.7}), "SAR");
    EXPECT_EQ(lettersOf({0, 0, 0}), "");
}

TEST(Orientation, PlaneOfTheSlices) {
    Grid grid;
    EXPECT_EQ(planeOf(grid), Plane::Axial);
    grid.direction << 0, 0, 1, 1, 0, 0, 0, -1, 0; // rows to the back, columns to the feet
    EXPECT_EQ(planeOf(grid), Plane::Sagittal);
    grid.direction << 1, 0, 0, 0, 0, 1, 0, -1, 0;
    EXPECT_EQ(planeOf(grid), Plane::Coronal);
    grid.direction = Eigen::AngleAxisd(M_PI / 4, Eigen::Vector3d::UnitX()).toRotationMatrix();
    EXPECT_EQ(planeOf(grid), Plane::Oblique);
    grid.direction = Eigen::AngleAxisd(0.5, Eigen::Vector3d::UnitX()).toRotationMatrix(); // 29 degrees
    EXPECT_EQ(planeOf(grid), Plane::Axial);
}

TEST(Orientation, APositionAsARadiologistReadsIt) {
    EXPECT_EQ(describe({-31.42, -44, 41.2}), "R 31.4 A 44.0 S 41.2");
    EXPECT_EQ(describe({31.42, 44, -41.2}), "L 31.4 P 44.0 I 41.2");
}

TEST(Window, OfTheWholeVolumeAboveItsBackground) {
    Volume volume;
    volume.grid.size = {100, 100, 1};
    volume.voxels.assign(5000, 0.0F);
    for (int i = 0; i < 5000; ++i) volume.voxels.push_back(500.0F + static_cast<float>(i % 101));
    const Window window = robustWindow(volume);
    EXPECT_NEAR(window.center - window.width / 2, 501, 1.5);
    EXPECT_NEAR(window.center + window.width / 2, 600, 1.5);
    EXPECT_NEAR(percentile(volume, 0.75), 550, 1.5);
    EXPECT_EQ(percentile(Volume{}, 0.5), 0);
}

TEST(Window, OfAMaskShowsItBright) {
    Volume mask;
    mask.grid.size = {100, 100, 1};
    mask.voxels.assign(10000, 0.0F);
    for (std::size_t i = 0; i < 50; ++i) mask.voxels[i * 7] = 1.0F;
    const Window window = robustWindow(mask);
    EXPECT_NEAR(window.center - window.width / 2, 0, 1e-6); // black
    EXPECT_NEAR(window.center + window.width / 2, 1, 1e-6); // white
}

} // namespace
} // namespace second_read::volume
