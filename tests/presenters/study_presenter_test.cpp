#include "presenters/study_presenter.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "fake_images.h"
#include "presenters/layout_presenter.h"
#include "presenters/series_list.h"
#include "presenters/view_state.h"
#include "support/support.h"

namespace second_read::ui {
namespace {

using test::seriesOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Studies : public ::testing::Test {
protected:
    test::Queue queue;
    test::FakeImages images;
    std::unique_ptr<StudyPresenter> studies;
    std::unique_ptr<LayoutPresenter> layout;
    std::vector<std::string> problems;

    void make(std::size_t budget = std::size_t{1} << 30) {
        studies =
            std::make_unique<StudyPresenter>(images.loader(), queue.post(), test::brainHanging(), budget);
        layout = std::make_unique<LayoutPresenter>(*studies);
        for (int index = 0; index < LayoutPresenter::kMostViewports; ++index)
            layout->viewport(index).setSize(200, 200);
        QObject::connect(
            studies.get(), &StudyPresenter::openFailed,
            [this](const QString&, const QString& why) { problems.push_back(why.toStdString()); });
    }
    void TearDown() override {
        layout.reset();
        studies.reset();
    }
    bool open(const std::string& path, Role role = Role::Reading, const std::string& label = {}) {
        bool opened = false;
        const auto connection =
            QObject::connect(studies.get(), &StudyPresenter::opened, [&] { opened = true; });
        studies->open(path, role, label);
        const std::size_t before = problems.size();
        queue.runUntil([&] { return opened || problems.size() > before; });
        QObject::disconnect(connection);
        return opened;
    }
    bool settle() {
        return queue.runUntil([&] {
            for (int index = 0; index < layout->viewports(); ++index)
                if (!layout->viewport(index).empty() && !layout->viewport(index).loaded() &&
                    layout->viewport(index).failure().empty())
                    return false;
            return true;
        });
    }
    std::vector<std::string> shown() {
        std::vector<std::string> uids;
        for (int index = 0; index < layout->viewports(); ++index)
            uids.push_back(layout->viewport(index).series() ? layout->viewport(index).series()->key.series
                                                            : "-");
        return uids;
    }
    study::OpenedStudy brain(const std::string& uid = "A") {
        return test::studyOf(uid, {seriesOf("t1", Sequence::T1, test::sagittalGrid(), "sagittal"),
                                   seriesOf("flair", Sequence::FLAIR, test::axialGrid()),
                                   seriesOf("t2", Sequence::T2, test::axialGrid(16, 20, 2, 2.5)),
                                   seriesOf("dwi", Sequence::DWI, test::axialGrid()),
                                   seriesOf("swi", Sequence::SWI, test::axialGrid())});
    }
};

TEST_F(Studies, HangInTheOrderOfTheHangingAndShowTheirPixels) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    EXPECT_THAT(shown(), ElementsAre("flair", "dwi", "t2", "t1"));
    ASSERT_TRUE(settle());
    EXPECT_TRUE(layout->viewport(0).loaded());
    // The one not shown follows, its pixels and its picture in whichever order.
    EXPECT_TRUE(queue.runUntil([&] {
        return studies->loadedSeries() == 5 && studies->thumbnail({"A", "swi", 0}) != nullptr;
    }));
}

TEST_F(Studies, NoFileIsReadOnTheOwnersThread) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    EXPECT_FALSE(images.threads.contains(std::this_thread::get_id()));
    EXPECT_FALSE(images.threads.empty());
}

TEST_F(Studies, WhatIsShownIsDecodedFirst) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(queue.runUntil([&] { return studies->loadedSeries() == 5; }));
    EXPECT_THAT(images.volumesRead, ElementsAre("flair", "dwi", "t2", "t1", "swi"));
}

TEST_F(Studies, LookingAheadStaysWithinHalfOfTheBudget) {
    images.byPath["/a"].studies = {brain()};
    make(4 * 16 * 16 * 10 * sizeof(float)); // four axial stacks
    layout->setLayout(Layout::OneByOne);
    ASSERT_TRUE(open("/a"));
    bool idle = false;
    QObject::connect(studies.get(), &StudyPresenter::idle, [&] { idle = true; });
    ASSERT_TRUE(queue.runUntil([&] { return idle; }));
    EXPECT_LE(studies->cache().bytes(), studies->cache().budget() / 2);
    EXPECT_THAT(images.volumesRead, ElementsAre("flair", "dwi"));
}

