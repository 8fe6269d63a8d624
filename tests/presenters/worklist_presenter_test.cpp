#include "presenters/worklist_presenter.h"

#include <gtest/gtest.h>

#include "examples.h"
#include "fakes.h"
#include "support/support.h"

namespace second_read::ui {
namespace {

class WorklistPresenterTest : public testing::Test {
protected:
    struct Desk {
        WorklistStore store;
        WorklistPresenter list;
        Desk(test::FakeWorld& world, const std::filesystem::path& file)
            : store(file, world.post()), list(store, world.surroundings(file)) {}
    };
    std::unique_ptr<Desk> desk() {
        auto made = std::make_unique<Desk>(m_world, m_folder.path() / "worklist.sqlite");
        made->list.reload();
        wait(*made);
        return made;
    }
    void wait(Desk& desk) {
        for (int round = 0; round < 3; ++round) { // a change is written, then the list is read again
            desk.store.drain();
            m_world.settle();
        }
    }
    void put(Desk& desk, const std::string& uid, const std::string& name, bool opened = true) {
        auto study = test::openedStudy(m_folder.path() / uid, uid);
        study.study.patient.name = name;
        desk.list.put(study, study.folder, opened);
        wait(desk);
    }
    static std::vector<std::string> uids(const WorklistPresenter& list) {
        std::vector<std::string> found;
        for (const auto& row : list.state().rows) found.push_back(row.studyUid);
        return found;
    }

