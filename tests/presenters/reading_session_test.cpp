#include "presenters/reading_session_presenter.h"

#include <gtest/gtest.h>

#include "archive/archive.h"
#include "examination/json.h"
#include "examples.h"
#include "fakes.h"
#include "support/support.h"

namespace second_read::ui {
namespace {

using namespace std::chrono_literals;

nlohmann::json analysisOf(const std::string& uid) {
    examination::Analysis made;
    made.study.uid = uid;
    made.pack = {"brain-mri", "1.2"};
    made.abnormality.percentile = 98;
    made.findings = test::rightMass();
    examination::Similar similar;
    similar.id = "past-0";
    similar.similarity = 0.91;
    made.similar = {similar};
    made.timingsMs = {{"open", 110}, {"search", 4}, {"total", 2000}};
    return examination::toJson(made);
}

class ReadingSessionTest : public testing::Test {
protected:
    struct Desk { // one run of the program
        test::FakeEngine engine;
        ReadingSessionPresenter session;
        std::optional<Session> restored;
        std::vector<std::string> recents;
        Desk(test::FakeWorld& world, const std::filesystem::path& file, Settings* settings)
            : session(engine, world.surroundings(file, settings)) {
            session.restored = [this](const Session& kept) { restored = kept; };
            session.recentsChanged = [this](const std::vector<std::string>& paths) { recents = paths; };
        }
    };
    ReadingSessionTest() : m_study(test::openedStudy(m_folder.path() / "study")) {
        test::write(m_study.folder / "provisional.txt", test::kLeftMassReport);
        auto settings = Settings::open(m_folder.path() / "settings.json");
        EXPECT_TRUE(settings);
        m_settings.emplace(std::move(*settings));
    }
    std::unique_ptr<Desk> start(bool ready = true) {
        auto made = std::make_unique<Desk>(m_world, m_folder.path() / "worklist.sqlite", &*m_settings);
        made->session.start();
        EXPECT_TRUE(m_world.until([&] { return made->restored.has_value(); }));
        if (ready) made->engine.become(EngineCondition::Ready, test::packReport());
        return made;
    }
    void open(Desk& desk) {
        desk.session.studyOpened(m_study, m_study.folder);
        ASSERT_TRUE(m_world.until([&] { return desk.session.report().state().checked; }));
    }
    void makeArchive(const std::string& name) {
        auto archive = archive::Archive::open(m_folder.path() / name, archive::Archive::Mode::ReadWrite,
                                              {"brain-mri", "1.2"}, 2);
        ASSERT_TRUE(archive) << archive.error().message;
        archive::Record record;
        record.id = "past-0";
        record.contentHash = "x";
        record.report = "Right frontal mass.";
        record.reportEmbedding = {1, 0};
        ASSERT_TRUE(archive->put(record));
    }
    void choose(Desk& desk, const std::string& name) {
        makeArchive(name);
        desk.session.setArchive(m_folder.path() / name);
        ASSERT_TRUE(m_world.until([&] { return desk.session.similar().state().archive.has_value(); }));
    }

