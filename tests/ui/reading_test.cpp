/// Evidence, report and flags under real keys, with an engine that answers when the test says so.
#include <fstream>

#include <QLabel>
#include <QListView>
#include <QTextEdit>

#include "examples.h"
#include "window_fixture.h"

namespace second_read::ui::test {
namespace {

namespace examples = second_read::test;

constexpr const char* kRightMass = "FINDINGS:\nThere is a right frontal mass. No hydrocephalus.\n";

class Reading : public WindowTest {
protected:
    int markerSlice = 0;

    /// A mass on the left, where the phantom has its bright cube, and what else the test wants.
    void read(const std::string& words, int findings = 3) {
        writeStudy(folder.path() / "study", {{"FLAIR", "1.2.1", columns(x, y, z)}});
        examples::write(folder.path() / "study" / "provisional.txt", words);
        engine.state.pack = examples::packReport();
        make();
        engine.become(EngineCondition::Ready, examples::packReport());
        window->start({folder.path() / "study"}, std::nullopt);
        ASSERT_TRUE(waitFor([&] { return engine.open("analyse") != nullptr; }));
        markerSlice = static_cast<int>(std::lround(layout->viewport(0).grid()->voxelOf(kMarker).z()));
        auto all = examples::rightMass();
        all[0].side = Side::Left;
        all[0].place = "left frontal lobe";
        all[0].seriesUid = "1.2.1";
        all[0].slice = markerSlice;
        all[0].peakLps = {{kMarker.x(), kMarker.y(), kMarker.z()}};
        for (int more = 3; more < findings; ++more) {
            all.push_back(examples::evidenceOf("finding " + std::to_string(more), 95 - more, 0.5));
            all.back().place = "left frontal lobe"; // a second line each
        }
        examination::Analysis analysis;
        analysis.study.uid = studies->at(Role::Reading)->study().uid;
        analysis.pack = {"brain-mri", "1.2"};
        analysis.abnormality.percentile = 98;
        analysis.findings = all;
        engine.answer("analyse", examination::toJson(analysis));
        ASSERT_TRUE(waitFor([&] { return window->settled() && report().checked; }));
    }
    const ReportState& report() { return session->report().state(); }
    QListView& list(const char* name) { return *window->findChild<QListView*>(QString::fromLatin1(name)); }
    bool stands(const QString& words) {
        for (const QLabel* label : window->findChildren<QLabel*>())
            if (label->isVisible() &&
                (label->text().contains(words) || label->accessibleName().contains(words)))
                return true;
        return false;
    }
    int rowsInView() {
        const QListView& rows = list("evidence");
        int count = 0;
        for (int row = 0; row < rows.model()->rowCount(); ++row)
            count += rows.viewport()->rect().contains(rows.visualRect(rows.model()->index(row, 0))) ? 1 : 0;
        return count;
    }
};

TEST_F(Reading, AllFindingsStandWithoutScrollingWhereThereIsRoom) {
    read(kRightMass, 10);
    ASSERT_EQ(list("evidence").model()->rowCount(), 10);
    EXPECT_TRUE(waitFor([&] { return rowsInView() == 10; })) << rowsInView();
    EXPECT_FALSE(stands("▾"));
}

TEST_F(Reading, WhereThereIsNoRoomAListSaysHowManyFindingsStandBelow) {
    read(kRightMass, 10);
    window->resize(1200, 560);
    ASSERT_TRUE(waitFor([&] { return stands("▾"); }));
    EXPECT_LT(rowsInView(), 10);
    window->run(Action::FocusEvidence);
    key(Qt::Key_End);
    EXPECT_TRUE(waitFor([&] { return !stands("▾"); }));
}

TEST_F(Reading, F8LeadsToTheFlagsPlaceAndOneKeyDecidesIt) {
    read(kRightMass);
    ASSERT_EQ(report().flags.size(), 1U);
    EXPECT_EQ(report().flags[0].kind, examination::FlagKind::SideMismatch);
    layout->setSlice(0, 0);
    window->viewports().setFocus();
    key(Qt::Key_F8);
    EXPECT_EQ(layout->viewport(0).slice(), markerSlice);
    ASSERT_TRUE(layout->viewport(0).marker());
    EXPECT_LT((*layout->viewport(0).marker() - kMarker).norm(), 1);
    EXPECT_GT(greyAt(0, kMarker), 200);

    key(Qt::Key_A, Qt::AltModifier);
    EXPECT_EQ(report().flags[0].decision, worklist::Decision::Accepted);
    key(Qt::Key_A, Qt::AltModifier); // takes it back
    EXPECT_FALSE(report().flags[0].decision);
    key(Qt::Key_D); // F8 led to the flags: a letter alone decides
    EXPECT_EQ(report().flags[0].decision, worklist::Decision::Dismissed);
    EXPECT_EQ(report().openFlags, 0U);
    key(Qt::Key_Up); // while the arrows still scroll the images
    EXPECT_EQ(layout->viewport(0).slice(), markerSlice - 1);
}

TEST_F(Reading, F8WhileWritingLeavesTheLettersToTheText) {
    read(kRightMass);
    window->run(Action::FocusReport);
    key(Qt::Key_F8);
    ASSERT_EQ(layout->viewport(0).slice(), markerSlice);
    key(Qt::Key_End, Qt::ControlModifier);
    key(Qt::Key_A);
    EXPECT_TRUE(window->findChild<QTextEdit*>()->toPlainText().endsWith(u'a'));
    ASSERT_TRUE(waitFor([&] { return report().checked && report().flags.size() == 1; }));
    EXPECT_FALSE(report().flags[0].decision);
    key(Qt::Key_A, Qt::AltModifier);
    EXPECT_EQ(report().flags[0].decision, worklist::Decision::Accepted);
}

TEST_F(Reading, TheFlagsTakeTheRoomOfTheirCards) {
    read(kRightMass);
    const QListView& flags = list("flags");
    EXPECT_TRUE(waitFor([&] { return flags.isVisible() && flags.width() > 300; }));
    EXPECT_EQ(flags.height(), flags.sizeHintForRow(0) + 2);
}

TEST_F(Reading, EnterOnAFindingLeadsToItsPlace) {
    read(kRightMass);
    layout->setSlice(0, 0);
    window->run(Action::FocusEvidence);
    key(Qt::Key_Return);
    EXPECT_EQ(layout->viewport(0).slice(), markerSlice);
}

TEST_F(Reading, FlagsFollowTheReportAsItIsTypedAndTheDraftIsKept) {
    read(kRightMass);
    ASSERT_EQ(report().flags.size(), 1U);
    window->run(Action::FocusReport);
    QWidget* editor = QApplication::focusWidget();
    key(Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, "There is a left frontal mass.");
    EXPECT_TRUE(waitFor([&] { return report().flags.empty() && report().checked; }));
    EXPECT_TRUE(waitFor([&] { return report().source == ReportSource::Draft && !report().unsaved; }));
    key(Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(editor, "There is no mass.");
    EXPECT_TRUE(waitFor([&] {
        return report().flags.size() == 1 && report().flags[0].kind == examination::FlagKind::PossibleMiss;
    }));
}

TEST_F(Reading, AnEngineThatDiesSaysSoAndTheImagesStay) {
    read(kRightMass);
    engine.state.message = "The engine ended (signal 9) and is being started again.";
    engine.become(EngineCondition::Restarting);
    EXPECT_TRUE(waitFor([&] { return stands("signal 9"); }));
    layout->setSlice(0, markerSlice);
    EXPECT_GT(greyAt(0, kMarker), 200);
    engine.become(EngineCondition::Ready, examples::packReport());
    EXPECT_TRUE(waitFor([&] { return stands("engine ready"); }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
}

TEST_F(Reading, AReportOfAnotherPatientIsSaidAndNotCompared) {
    read("Patient name: MILLER^ANNA\n" + std::string(kRightMass));
    EXPECT_TRUE(stands("another patient"));
    EXPECT_TRUE(report().flags.empty());
}

} // namespace
} // namespace second_read::ui::test

int main(int argc, char** argv) { return second_read::ui::test::runWindowTests(argc, argv); }
