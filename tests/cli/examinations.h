#pragma once
/// Two simulated examinations and an archive of both, made once for the whole program. No test changes them.

#include "cli/program.h"

namespace second_read::test {

/// A folder with one of the shipped anatomies: more of them only take longer to read.
inline const std::filesystem::path& oneAnatomy() {
    static const TemporaryFolder folder;
    static const bool copied =
        std::filesystem::copy_file(std::filesystem::path(SECOND_READ_SHIPPED_ANATOMY) / "subject-04.nii.gz",
                                   folder.path() / "subject-04.nii.gz");
    EXPECT_TRUE(copied);
    return folder.path();
}

class Examinations : public testing::Test {
protected:
    /// For what a test makes beside them, under a name of its own.
    static const std::filesystem::path& folder() {
        static const TemporaryFolder folder;
        return folder.path();
    }
    static std::filesystem::path cohort() { return folder() / "cohort"; }
    /// A seed that draws few sequences: as quick as simulated examinations get.
    static std::string simulate(const std::filesystem::path& out, int count) {
        return "simulate --json --seed 11 --site A --anatomy " + oneAnatomy().string() + " --out " +
               out.string() + " --count " + std::to_string(count);
    }
    static const Ran& made() {
        static const Ran ran = secondread(simulate(cohort(), 2));
        return ran;
    }
    static std::filesystem::path exam(int number) {
        return cohort() / ("exam-00000" + std::to_string(number));
    }
    /// Quoted, for a command line.
    static std::string dicom(int number) { return "'" + (exam(number) / "dicom").string() + "'"; }
    static std::filesystem::path archive() { return folder() / "archive"; }
    static std::string importBoth() {
        return "import --json " + cohort().string() + " --archive " + archive().string();
    }
    static const Ran& imported() {
        static const Ran ran = secondread(importBoth());
        return ran;
    }
    void SetUp() override { ASSERT_EQ(made().code, 0) << made().err; }
};

class ArchivedExaminations : public Examinations {
protected:
    void SetUp() override {
        Examinations::SetUp();
        ASSERT_EQ(imported().code, 0) << imported().err;
    }
};

} // namespace second_read::test
