#include "presenters/report_presenter.h"

#include <gtest/gtest.h>

#include "examples.h"
#include "fakes.h"
#include "support/support.h"

namespace second_read::ui {
namespace {

using namespace std::chrono_literals;

class ReportPresenterTest : public testing::Test {
protected:
    ReportPresenterTest() : m_study(test::openedStudy(m_folder.path() / "study")) {
        std::filesystem::create_directories(m_study.folder);
        m_rules = std::make_shared<ReadingRules>(test::smallCatalogue(), test::smallCalibration());
    }

    struct Desk { // as it stands after a start of the program
        WorklistStore store;
        ReportPresenter report;
        int assessed = 0;
        Desk(test::FakeWorld& world, const std::filesystem::path& file)
            : store(file, world.post()), report(store, world.surroundings(file)) {
            report.assessed = [this](const Assessment&) { ++assessed; };
        }
    };
    std::unique_ptr<Desk> desk() {
        return std::make_unique<Desk>(m_world, m_folder.path() / "worklist.sqlite");
    }

    void open(Desk& desk, std::optional<std::filesystem::path> chosen = {}) {
        desk.report.setRules(m_rules);
        desk.store.run<void>(
            [study = m_study](worklist::Worklist& worklist) {
                worklist::Entry entry;
                entry.studyUid = study.study.uid;
                entry.path = study.folder.string();
                return worklist.put(entry);
            },
            [](Result<void>) {});
        desk.report.open(m_study, std::move(chosen));
        const int before = desk.assessed;
        ASSERT_TRUE(m_world.until([&] { return desk.report.state().open && desk.assessed > before; }));
    }
    /// Types `text` and waits for what follows from it.
    void type(Desk& desk, const std::string& text) {
        const int before = desk.assessed;
        desk.report.edit(text);
        m_world.pass(100ms);
        ASSERT_TRUE(m_world.until([&] { return desk.assessed > before && desk.report.state().marksFit; }));
    }
    void give(Desk& desk, std::vector<examination::Evidence> evidence) {
        const int before = desk.assessed;
        desk.report.setEvidence(std::move(evidence));
        ASSERT_TRUE(m_world.until([&] { return desk.assessed > before; }));
    }