TEST_F(Studies, AFailedPathLeavesTheOpenStudyAndSaysWhy) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    EXPECT_FALSE(open("/nowhere"));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0], HasSubstr("/nowhere does not exist"));
    EXPECT_EQ(studies->at(Role::Reading)->study().uid, "A");
}

TEST_F(Studies, RefusedFilesAndWarningsAreNamed) {
    auto study = brain();
    study.study.series[1].warnings = {"images received 30, shown 28: two lie at one position"};
    images.byPath["/a"].studies = {study};
    for (int i = 0; i < 5; ++i)
        images.byPath["/a"].refused.push_back({"/a/f" + std::to_string(i), "no DICOM"});
    make();
    ASSERT_TRUE(open("/a"));
    const auto notices = studies->notices();
    ASSERT_EQ(notices.size(), 2U);
    EXPECT_THAT(notices[0], HasSubstr("images received 30, shown 28"));
    EXPECT_THAT(notices[1], HasSubstr("5 files could not be used: f0 (no DICOM)"));
    EXPECT_THAT(notices[1], HasSubstr("2 more"));
}

TEST_F(Studies, ABrokenSeriesSaysSoAndTheOthersAreShown) {
    images.byPath["/a"].studies = {brain()};
    images.broken = {"dwi"};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(layout->viewport(1).failure(), "dwi is cut short");
    EXPECT_TRUE(layout->viewport(0).loaded());
    bool named = false;
    for (const SeriesRow& row : seriesRows(*studies, *layout))
        named = named ||
                (row.key.series == "dwi" && row.warnings == std::vector<std::string>{"dwi is cut short"});
    EXPECT_TRUE(named);
}

TEST_F(Studies, SeveralStudiesUnderAPathAreListedAndCanBeChosen) {
    images.byPath["/a"].studies = {brain("A"), brain("B")};
    make();
    ASSERT_TRUE(open("/a"));
    int headings = 0;
    for (const SeriesRow& row : seriesRows(*studies, *layout)) headings += row.heading ? 1 : 0;
    EXPECT_EQ(headings, 2);
    studies->choose(Role::Reading, 1);
    EXPECT_EQ(layout->viewport(0).series()->key.study, "B");
    ASSERT_TRUE(settle());
}

TEST_F(Studies, ASecondOpenWhileTheFirstIsReadWins) {
    images.byPath["/a"].studies = {brain("A")};
    images.byPath["/b"].studies = {brain("B")};
    make();
    studies->open("/a");
    ASSERT_TRUE(open("/b"));
    ASSERT_TRUE(settle());
    EXPECT_EQ(studies->at(Role::Reading)->study().uid, "B");
}

TEST_F(Studies, SlicesAreLinkedByPositionInThePatient) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    layout->setSlice(0, 8); // FLAIR at 40 mm
    EXPECT_EQ(layout->viewport(1).slice(), 8);
    EXPECT_EQ(layout->viewport(2).slice(), 16); // T2 has slices of 2.5 mm
    const int sagittal = layout->viewport(3).slice();
    layout->setLinked(false);
    layout->setSlice(0, 2);
    EXPECT_EQ(layout->viewport(1).slice(), 8);
    EXPECT_EQ(layout->viewport(3).slice(), sagittal);
    layout->setLinked(true); // they meet at once
    EXPECT_EQ(layout->viewport(1).slice(), 2);
}

TEST_F(Studies, SeriesOfAnotherFrameOfReferenceKeepToThemselves) {
    auto moved = brain(); // the patient was taken out of the scanner before the T2 and the T1 (sagittal)
    for (auto& series : moved.study.series)
        series.frameOfReference = series.uid == "t2" || series.uid == "t1" ? "1.2.9" : "1.2.8";
    images.byPath["/a"].studies = {moved};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    const int t2 = layout->viewport(2).slice();
    layout->setSlice(0, 8);
    EXPECT_EQ(layout->viewport(1).slice(), 8);
    EXPECT_TRUE(layout->followsActive(1));
    EXPECT_EQ(layout->viewport(2).slice(), t2);
    EXPECT_FALSE(layout->followsActive(2));
    EXPECT_FALSE(layout->referenceLine(3));
    layout->crosshairAt(0, layout->viewport(0).transform().screenOf({10, -4, 40}));
    EXPECT_TRUE(layout->viewport(1).crosshair());
    EXPECT_FALSE(layout->viewport(2).crosshair());
    EXPECT_EQ(layout->viewport(2).slice(), t2);
    ASSERT_TRUE(layout->goTo({"flair", 0, -1, std::array<double, 3>{5, 5, 40}}));
    EXPECT_TRUE(layout->viewport(1).marker());
    EXPECT_FALSE(layout->viewport(3).marker());
    layout->setActive(2);
    EXPECT_TRUE(layout->referenceLine(3)); // the two that were taken afterwards
}

