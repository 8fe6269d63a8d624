#pragma once
/// Two simulated examinations, made once for the whole program.

#include "cli/program.h"

namespace second_read::test {

class Examinations : public testing::Test {
protected:
    static const std::filesystem::path& folder() {
        static const TemporaryFolder folder;
        return folder.path();
    }
    static std::filesystem::path cohort() { return folder() / "cohort"; }
    static const Ran& made() {
        static const Ran ran =
            secondread("simulate --json --count 2 --seed 5 --site A --out " + cohort().string());
        return ran;
    }
    static std::filesystem::path exam(int number) {
        return cohort() / ("exam-00000" + std::to_string(number));
    }
    /// Quoted, for a command line.
    static std::string dicom(int number) { return "'" + (exam(number) / "dicom").string() + "'"; }
    /// Both of them imported, once.
    static const std::filesystem::path& archive() {
        static const std::filesystem::path place = [] {
            const auto to = folder() / "shared-archive";
            const auto ran = secondread("import " + cohort().string() + " --archive " + to.string());
            EXPECT_EQ(ran.code, 0) << ran.err;
            return to;
        }();
        return place;
    }
    void SetUp() override { ASSERT_EQ(made().code, 0) << made().err; }
};

} // namespace second_read::test