    test::TemporaryFolder m_folder;
    test::FakeWorld m_world;
    study::OpenedStudy m_study;
    std::shared_ptr<const ReadingRules> m_rules;
};

TEST_F(ReportPresenterTest, TheReportBesideTheImagesIsTakenAndNamed) {
    test::write(m_study.folder / "report.txt", "Final.");
    test::write(m_study.folder / "provisional.txt", "FINDINGS:\r\nNormal.\r\n");
    const auto at = desk();
    open(*at);
    EXPECT_EQ(at->report.state().text, "FINDINGS:\nNormal.\n");
    EXPECT_EQ(at->report.state().source, ReportSource::Provisional);
    EXPECT_EQ(at->report.state().sourceFile, "provisional.txt");
    EXPECT_FALSE(at->report.state().saved);
}

TEST_F(ReportPresenterTest, AChosenFileComesFirstAndNoneIsAnEmptyPage) {
    const auto at = desk();
    open(*at);
    EXPECT_EQ(at->report.state().source, ReportSource::None);
    EXPECT_TRUE(at->report.state().text.empty());
    EXPECT_FALSE(at->report.state().checked);
    test::write(m_study.folder / "provisional.txt", "Provisional.");
    test::write(m_folder.path() / "mine.txt", "Mine.");
    open(*at, m_folder.path() / "mine.txt");
    EXPECT_EQ(at->report.state().text, "Mine.");
    EXPECT_EQ(at->report.state().source, ReportSource::ChosenFile);
}

TEST_F(ReportPresenterTest, AReportBesideSeveralStudiesIsUsedForNoneAndSaid) {
    test::write(m_study.folder.parent_path() / "report.txt", "Another patient's mass.");
    test::write(m_study.folder.parent_path() / "other/T2.nii.gz", "");
    const auto at = desk();
    open(*at);
    EXPECT_EQ(at->report.state().text, "");
    EXPECT_EQ(at->report.state().source, ReportSource::None);
    EXPECT_NE(at->report.state().loadProblem.find("several studies"), std::string::npos);
}

TEST_F(ReportPresenterTest, ABinaryReportIsRefusedWithTheReasonAndThePageStaysUsable) {
    test::write(m_study.folder / "provisional.txt", std::string("\x00\x01\x02\x03", 4));
    const auto at = desk();
    open(*at);
    EXPECT_FALSE(at->report.state().loadProblem.empty());
    EXPECT_TRUE(at->report.state().text.empty());
    type(*at, "Typed instead.");
    EXPECT_EQ(at->report.state().text, "Typed instead.");
}

TEST_F(ReportPresenterTest, ADraftIsOnDiskWithinTwoSecondsOfTypingAndRestored) {
    test::write(m_study.folder / "provisional.txt", "Provisional.");
    {
        auto at = desk();
        open(*at);
        at->report.edit("Prov");
        for (int i = 0; i < 15; ++i) { // typing goes on: saving must not wait for its end
            m_world.pass(100ms);
            at->report.edit("Provisional, and more " + std::to_string(i));
        }
        m_world.pass(500ms);
        at->store.drain();
    } // as after a crash: nothing was closed or flushed by hand
    const auto again = desk();
    open(*again);
    EXPECT_EQ(again->report.state().source, ReportSource::Draft);
    EXPECT_EQ(again->report.state().text, "Provisional, and more 14");
    EXPECT_TRUE(again->report.state().saved);
}

TEST_F(ReportPresenterTest, AWriteThatFailsIsSaidAndTheDraftIsWrittenOnceItCan) {
    const auto blocked = m_folder.path() / "blocked";
    test::write(blocked, "a file where a folder should be");
    WorklistStore broken(blocked / "worklist.sqlite", m_world.post());
    ReportPresenter report(broken, m_world.surroundings({}));
    report.open(m_study, {});
    ASSERT_TRUE(m_world.until([&] { return report.state().open; }));
    report.edit("must not be lost");
    m_world.pass(1500ms);
    ASSERT_TRUE(m_world.until([&] { return !report.state().saveProblem.empty() && report.state().unsaved; }));
    std::filesystem::remove(blocked);
    // The failure may still be under way: its next try is due only after it has been said.
    ASSERT_TRUE(m_world.until([&] {
        m_world.pass(6s);
        return !report.state().unsaved;
    }));
    EXPECT_TRUE(report.state().saveProblem.empty());
    EXPECT_EQ(report.state().source, ReportSource::Draft);
}

TEST_F(ReportPresenterTest, WithoutAWorklistTheReportBesideTheImagesIsShown) {
    test::write(m_study.folder / "provisional.txt", "Normal brain.");
    test::write(m_folder.path() / "blocked", "a file where a folder should be");
    WorklistStore broken(m_folder.path() / "blocked" / "worklist.sqlite", m_world.post());
    ReportPresenter report(broken, m_world.surroundings({}));
    report.open(m_study, {});
    ASSERT_TRUE(m_world.until([&] { return report.state().open; }));
    EXPECT_EQ(report.state().text, "Normal brain.");
    EXPECT_EQ(report.state().source, ReportSource::Provisional);
    EXPECT_FALSE(report.state().saveProblem.empty());
}

TEST_F(ReportPresenterTest, ADraftThatCannotBeReadYetIsWaitedForAndNotWrittenOver) {
    test::write(m_study.folder / "provisional.txt", "Normal brain.");
    {
        const auto before = desk();
        open(*before);
        type(*before, "Written yesterday.");
        before->report.close();
        before->store.drain();
    }
    // A folder where SQLite wants its log is one way of not letting it open what is there.
    std::filesystem::create_directories(m_folder.path() / "worklist.sqlite-wal" / "in the way");
    const auto again = desk();
    again->report.open(m_study, {});
    ASSERT_TRUE(m_world.until([&] { return !again->report.state().saveProblem.empty(); }));
    again->store.drain();
    m_world.settle();
    EXPECT_FALSE(again->report.state().open);
    again->report.edit("Typed meanwhile.");
    EXPECT_EQ(again->report.state().text, "");
    std::filesystem::remove_all(m_folder.path() / "worklist.sqlite-wal");
    ASSERT_TRUE(m_world.until([&] {
        m_world.pass(6s);
        return again->report.state().open;
    }));
    EXPECT_EQ(again->report.state().text, "Written yesterday.");
    EXPECT_EQ(again->report.state().source, ReportSource::Draft);
    EXPECT_TRUE(again->report.state().saveProblem.empty());
}

TEST_F(ReportPresenterTest, AWrongSideIsFlaggedWithItsPlaceAndTheFlagGoesAsTheTextIsMended) {
    test::write(m_study.folder / "provisional.txt", test::kLeftMassReport);
    const auto at = desk();
    open(*at);
    EXPECT_TRUE(at->report.state().flags.empty()) << "no evidence yet";
    give(*at, test::rightMass());
    ASSERT_EQ(at->report.state().flags.size(), 1U);
    const auto card = at->report.state().flags[0];
    EXPECT_EQ(card.kind, examination::FlagKind::SideMismatch);
    EXPECT_EQ(card.finding, "mass");
    EXPECT_EQ(card.sequence, "FLAIR");
    EXPECT_EQ(card.slice, 17) << "as people count";
    EXPECT_EQ(card.expectedPrecision, 0.92);
    ASSERT_TRUE(card.place);
    EXPECT_EQ(card.place->seriesUid, "1.2.3");
    ASSERT_FALSE(card.spans.empty());
    const std::string text = at->report.state().text;
    const auto side = text.substr(static_cast<std::size_t>(card.spans[0].begin),
                                  static_cast<std::size_t>(card.spans[0].end - card.spans[0].begin));
    EXPECT_TRUE(side == "left" || side == "Left") << side;
    EXPECT_EQ(at->report.state().openFlags, 1U);
    EXPECT_EQ(at->report.flaggedFindings(), std::vector<std::string>{"mass"});

    std::string mended = text;
    for (std::size_t found; (found = mended.find("left")) != std::string::npos;)
        mended.replace(found, 4, "right");
    for (std::size_t found; (found = mended.find("Left")) != std::string::npos;)
        mended.replace(found, 4, "Right");
    type(*at, mended);
    EXPECT_TRUE(at->report.state().flags.empty());
}

TEST_F(ReportPresenterTest, AMissIsFlaggedAndAnEmptyPageIsNoReportThatMissesAnything) {
    const auto at = desk();
    open(*at);
    give(*at, test::rightMass());
    EXPECT_TRUE(at->report.state().flags.empty());
    type(*at, "Normal brain.");
    ASSERT_EQ(at->report.state().flags.size(), 1U);
    EXPECT_EQ(at->report.state().flags[0].kind, examination::FlagKind::PossibleMiss);
}

TEST_F(ReportPresenterTest, NothingIsFlaggedWhereTheAnalysisAbstainedNotEvenTheTextAlone) {
    const auto at = desk();
    open(*at);
    type(*at, "FINDINGS: Left frontal mass.\nIMPRESSION: No mass.");
    ASSERT_EQ(at->report.state().flags.size(), 1U);
    EXPECT_EQ(at->report.state().flags[0].kind, examination::FlagKind::TextConflict);
    const int before = at->assessed;
    at->report.setAbstained();
    ASSERT_TRUE(m_world.until([&] { return at->assessed > before; }));
    EXPECT_TRUE(at->report.state().flags.empty());
    EXPECT_EQ(at->report.state().openFlags, 0U);
    EXPECT_EQ(at->report.state().conflicts.size(), 1U) << "the text check still counts it";
    open(*at); // the next study is judged on its own
    type(*at, "FINDINGS: Left frontal mass.\nIMPRESSION: No mass. ");
    EXPECT_EQ(at->report.state().flags.size(), 1U);
}

TEST_F(ReportPresenterTest, DecisionsAreKeptTakenBackAndSurviveARestart) {
    test::write(m_study.folder / "provisional.txt", test::kLeftMassReport);
    {
        const auto at = desk();
        open(*at);
        give(*at, test::rightMass());
        int decided = 0;
        at->report.flagsDecided = [&] { ++decided; };
        at->report.decide(worklist::Decision::Accepted); // none selected: the first open one
        EXPECT_EQ(at->report.state().flags[0].decision, worklist::Decision::Accepted);
        EXPECT_EQ(at->report.state().openFlags, 0U);
        at->report.decide(worklist::Decision::Accepted);
        EXPECT_FALSE(at->report.state().flags[0].decision);
        at->report.decide(worklist::Decision::Dismissed);
        EXPECT_TRUE(at->report.flaggedFindings().empty()) << "dismissed: no conflict any more";
        EXPECT_EQ(decided, 3);
        at->store.drain();
    }
    const auto again = desk();
    open(*again);
    give(*again, test::rightMass());
    ASSERT_EQ(again->report.state().flags.size(), 1U);
    EXPECT_EQ(again->report.state().flags[0].decision, worklist::Decision::Dismissed);
    type(*again, std::string(test::kLeftMassReport) + "\nA word more.");
    EXPECT_EQ(again->report.state().flags[0].decision, worklist::Decision::Dismissed)
        << "the decision follows edits";
}

TEST_F(ReportPresenterTest, F8GoesRoundTheOpenFlagsOnly) {
    const auto at = desk();
    open(*at);
    auto evidence = test::rightMass();
    evidence[1] = test::evidenceOf("hydrocephalus", 99, 0.9);
    evidence[2] = test::evidenceOf("haemorrhage", 99, 0.8);
    give(*at, evidence);
    type(*at, "Normal brain.");
    ASSERT_EQ(at->report.state().flags.size(), 3U);
    at->report.moveFlag(+1);
    EXPECT_EQ(at->report.state().selectedFlag, 0U);
    at->report.moveFlag(-1);
    EXPECT_EQ(at->report.state().selectedFlag, 2U);
    at->report.selectFlag(1);
    at->report.decide(worklist::Decision::Dismissed);
    EXPECT_EQ(at->report.state().selectedFlag, 2U) << "on to the next open one";
    at->report.moveFlag(+1);
    EXPECT_EQ(at->report.state().selectedFlag, 0U);
    at->report.moveFlag(+1);
    EXPECT_EQ(at->report.state().selectedFlag, 2U);
    at->report.selectFlag(99);
    EXPECT_FALSE(at->report.state().selectedFlag);
}

TEST_F(ReportPresenterTest, AnotherPatientsReportIsSaidAndNotComparedUntilTheReaderSaysSo) {
    test::write(m_study.folder / "provisional.txt",
                std::string("Patient: SMITH^JOHN\nID: 77\n\n") + test::kLeftMassReport);
    {
        const auto at = desk();
        open(*at);
        give(*at, test::rightMass());
        EXPECT_EQ(at->report.state().mismatches.size(), 2U);
        EXPECT_TRUE(at->report.state().flags.empty());
        EXPECT_FALSE(at->report.evidenceWithReport()[0].report) << "never silently used";
        const int before = at->assessed;
        at->report.confirmPatient(true);
        ASSERT_TRUE(m_world.until([&] { return at->assessed > before; }));
        EXPECT_EQ(at->report.state().flags.size(), 1U);
        EXPECT_EQ(at->report.state().mismatches.size(), 2U) << "still said";
        at->store.drain();
    }
    const auto again = desk();
    open(*again);
    EXPECT_TRUE(again->report.state().useNevertheless);
}

TEST_F(ReportPresenterTest, ReadFirstHoldsFlagsBackUntilThereIsAnImpression) {
    const auto at = desk();
    open(*at);
    at->report.setReadFirst(true);
    give(*at, test::rightMass());
    type(*at, "FINDINGS:\nThere is a left frontal mass.\n");
    EXPECT_TRUE(at->report.state().flagsHidden);
    EXPECT_TRUE(at->report.state().flags.empty());
    type(*at, "FINDINGS:\nThere is a left frontal mass.\n\nCONCLUSION:\nLeft frontal mass.\n");
    EXPECT_FALSE(at->report.state().flagsHidden);
    EXPECT_EQ(at->report.state().flags.size(), 1U);
}

TEST_F(ReportPresenterTest, SigningSavesKeepsAndLocksAndCanBeUndone) {
    const auto at = desk();
    open(*at);
    std::optional<bool> told;
    at->report.signedChanged = [&](bool isSigned) { told = isSigned; };
    at->report.edit("Normal brain.");
    at->report.sign(true);
    ASSERT_TRUE(m_world.until([&] { return told.has_value(); }));
    EXPECT_TRUE(*told);
    at->report.edit("Changed after signing.");
    EXPECT_EQ(at->report.state().text, "Normal brain.");
    {
        const auto again = desk();
        open(*again);
        EXPECT_TRUE(again->report.state().isSigned);
        EXPECT_EQ(again->report.state().text, "Normal brain.");
        again->report.sign(false);
        again->report.edit("Addendum.");
        EXPECT_EQ(again->report.state().text, "Addendum.");
    }
}

TEST_F(ReportPresenterTest, MarksCountAsTheEditorDoes) {
    const auto at = desk();
    open(*at);
    type(*at, "\U0001F9E0\U0001F9E0 There is a mass.");
    bool found = false;
    for (const auto& mark : at->report.state().marks)
        if (mark.kind == MarkKind::Affirmed) {
            found = true;
            EXPECT_EQ(mark.span, (Utf16Span{16, 20})); // each brain is two UTF-16 units
        }
    EXPECT_TRUE(found);
}

TEST_F(ReportPresenterTest, WhatArrivesForAStudyThatWasLeftIsDropped) {
    test::write(m_study.folder / "provisional.txt", test::kLeftMassReport);
    const auto at = desk();
    at->report.setRules(m_rules);
    at->report.open(m_study, {});
    at->report.close();
    at->store.drain();
    m_world.settle();
    EXPECT_FALSE(at->report.state().open);
    EXPECT_TRUE(at->report.state().text.empty());
}

TEST_F(ReportPresenterTest, LeavingAStudySavesWhatWasTyped) {
    const auto at = desk();
    open(*at);
    at->report.edit("typed a moment ago");
    at->report.close();
    at->store.drain();
    m_world.settle();
    open(*at);
    EXPECT_EQ(at->report.state().text, "typed a moment ago");
}

TEST_F(ReportPresenterTest, ALongTextIsReadWithoutHoldingUpTyping) {
    const auto at = desk();
    open(*at);
    std::string text;
    while (text.size() < 500'000) text += "There is no hydrocephalus and no haemorrhage on these images. ";
    at->report.edit(text); // returns at once; the reading is somebody else's work
    at->report.edit(text + "There is a mass.");
    EXPECT_FALSE(at->report.state().marksFit);
    m_world.pass(100ms);
    ASSERT_TRUE(m_world.until([&] { return at->report.state().marksFit; }));
    EXPECT_GT(at->report.state().marks.size(), 1000U);
}

} // namespace
} // namespace second_read::ui
