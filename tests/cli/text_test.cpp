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

TEST(Label, TheRestOfAFaultyFileIsDoneAndCounted) {
    const test::TemporaryFolder folder;
    std::ofstream(folder.path() / "lines.jsonl")
        << "{\"text\":\"No mass.\"}\n{\"text\":\"" << std::string(10 << 20, 'x') << "\"}\n{\"text\":\""
        << std::string(3, '\0') << "\"}\n{\"text\":\"Left meningioma.\"}\n";
    std::ofstream(folder.path() / "column.csv") << "id,report\n1,Normal.\n";
    std::ofstream(folder.path() / "segment.hl7") << "MSH|^~\\&|||||||ORU^R01|7|P|2.4\rgarbage\r";
    const auto ran = secondread("label " + folder.path().string());
    EXPECT_EQ(ran.code, 3);
    EXPECT_EQ(linesOf(ran.out).size(), 2U);
    for (const char* said : {"lines.jsonl, line 2: ", "lines.jsonl, line 3: ", "no column 'text'",
                             "line 2 is no HL7 segment", "2 reports labelled, 4 failed, 0 without a report"})
        EXPECT_NE(ran.err.find(said), std::string::npos) << said << " in " << ran.err;
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