    test::TemporaryFolder m_folder;
    test::FakeWorld m_world;
    study::OpenedStudy m_study;
    std::optional<Settings> m_settings;
};

TEST_F(ReadingSessionTest, AnOpenedStudyGoesToTheEngineAndComesBackAsEvidenceFlagsAndSimilarCases) {
    const auto at = start();
    choose(*at, "department");
    open(*at);
    const auto* request = at->engine.open("analyse");
    ASSERT_NE(request, nullptr);
    EXPECT_EQ(request->params["path"], m_study.folder.string());
    EXPECT_EQ(request->params["studyUid"], "1.2");
    EXPECT_EQ(request->params["archive"], (m_folder.path() / "department").string());
    request->handlers.progress({"encode", 0.4, 1200});
    EXPECT_EQ(at->session.evidence().state().busy->stage, "encode");
    EXPECT_TRUE(at->session.status().state().canCancel);
    EXPECT_TRUE(m_world.until([&] {
        const auto& rows = at->session.worklist().state().rows;
        return rows.size() == 1 && rows[0].analysing && rows[0].current;
    }));

    at->engine.answer("analyse", analysisOf("1.2"));
    const auto& evidence = at->session.evidence().state();
    EXPECT_EQ(evidence.mode, EvidenceMode::Shown);
    EXPECT_EQ(evidence.normals, 500);
    ASSERT_TRUE(m_world.until([&] { return !at->session.report().state().flags.empty(); }));
    EXPECT_EQ(at->session.report().state().flags[0].kind, examination::FlagKind::SideMismatch);
    EXPECT_TRUE(evidence.rows[0].conflict);
    EXPECT_EQ(evidence.rows[0].reportedSide, Side::Left);
    EXPECT_EQ(evidence.rows[1].reported, Assertion::Negated);
    EXPECT_EQ(at->session.similar().state().cards.size(), 1U);
    EXPECT_EQ(at->session.similar().state().ms, 4);
    EXPECT_EQ(at->session.status().state().timings.size(), 3U);
    EXPECT_FALSE(at->session.status().state().canCancel);
    const auto& row = at->session.worklist().state().rows[0];
    EXPECT_EQ(row.abnormality, 98);
    EXPECT_EQ(row.openFlags, 1);
    EXPECT_FALSE(row.analysing);

    at->session.report().moveFlag(+1);
    at->session.report().decide(worklist::Decision::Dismissed);
    EXPECT_FALSE(evidence.rows[0].conflict);
    EXPECT_EQ(at->session.worklist().state().rows[0].openFlags, 0);
}

TEST_F(ReadingSessionTest, TypingMovesTheFlagsWithoutTheEngine) {
    const auto at = start();
    open(*at);
    at->engine.answer("analyse", analysisOf("1.2"));
    ASSERT_TRUE(m_world.until([&] { return !at->session.report().state().flags.empty(); }));
    const auto asked = at->engine.asked.size();
    at->engine.become(EngineCondition::Restarting); // it died: flags go on
    at->session.report().edit("CONCLUSION:\nRight frontal tumour.\n");
    m_world.pass(100ms);
    ASSERT_TRUE(m_world.until([&] { return at->session.report().state().flags.empty(); }));
    EXPECT_EQ(at->session.evidence().state().rows[0].reportedSide, Side::Right);
    EXPECT_EQ(at->engine.asked.size(), asked);
}

TEST_F(ReadingSessionTest, AfterACrashEverythingStandsWhereItStood) {
    {
        const auto at = start();
        choose(*at, "department");
        open(*at);
        at->session.setView({{"layout", "2x2"}});
        at->engine.answer("analyse", analysisOf("1.2"));
        ASSERT_TRUE(m_world.until([&] { return !at->session.report().state().flags.empty(); }));
        at->session.report().decide(worklist::Decision::Accepted);
        at->session.report().edit(std::string(test::kLeftMassReport) + "More.");
        m_world.pass(1500ms); // then the power fails: nothing is closed
        at->session.flush();
        m_world.settle();
    }
    auto settings = Settings::open(m_folder.path() / "settings.json");
    ASSERT_TRUE(settings);
    m_settings.emplace(std::move(*settings));
    const auto again = start();
    EXPECT_EQ(again->restored->path, m_study.folder.string());
    EXPECT_EQ(again->restored->studyUid, "1.2");
    EXPECT_EQ(again->restored->view["layout"], "2x2");
    ASSERT_TRUE(m_world.until([&] { return !again->recents.empty(); })); // read on a worker thread
    EXPECT_EQ(again->recents, std::vector<std::string>{m_study.folder.string()});
    ASSERT_TRUE(m_world.until([&] { return again->session.similar().state().archive.has_value(); }));
    open(*again);
    EXPECT_EQ(again->session.report().state().text, std::string(test::kLeftMassReport) + "More.");
    again->engine.answer("analyse", analysisOf("1.2"));
    ASSERT_TRUE(m_world.until([&] { return !again->session.report().state().flags.empty(); }));
    EXPECT_EQ(again->session.report().state().flags[0].decision, worklist::Decision::Accepted);
}

TEST_F(ReadingSessionTest, AnEngineThatDiesIsAskedOnceMoreAndThenNotAgain) {
    const auto at = start();
    open(*at);
    at->engine.become(EngineCondition::Restarting);
    at->engine.fail("analyse", {ErrorCode::Io, "The engine ended (signal 9)."}, true);
    EXPECT_EQ(at->engine.count("analyse"), 2U);
    EXPECT_NE(at->session.evidence().state().mode, EvidenceMode::Failed);
    at->engine.fail("analyse", {ErrorCode::Io, "The engine ended (signal 9)."}, true);
    EXPECT_EQ(at->engine.count("analyse"), 2U);
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Failed);
    EXPECT_EQ(at->session.evidence().state().message, "The engine ended (signal 9).");
    at->engine.become(EngineCondition::Ready, test::packReport());
    EXPECT_EQ(at->engine.count("analyse"), 2U) << "a study that kills the engine twice is left alone";
    at->session.evidence().analyseAgain();
    EXPECT_EQ(at->engine.count("analyse"), 3U);
}

TEST_F(ReadingSessionTest, AnEngineThatIsNotThereIsAskedWhenItComes) {
    const auto at = start(false);
    at->engine.become(EngineCondition::Unavailable);
    open(*at);
    at->engine.fail("analyse", {ErrorCode::Io, "The engine could not be started."}, true);
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Failed);
    at->session.status().retry();
    EXPECT_EQ(at->engine.retries, 1);
    at->engine.become(EngineCondition::Ready, test::packReport());
    EXPECT_EQ(at->engine.count("analyse"), 2U);
}

