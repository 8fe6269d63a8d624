#include "worklist/worklist.h"

#include <fstream>

#include <gtest/gtest.h>

#include "archive/database.h"
#include "support/support.h"

namespace second_read::worklist {
namespace {

namespace fs = std::filesystem;

Entry entryOf(const std::string& uid, const std::string& name, const std::string& seen = {}) {
    Entry entry;
    entry.studyUid = uid;
    entry.path = "/images/" + uid;
    entry.patient = {name, "P-" + uid, "F", 61};
    entry.date = "2026-11-20";
    entry.description = "MR brain";
    entry.seen = seen;
    return entry;
}

class WorklistTest : public testing::Test {
protected:
    fs::path file() const { return m_folder.path() / "made/worklist.sqlite"; }
    Worklist opened() const {
        auto list = Worklist::open(file());
        EXPECT_TRUE(list) << list.error().message;
        return std::move(*list);
    }
    test::TemporaryFolder m_folder;
};

TEST_F(WorklistTest, WhatWasPutIsThereAfterARestart) {
    {
        auto list = opened();
        auto entry = entryOf("1.2", "DOE^JANE");
        entry.time = "09:42";
        entry.abnormality = 97.5;
        entry.openFlags = 2;
        ASSERT_TRUE(list.put(entry));
        ASSERT_TRUE(list.saveSession(R"({"open":"1.2"})"));
    }
    const auto list = opened();
    EXPECT_EQ(list.warning(), "");
    const auto entries = list.entries();
    ASSERT_TRUE(entries);
    ASSERT_EQ(entries->size(), 1u);
    const Entry& back = entries->front();
    EXPECT_EQ(back.patient, (examination::Patient{"DOE^JANE", "P-1.2", "F", 61}));
    EXPECT_EQ(back.path, "/images/1.2");
    EXPECT_EQ(back.time, "09:42");
    EXPECT_EQ(back.abnormality, 97.5);
    EXPECT_EQ(back.openFlags, 2);
    EXPECT_EQ(back.status, Status::New);
    EXPECT_EQ(back.seen.size(), std::string("2026-11-20T09:42:00.000Z").size());
    EXPECT_EQ(*list.session().value(), R"({"open":"1.2"})");
}

TEST_F(WorklistTest, AbsentFactsStayAbsent) {
    auto list = opened();
    Entry entry;
    entry.studyUid = "hash";
    ASSERT_TRUE(list.put(entry));
    const auto back = list.entries().value().at(0);
    EXPECT_EQ(back.patient, examination::Patient{});
    EXPECT_FALSE(back.date || back.time || back.description || back.abnormality);
}

TEST_F(WorklistTest, AStudyWithoutAUidIsRefused) {
    auto list = opened();
    EXPECT_EQ(list.put(Entry{}).error().code, ErrorCode::InvalidArgument);
}

TEST_F(WorklistTest, NewestComesFirstAndPuttingAgainMovesUp) {
    auto list = opened();
    ASSERT_TRUE(list.put(entryOf("a", "A", "2026-11-20T10:00:00.000Z")));
    ASSERT_TRUE(list.put(entryOf("b", "B", "2026-11-20T10:00:00.000Z")));
    ASSERT_TRUE(list.put(entryOf("c", "C", "2026-11-19T10:00:00.000Z")));
    const auto order = [&] {
        std::string uids;
        const auto entries = list.entries();
        for (const auto& entry : *entries) uids += entry.studyUid;
        return uids;
    };
    EXPECT_EQ(order(), "bac");
    ASSERT_TRUE(list.put(entryOf("c", "C")));
    EXPECT_EQ(order(), "cba");
    EXPECT_EQ(list.entries(1).value().size(), 1u);
}

TEST_F(WorklistTest, StatusResultDraftAndDecisionsOfAKnownStudyStay) {
    auto list = opened();
    ASSERT_TRUE(list.put(entryOf("a", "A")));
    ASSERT_TRUE(list.setStatus("a", Status::Opened));
    ASSERT_TRUE(list.setResult("a", 88.0, 3));
    ASSERT_TRUE(list.saveDraft("a", "There is an acute infarct."));
    ASSERT_TRUE(list.decide("a", "0:acute_stroke", Decision::Accepted));
    ASSERT_TRUE(list.put(entryOf("a", "A")));
    const auto entry = list.entries().value().at(0);
    EXPECT_EQ(entry.status, Status::Opened);
    EXPECT_EQ(entry.abnormality, 88.0);
    EXPECT_EQ(entry.openFlags, 3);
    EXPECT_EQ(list.draft("a").value()->text, "There is an acute infarct.");
    EXPECT_EQ(list.decisions("a").value().size(), 1u);
}

TEST_F(WorklistTest, ADraftCanComeBeforeItsStudyAndOutlivesTheList) {
    auto list = opened();
    ASSERT_TRUE(list.saveDraft("a", "first"));
    ASSERT_TRUE(list.saveDraft("a", "second: it's \"quoted\"; DROP TABLE draft; \xC3\xA9"));
    EXPECT_TRUE(list.entries().value().empty());
    ASSERT_TRUE(list.put(entryOf("a", "A")));
    ASSERT_TRUE(list.remove("a"));
    EXPECT_TRUE(list.entries().value().empty());
    EXPECT_EQ(list.draft("a").value()->text, "second: it's \"quoted\"; DROP TABLE draft; \xC3\xA9");
    EXPECT_FALSE(list.draft("b").value());
}

TEST_F(WorklistTest, ADecisionCanBeChangedAndTakenBack) {
    auto list = opened();
    ASSERT_TRUE(list.decide("a", "k", Decision::Accepted));
    ASSERT_TRUE(list.decide("a", "k", Decision::Dismissed));
    EXPECT_EQ(list.decisions("a").value(),
              (std::vector<std::pair<std::string, Decision>>{{"k", Decision::Dismissed}}));
    ASSERT_TRUE(list.decide("a", "k", std::nullopt));
    EXPECT_TRUE(list.decisions("a").value().empty());
}

TEST_F(WorklistTest, AFilterWantsEveryWord) {
    auto list = opened();
    ASSERT_TRUE(list.put(entryOf("a", "DOE^JANE")));
    ASSERT_TRUE(list.put(entryOf("b", "DOE^JOHN")));
    EXPECT_EQ(list.entries(10, "jane doe").value().size(), 1u);
    EXPECT_EQ(list.entries(10, "doe").value().size(), 2u);
    EXPECT_EQ(list.entries(10, "P-b 2026-11").value().at(0).studyUid, "b");
    EXPECT_TRUE(list.entries(10, "%").value().empty());
    EXPECT_TRUE(list.entries(10, "' OR 1=1 --").value().empty());
}

TEST_F(WorklistTest, RecentPlacesAreNewestFirstWithoutDoubles) {
    auto list = opened();
    for (const char* path : {"/a", "/b", "/c", "/a"}) ASSERT_TRUE(list.remember(path));
    EXPECT_EQ(list.recents(2).value(), (std::vector<std::string>{"/a", "/c"}));
}

TEST_F(WorklistTest, ADamagedFileIsSetAsideAndSaidSo) {
    fs::create_directories(file().parent_path());
    std::ofstream(file()) << "this is no database, but it may hold something dear to somebody";
    auto list = opened();
    EXPECT_NE(list.warning().find("set aside"), std::string::npos);
    ASSERT_TRUE(list.put(entryOf("a", "A")));
    int kept = 0;
    for (const auto& item : fs::directory_iterator(file().parent_path()))
        kept += item.path().filename().string().find(".damaged-") != std::string::npos;
    EXPECT_EQ(kept, 1);
}

TEST_F(WorklistTest, DamageInsideAFileIsSeenAtTheStart) {
    {
        auto list = opened();
        for (int i = 0; i < 400; ++i)
            ASSERT_TRUE(list.put(entryOf("uid-" + std::to_string(i), std::string(200, 'N'))));
    }
    {
        std::fstream bytes(file(), std::ios::in | std::ios::out | std::ios::binary);
        for (int page = 3; page < 12; ++page) {
            bytes.seekp(page * 4096);
            bytes << std::string(2000, '\x5A');
        }
    }
    EXPECT_NE(opened().warning(), "");
}

TEST_F(WorklistTest, AForeignDatabaseIsRefusedAndLeftAlone) {
    fs::create_directories(file().parent_path());
    constexpr std::array<std::string_view, 1> other = {"CREATE TABLE theirs (x)"};
    {
        ASSERT_TRUE(archive::Database::open(file(), archive::Database::Access::ReadWrite, {}, "x")
                        .value()
                        ->execute(other[0].data()));
    }
    const auto list = Worklist::open(file());
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().code, ErrorCode::Mismatch);
}

TEST_F(WorklistTest, APlaceThatCannotBeWrittenIsNamed) {
    const auto list = Worklist::open("/proc/no-such-place/worklist.sqlite");
    ASSERT_FALSE(list);
    EXPECT_NE(list.error().message.find("/proc/no-such-place"), std::string::npos);
}

TEST_F(WorklistTest, TwoWindowsShareTheFile) {
    auto one = opened();
    auto two = opened();
    ASSERT_TRUE(one.put(entryOf("a", "A")));
    ASSERT_TRUE(two.put(entryOf("b", "B")));
    EXPECT_EQ(one.entries().value().size(), 2u);
}

TEST(FlagKey, TellsFlagsApartAcrossEdits) {
    examination::Flag miss{examination::FlagKind::PossibleMiss, "mass", "A sentence.", {}, 1.0, 0.5};
    auto later = miss;
    later.message = "The sentence as worded after an edit.";
    later.spans = {{1, 2}};
    EXPECT_EQ(keyOf(miss), keyOf(later));
    later.finding = "meningioma";
    EXPECT_NE(keyOf(miss), keyOf(later));
    examination::Flag conflict{examination::FlagKind::TextConflict, std::nullopt, "One.", {}, 1.0, {}};
    auto other = conflict;
    other.message = "Two.";
    EXPECT_NE(keyOf(conflict), keyOf(other));
}

} // namespace
} // namespace second_read::worklist
