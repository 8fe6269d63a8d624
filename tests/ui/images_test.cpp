/// What the graphics card draws: the marker lies on the patient's left, in front, high up; every plane must
/// show it there.
#include "window_fixture.h"

namespace second_read::ui::test {
namespace {

constexpr int kBright = 200, kHead = 120;

class Images : public WindowTest {};

TEST_F(Images, AxialShowsThePatientsLeftOnTheRightOfTheScreen) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    goToMarker(0);
    const Eigen::Vector2d at = layout->viewport(0).transform().screenOf(kMarker);
    EXPECT_GT(at.x(), widget(0).width() / 2.0 + 20);  // left: right of the middle
    EXPECT_LT(at.y(), widget(0).height() / 2.0 - 20); // in front: above it
    EXPECT_GT(grey(0, at), kBright);
    EXPECT_LT(grey(0, {widget(0).width() - at.x(), at.y()}), kBright); // its mirror image is plain head
    EXPECT_LT(grey(0, {at.x(), widget(0).height() - at.y()}), kBright);
    EXPECT_EQ(layout->viewport(0).text(false).letters.left, "R");
}

TEST_F(Images, AnotherWayOfStoringTheSamePlaneLooksTheSame) {
    // Rows run to the patient's right, columns to the front, slices downwards.
    open({{"FLAIR", "1.2.1", columns(-x, -y, z)}});
    goToMarker(0);
    const Eigen::Vector2d at = layout->viewport(0).transform().screenOf(kMarker);
    EXPECT_GT(at.x(), widget(0).width() / 2.0 + 20);
    EXPECT_LT(at.y(), widget(0).height() / 2.0 - 20);
    EXPECT_GT(grey(0, at), kBright);
}

TEST_F(Images, SagittalHasTheFrontOnTheLeftAndCoronalThePatientsRight) {
    open({{"FLAIR sag", "1.2.1", columns(y, -z, -x)}, {"T2 cor", "1.2.2", columns(x, -z, y)}});
    goToMarker(0);
    const Eigen::Vector2d sagittal = layout->viewport(0).transform().screenOf(kMarker);
    EXPECT_LT(sagittal.x(), widget(0).width() / 2.0 - 20);
    EXPECT_LT(sagittal.y(), widget(0).height() / 2.0 - 20); // high up
    EXPECT_GT(grey(0, sagittal), kBright);
    goToMarker(1);
    const Eigen::Vector2d coronal = layout->viewport(1).transform().screenOf(kMarker);
    EXPECT_GT(coronal.x(), widget(1).width() / 2.0 + 20);
    EXPECT_LT(coronal.y(), widget(1).height() / 2.0 - 20);
    EXPECT_GT(grey(1, coronal), kBright);
}

TEST_F(Images, ObliqueSlicesAreDrawnWhereTheyLie) {
    const Eigen::Matrix3d tilt = (Eigen::AngleAxisd(0.3, x) * Eigen::AngleAxisd(0.15, y)).toRotationMatrix();
    open({{"FLAIR", "1.2.1", tilt}});
    goToMarker(0);
    EXPECT_GT(greyAt(0, kMarker), kBright);
    const auto text = layout->viewport(0).text(false);
    EXPECT_EQ(text.letters.left.front(), 'R');
    EXPECT_GT(text.letters.top.size(), 1U); // says that it is tilted
}

TEST_F(Images, AMirroredViewMovesImageAndLettersTogether) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    goToMarker(0);
    const Eigen::Vector2d before = layout->viewport(0).transform().screenOf(kMarker);
    window->run(Action::Mirror);
    const Eigen::Vector2d after = layout->viewport(0).transform().screenOf(kMarker);
    EXPECT_NEAR(after.x(), widget(0).width() - before.x(), 1);
    EXPECT_GT(grey(0, after), kBright);
    EXPECT_LT(grey(0, before), kBright);
    EXPECT_EQ(layout->viewport(0).text(false).letters.left, "L");
}

TEST_F(Images, ZoomPanAndTurnKeepThePictureUnderItsCoordinates) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    goToMarker(0);
    ViewportPresenter& viewport = layout->viewport(0);
    viewport.zoom(1.7, viewport.transform().screenOf(kMarker));
    EXPECT_GT(greyAt(0, kMarker), kBright);
    viewport.pan(-60, 35);
    EXPECT_GT(greyAt(0, kMarker), kBright);
    EXPECT_LT(greyAt(0, kMarker + Eigen::Vector3d(-30, 0, 0)), kBright);
    viewport.reset();
    viewport.rotate(1);
    EXPECT_GT(greyAt(0, kMarker), kBright);
    EXPECT_LT(greyAt(0, {-kMarker.x(), kMarker.y(), kMarker.z()}), kBright);
}

TEST_F(Images, InvertSwapsBlackAndWhite) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    goToMarker(0);
    const Eigen::Vector3d outside(95, 95, kMarker.z());
    EXPECT_LT(greyAt(0, outside), 20);
    window->run(Action::Invert);
    EXPECT_GT(greyAt(0, outside), 235);
    EXPECT_LT(greyAt(0, kMarker), 255 - kBright);
    window->run(Action::ResetView);
    EXPECT_LT(greyAt(0, outside), 20);
}

TEST_F(Images, WindowAndLevelReachTheScreen) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    goToMarker(0);
    window->run(Action::Preset0); // all values: head is a third of the marker
    const Eigen::Vector3d head(0, 0, kMarker.z());
    EXPECT_NEAR(greyAt(0, head), 76, 6);
    EXPECT_GT(greyAt(0, kMarker), 250);
    layout->viewport(0).dragWindow(0, -150); // up: lower centre, brighter
    EXPECT_GT(greyAt(0, head), 90);
}

TEST_F(Images, TheOverlayStandsOverTheImage) {
    open({{"FLAIR", "1.2.1", columns(x, y, z)}});
    auto lit = [&] { // upper left corner, where the series is named; black behind
        const QImage image = widget(0).grab().toImage();
        int count = 0;
        for (int py = 4; py < 40; ++py)
            for (int px = 4; px < 120; ++px) count += qGray(image.pixel(px, py)) > kHead ? 1 : 0;
        return count;
    };
    EXPECT_TRUE(waitFor([&] { return lit() > 60; }));
    window->run(Action::CycleOverlay);
    window->run(Action::CycleOverlay);
    EXPECT_TRUE(waitFor([&] { return lit() == 0; }));
}

} // namespace
} // namespace second_read::ui::test

int main(int argc, char** argv) { return second_read::ui::test::runWindowTests(argc, argv); }