TEST_F(ReadingSessionTest, AnArchiveOfAnotherPackDoesNotCostTheEvidence) {
    const auto at = start();
    choose(*at, "department");
    open(*at);
    at->engine.fail("analyse", {ErrorCode::Mismatch, "The archive belongs to another pack."});
    EXPECT_EQ(at->session.similar().state().mode, SimilarMode::Failed);
    ASSERT_NE(at->engine.open("analyse"), nullptr);
    EXPECT_FALSE(at->engine.open("analyse")->params.contains("archive"));
    at->engine.answer("analyse", analysisOf("1.2"));
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Shown);
    EXPECT_EQ(at->session.similar().state().mode, SimilarMode::Failed) << "and it is still said why";
}

TEST_F(ReadingSessionTest, AnAnswerForAStudyThatWasLeftIsNotShown) {
    const auto at = start();
    open(*at);
    const auto late = at->engine.open("analyse")->handlers.result;
    const auto other = test::openedStudy(m_folder.path() / "other", "9.9");
    at->session.studyOpened(other, other.folder);
    EXPECT_TRUE(at->engine.asked[0].cancelled);
    late(analysisOf("1.2"));
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Waiting);
    at->session.studyClosed();
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Empty);
    EXPECT_FALSE(at->session.report().state().open);
}

TEST_F(ReadingSessionTest, CancelledIsSaidAndCanBeTakenUpAgain) {
    const auto at = start();
    open(*at);
    at->session.cancelAnalysis();
    ASSERT_TRUE(at->engine.asked[0].cancelled);
    at->engine.asked[0].handlers.error({ErrorCode::Cancelled, "stopped at the user's wish"}, false);
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Failed);
    at->session.evidence().analyseAgain();
    EXPECT_EQ(at->engine.count("analyse"), 2U);
}

TEST_F(ReadingSessionTest, AnAnswerThatCannotBeReadIsAFailureNotACrash) {
    const auto at = start();
    open(*at);
    at->engine.answer("analyse", {{"findings", 5}});
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Failed);
    at->engine.become(EngineCondition::Ready,
                      nlohmann::json{{"catalogue", 7}, {"calibration", {{"thresholds", 1}}}});
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Failed);
}

TEST_F(ReadingSessionTest, AbstainedStudiesHaveNoFlags) {
    const auto at = start();
    open(*at);
    at->session.report().edit("FINDINGS: Left frontal mass.\nIMPRESSION: No mass.");
    m_world.pass(100ms);
    ASSERT_TRUE(m_world.until([&] { return !at->session.report().state().flags.empty(); }));
    auto json = analysisOf("1.2");
    json["abstained"] = "this is no adult brain";
    at->engine.answer("analyse", json);
    ASSERT_TRUE(m_world.until([&] { return at->session.report().state().flags.empty(); }));
    EXPECT_EQ(at->session.evidence().state().mode, EvidenceMode::Abstained);
    ASSERT_TRUE(m_world.until([&] { return !at->session.worklist().state().rows.empty(); }));
    EXPECT_FALSE(at->session.worklist().state().rows[0].abnormality);
}