TEST_F(Studies, ASeriesShownLaterComesToThoseItIsLinkedWith) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    layout->show(0, {"A", "t1", 0}); // sagittal: the first that stands there is none to follow
    layout->setSlice(2, 4);          // the T2 at 10 mm
    layout->show(1, {"A", "swi", 0});
    EXPECT_EQ(layout->viewport(1).slice(), 2);
    EXPECT_EQ(layout->viewport(2).slice(), 4);
}

TEST_F(Studies, AxialSeriesTiltedDifferentlyAreLinkedAndSaySo) {
    volume::Grid tilted = test::axialGrid();
    tilted.direction = Eigen::AngleAxisd(27 * M_PI / 180, Eigen::Vector3d::UnitX()).toRotationMatrix();
    tilted.origin =
        -(tilted.direction * Eigen::Vector3d(15, 15, -5)); // its middle line goes through the other's
    images.byPath["/a"].studies = {test::studyOf(
        "A", {seriesOf("flair", Sequence::FLAIR, test::axialGrid()), seriesOf("t2", Sequence::T2, tilted),
              seriesOf("t1", Sequence::T1, test::sagittalGrid(), "sagittal")})};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    layout->setSlice(0, 7); // 35 mm up in the middle of the head
    const double along = Eigen::Vector3d(0, 0, 35).dot(tilted.direction.col(2)) - 5; // of the tilted stack
    EXPECT_EQ(layout->viewport(1).slice(), std::lround(along / 5));
    EXPECT_TRUE(layout->followsActive(1));
    EXPECT_TRUE(layout->referenceLine(1));  // and where they cut is shown
    EXPECT_FALSE(layout->followsActive(0)); // it is the active one
    EXPECT_FALSE(layout->followsActive(2)); // sagittal
    layout->setLinked(false);
    EXPECT_FALSE(layout->followsActive(1));
}

TEST_F(Studies, TheReferenceLineShowsWhereTheActiveSliceCuts) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    layout->setSlice(0, 6);
    EXPECT_FALSE(layout->referenceLine(0));
    EXPECT_FALSE(layout->referenceLine(1)); // parallel
    const auto line = layout->referenceLine(3);
    ASSERT_TRUE(line);
    EXPECT_NEAR(line->first.z(), 30, 1e-9);
    layout->setReferenceLines(false);
    EXPECT_FALSE(layout->referenceLine(3));
}

TEST_F(Studies, ACrosshairBringsAllViewsToThePoint) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    const Eigen::Vector3d point(10, -4, 25);
    layout->setSlice(0, 5);
    layout->crosshairAt(0, layout->viewport(0).transform().screenOf(point));
    const auto grid = *layout->viewport(3).grid();
    EXPECT_NEAR(grid.patientOf({0, 0, static_cast<double>(layout->viewport(3).slice())}).x(), 10, 2.0);
    EXPECT_TRUE(layout->viewport(3).crosshair()->isApprox(point, 1e-6));
    layout->setMouseMode(MouseMode::Window);
    EXPECT_FALSE(layout->viewport(3).crosshair());
}

TEST_F(Studies, AFindingLeadsToSeriesSliceAndPeak) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    ASSERT_TRUE(layout->goTo({"swi", 0, -1, std::array<double, 3>{5, 5, 41}})); // not shown yet
    EXPECT_EQ(layout->viewport(layout->active()).series()->key.series, "swi");
    EXPECT_EQ(layout->viewport(layout->active()).slice(), 8);
    EXPECT_TRUE(layout->viewport(layout->active()).marker());
    ASSERT_TRUE(layout->goTo({"t2", 0, 3, std::nullopt}));
    EXPECT_EQ(layout->active(), 2);
    EXPECT_EQ(layout->viewport(2).slice(), 3);
    EXPECT_FALSE(layout->viewport(2).marker());
    EXPECT_FALSE(layout->goTo({"none", 0, 3, std::nullopt}));
    EXPECT_TRUE(layout->goTo({"", 0, -1, std::array<double, 3>{0, 0, 10}})); // whatever is shown
}

