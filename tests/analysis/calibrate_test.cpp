#include "analysis/calibrate.h"

#include <fstream>

#include <gmock/gmock.h>

#include "evidence/normals.h"
#include "examinations.h"

namespace second_read::analysis {
namespace {

using namespace test;
using testing::HasSubstr;

class CalibrateTest : public WithPack {
protected:
    /// `normal` examinations with a normal report and one with a mass.
    void importSome(int normal) {
        for (int i = 0; i <= normal; ++i) {
            const auto place = folder() / "studies" / ("exam-" + std::to_string(i));
            writeStudy(place / "dicom", i, {Sequence::FLAIR}, {.id = "P" + std::to_string(i)});
            std::ofstream(place / "report.txt")
                << (i < normal
                        ? "FINDINGS: Normal appearances of the brain. No mass, infarct or haemorrhage.\n"
                          "CONCLUSION: Normal study."
                        : "FINDINGS: There is a large mass in the left frontal lobe.");
        }
        ASSERT_TRUE(import(pack(), {{folder() / "studies"}, folder() / "archive", std::nullopt}));
    }
    CalibrateRequest request() { return {folder() / "archive", packFolder(), folder() / "ours"}; }
};

TEST_F(CalibrateTest, ACopyOfThePackStandsOnTheDepartmentsNormals) {
    const int normal = static_cast<int>(evidence::kFewestNormals) + 2;
    importSome(normal);
    std::filesystem::remove_all(folder() / "studies/exam-0"); // its images are gone
    const auto answer = calibrate(pack(), request());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->normals, normal - 1);
    ASSERT_EQ(answer->failed.size(), 1U);
    EXPECT_THAT(answer->failed[0].path, HasSubstr("exam-0"));
    const auto ours = pack::Pack::open(folder() / "ours", pack::Device::Cpu);
    ASSERT_TRUE(ours) << ours.error().message;
    EXPECT_EQ(ours->info().id, pack().info().id); // the archive stays its own
    EXPECT_EQ(ours->calibration().normals, normal - 1);
    EXPECT_THAT(ours->calibration().cohort, HasSubstr("department"));
    EXPECT_EQ(pack().calibration().normals, 20); // the pack itself is as it was
    const auto cohort = ours->scoreModel().findings.at("mass").sequences.at(Sequence::FLAIR).cohort;
    ASSERT_EQ(cohort.size(), static_cast<std::size_t>(normal - 1));
    float sum = 0;
    for (const float value : cohort) sum += value;
    EXPECT_NEAR(sum, 0, 1e-3);
}

TEST_F(CalibrateTest, TooFewNormalsAndFoldersThatAreThereAreRefused) {
    importSome(3);
    const auto few = calibrate(pack(), request());
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(few.error().message, HasSubstr("holds 3 examinations"));
    EXPECT_FALSE(std::filesystem::exists(folder() / "ours"));
    std::filesystem::create_directory(folder() / "ours");
    EXPECT_THAT(calibrate(pack(), request()).error().message, HasSubstr("is there already"));
}

} // namespace
} // namespace second_read::analysis