    test::TemporaryFolder m_folder;
    test::FakeWorld m_world;
};

using Uids = std::vector<std::string>;

TEST_F(WorklistPresenterTest, NewestFirstAndAllThereAfterARestart) {
    {
        const auto at = desk();
        EXPECT_TRUE(at->list.state().loaded);
        put(*at, "1", "DOE^JANE");
        put(*at, "2", "ROSSI^MARIO");
        EXPECT_EQ(uids(at->list), (Uids{"2", "1"}));
    }
    const auto again = desk();
    EXPECT_EQ(uids(again->list), (Uids{"2", "1"}));
    const auto& row = again->list.state().rows[1];
    EXPECT_EQ(row.name, "DOE^JANE");
    EXPECT_EQ(row.description, "MR brain");
    EXPECT_EQ(row.time, "09:42");
    EXPECT_EQ(row.status, worklist::Status::Opened);
    EXPECT_EQ(row.path, (m_folder.path() / "1").string());
}

TEST_F(WorklistPresenterTest, OpeningAnOldOneDoesNotMoveItUnderTheHand) {
    const auto at = desk();
    for (const char* uid : {"1", "2", "3"}) put(*at, uid, uid);
    put(*at, "1", "1");
    EXPECT_EQ(uids(at->list), (Uids{"3", "2", "1"}));
    put(*at, "4", "4");
    EXPECT_EQ(uids(at->list), (Uids{"4", "3", "2", "1"}));
}

TEST_F(WorklistPresenterTest, FilterFollowsTypingAndKeepsTheSelection) {
    const auto at = desk();
    put(*at, "1", "DOE^JANE");
    put(*at, "2", "ROSSI^MARIO");
    at->list.select(1);
    at->list.setFilter("ro");
    at->list.setFilter("doe"); // the first answer comes late
    wait(*at);
    EXPECT_EQ(uids(at->list), Uids{"1"});
    EXPECT_EQ(at->list.state().selected, 0U);
    at->list.setFilter("nobody");
    wait(*at);
    EXPECT_TRUE(at->list.state().rows.empty());
    EXPECT_FALSE(at->list.state().selected);
    at->list.setFilter("");
    wait(*at);
    EXPECT_EQ(uids(at->list), (Uids{"2", "1"}));
}

TEST_F(WorklistPresenterTest, NextAndPreviousGoFromTheOpenStudy) {
    const auto at = desk();
    for (const char* uid : {"1", "2", "3"}) put(*at, uid, uid);
    std::vector<std::string> opened;
    at->list.openRequested = [&](const std::string& path, const std::string& uid) {
        EXPECT_FALSE(path.empty());
        opened.push_back(uid);
    };
    at->list.setCurrent("2");
    at->list.openNeighbour(+1);
    at->list.setCurrent("1");
    at->list.openNeighbour(+1); // the last one
    at->list.openNeighbour(-1);
    EXPECT_EQ(opened, (Uids{"1", "2"}));
    EXPECT_TRUE(at->list.state().rows[2].current);
    at->list.select(2);
    at->list.openSelected(); // it is open
    EXPECT_EQ(opened.size(), 2U);
}

TEST_F(WorklistPresenterTest, ResultsAndFlagsAreKeptAndCounted) {
    {
        const auto at = desk();
        put(*at, "1", "DOE^JANE");
        put(*at, "2", "ROSSI^MARIO");
        at->list.setAnalysing("1");
        EXPECT_TRUE(at->list.state().rows[1].analysing);
        at->list.setAnalysing({});
        at->list.setResult("1", 99.0, 2);
        at->list.setResult("2", 12.0, 1);
        EXPECT_EQ(at->list.state().flags, 3);
        wait(*at);
    }
    const auto again = desk();
    EXPECT_EQ(again->list.state().rows[1].abnormality, 99.0);
    EXPECT_EQ(again->list.state().rows[1].openFlags, 2);
}

TEST_F(WorklistPresenterTest, OpeningASignedStudyLeavesItSigned) {
    const auto at = desk();
    put(*at, "1", "DOE^JANE");
    at->store.run<void>(
        [](worklist::Worklist& worklist) { return worklist.setStatus("1", worklist::Status::Signed); },
        [](Result<void>) {});
    put(*at, "1", "DOE^JANE");
    EXPECT_EQ(at->list.state().rows[0].status, worklist::Status::Signed);
}

TEST_F(WorklistPresenterTest, RemovedFromTheListOnly) {
    const auto at = desk();
    put(*at, "1", "DOE^JANE");
    test::write(m_folder.path() / "1" / "image.dcm", "pixels");
    at->list.select(0);
    at->list.removeSelected();
    wait(*at);
    EXPECT_TRUE(at->list.state().rows.empty());
    EXPECT_TRUE(std::filesystem::exists(m_folder.path() / "1" / "image.dcm"));
}

TEST_F(WorklistPresenterTest, AScanThatFindsNothingSaysSo) {
    const auto at = desk();
    at->list.scan(m_folder.path() / "no such folder");
    EXPECT_TRUE(at->list.state().scanning);
    ASSERT_TRUE(m_world.until([&] { return !at->list.state().scanning; }));
    EXPECT_FALSE(at->list.state().scanProblem.empty());
}

TEST_F(WorklistPresenterTest, OneScanWaitsForTheOther) {
    const auto at = desk();
    at->list.scan(m_folder.path() / "first");
    at->list.scan(m_folder.path() / "second");
    ASSERT_TRUE(m_world.until([&] { return !at->list.state().scanning; }));
    EXPECT_NE(at->list.state().scanProblem.find("second"), std::string::npos) << at->list.state().scanProblem;
    at->list.scan(m_folder.path() / "first");
    at->list.cancelScan();
    ASSERT_TRUE(m_world.until([&] { return !at->list.state().scanning; }));
}

TEST_F(WorklistPresenterTest, AFileThatCannotBeOpenedIsAProblemNotACrash) {
    test::write(m_folder.path() / "blocked", "a file where a folder should be");
    Desk at(m_world, m_folder.path() / "blocked" / "worklist.sqlite");
    at.list.reload();
    wait(at);
    EXPECT_TRUE(at.list.state().loaded);
    EXPECT_FALSE(at.list.state().problem.empty());
    put(at, "1", "DOE^JANE");
    EXPECT_FALSE(at.list.state().problem.empty());
}

} // namespace
} // namespace second_read::ui
