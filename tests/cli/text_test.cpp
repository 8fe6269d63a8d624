#include "cli/program.h"

namespace second_read {
namespace {

using nlohmann::json;
using test::secondread;

std::vector<json> linesOf(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
    return lines;
}

TEST(Label, OneBadReportAmongGoodOnesIsThree) {
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "good.txt") << "No acute infarct.\n";
    std::ofstream(folder.path() / "empty.txt") << "";
    std::ofstream(folder.path() / "binary.txt") << std::string("\x00\x01\x02\x03", 4);
    const auto ran = secondread("label " + folder.path().string());
    EXPECT_EQ(ran.code, 3);
    EXPECT_EQ(linesOf(ran.out).size(), 1U);
    EXPECT_NE(ran.err.find("empty.txt"), std::string::npos);
    EXPECT_NE(ran.err.find("binary.txt"), std::string::npos);
}

TEST(Engine, AnswersLineByLineAndEndsWithItsInput) {
    const auto ran =
        secondread("engine", "{\"id\":7,\"method\":\"pack\",\"params\":{}}\nnonsense\n"
                             "{\"id\":8,\"method\":\"embed\",\"params\":{\"texts\":[\"mass\"]}}\n");
    ASSERT_EQ(ran.code, 0) << ran.err;
    bool pack = false, embed = false, refused = false;
    for (const json& line : linesOf(ran.out)) {
        pack = pack || (line["id"] == 7 && line.contains("result") && line["result"]["id"] == "brain-mri");
        embed = embed || (line["id"] == 8 && line.contains("result"));
        refused = refused || (line.contains("error") && line["id"] == 0);
    }
    EXPECT_TRUE(pack);
    EXPECT_TRUE(embed);
    EXPECT_TRUE(refused);
}

} // namespace
} // namespace second_read
