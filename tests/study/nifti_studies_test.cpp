#include "study/nifti_studies.h"

#include "dicom_fixture.h"
#include "volume/nifti.h"

namespace second_read::study {
namespace {

using namespace fixture;

class NiftiStudiesTest : public ::testing::Test {
protected:
    void put(const std::string& name, bool labels = false) {
        auto volume = phantom().volume;
        for (float& value : volume.voxels)
            value = labels ? static_cast<float>(static_cast<int>(value) % 3) : value + 0.5F;
        fs::create_directories((m_folder.path() / name).parent_path());
        ASSERT_TRUE(volume::writeNifti(m_folder.path() / name, volume));
    }
    const examination::Series& entry(const OpenedStudy& opened, const std::string& description) {
        for (const auto& series : opened.study.series)
            if (series.description == description) return series;
        ADD_FAILURE() << "no series " << description;
        return opened.study.series.front();
    }
    test::TemporaryFolder m_folder;
};

TEST_F(NiftiStudiesTest, NamesTellTheSequence) {
    const std::pair<const char*, Sequence> names[] = {
        {"FLAIR.nii.gz", Sequence::FLAIR},
        {"T1.nii", Sequence::T1},
        {"T1c.nii.gz", Sequence::T1Gd},
        {"T2.nii.gz", Sequence::T2},
        {"DWI.nii.gz", Sequence::DWI},
        {"ADC.nii.gz", Sequence::ADC},
        {"PD.nii.gz", Sequence::PD},
        {"SWI.nii.gz", Sequence::SWI},
        {"sub-01_T2w.nii.gz", Sequence::T2},
        {"sub-01_ses-2_acq-t1_FLAIR.nii.gz", Sequence::FLAIR},
        {"sub-01_T2starw.nii.gz", Sequence::SWI},
        {"sub-01_ce-gad_T1w.nii.gz", Sequence::T1},
        {"BraTS-0001-t1c.nii.gz", Sequence::T1Gd},
        {"T2_FLAIR.nii", Sequence::FLAIR},
        {"scan.nii.gz", Sequence::Other},
        {"ch2.nii.gz", Sequence::T1}, // a template, by its well-known name
    };
    for (const auto& [name, expected] : names)
        EXPECT_EQ(nameOf(sequenceOfName(name)), nameOf(expected)) << name;
    for (const char* name :
         {"mask.nii.gz", "mask_on_DWI.nii.gz", "x_seg.nii", "sub-1_dseg.nii.gz", "T1_mask.nii.gz"})
        EXPECT_TRUE(isLabelName(name)) << name;
    for (const char* name : {"T1.nii", "FLAIR.nii.gz", "sagittal.nii"})
        EXPECT_FALSE(isLabelName(name)) << name;
}

TEST_F(NiftiStudiesTest, AFolderIsOneStudyWithoutAPatient) {
    put("FLAIR.nii.gz"), put("T1.nii"), put("mask.nii.gz", true);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 3U);
    EXPECT_FALSE(opened.study.patient.name || opened.study.patient.age || opened.study.date);
    EXPECT_TRUE(entry(opened, "FLAIR").eligible);
    EXPECT_EQ(entry(opened, "FLAIR").plane, "axial");
    EXPECT_EQ(entry(opened, "mask").sequence, Sequence::Other);
    EXPECT_EQ(entry(opened, "mask").why, "label map");
    EXPECT_FALSE(entry(opened, "mask").eligible);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(loadVolume(opened, i));
    const auto middle = loadMiddleSlice(opened, 0);
    ASSERT_TRUE(middle);
    EXPECT_EQ(middle->grid.size[2], 1);
}

TEST_F(NiftiStudiesTest, TheUidFollowsTheContents) {
    put("a/T1.nii.gz"), put("b/T1.nii.gz"), put("c/T1.nii.gz", true);
    const auto a = open(m_folder.path() / "a").study.uid;
    EXPECT_EQ(open(m_folder.path() / "b").study.uid, a);
    EXPECT_NE(open(m_folder.path() / "c").study.uid, a);
}

TEST_F(NiftiStudiesTest, TwoFoldersAreTwoStudies) {
    put("a/T1.nii.gz"), put("b/T2.nii.gz");
    const auto found = openStudies(m_folder.path());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->studies.size(), 2U);
}

TEST_F(NiftiStudiesTest, OneFileIsAStudyOfItsOwn) {
    put("T1.nii.gz"), put("T2.nii.gz");
    const auto opened = open(m_folder.path() / "T2.nii.gz");
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].sequence, Sequence::T2);
}

TEST_F(NiftiStudiesTest, TheSidecarTellsWhatTheNameDoesNot) {
    put("sub-01_scan.nii.gz");
    putBytes(m_folder.path() / "sub-01_scan.json",
             R"({"EchoTime":0.12,"RepetitionTime":9,"InversionTime":2.5,"ScanningSequence":"SE_IR"})");
    EXPECT_EQ(open(m_folder.path()).study.series[0].sequence, Sequence::FLAIR);
    for (const char* broken : {"{", "[1,2]", R"({"EchoTime":"soon"})"}) {
        putBytes(m_folder.path() / "sub-01_scan.json", broken);
        EXPECT_EQ(open(m_folder.path()).study.series[0].sequence, Sequence::Other) << broken;
    }
}

TEST_F(NiftiStudiesTest, AnAgentInTheNameOrTheSidecarMakesT1Enhanced) {
    put("sub-01_ce-gadolinium_T1w.nii.gz");
    EXPECT_EQ(open(m_folder.path()).study.series[0].sequence, Sequence::T1Gd);
}

TEST_F(NiftiStudiesTest, ADamagedFileIsNamed) {
    put("T1.nii");
    putBytes(m_folder.path() / "T2.nii.gz", "rubbish");
    const auto found = openStudies(m_folder.path());
    ASSERT_TRUE(found);
    ASSERT_EQ(found->refused.size(), 1U);
    EXPECT_EQ(found->refused[0].file.filename(), "T2.nii.gz");
    EXPECT_EQ(openStudies(m_folder.path() / "T2.nii.gz").error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace second_read::study
