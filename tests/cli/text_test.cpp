#include <cmath>
#include <sstream>

#include "cli/program.h"

namespace second_read {
namespace {

using nlohmann::json;
using test::expectRefused;
using test::secondread;

std::vector<json> linesOf(const std::string& text) {
    std::vector<json> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
    return lines;
}

TEST(Label, PrintsOneObjectAReport) {
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "a.txt")
        << "FINDINGS: There is an acute infarct in the left MCA territory. No haemorrhage.\n";
    const auto ran = secondread("label " + folder.path().string());
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto lines = linesOf(ran.out);
    ASSERT_EQ(lines.size(), 1U);
    const json& stroke = lines[0]["findings"]["acute_stroke"];
    EXPECT_EQ(stroke["assertion"], "affirmed");
    EXPECT_EQ(stroke["side"], "left");
    EXPECT_GT(stroke["probability"], 0.5);
    ASSERT_FALSE(stroke["spans"].empty());
    EXPECT_EQ(lines[0]["findings"]["haemorrhage"]["assertion"], "negated");
    EXPECT_EQ(lines[0]["findings"].size(), 10U);
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

TEST(Embed, PrintsUnitVectorsInOrder) {
    const auto ran = secondread("embed", "acute infarct\nno acute infarct\n");
    ASSERT_EQ(ran.code, 0) << ran.err;
    const auto lines = linesOf(ran.out);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1]["text"], "no acute infarct");
    for (const json& line : lines) {
        double sum = 0;
        for (const double value : line["embedding"]) sum += value * value;
        EXPECT_NEAR(std::sqrt(sum), 1.0, 1e-3);
    }
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

TEST(Pack, OneByteChangedIsRefusedByName) {
    const test::TemporaryFolder folder;
    const auto info = secondread("pack info --json");
    ASSERT_EQ(info.code, 0) << info.err;
    EXPECT_EQ(info.json()["id"], "brain-mri");
    EXPECT_EQ(info.json()["verified"], true);
    EXPECT_EQ(info.json()["findings"].size(), 10U);
    const std::filesystem::path shipped = SECOND_READ_SHIPPED_PACK;
    std::filesystem::copy(shipped, folder.path(), std::filesystem::copy_options::recursive);
    EXPECT_EQ(secondread("pack verify " + folder.path().string()).code, 0);
    const auto file = folder.path() / "catalogue.json";
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(100);
    const char old = static_cast<char>(stream.peek());
    stream.seekp(100);
    stream.put(static_cast<char>(old ^ 1));
    stream.close();
    expectRefused(secondread("pack verify " + folder.path().string() + " --json"), 1, "catalogue.json");
    expectRefused(secondread("embed --pack " + folder.path().string(), "x\n"), 1, "catalogue.json");
}

} // namespace
} // namespace second_read
