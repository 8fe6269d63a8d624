/// Ctrl+C: code 130, silence on standard output (label keeps its whole lines), nothing half-written left
/// behind.

#include "cli/examinations.h"
#include "cli/running.h"

namespace second_read {
namespace {

using test::Ran;
using test::Running;
using test::secondread;
namespace fs = std::filesystem;

std::string contentOf(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// `reached`: that it was still at work when it was interrupted.
void expectCancelled(Running& running, bool reached) {
    const Ran ran = running.interrupt();
    EXPECT_TRUE(reached) << "it was done before it could be interrupted: " << ran.err;
    EXPECT_EQ(ran.code, 130) << ran.err;
    EXPECT_EQ(ran.out, "");
}

using Interrupt = test::Examinations;

TEST_F(Interrupt, EndsASimulationThatCanGoOn) {
    const auto out = folder() / "interrupted";
    Running running(simulate(out, 40));
    expectCancelled(running, running.reaches([&] { return fs::exists(out / "exam-000001.part"); }));
    EXPECT_TRUE(fs::exists(out / "cohort.json"));
    for (const auto& entry : fs::directory_iterator(out)) EXPECT_NE(entry.path().extension(), ".part");
    // The same request goes on where it stopped; what it makes is what it would have made at once.
    const auto resumed = secondread(simulate(out, 1));
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(contentOf(out / "exam-000001/truth.json"), contentOf(exam(1) / "truth.json"));
    EXPECT_EQ(contentOf(out / "exam-000001/report.txt"), contentOf(exam(1) / "report.txt"));
}

TEST_F(Interrupt, EndsAnAnalysis) {
    Running running("analyse --json " + dicom(1));
    expectCancelled(running, running.says("encode"));
}

TEST_F(Interrupt, EndsAnImportThatCanGoOn) {
    const std::string request =
        "import --json " + dicom(1) + " --archive " + (folder() / "interrupted-archive").string();
    Running running(request);
    expectCancelled(running, running.says("encode"));
    const auto resumed = secondread(request);
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(resumed.json()["imported"], 1);
}

TEST_F(Interrupt, EndsAnEvaluation) {
    Running running("evaluate --json --cohort " + cohort().string() + " --out " +
                    (folder() / "evaluation-interrupted").string());
    expectCancelled(running, running.says("analyse"));
}

TEST_F(Interrupt, EndsAPreparation) {
    Running running("prepare --json --cohort " + cohort().string() + " --out " +
                    (folder() / "store-interrupted").string());
    expectCancelled(running, running.says("prepare"));
}

/// The one command that leaves something on standard output: whole lines of what was done by then.
TEST(InterruptOfLabels, KeepsTheLinesOfWhatIsDone) {
    constexpr int kReports = 100'000;
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "many.jsonl";
    std::ofstream stream(file);
    for (int i = 0; i < kReports; ++i) {
        std::string words; // of no other report, so that each is embedded
        for (int rest = i; rest > 0; rest /= 26) words += std::string(" ") + char('a' + rest % 26);
        stream << R"({"text":"Normal orbits)" << words << R"(."})" << '\n';
    }
    stream.close();
    Running running("label " + file.string());
    EXPECT_TRUE(running.reaches([&] { return !running.content("out").empty(); }));
    const Ran ran = running.interrupt();
    EXPECT_EQ(ran.code, 130) << ran.err;
    EXPECT_TRUE(ran.out.ends_with('\n'));
    std::istringstream lines(ran.out);
    int done = 0;
    for (std::string line; std::getline(lines, line); ++done)
        ASSERT_TRUE(nlohmann::json::accept(line)) << line;
    EXPECT_LT(done, kReports);
}

TEST(InterruptOfWhatWaits, EndsItWhileItOpensAndWhileItWaits) {
    Running embedOpens("embed"), engineOpens("engine"), embedWaits("embed"), engineWaits("engine");
    for (auto* opens : {&embedOpens, &engineOpens}) expectCancelled(*opens, opens->takesInterrupts());
    for (auto* waits : {&embedWaits, &engineWaits}) expectCancelled(*waits, waits->reads("\n"));
}

} // namespace
} // namespace second_read
