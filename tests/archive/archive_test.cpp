#include "archive/archive.h"

#include <fstream>
#include <sys/wait.h>

#include <gmock/gmock.h>

#include "archive/database.h"
#include "archive_fixture.h"

namespace second_read::archive {
namespace {

using namespace test;
namespace fs = std::filesystem;
using testing::HasSubstr;

class ArchiveTest : public testing::Test {
protected:
    fs::path folder() const { return m_folder.path() / "archive"; }
    second_read::test::TemporaryFolder m_folder;
    Vectors m_vectors{7};
};

TEST_F(ArchiveTest, ARecordComesBackWhole) {
    auto record = recordOf(3, m_vectors);
    record.accession = "A-17";
    record.description = "MR brain with contrast";
    record.report = "\xEF\xBB\xBFOPINION: Gesch\xC3\xA4"
                    "digte Stelle; '); DROP TABLE examination; --";
    {
        auto archive = opened(folder());
        EXPECT_EQ(archive.put(record).value(), Archive::Stored::Imported);
    }
    const auto back = opened(folder(), Archive::Mode::ReadOnly).find(record.id).value();
    ASSERT_TRUE(back);
    EXPECT_EQ(back->patient, record.patient);
    EXPECT_EQ(back->date, record.date);
    EXPECT_EQ(back->accession, record.accession);
    EXPECT_EQ(back->description, record.description);
    EXPECT_EQ(back->report, record.report);
    EXPECT_EQ(back->path, record.path);
    EXPECT_EQ(back->reportEmbedding, record.reportEmbedding);
    EXPECT_EQ(back->embeddings, record.embeddings);
    EXPECT_EQ(back->thumbnail, record.thumbnail);
}

TEST_F(ArchiveTest, AbsentFactsStayAbsent) {
    auto archive = opened(folder());
    Record bare;
    bare.id = "hash";
    ASSERT_TRUE(archive.put(bare));
    const auto back = archive.find("hash").value();
    EXPECT_EQ(back->patient, examination::Patient{});
    EXPECT_FALSE(back->date || back->accession || back->description);
    EXPECT_TRUE(back->reportEmbedding.empty() && back->embeddings.empty() && back->thumbnail.empty());
    EXPECT_FALSE(archive.find("another").value());
}

TEST_F(ArchiveTest, TheSameContentIsSkippedAndNewContentReplaces) {
    auto archive = opened(folder());
    auto record = recordOf(1, m_vectors);
    EXPECT_FALSE(archive.holds(record.id, record.contentHash).value());
    EXPECT_EQ(archive.put(record).value(), Archive::Stored::Imported);
    EXPECT_TRUE(archive.holds(record.id, record.contentHash).value());
    EXPECT_EQ(archive.put(record).value(), Archive::Stored::Skipped);
    record.contentHash = "changed";
    record.report = "IMPRESSION: normal.";
    record.embeddings.erase(Sequence::FLAIR);
    EXPECT_EQ(archive.put(record).value(), Archive::Stored::Updated);
    EXPECT_EQ(archive.size().value(), 1u);
    EXPECT_EQ(archive.find(record.id).value()->report, "IMPRESSION: normal.");
    EXPECT_FALSE(archive.find(record.id).value()->embeddings.contains(Sequence::FLAIR));
}

TEST_F(ArchiveTest, ListIsNewestFirstInPages) {
    auto archive = opened(folder());
    for (const int day : {5, 9, 2, 7}) ASSERT_TRUE(archive.put(recordOf(day, m_vectors)));
    const auto page = archive.list(1, 2).value();
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page[0].id, "1.2.7");
    EXPECT_EQ(page[1].id, "1.2.5");
    EXPECT_EQ(archive.thumbnail("1.2.7").value().at(0), 7);
    EXPECT_EQ(archive.thumbnail("1.2.8").error().code, ErrorCode::NotFound);
}

TEST_F(ArchiveTest, WhatCannotBeRightIsRefused) {
    auto archive = opened(folder());
    const auto refused = [&](auto spoil) {
        auto record = recordOf(1, m_vectors);
        spoil(record);
        const auto stored = archive.put(record);
        return !stored && stored.error().code == ErrorCode::InvalidArgument;
    };
    EXPECT_TRUE(refused([](Record& r) { r.id.clear(); }));
    EXPECT_TRUE(refused([](Record& r) { r.reportEmbedding.pop_back(); }));
    EXPECT_TRUE(refused([](Record& r) { r.embeddings[Sequence::FLAIR].push_back(0); }));
    EXPECT_TRUE(refused([](Record& r) { r.embeddings[Sequence::FLAIR][3] = NAN; }));
    EXPECT_TRUE(refused([](Record& r) { r.thumbnail.resize(5); }));
    EXPECT_EQ(archive.size().value(), 0u);
}

TEST_F(ArchiveTest, AnotherPackIsRefusedByName) {
    { opened(folder()); }
    const auto other = Archive::open(folder(), Archive::Mode::ReadWrite, {"other-pack", "2"}, kDimension);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::Mismatch);
    EXPECT_THAT(other.error().message, HasSubstr("test-pack 1"));
    EXPECT_THAT(other.error().message, HasSubstr("other-pack 2"));
    EXPECT_FALSE(Archive::open(folder(), Archive::Mode::ReadOnly, {"test-pack", "2"}, kDimension));
    EXPECT_FALSE(Archive::open(folder(), Archive::Mode::ReadOnly, kPack, kDimension + 1));
    EXPECT_EQ(Archive::openForReading(folder()).value().pack(), kPack);
}

