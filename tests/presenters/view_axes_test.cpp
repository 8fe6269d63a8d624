#include "volume/view_axes.h"

#include <gtest/gtest.h>

#include "fake_images.h"
#include "presenters/slice_geometry.h"
#include "presenters/thumbnail.h"
#include "presenters/view_transform.h"

namespace second_read::ui {
namespace {

using test::axialGrid;
using test::coronalGrid;
using test::sagittalGrid;

EdgeLetters lettersOf(const volume::Grid& grid) {
    return volume::edgeLetters(volume::standardAxes(grid, true));
}

TEST(ViewAxes, AxialHasThePatientsRightOnTheLeftAndAnteriorUp) {
    const EdgeLetters letters = lettersOf(axialGrid());
    EXPECT_EQ(letters.left, "R");
    EXPECT_EQ(letters.right, "L");
    EXPECT_EQ(letters.top, "A");
    EXPECT_EQ(letters.bottom, "P");
}

TEST(ViewAxes, CoronalHasThePatientsRightOnTheLeftAndTheHeadUp) {
    const EdgeLetters letters = lettersOf(coronalGrid());
    EXPECT_EQ(letters.left, "R");
    EXPECT_EQ(letters.top, "S");
}

TEST(ViewAxes, SagittalHasAnteriorOnTheLeftAndTheHeadUp) {
    const EdgeLetters letters = lettersOf(sagittalGrid());
    EXPECT_EQ(letters.left, "A");
    EXPECT_EQ(letters.right, "P");
    EXPECT_EQ(letters.top, "S");
}

/// Every way in which the same axial plane can be stored: columns swapped, each axis reversed.
TEST(ViewAxes, HoweverAnAxialStackIsStoredItStandsTheSame) {
    const Eigen::Vector3d x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
    for (const bool swapped : {false, true})
        for (const double sx : {1.0, -1.0})
            for (const double sy : {1.0, -1.0})
                for (const double sz : {1.0, -1.0}) {
                    volume::Grid grid = axialGrid();
                    grid.direction.col(swapped ? 1 : 0) = sx * x;
                    grid.direction.col(swapped ? 0 : 1) = sy * y;
                    grid.direction.col(2) = sz * z; // left-handed ones included
                    const EdgeLetters letters = lettersOf(grid);
                    EXPECT_EQ(letters.left + letters.right + letters.top + letters.bottom, "RLAP")
                        << swapped << sx << sy << sz;
                }
}

TEST(ViewAxes, ObliqueStacksKeepTheirAxesAndNameThemByLetters) {
    volume::Grid grid = axialGrid();
    grid.direction = Eigen::AngleAxisd(0.35, Eigen::Vector3d::UnitX()).toRotationMatrix();
    const ViewAxes axes = volume::standardAxes(grid, true);
    EXPECT_TRUE(axes.right.isApprox(grid.direction.col(0)));
    EXPECT_TRUE(axes.down.isApprox(grid.direction.col(1)));
    const EdgeLetters letters = volume::edgeLetters(axes);
    EXPECT_EQ(letters.left, "R");
    EXPECT_EQ(letters.top, "AI");
    EXPECT_EQ(letters.bottom, "PS");
}

TEST(ViewAxes, MirroringAndTurningMoveTheLettersWithTheImage) {
    const ViewAxes axes = volume::standardAxes(axialGrid(), true);
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, 0, true)).left, "L");
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, 0, true)).top, "A");
    // A clockwise turn: what was on top is on the right.
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, 1, false)).right, "A");
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, 1, false)).top, "R");
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, -1, false)).left, "A");
    EXPECT_EQ(volume::edgeLetters(volume::turned(axes, 4, false)).left, "R");
}

TEST(ViewAxes, WithoutAPositionTheImageStandsAsStored) {
    volume::Grid grid = axialGrid();
    grid.direction.col(0) = Eigen::Vector3d(-1, 0, 0);
    EXPECT_TRUE(volume::standardAxes(grid, false).right.isApprox(Eigen::Vector3d(-1, 0, 0)));
}

TEST(ViewTransform, ScreenAndPatientAgreeBothWays) {
    ViewTransform transform;
    transform.axes = volume::standardAxes(coronalGrid(), true);
    transform.center = {3, -7, 20};
    transform.pixelsPerMm = 2.5;
    transform.size = {640, 480};
    const Eigen::Vector3d point = transform.patientOf({100, 40});
    EXPECT_TRUE(transform.screenOf(point).isApprox(Eigen::Vector2d(100, 40)));
    // The patient's left lies on the right of the screen, the head above.
    EXPECT_GT(transform.screenOf(transform.center + Eigen::Vector3d(10, 0, 0)).x(), 320);
    EXPECT_LT(transform.screenOf(transform.center + Eigen::Vector3d(0, 0, 10)).y(), 240);
}