TEST_F(ReadingSessionTest, ASentenceAsksArchiveAndStudyAndItsWithdrawalBringsTheStudysCasesBack) {
    const auto at = start();
    choose(*at, "department");
    open(*at);
    at->engine.answer("analyse", analysisOf("1.2"));
    at->session.ask().ask("left temporal encephalitis");
    ASSERT_NE(at->engine.open("search"), nullptr);
    EXPECT_EQ(at->engine.open("search")->params["text"], "left temporal encephalitis");
    EXPECT_EQ(at->engine.open("analyse")->params["queries"][0], "left temporal encephalitis");
    at->engine.answer(
        "search",
        {{"query", "left temporal encephalitis"}, {"results", nlohmann::json::array()}, {"ms", 3.5}});
    EXPECT_EQ(at->session.similar().state().query, "left temporal encephalitis");
    EXPECT_EQ(at->session.ask().state().found, 0);
    auto answered = analysisOf("1.2");
    answered["queries"] = {{{"text", "left temporal encephalitis"},
                            {"similarity", 0.18},
                            {"percentile", 97},
                            {"side", "left"},
                            {"peak_lps", {1, 2, 3}}}};
    at->engine.answer("analyse", answered);
    EXPECT_EQ(at->session.ask().state().answer->percentile, 97);
    EXPECT_TRUE(at->session.ask().state().place);
    at->session.ask().withdraw();
    EXPECT_TRUE(at->session.similar().state().query.empty());
    EXPECT_EQ(at->session.similar().state().cards.size(), 1U);
}

TEST_F(ReadingSessionTest, AKeptSentenceIsAskedOfEveryStudyUntilItIsForgotten) {
    const std::string sentence = "limbic encephalitis";
    auto answered = analysisOf("1.2");
    answered["queries"] = {{{"text", sentence},
                            {"similarity", 0.18},
                            {"percentile", 97},
                            {"side", nullptr},
                            {"peak_lps", {1, 2, 3}}}};
    const auto findings = test::rightMass().size();
    {
        const auto at = start();
        open(*at);
        EXPECT_FALSE(at->engine.open("analyse")->params.contains("queries"));
        at->engine.answer("analyse", analysisOf("1.2"));
        at->session.ask().ask(sentence);
        at->session.ask().keep();
        at->engine.answer("analyse", answered);
        ASSERT_EQ(at->session.evidence().state().rows.size(), findings + 1) << "of the open study, at once";
        EXPECT_TRUE(at->session.evidence().state().rows.back().ownQuery);
    }
    EXPECT_EQ(m_settings->get(setting::kQueries), std::vector<std::string>{sentence});
    const auto at = start();
    open(*at);
    EXPECT_EQ(at->engine.open("analyse")->params["queries"], nlohmann::json::array({sentence}));
    at->engine.answer("analyse", answered);
    EXPECT_EQ(at->session.evidence().state().rows.size(), findings + 1);
    at->session.ask().ask(sentence);
    at->session.ask().forget();
    EXPECT_EQ(at->session.evidence().state().rows.size(), findings);
    EXPECT_TRUE(m_settings->get(setting::kQueries).empty());
}

TEST_F(ReadingSessionTest, AnArchiveChosenLaterIsSearchedWithTheStudy) {
    const auto at = start();
    open(*at);
    EXPECT_FALSE(at->engine.open("analyse")->params.contains("archive"));
    at->engine.answer("analyse", analysisOf("1.2"));
    EXPECT_EQ(at->session.similar().state().mode, SimilarMode::NoArchive);
    choose(*at, "department");
    ASSERT_NE(at->engine.open("search"), nullptr);
    EXPECT_EQ(at->engine.open("search")->params["studyUid"], "1.2");
    at->engine.answer("search", {{"query", nullptr}, {"results", analysisOf("1.2")["similar"]}, {"ms", 4}});
    EXPECT_EQ(at->session.similar().state().cards.size(), 1U);
    EXPECT_EQ(m_settings->get(setting::kArchive), (m_folder.path() / "department").string());
}