TEST_F(ArchiveTest, ReadingMakesNothingAndStoresNothing) {
    const auto absent = Archive::openForReading(folder());
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(folder()));
    { opened(folder()); }
    auto archive = opened(folder(), Archive::Mode::ReadOnly);
    EXPECT_FALSE(archive.put(recordOf(1, m_vectors)));
    EXPECT_FALSE(archive.saveIndex());
}

TEST_F(ArchiveTest, AFileThatIsNoDatabaseIsNamedAndLeftAsItIs) {
    fs::create_directories(folder());
    std::ofstream(folder() / "archive.sqlite")
        << "something else that somebody keeps here, much longer than a header of one hundred bytes would be";
    const auto archive = Archive::open(folder(), Archive::Mode::ReadWrite, kPack, kDimension);
    ASSERT_FALSE(archive);
    EXPECT_EQ(archive.error().code, ErrorCode::Corrupt);
    EXPECT_THAT(archive.error().message, HasSubstr((folder() / "archive.sqlite").string()));
    std::ifstream file(folder() / "archive.sqlite");
    std::string first;
    file >> first;
    EXPECT_EQ(first, "something");
}

TEST_F(ArchiveTest, ANewerSchemaIsRefused) {
    { opened(folder()); }
    {
        constexpr std::array<std::string_view, 2> later = {"", "CREATE TABLE later (x)"};
        ASSERT_TRUE(
            Database::open(folder() / "archive.sqlite", Database::Access::ReadWrite, later, "the archive"));
    }
    const auto archive = Archive::openForReading(folder());
    ASSERT_FALSE(archive);
    EXPECT_EQ(archive.error().code, ErrorCode::Mismatch);
    EXPECT_THAT(archive.error().message, HasSubstr("newer version"));
}

TEST_F(ArchiveTest, AFolderUnderAFileCannotBeMadeAndIsNamed) {
    std::ofstream(m_folder.path() / "file") << "x";
    const auto archive =
        Archive::open(m_folder.path() / "file/archive", Archive::Mode::ReadWrite, kPack, kDimension);
    ASSERT_FALSE(archive);
    EXPECT_THAT(archive.error().message, HasSubstr("file/archive"));
}

