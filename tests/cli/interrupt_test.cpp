/// Ctrl+C: code 130, silence on standard output, nothing half-written left behind.

#include <csignal>
#include <thread>

#include <fcntl.h>

#include "cli/examinations.h"

namespace second_read {
namespace {

using test::Ran;
using test::secondread;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string contentOf(const fs::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Runs the program with a standard input that stays open, interrupts it once `ready` says so.
Ran interrupted(const std::string& arguments, const std::function<bool(const std::string& err)>& ready) {
    const test::TemporaryFolder folder;
    const auto out = folder.path() / "out", err = folder.path() / "err", in = folder.path() / "in";
    EXPECT_EQ(::mkfifo(in.c_str(), 0600), 0);
    const int keepOpen = ::open(in.c_str(), O_RDWR); // so that the program never sees the end
    const std::string command = "exec " + std::string(SECOND_READ_PROGRAM) + " " + arguments + " <" +
                                in.string() + " >" + out.string() + " 2>" + err.string();
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        ::_exit(127);
    }
    Ran ran;
    int status = 0;
    const auto wait = [&](std::chrono::milliseconds most, const std::function<bool()>& until) {
        for (auto waited = 0ms; waited < most; waited += 20ms) {
            if (::waitpid(child, &status, WNOHANG) == child) return true;
            if (until()) return false;
            std::this_thread::sleep_for(20ms);
        }
        return false;
    };
    bool ended = wait(120s, [&] { return ready(contentOf(err)); });
    EXPECT_FALSE(ended) << "it was done before it could be interrupted: " << contentOf(err);
    if (!ended) ::kill(child, SIGINT);
    ended = ended || wait(60s, [] { return false; });
    EXPECT_TRUE(ended) << "it goes on after an interrupt";
    if (!ended) ::kill(child, SIGKILL), ::waitpid(child, &status, 0);
    ::close(keepOpen);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ran.out = contentOf(out);
    ran.err = contentOf(err);
    return ran;
}

void expectCancelled(const Ran& ran) {
    EXPECT_EQ(ran.code, 130) << ran.err;
    EXPECT_EQ(ran.out, "");
}

std::function<bool(const std::string&)> says(const std::string& stage) {
    return [stage](const std::string& err) { return err.find(stage) != std::string::npos; };
}

/// Commands that say nothing while they wait: in the midst of their opening or of their waiting, both must
/// end.
std::function<bool(const std::string&)> afterAWhile() {
    return [begun = std::chrono::steady_clock::now()](const std::string&) {
        return std::chrono::steady_clock::now() - begun > 1500ms;
    };
}

using Interrupt = test::Examinations;

TEST_F(Interrupt, EndsASimulationThatCanGoOn) {
    const auto out = folder() / "interrupted";
    const std::string request = "simulate --json --seed 5 --site A --out " + out.string() + " --count ";
    const auto begun = [&](const std::string&) { return fs::exists(out / "exam-000001.part"); };
    expectCancelled(interrupted(request + "40", begun));
    EXPECT_TRUE(fs::exists(out / "cohort.json"));
    for (const auto& entry : fs::directory_iterator(out)) EXPECT_NE(entry.path().extension(), ".part");
    // The same request goes on where it stopped; what it makes is what it would have made at once.
    const auto resumed = secondread(request + "1");
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(contentOf(out / "exam-000001/truth.json"), contentOf(exam(1) / "truth.json"));
    EXPECT_EQ(contentOf(out / "exam-000001/report.txt"), contentOf(exam(1) / "report.txt"));
}

TEST_F(Interrupt, EndsAnAnalysis) {
    expectCancelled(interrupted("analyse --json " + dicom(1), says("encode")));
}

TEST_F(Interrupt, EndsAnImportThatCanGoOn) {
    const auto place = (folder() / "interrupted-archive").string();
    const std::string request = "import --json " + cohort().string() + " --archive " + place;
    expectCancelled(interrupted(request, says("encode")));
    const auto resumed = secondread(request);
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_EQ(resumed.json()["imported"].get<int>() + resumed.json()["skipped"].get<int>(), 2);
}

TEST_F(Interrupt, EndsAnEvaluation) {
    expectCancelled(interrupted("evaluate --json --cohort " + cohort().string() + " --out " +
                                    (folder() / "evaluation-interrupted").string(),
                                says("analyse")));
}

TEST_F(Interrupt, EndsAPreparation) {
    expectCancelled(interrupted("prepare --json --cohort " + cohort().string() + " --out " +
                                    (folder() / "store-interrupted").string(),
                                says("prepare")));
}

TEST_F(Interrupt, EndsWhatWaitsForItsInput) {
    expectCancelled(interrupted("embed", afterAWhile()));
    expectCancelled(interrupted("engine", afterAWhile()));
}

} // namespace
} // namespace second_read
