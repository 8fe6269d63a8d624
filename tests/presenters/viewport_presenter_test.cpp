#include "presenters/viewport_presenter.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fake_images.h"

namespace second_read::ui {
namespace {

using ::testing::HasSubstr;

class Viewport : public ::testing::Test {
protected:
    int redraws = 0;
    ViewportPresenter viewport{[this] { ++redraws; }};
    volume::Grid grid = test::axialGrid();

    void SetUp() override {
        viewport.setSize(320, 320);
        show(test::seriesOf("1.2", Sequence::FLAIR, grid));
    }
    void show(const examination::Series& series) {
        viewport.show({{"study", series.uid, 0}, series, "PHANTOM", ""}, nullptr);
        viewport.setVolume(std::make_shared<volume::Volume>(test::ramp(grid)));
    }
};

TEST_F(Viewport, StartsInTheMiddleAndFitsTheSlice) {
    EXPECT_EQ(viewport.slice(), 5);
    EXPECT_DOUBLE_EQ(viewport.transform().pixelsPerMm, 10); // 32 mm on 320 pixels
    EXPECT_TRUE(
        viewport.transform().screenOf(grid.patientOf({7.5, 7.5, 5})).isApprox(Eigen::Vector2d(160, 160)));
}

TEST_F(Viewport, ScrollStopsAtTheEnds) {
    viewport.scroll(100);
    EXPECT_EQ(viewport.slice(), 9);
    const int before = redraws;
    viewport.scroll(1);
    EXPECT_EQ(redraws, before);
    viewport.setSlice(-3);
    EXPECT_EQ(viewport.slice(), 0);
}

TEST_F(Viewport, DragRightWidensDragUpLowersTheCentre) {
    const volume::Window before = viewport.window();
    viewport.dragWindow(30, 0);
    EXPECT_GT(viewport.window().width, before.width);
    EXPECT_DOUBLE_EQ(viewport.window().center, before.center);
    viewport.dragWindow(0, -30);
    EXPECT_LT(viewport.window().center, before.center);
}

TEST_F(Viewport, TheWidthStaysPositive) {
    viewport.dragWindow(-100000, 0);
    EXPECT_GT(viewport.window().width, 0);
}

TEST_F(Viewport, PresetsAreRelativeToTheVolume) {
    const volume::Window robust = volume::robustWindow(test::ramp(grid));
    viewport.preset(2);
    EXPECT_DOUBLE_EQ(viewport.window().width, robust.width / 2);
    viewport.preset(0);
    EXPECT_NEAR(viewport.window().center - viewport.window().width / 2, 0, 1e-6); // smallest value
    EXPECT_NEAR(viewport.window().center + viewport.window().width / 2, 915, 1e-6);
    viewport.preset(1);
    EXPECT_DOUBLE_EQ(viewport.window().width, robust.width);
    viewport.preset(9); // none such
    EXPECT_DOUBLE_EQ(viewport.window().width, robust.width);
}

TEST_F(Viewport, ZoomKeepsThePointUnderTheHand) {
    const Eigen::Vector2d pixel(80, 200);
    const Eigen::Vector3d before = viewport.transform().patientOf(pixel);
    viewport.zoom(3, pixel);
    EXPECT_TRUE(viewport.transform().patientOf(pixel).isApprox(before, 1e-9));
    viewport.pan(12, -7);
    EXPECT_TRUE(viewport.transform().patientOf({92, 193}).isApprox(before, 1e-9));
    viewport.reset();
    EXPECT_DOUBLE_EQ(viewport.transform().pixelsPerMm, 10);
}

TEST_F(Viewport, DistancesAreMillimetresOfThePatientAtAnyZoom) {
    viewport.zoom(2.7, {10, 10});
    const ViewTransform transform = viewport.transform();
    viewport.beginDistance(transform.screenOf({-5, 0, 25}));
    viewport.moveDistance(transform.screenOf({5, 0, 25}));
    viewport.endDistance();
    ASSERT_EQ(viewport.distances().size(), 1U);
    EXPECT_EQ(viewport.distanceText(viewport.distances()[0]), "10.0 mm");
    viewport.fit();
    viewport.rotate(1);
    EXPECT_EQ(viewport.distanceText(viewport.distances()[0]), "10.0 mm");
    viewport.scroll(1);
    EXPECT_TRUE(viewport.distances().empty()); // it belongs to its slice
    viewport.scroll(-1);
    viewport.removeDistance();
    EXPECT_TRUE(viewport.distances().empty());
}

TEST_F(Viewport, AClickIsNoDistance) {
    viewport.beginDistance({100, 100});
    viewport.moveDistance({100.4, 100});
    viewport.endDistance();
    EXPECT_TRUE(viewport.distances().empty());
}

TEST_F(Viewport, WithoutSpacingDistancesArePixels) {
    examination::Series series = test::seriesOf("1.3", Sequence::Other, grid);
    series.spacing = {0, 0, 0};
    series.affineLps.reset();
    grid.spacing = {1, 1, 1};
    show(series);
    const ViewTransform transform = viewport.transform();
    viewport.beginDistance(transform.screenOf(grid.patientOf({2, 3, 5})));
    viewport.moveDistance(transform.screenOf(grid.patientOf({6, 6, 5})));
    EXPECT_EQ(viewport.distanceText(viewport.distances()[0]), "5.0 px");
}

TEST_F(Viewport, WithoutPositionThereAreNoLettersAndNoPlace) {
    examination::Series series = test::seriesOf("1.3", Sequence::FLAIR, grid);
    series.affineLps.reset();
    show(series);
    const auto text = viewport.text(false);
    EXPECT_EQ(text.letters.left + text.letters.right + text.letters.top + text.letters.bottom, "");
    EXPECT_THAT(text.topLeft[1], ::testing::StrEq("6 / 10"));
    EXPECT_THAT(text.topRight, ::testing::Contains("position not known"));
    EXPECT_EQ(viewport.readOut({155, 155}), "507"); // a value, but no place
    EXPECT_FALSE(viewport.grid());
}

TEST_F(Viewport, LettersFollowTheFlip) {
    EXPECT_EQ(viewport.text(false).letters.left, "R");
    viewport.mirror();
    EXPECT_EQ(viewport.text(false).letters.left, "L");
    viewport.scroll(1);
    EXPECT_EQ(viewport.text(false).letters.left, "L");
}

TEST_F(Viewport, ReadsValueAndPositionUnderThePointer) {
    const Eigen::Vector2d pixel = viewport.transform().screenOf(grid.patientOf({3, 4, 5}));
    EXPECT_EQ(viewport.readOut(pixel), "503 · R 9.0 A 7.0 S 25.0");
    viewport.zoom(0.2, {160, 160});
    EXPECT_EQ(viewport.readOut({1, 1}), "");
}

TEST_F(Viewport, TheLinesSayWhatIsDrawn) {
    const auto text = viewport.text(true);
    EXPECT_EQ(text.topLeft[0], "FLAIR ax");
    EXPECT_EQ(text.topLeft[1], "6 / 10 · S 25.0 mm");
    EXPECT_THAT(text.topRight, ::testing::ElementsAre("PHANTOM", "2.00 × 2.00 × 5.0 mm", "linked"));
    EXPECT_THAT(text.bottomLeft[0], HasSubstr("W "));
    viewport.setOverlayLevel(OverlayLevel::LettersOnly);
    EXPECT_TRUE(viewport.text(true).topLeft.empty());
    EXPECT_EQ(viewport.text(true).letters.left, "R");
    viewport.setOverlayLevel(OverlayLevel::None);
    EXPECT_EQ(viewport.text(true).letters.left, "");
}

TEST_F(Viewport, WhileTheVolumeIsReadTheMiddleSliceIsDrawnAndNamed) {
    ViewportPresenter fresh([] {});
    fresh.setSize(100, 100);
    const examination::Series series = test::seriesOf("1.4", Sequence::T2, grid);
    auto slice = std::make_shared<volume::Volume>();
    slice->grid = grid;
    slice->grid.size[2] = 1;
    slice->grid.origin = grid.patientOf({0, 0, 5});
    slice->voxels.assign(256, 1.F);
    fresh.show({{"s", "1.4", 0}, series, "", ""}, slice);
    fresh.setSlice(2); // asked for before it can be drawn
    EXPECT_EQ(fresh.drawnSlice(), 0);
    EXPECT_EQ(fresh.text(false).topLeft[1], "6 / 10 · S 25.0 mm");
    fresh.setVolume(std::make_shared<volume::Volume>(test::ramp(grid)));
    EXPECT_EQ(fresh.text(false).topLeft[1], "3 / 10 · S 10.0 mm");
}

TEST_F(Viewport, AChangedWindowSurvivesTheArrivalOfTheVolume) {
    viewport.dragWindow(50, 20);
    const volume::Window chosen = viewport.window();
    viewport.setVolume(std::make_shared<volume::Volume>(test::ramp(grid)));
    EXPECT_DOUBLE_EQ(viewport.window().width, chosen.width);
}

TEST(SeriesText, NamesAreThoseOfTheReadingRoom) {
    examination::Series series = test::seriesOf("x", Sequence::T1Gd, test::sagittalGrid(), "sagittal");
    EXPECT_EQ(shortName(series), "T1+Gd sag");
    series.sequence = Sequence::Other;
    series.description = "LOCALIZER";
    EXPECT_EQ(shortName(series), "LOCALIZER");
    series.spacing = {0, 0, 0};
    EXPECT_EQ(spacingText(series), "");
    examination::Study study;
    EXPECT_EQ(patientText(study, "folder"), "folder");
    study.patient = {"DOE^JANE", "104233", "F", 52};
    study.date = "2026-11-20";
    EXPECT_EQ(patientText(study, "folder"), "DOE^JANE · F 52 · 104233 · 2026-11-20");
}

TEST(VolumeCache, KeepsToItsBudgetAndDropsTheOldestLook) {
    auto made = [](int voxels) {
        auto volume = std::make_shared<volume::Volume>();
        volume->voxels.resize(static_cast<std::size_t>(voxels));
        return volume;
    };
    VolumeCache cache(1000);
    const SeriesKey a{"s", "a", 0}, b{"s", "b", 0}, c{"s", "c", 0};
    cache.put(a, made(100));
    cache.put(b, made(100));
    EXPECT_EQ(cache.bytes(), 800U);
    EXPECT_TRUE(cache.find(a)); // looked at again
    cache.put(c, made(100));
    EXPECT_LE(cache.bytes(), cache.budget());
    EXPECT_TRUE(cache.contains(a));
    EXPECT_FALSE(cache.contains(b));
    cache.put(b, made(10000)); // larger than everything: not kept, nothing thrown out for it
    EXPECT_FALSE(cache.contains(b));
    EXPECT_TRUE(cache.contains(c));
    cache.put(a, made(50));
    EXPECT_EQ(cache.bytes(), 600U);
}

} // namespace
} // namespace second_read::ui