TEST_F(ReadingSessionTest, TheSamePatientIsAmongTheSimilarCasesWhenAskedFor) {
    const auto at = start();
    choose(*at, "department");
    open(*at);
    at->engine.answer("analyse", analysisOf("1.2"));
    EXPECT_EQ(at->engine.open("search"), nullptr);
    at->session.similar().chooseSamePatient(true);
    ASSERT_NE(at->engine.open("search"), nullptr);
    EXPECT_EQ(at->engine.open("search")->params["samePatient"], true);
    EXPECT_EQ(at->engine.open("search")->params["studyUid"], "1.2");
    at->engine.answer("search", {{"query", nullptr}, {"results", nlohmann::json::array()}, {"ms", 4}});
    EXPECT_TRUE(at->session.similar().state().cards.empty());

    open(*at); // it holds for the next study as well, whose analysis leaves the same patient out
    EXPECT_FALSE(at->engine.open("analyse")->params.contains("archive"));
    EXPECT_EQ(at->session.similar().state().mode, SimilarMode::Searching);
    at->engine.answer("analyse", analysisOf("1.2"));
    ASSERT_NE(at->engine.open("search"), nullptr);
    EXPECT_EQ(at->engine.open("search")->params["samePatient"], true);
    at->session.similar().chooseSamePatient(false);
    EXPECT_EQ(at->engine.open("search")->params["samePatient"], false);
}

TEST_F(ReadingSessionTest, ImportGoesIntoTheChosenArchiveAndItsOutcomeIsSaid) {
    const auto at = start();
    at->session.importFrom(m_folder.path() / "new");
    EXPECT_TRUE(at->session.similar().state().imported->noArchive);
    at->session.setArchive(m_folder.path() / "fresh"); // not there yet: the import makes it
    at->session.importFrom(m_folder.path() / "new");
    ASSERT_NE(at->engine.open("import"), nullptr);
    EXPECT_EQ(at->engine.open("import")->params["archive"], (m_folder.path() / "fresh").string());
    at->session.importFrom(m_folder.path() / "again");
    EXPECT_EQ(at->engine.count("import"), 1U) << "one at a time";
    at->session.similar().cancelImport();
    EXPECT_TRUE(at->engine.asked.back().cancelled);
    at->engine.asked.back().cancelled = false; // it ended before the cancel arrived
    makeArchive("fresh");
    at->engine.answer(
        "import",
        {{"imported", 12}, {"updated", 1}, {"skipped", 2}, {"failed", {{{"path", "/x"}, {"why", "CT"}}}}});
    EXPECT_EQ(at->session.similar().state().imported->imported, 12);
    EXPECT_EQ(at->session.similar().state().imported->firstFailure, "/x: CT");
    ASSERT_TRUE(m_world.until([&] { return at->session.status().state().archiveSize == 1; }));
}

TEST_F(ReadingSessionTest, ReadFirstIsKeptAndHoldsScoresBack) {
    {
        const auto at = start();
        at->session.evidence().chooseReadFirst(true);
    }
    const auto again = start();
    EXPECT_TRUE(again->session.evidence().state().readFirst);
    test::write(m_study.folder / "provisional.txt", "FINDINGS:\nThere is a left frontal mass.\n");
    open(*again);
    again->engine.answer("analyse", analysisOf("1.2"));
    EXPECT_EQ(again->session.evidence().state().mode, EvidenceMode::Hidden);
    ASSERT_TRUE(m_world.until([&] { return !again->session.worklist().state().rows.empty(); }));
    EXPECT_FALSE(again->session.worklist().state().rows[0].abnormality); // nor in the worklist
    again->session.report().edit(
        "FINDINGS:\nThere is a left frontal mass.\n\nCONCLUSION:\nLeft frontal mass.\n");
    m_world.pass(100ms);
    ASSERT_TRUE(m_world.until([&] { return again->session.evidence().state().mode == EvidenceMode::Shown; }));
    ASSERT_TRUE(m_world.until([&] { return !again->session.report().state().flags.empty(); }));
    EXPECT_TRUE(
        m_world.until([&] { return again->session.worklist().state().rows[0].abnormality.has_value(); }));
}

TEST_F(ReadingSessionTest, LateCallsAfterTheEndDoNothing) {
    auto at = start();
    open(*at);
    const auto handlers = at->engine.open("analyse")->handlers;
    test::FakeEngine& engine = at->engine;
    EXPECT_TRUE(engine.changed);
    at.reset();
    handlers.progress({"encode", 0.5, 1});
    handlers.result(analysisOf("1.2"));
    handlers.error({ErrorCode::Io, "gone"}, true);
    m_world.pass(10s);
}

} // namespace
} // namespace second_read::ui
