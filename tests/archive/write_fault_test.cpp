/// A disk that is full, made by SQLite's own seam for system calls (sqlite3_vfs::xSetSystemCall).

#include <cerrno>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "archive/archive.h"
#include "archive_fixture.h"
#include "base/files.h"

namespace second_read::archive {
namespace {

using namespace test;

bool diskIsFull = false;
int itsError = ENOSPC;

ssize_t writeUnlessFull(int file, const void* bytes, std::size_t count, off_t offset) {
    if (!diskIsFull) return ::pwrite(file, bytes, count, offset);
    errno = itsError;
    return -1;
}

class FullDisk : public testing::Test {
protected:
    void SetUp() override {
        auto* vfs = sqlite3_vfs_find(nullptr);
        for (const char* name : {"pwrite", "pwrite64"})
            vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(&writeUnlessFull));
    }
    void TearDown() override {
        diskIsFull = false;
        itsError = ENOSPC;
        auto* vfs = sqlite3_vfs_find(nullptr);
        for (const char* name : {"pwrite", "pwrite64"}) vfs->xSetSystemCall(vfs, name, nullptr);
        setWriteFault({});
    }
    second_read::test::TemporaryFolder m_folder;
    Vectors m_vectors{3};
};

TEST_F(FullDisk, IsSaidAndLosesNothingThatWasThere) {
    auto archive = opened(m_folder.path());
    ASSERT_TRUE(archive.put(recordOf(1, m_vectors)));
    diskIsFull = true;
    auto changed = recordOf(1, m_vectors);
    changed.contentHash = "changed";
    const auto stored = archive.put(changed);
    ASSERT_FALSE(stored);
    EXPECT_EQ(stored.error().code, ErrorCode::NoSpace);
    EXPECT_NE(stored.error().message.find("disk is full"), std::string::npos);
    EXPECT_NE(stored.error().message.find(m_folder.path().string()), std::string::npos);
    EXPECT_TRUE(archive.holds("1.2.1", "hash-1").value());
    diskIsFull = false;
    EXPECT_EQ(archive.put(changed).value(), Archive::Stored::Updated);
    EXPECT_EQ(archive.size().value(), 1u);
}

TEST_F(FullDisk, ALimitOnTheSizeOfItsFilesEndsAnImportToo) {
    auto archive = opened(m_folder.path());
    diskIsFull = true;
    itsError = EFBIG;
    const auto stored = archive.put(recordOf(1, m_vectors));
    ASSERT_FALSE(stored);
    // Not Io, which an import takes for the trouble of one study. A COMMIT does not tell that there is no
    // room.
    EXPECT_TRUE(stored.error().code == ErrorCode::NoSpace || stored.error().code == ErrorCode::Database);
    EXPECT_NE(stored.error().message.find("ulimit -f"), std::string::npos) << stored.error().message;
    diskIsFull = false;
    EXPECT_EQ(archive.put(recordOf(1, m_vectors)).value(), Archive::Stored::Imported);
}

TEST_F(FullDisk, AnArchiveCannotBeMadeThere) {
    diskIsFull = true;
    const auto archive = Archive::open(m_folder.path() / "new", Archive::Mode::ReadWrite, kPack, kDimension);
    ASSERT_FALSE(archive);
    EXPECT_EQ(archive.error().code, ErrorCode::NoSpace);
}

TEST_F(FullDisk, AnIndexThatCannotBeWrittenLeavesTheArchiveSearchable) {
    auto archive = opened(m_folder.path());
    ASSERT_TRUE(archive.put(recordOf(1, m_vectors)));
    setWriteFault([](std::size_t) { return ENOSPC; });
    const auto saved = archive.saveIndex();
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(
        opened(m_folder.path(), Archive::Mode::ReadOnly).search({.text = m_vectors.next()}).value().size(),
        1u);
}

} // namespace
} // namespace second_read::archive