/// What a call leads to as a user who may not write (root may everywhere).
template <class Call> int asNobody(Call call) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && (::setegid(65534) != 0 || ::seteuid(65534) != 0)) ::_exit(99);
        ::_exit(call());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(ArchiveTest, AReadOnlyFolderCanBeReadAndRefusesToBeWritten) {
    {
        auto archive = opened(folder());
        ASSERT_TRUE(archive.put(recordOf(1, m_vectors)));
        ASSERT_TRUE(archive.saveIndex());
    }
    fs::permissions(m_folder.path(), fs::perms(0755));
    for (const auto& item : fs::directory_iterator(folder()))
        fs::permissions(item, fs::is_directory(item) ? fs::perms(0555) : fs::perms(0444));
    fs::permissions(folder(), fs::perms(0555));
    const auto query = Query{.text = m_vectors.next()};
    EXPECT_EQ(asNobody([&] {
                  const auto archive = Archive::open(folder(), Archive::Mode::ReadOnly, kPack, kDimension);
                  if (!archive) return 1;
                  const auto hits = archive->search(query);
                  return hits && hits->size() == 1 ? 0 : 2;
              }),
              0);
    EXPECT_EQ(asNobody([&] {
                  const auto archive = Archive::open(folder(), Archive::Mode::ReadWrite, kPack, kDimension);
                  return !archive && archive.error().code == ErrorCode::Io &&
                                 archive.error().message.find("permissions") != std::string::npos
                             ? 0
                             : 3;
              }),
              0);
    fs::permissions(folder(), fs::perms(0755));
}

TEST_F(ArchiveTest, AKilledWriterLosesNothingThatWasStored) {
    int told[2];
    ASSERT_EQ(::pipe(told), 0);
    { opened(folder()); }
    const pid_t child = ::fork();
    if (child == 0) {
        auto archive = Archive::open(folder(), Archive::Mode::ReadWrite, kPack, kDimension);
        for (int i = 0;; ++i) {
            if (!archive || !archive->put(recordOf(i, m_vectors))) ::_exit(1);
            if (::write(told[1], "x", 1) != 1) ::_exit(2);
        }
    }
    ::close(told[1]);
    char byte;
    for (int i = 0; i < 25; ++i) ASSERT_EQ(::read(told[0], &byte, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(told[0]);

    auto archive = opened(folder());
    ASSERT_GE(archive.size().value(), 25u);
    const auto records = archive.list(0, 10000).value();
    for (const auto& facts : records) {
        const auto whole = archive.find(facts.id).value();
        EXPECT_EQ(whole->reportEmbedding.size(), static_cast<std::size_t>(kDimension));
        EXPECT_TRUE(whole->embeddings.contains(Sequence::FLAIR));
    }
    EXPECT_EQ(archive.put(recordOf(0, m_vectors)).value(), Archive::Stored::Skipped);
}

TEST_F(ArchiveTest, WordsAreFoundByStemAndCountInCodePoints) {
    auto archive = opened(folder());
    auto record = recordOf(1, m_vectors);
    record.report = "\xC3\x9C"
                    "ber\xF0\x9F\xA7\xA0: two infarcts. No haemorrhage in the Pons.";
    ASSERT_TRUE(archive.put(record));
    const auto found = [&](const std::string& text) {
        std::vector<std::string> words;
        const auto spans = archive.wordsIn(record.id, text).value();
        for (const auto& span : spans) words.push_back(slice(record.report, span));
        return words;
    };
    EXPECT_EQ(found("an infarct of the pons"), (std::vector<std::string>{"infarcts", "Pons"}));
    EXPECT_TRUE(found("there is no").empty());
    EXPECT_TRUE(found("\" OR report_words MATCH *").empty());
    EXPECT_TRUE(found("").empty());
    EXPECT_EQ(archive.wordsIn("unknown", "infarct").error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace second_read::archive