TEST_F(Studies, LayoutsKeepWhatIsShownAndFillWhatIsNew) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    layout->setLayout(Layout::OneByTwo);
    EXPECT_THAT(shown(), ElementsAre("flair", "dwi"));
    layout->show(1, {"A", "swi", 0});
    layout->setLayout(Layout::ThreeByThree);
    EXPECT_THAT(shown(), ElementsAre("flair", "swi", "t2", "t1", "dwi", "-", "-", "-", "-"));
    layout->setActive(4);
    layout->toggleMaximised(4);
    EXPECT_TRUE(layout->maximised());
    layout->setLayout(Layout::OneByOne);
    EXPECT_EQ(layout->active(), 0);
    EXPECT_FALSE(layout->maximised());
}

TEST_F(Studies, FewSeriesGetFewViewports) {
    images.byPath["/one"].studies = {
        test::studyOf("O", {seriesOf("flair", Sequence::FLAIR, test::axialGrid())})};
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/one"));
    EXPECT_EQ(layout->layout(), Layout::OneByOne);
    ASSERT_TRUE(open("/a")); // the choice itself stays
    EXPECT_EQ(layout->layout(), Layout::TwoByTwo);
}

TEST_F(Studies, SeriesAreSteppedThroughAsTheyHang) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    layout->stepSeries(1);
    EXPECT_EQ(shown()[0], "dwi");
    layout->stepSeries(-1);
    layout->stepSeries(-1); // stops at the first
    EXPECT_EQ(shown()[0], "flair");
    layout->edgeSeries(true);
    EXPECT_EQ(shown()[0], "swi");
}

TEST_F(Studies, AnotherExaminationStandsBesideUnderItsOwnName) {
    images.byPath["/a"].studies = {brain("A")};
    auto past = brain("P");
    std::erase_if(past.study.series, [](const examination::Series& series) { return series.uid == "dwi"; });
    past.sources.resize(past.study.series.size());
    for (auto& series : past.study.series)
        series.affineLps->col(3).head<3>() += Eigen::Vector3d(0, 0, 500); // its own space
    images.byPath["/p"].studies = {past};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(settle());
    ASSERT_TRUE(open("/p", Role::Beside, "similar case · M 61 · 2021-02"));
    ASSERT_TRUE(settle());
    EXPECT_TRUE(layout->comparing());
    EXPECT_THAT(shown(), ElementsAre("flair", "flair", "dwi", "t2")); // no DWI beside: the next that is left
    EXPECT_EQ(layout->viewport(0).series()->other, "");
    EXPECT_EQ(layout->viewport(1).series()->other, "similar case · M 61 · 2021-02");
    EXPECT_TRUE(layout->besideColumn(1));
    EXPECT_FALSE(layout->besideColumn(2));
    // Scrolling together from where they stood, although the two share no coordinates.
    layout->setSlice(0, 7);
    EXPECT_EQ(layout->viewport(1).slice(), 7);
    EXPECT_FALSE(layout->referenceLine(3)); // planes of two patients do not cut
    studies->close(Role::Beside);
    EXPECT_THAT(shown(), ElementsAre("flair", "dwi", "t2", "t1"));
    EXPECT_FALSE(layout->comparing());
}

TEST_F(Studies, EachFrameOfReferenceMeetsItsOwnBeside) {
    auto own = brain("A"), past = brain("P");
    for (auto& series : own.study.series) series.frameOfReference = series.uid == "dwi" ? "1.2.9" : "1.2.8";
    for (auto& series : past.study.series) {
        series.frameOfReference = series.uid == "dwi" ? "1.3.9" : "1.3.8";
        series.affineLps->col(3).z() += series.uid == "dwi" ? -300 : 500;
    }
    images.byPath["/a"].studies = {own};
    images.byPath["/p"].studies = {past};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(open("/p", Role::Beside, "similar case"));
    ASSERT_TRUE(settle());
    EXPECT_THAT(shown(), ElementsAre("flair", "flair", "dwi", "dwi"));
    layout->setSlice(0, 7);
    EXPECT_EQ(layout->viewport(1).slice(), 7);
    EXPECT_EQ(layout->viewport(3).slice(), 5); // no relation is known to this one: it stays in the middle
    layout->setSlice(3, 2);
    EXPECT_EQ(layout->viewport(2).slice(), 2);
    EXPECT_EQ(layout->viewport(0).slice(), 7);
}

