#include "base/files.h"

#include <cerrno>
#include <fstream>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/json.h"
#include "support/support.h"

namespace second_read {
namespace {

class WriteFault {
public:
    explicit WriteFault(int error) {
        setWriteFault([error](std::size_t) { return error; });
    }
    ~WriteFault() { setWriteFault({}); }
};

TEST(Files, WhatIsWrittenIsRead) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "one"));
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "two"));
    EXPECT_EQ(readFile(folder.path() / "a").value(), "two");
}

TEST(Files, AFullDiskLeavesTheOldFileAndNoRest) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "old"));
    const WriteFault fault(ENOSPC);
    const auto written = writeFileAtomically(folder.path() / "a", "new");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
    EXPECT_NE(written.error().message.find("full"), std::string::npos);
    EXPECT_EQ(readFile(folder.path() / "a").value(), "old");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, ALimitOnTheirSizeIsNoRoomEither) {
    const test::TemporaryFolder folder;
    const WriteFault fault(EFBIG);
    const auto written = writeFileAtomically(folder.path() / "a", "new");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
    EXPECT_NE(written.error().message.find("ulimit -f"), std::string::npos) << written.error().message;
}

TEST(Files, AFailureSaysWhatToDo) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "one"));
    const auto says = [](const auto& result, const char* advice) {
        EXPECT_NE(result.error().message.find(advice), std::string::npos) << result.error().message;
    };
    says(readFile(folder.path() / "none"), "check the path");
    says(readFile(folder.path()), "choose a file");
    says(makeFolder(folder.path() / "a" / "b"), "choose a place where files can be written");
    says(writeFileAtomically(folder.path() / "none" / "a", "x"), "choose a place where files can be written");
}

TEST(Files, MissingFoldersAndOversizeAreNamed) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(readFile(folder.path() / "none").error().code, ErrorCode::NotFound);
    EXPECT_EQ(readFile(folder.path()).error().code, ErrorCode::InvalidArgument);
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "four"));
    EXPECT_EQ(readFile(folder.path() / "a", 3).error().code, ErrorCode::Unsupported);
    EXPECT_FALSE(writeFileAtomically(folder.path() / "none" / "a", "x"));
}

TEST(Hash, KnowsThePublishedVector) {
    // FIPS 180-4 example: SHA-256 of "abc".
    constexpr auto kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    EXPECT_EQ(sha256("abc"), kAbc);
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "abc"));
    EXPECT_EQ(sha256OfFile(folder.path() / "a").value(), kAbc);
    EXPECT_EQ(sha256OfFile(folder.path() / "none").error().code, ErrorCode::NotFound);
}

TEST(Hash, WhatCannotBeReadHasNone) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a", "abc"));
    EXPECT_EQ(sha256OfFile(folder.path() / "a" / "b").error().code, ErrorCode::Io);
    const auto opensButCannotBeRead = sha256OfFile(folder.path());
    ASSERT_FALSE(opensButCannotBeRead);
    EXPECT_EQ(opensButCannotBeRead.error().code, ErrorCode::Io);
    EXPECT_NE(opensButCannotBeRead.error().message.find(folder.path().string()), std::string::npos);
}

TEST(Json, DepthIsLimitedAndNonsenseNamed) {
    EXPECT_TRUE(parseJson(R"({"a":[1,2]})", "x"));
    EXPECT_EQ(parseJson("{", "the manifest").error().code, ErrorCode::Corrupt);
    const std::string deep(100'000, '[');
    EXPECT_FALSE(parseJson(deep, "x"));
    EXPECT_FALSE(parseJson(std::string(70, '[') + std::string(70, ']'), "x"));
}

} // namespace
} // namespace second_read
