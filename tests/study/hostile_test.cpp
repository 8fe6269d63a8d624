/// Every real and hostile file by itself, in a process that may take 2 GB and 20 seconds of computing:
/// described, or refused by name.

#include <cstdio>

#include <sys/wait.h>

#include "dicom_fixture.h"
#include "study/structured_report.h"
#include "support/bounds.h"

namespace second_read::study {
namespace {

using namespace fixture;

constexpr rlim_t kMemory = 2ULL << 30;
constexpr rlim_t kSeconds = 20;

enum Ended { Described, Refused, RefusedWithoutName };

/// Opens, decodes every series that it describes, reads its words.
Ended read(const fs::path& path) {
    (void)readStructuredReport(path);
    const auto found = openStudies(path);
    if (!found)
        return found.error().message.find(path.filename().string()) == std::string::npos ? RefusedWithoutName
                                                                                         : Refused;
    for (const auto& study : found->studies)
        for (std::size_t i = 0; i < study.study.series.size(); ++i) {
            const auto volume = loadVolume(study, i);
            if (!volume && volume.error().message.empty()) return RefusedWithoutName;
        }
    return Described;
}

/// How it went in a process of its own; -signal when that died.
int readApart(const fs::path& path) {
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child == 0) {
        test::boundThisProcess(kMemory, kSeconds);
        ::_exit(read(path));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST(Hostile, EveryFileAloneIsDescribedOrRefusedByNameWithinItsBounds) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    int described = 0, refused = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data / "images/dicom")) {
        const int ended = readApart(entry.path());
        described += ended == Described;
        refused += ended == Refused;
        EXPECT_TRUE(ended == Described || ended == Refused) << entry.path() << " ended with " << ended;
    }
    std::printf("%d files and folders described, %d refused by name\n", described, refused);
    EXPECT_GE(described, 250);
    EXPECT_GE(refused, 12);
}

} // namespace
} // namespace second_read::study