TEST_F(Studies, OpeningAnotherCaseClosesWhatWasBeside) {
    images.byPath["/a"].studies = {brain("A")};
    images.byPath["/b"].studies = {brain("B")};
    make();
    ASSERT_TRUE(open("/a"));
    ASSERT_TRUE(open("/b", Role::Beside, "other"));
    ASSERT_TRUE(open("/b"));
    EXPECT_FALSE(layout->comparing());
    EXPECT_THAT(shown(), ElementsAre("flair", "dwi", "t2", "t1"));
}

TEST_F(Studies, ClosingEmptiesTheViewports) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    studies->close(Role::Reading);
    EXPECT_THAT(shown(), ElementsAre("-", "-", "-", "-"));
    EXPECT_TRUE(studies->notices().empty());
}

TEST_F(Studies, TheViewComesBackAsItWasLeft) {
    images.byPath["/a"].studies = {brain()};
    make();
    ASSERT_TRUE(open("/a"));
    layout->setLayout(Layout::OneByTwo);
    layout->show(1, {"A", "swi", 0});
    layout->setLinked(false);
    layout->setSlice(0, 3);
    layout->setSlice(1, 9);
    const nlohmann::json kept = viewState(*layout);

    ASSERT_TRUE(open("/a"));
    restoreView(*layout, *studies, kept);
    EXPECT_THAT(shown(), ElementsAre("flair", "swi"));
    EXPECT_EQ(layout->viewport(0).slice(), 3);
    EXPECT_EQ(layout->viewport(1).slice(), 9);
    EXPECT_FALSE(layout->linked());
    for (const char* nonsense : {"null", "[]", R"({"layout":"9x9","viewports":[]})",
                                 R"({"layout":"1x1","viewports":[{"series":7}]})"})
        restoreView(*layout, *studies, nlohmann::json::parse(nonsense));
}

TEST(Hangings, TheShippedOneIsReadAsData) {
    const auto resources = shippedFolder("resources");
    ASSERT_TRUE(resources) << resources.error().message;
    const auto shipped = readHanging(*resources / "hanging" / "brain.json");
    ASSERT_TRUE(shipped) << shipped.error().message;
    EXPECT_EQ(shipped->order.front(), Sequence::FLAIR);

    second_read::test::TemporaryFolder folder;
    const auto file = folder.path() / "h.json";
    auto write = [&](const std::string& text) { std::ofstream(file) << text; };
    write(R"({"name":"Brain","layout":"1x2","order":["T2","SWI"]})");
    const auto hanging = readHanging(file);
    ASSERT_TRUE(hanging) << hanging.error().message;
    EXPECT_EQ(hanging->layout, Layout::OneByTwo);
    EXPECT_THAT(hanging->order, ElementsAre(Sequence::T2, Sequence::SWI));
    for (const char* wrong : {"{}", R"({"name":"x","layout":"5x5","order":[]})",
                              R"({"name":"x","layout":"1x1","order":["PET"]})"}) {
        write(wrong);
        const auto failed = readHanging(file);
        ASSERT_FALSE(failed);
        EXPECT_EQ(failed.error().code, ErrorCode::Corrupt);
    }
}

TEST(Hangings, PreferEligibleAxialAndSureAndPutLabelMapsLast) {
    examination::Study study;
    study.series = {seriesOf("mask", Sequence::Other, test::axialGrid()),
                    seriesOf("t2 sag", Sequence::T2, test::sagittalGrid(), "sagittal"),
                    seriesOf("t2 guess", Sequence::T2, test::axialGrid()),
                    seriesOf("t2", Sequence::T2, test::axialGrid()),
                    seriesOf("empty", Sequence::FLAIR, test::axialGrid())};
    study.series[0].eligible = false;
    study.series[2].confidence = 0.4;
    study.series[4].images = 0;
    EXPECT_THAT(hang(test::brainHanging(), study), ElementsAre(3, 1, 2, 0));
}

} // namespace
} // namespace second_read::ui