TEST(Thumbnail, StandsAsTheViewportDoes) {
    // Stored with i towards the patient's right; bright only on the patient's left, in front.
    volume::Grid grid = axialGrid();
    grid.direction.col(0) = Eigen::Vector3d(-1, 0, 0);
    grid.origin.x() = -grid.origin.x();
    volume::Volume volume;
    volume.grid = grid;
    volume.voxels.assign(grid.voxels(), 0.F);
    for (int k = 0; k < grid.size[2]; ++k)
        for (int j = 0; j < grid.size[1]; ++j)
            for (int i = 0; i < grid.size[0]; ++i) {
                const Eigen::Vector3d lps = grid.patientOf(Eigen::Vector3d(i, j, k));
                const auto at = static_cast<std::size_t>(i + grid.size[0] * (j + grid.size[1] * k));
                volume.voxels[at] = lps.x() > 6 && lps.y() < -6 ? 100.F : 20.F;
            }
    const GreyImage image = thumbnailOf(volume, 5, true, 32);
    auto at = [&](int x, int y) { return image.pixels[static_cast<std::size_t>(y * 32 + x)]; };
    EXPECT_GT(at(28, 4), at(4, 4) + 50); // upper right: left and anterior
    EXPECT_GT(at(28, 4), at(28, 28) + 50);
}

TEST(Thumbnail, KeepsProportionsAndSurvivesNonsense) {
    volume::Volume volume;
    volume.grid.size = {32, 8, 1};
    volume.voxels.assign(volume.grid.voxels(), 5.F);
    volume.voxels[0] = 0.F;
    const GreyImage image = thumbnailOf(volume, 0, false, 32);
    EXPECT_EQ(image.pixels[0], 0); // above the image: black
    volume.voxels.resize(3);       // fewer voxels than the grid says
    EXPECT_EQ(thumbnailOf(volume, 0, false, 16).pixels.size(), 256U);
    EXPECT_EQ(thumbnailOf(volume, 7, false, 16).pixels[0], 0);
}

TEST(SliceGeometry, TheNearestSliceFollowsTheNormalNotTheIndex) {
    volume::Grid up = axialGrid(16, 10, 2, 5), down = up;
    down.direction.col(2) = Eigen::Vector3d(0, 0, -1);
    down.origin.z() = 45;
    EXPECT_EQ(nearestSlice(up, {0, 0, 11}, 1), 2);
    EXPECT_EQ(nearestSlice(down, {0, 0, 11}, 1), 7);
    EXPECT_EQ(nearestSlice(up, {0, 0, 300}, 1), std::nullopt);
    EXPECT_EQ(nearestSlice(up, {0, 0, 300}, 1e9), 9);
    EXPECT_EQ(nearestSlice(up, {0, 0, std::nan("")}, 1e9), std::nullopt);
}

TEST(SliceGeometry, ATiltedGantryShearsTheStackButNotTheSliceFound) {
    volume::Grid grid = axialGrid(16, 10, 2, 5);
    grid.direction.col(2) = Eigen::Vector3d(0, 0.5, 1).normalized(); // table feed is not along the normal
    const Eigen::Vector3d inSlice4 = grid.patientOf({15, 0, 4});
    EXPECT_EQ(nearestSlice(grid, inSlice4, 0.01), 4);
}

TEST(SliceGeometry, PlanesCutWhereBothLie) {
    const volume::Grid axial = axialGrid(), sagittal = sagittalGrid();
    EXPECT_FALSE(parallel(axial, sagittal));
    const auto line =
        cut(sagittal, 3, axial, 4); // drawn on the sagittal slice: the axial one as a horizontal line
    ASSERT_TRUE(line);
    EXPECT_NEAR(line->first.z(), 20, 1e-9);
    EXPECT_NEAR(line->second.z(), 20, 1e-9);
    EXPECT_NEAR(line->first.x(), sliceCenter(sagittal, 3).x(), 1e-9);
    EXPECT_NEAR((line->first - line->second).norm(), 32, 1e-9); // the axial slice's whole width, edge to edge
    EXPECT_FALSE(cut(axial, 3, axial, 4));
    volume::Grid far = sagittal;
    far.origin.x() = 500;
    EXPECT_FALSE(cut(far, 3, axial, 4));
}

TEST(SliceGeometry, PositionsReadAsRadiologistsSayThem) {
    EXPECT_EQ(slicePosition(axialGrid(16, 10, 2, 5), 3), "S 15.0 mm");
    volume::Grid low = axialGrid();
    low.origin.z() = -20;
    EXPECT_EQ(slicePosition(low, 0), "I 20.0 mm");
    EXPECT_EQ(slicePosition(sagittalGrid(), 0).front(), 'L');
}

} // namespace
} // namespace second_read::ui
