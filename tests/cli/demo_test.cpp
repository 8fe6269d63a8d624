#include <gmock/gmock.h>

#include "program.h"

namespace second_read::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What a new user sees first: the shipped pack on the three examinations of the demo.
TEST(Demo, TheTwoErrorsAreFlaggedAndTheRightReportIsNot) {
    const TemporaryFolder folder;
    const auto built = secondread("demo --json --out " + folder.path().string());
    ASSERT_EQ(built.code, 0) << built.err;
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
        if (entry.is_regular_file()) bytes += entry.file_size();
    EXPECT_LE(bytes, 25'000'000U);
    std::map<std::string, std::vector<std::string>> flags;
    std::map<std::string, nlohmann::json> first;
    const auto demo = built.json();
    for (const auto& one : demo.at("cases")) {
        const auto ran = secondread("analyse " + one.at("study").get<std::string>() + " --report " +
                                    one.at("report").get<std::string>() + " --json");
        ASSERT_EQ(ran.code, 0) << ran.err;
        const auto name = one.at("name").get<std::string>();
        const auto analysis = ran.json();
        first[name] = analysis.at("findings").at(0);
        flags[name] = {};
        for (const auto& flag : analysis.at("flags"))
            flags[name].push_back(flag.at("kind").get<std::string>() + " of " +
                                  flag.at("finding").get<std::string>());
    }
    EXPECT_THAT(flags.at("normal"), IsEmpty());
    EXPECT_THAT(flags.at("missed-stroke"), ElementsAre("possible_miss of acute_stroke"));
    EXPECT_EQ(first.at("missed-stroke").at("side"), "left");
    EXPECT_THAT(flags.at("wrong-side-mass"), ElementsAre("side_mismatch of mass"));
    EXPECT_EQ(first.at("wrong-side-mass").at("side"), "right");
}

} // namespace
} // namespace second_read::test
