#include "base/settings.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "support/support.h"

namespace second_read {
namespace {

TEST(Settings, OutlastTheProgram) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "made" / "settings.json";
    auto settings = Settings::open(file).value();
    EXPECT_EQ(settings.get(setting::kDevice), "auto");
    ASSERT_TRUE(settings.set(setting::kArchive, std::string("/data/archive")));
    ASSERT_TRUE(settings.set(setting::kReadFirst, true));
    ASSERT_TRUE(settings.set(setting::kQueries, {"limbic encephalitis", "CADASIL"}));
    const auto again = Settings::open(file).value();
    EXPECT_EQ(again.get(setting::kArchive), "/data/archive");
    EXPECT_TRUE(again.get(setting::kReadFirst));
    EXPECT_EQ(again.get(setting::kQueries), (std::vector<std::string>{"limbic encephalitis", "CADASIL"}));
}

TEST(Settings, NonsenseReadsAsTheDefaultAndForeignKeysStay) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "settings.json";
    ASSERT_TRUE(writeFileAtomically(
        file, R"({"font_size":4000,"read_first":"yes","queries":["x",1],"of_a_newer_version":1})"));
    auto settings = Settings::open(file).value();
    EXPECT_EQ(settings.get(setting::kFontSize), 13);
    EXPECT_FALSE(settings.get(setting::kReadFirst));
    EXPECT_TRUE(settings.get(setting::kQueries).empty());
    ASSERT_TRUE(settings.set(setting::kLinkViewports, false));
    EXPECT_NE(readFile(file).value().find("of_a_newer_version"), std::string::npos);
}

TEST(Settings, ADamagedFileIsSetAside) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "settings.json";
    ASSERT_TRUE(writeFileAtomically(file, "{\"font_"));
    const auto settings = Settings::open(file).value();
    EXPECT_FALSE(settings.warning().empty());
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "settings.json.damaged"));
}

TEST(Settings, ADamagedFileThatCannotBeSetAsideIsKept) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "settings.json";
    ASSERT_TRUE(writeFileAtomically(file, "{\"font_"));
    std::filesystem::create_directory(folder.path() / "settings.json.damaged"); // in the way
    auto settings = Settings::open(file).value();
    EXPECT_NE(settings.warning().find("cannot be set aside"), std::string::npos) << settings.warning();
    const auto saved = settings.set(setting::kReadFirst, true);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().message, settings.warning());
    EXPECT_TRUE(settings.get(setting::kReadFirst)); // as long as the program runs
    EXPECT_EQ(readFile(file).value(), "{\"font_");
}

} // namespace
} // namespace second_read
