/// What `prepare` writes of an archive's examinations, `train` reads: by the report alone, without truth.

#include <fstream>

#include <gmock/gmock.h>

#include "../analysis/examinations.h"
#include "analysis/prepare.h"
#include "train/vision_store.h"
#include "train/vision_training.h"

namespace second_read::evaluate {
namespace {

using namespace analysis::test;
using testing::HasSubstr;

class PreparedStore : public WithPack {
protected:
    void SetUp() override {
        for (int number = 1; number <= 2; ++number) {
            const auto exam = folder() / "past" / std::to_string(number);
            writeStudy(exam / "dicom", number, {Sequence::T2, Sequence::FLAIR},
                       {.id = "P" + std::to_string(number)});
            std::ofstream(exam / "report.txt") << "There is a mass in the left frontal lobe.";
            // What training must never open: were it read, it would fail.
            std::ofstream(exam / "truth.json") << "no JSON";
        }
        const auto imported = analysis::import(pack(), {{folder() / "past"}, folder() / "archive", {}});
        ASSERT_TRUE(imported) << imported.error().message;
        ASSERT_EQ(imported->imported, 2);
        analysis::PrepareRequest request;
        request.archive = folder() / "archive";
        request.out = folder() / "store";
        m_preprocessing.size = {32, 40, 40};
        m_preprocessing.spacing = 5;
        request.preprocessing = m_preprocessing;
        const auto prepared = analysis::prepare(pack().catalogue(), request);
        ASSERT_TRUE(prepared) << prepared.error().message;
        ASSERT_EQ(prepared->examinations, 2);
    }
    vision::Preprocessing m_preprocessing;
};

TEST_F(PreparedStore, IsReadByTraining) {
    const auto files = train::storeFiles(folder() / "store");
    ASSERT_TRUE(files) << files.error().message;
    ASSERT_EQ(files->size(), 2U);
    for (const auto& file : *files) {
        const auto read = train::readPrepared(file, m_preprocessing);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->sequences, (std::vector{Sequence::T2, Sequence::FLAIR}));
        EXPECT_EQ(read->grid.size, (std::array{32, 40, 40}));
        EXPECT_FALSE(read->truth.defined());
        EXPECT_THAT(read->report, HasSubstr("left frontal"));
        EXPECT_THAT(read->mirroredReport, HasSubstr("right frontal"));
        ASSERT_EQ(read->findings.size(), 1U);
        EXPECT_EQ(read->findings[0].id, "mass");
        EXPECT_EQ(read->findings[0].side, Side::Left);
    }
}

TEST_F(PreparedStore, IsRefusedByNameWhereVoxelTruthIsNeeded) {
    train::VoxelTrainingOptions options;
    options.store = folder() / "store";
    options.out = folder() / "networks";
    options.preprocessing = m_preprocessing;
    options.held = 1;
    const auto trained = train::trainVoxelNetworks(options);
    ASSERT_FALSE(trained);
    EXPECT_THAT(trained.error().message, HasSubstr("no voxel truth"));
}

} // namespace
} // namespace second_read::evaluate
