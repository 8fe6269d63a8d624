#include "study/dicom_writer.h"

#include "base/files.h"
#include "dicom_fixture.h"

namespace second_read::study {
namespace {

using namespace fixture;

class DicomWriterTest : public ::testing::Test {
protected:
    test::TemporaryFolder m_folder;
};

TEST_F(DicomWriterTest, TheSameInputGivesTheSameBytes) {
    const auto a = write(m_folder.path() / "a", phantom()), b = write(m_folder.path() / "b", phantom());
    ASSERT_EQ(a.size(), 12U);
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(bytesOf(a[i]), bytesOf(b[i]));
}

TEST_F(DicomWriterTest, WhatTheStandardDemandsIsThere) {
    const auto file = write(m_folder.path(), phantom())[4];
    DcmFileFormat format;
    ASSERT_TRUE(format.loadFile(file.c_str()).good());
    DcmDataset& d = *format.getDataset();
    // type 1 and 2 of patient, study, series, frame of reference, plane, pixel and MR modules (PS3.3 A.4.3)
    for (const auto& tag : {DCM_SOPClassUID,
                            DCM_SOPInstanceUID,
                            DCM_StudyInstanceUID,
                            DCM_SeriesInstanceUID,
                            DCM_FrameOfReferenceUID,
                            DCM_Modality,
                            DCM_ImageType,
                            DCM_ScanningSequence,
                            DCM_SequenceVariant,
                            DCM_MRAcquisitionType,
                            DCM_ImagePositionPatient,
                            DCM_ImageOrientationPatient,
                            DCM_PixelSpacing,
                            DCM_SamplesPerPixel,
                            DCM_PhotometricInterpretation,
                            DCM_Rows,
                            DCM_Columns,
                            DCM_BitsAllocated,
                            DCM_BitsStored,
                            DCM_HighBit,
                            DCM_PixelRepresentation,
                            DCM_PixelData})
        EXPECT_TRUE(d.tagExistsWithValue(tag)) << DcmTag(tag).getTagName();
    for (const auto& tag :
         {DCM_PatientName, DCM_PatientID, DCM_PatientBirthDate, DCM_PatientSex, DCM_StudyDate, DCM_StudyTime,
          DCM_ReferringPhysicianName, DCM_StudyID, DCM_AccessionNumber, DCM_SeriesNumber, DCM_Manufacturer,
          DCM_PositionReferenceIndicator, DCM_InstanceNumber, DCM_ScanOptions, DCM_EchoTime,
          DCM_RepetitionTime, DCM_EchoTrainLength, DCM_SliceThickness})
        EXPECT_TRUE(d.tagExists(tag)) << DcmTag(tag).getTagName();
    OFString meta;
    EXPECT_TRUE(format.getMetaInfo()->findAndGetOFString(DCM_MediaStorageSOPInstanceUID, meta).good());
    EXPECT_EQ(meta, "1.2.826.0.1.3680043.2.1143.1.1.1.5");
}

TEST_F(DicomWriterTest, SeriesOfOneVisitBecomeOneStudy) {
    auto second = phantom();
    renumber(second, 7);
    second.attributes["EchoTime"] = "100", second.attributes["RepetitionTime"] = "4000",
    second.attributes["SeriesDescription"] = "t2";
    write(m_folder.path() / "t1", phantom()), write(m_folder.path() / "t2", second);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_EQ(opened.study.series[0].sequence, Sequence::T1);
    EXPECT_EQ(opened.study.series[1].sequence, Sequence::T2);
}

TEST_F(DicomWriterTest, WhatCannotBeWrittenIsRefused) {
    auto keyword = phantom();
    keyword.attributes["NoSuchKeyword"] = "1";
    auto uid = phantom();
    uid.seriesInstanceUid = "abc";
    auto empty = phantom();
    empty.volume.voxels.clear();
    auto infinite = phantom();
    infinite.volume.voxels[0] = std::numeric_limits<float>::infinity();
    for (const auto& series : {keyword, uid, empty, infinite}) {
        const auto written = writeDicom(m_folder.path(), series);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, ErrorCode::InvalidArgument) << written.error().message;
    }
}

TEST_F(DicomWriterTest, AFullDiskIsSaid) {
    setWriteFault([](std::size_t) { return ENOSPC; });
    const auto written = writeDicom(m_folder.path(), phantom());
    setWriteFault({});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::NoSpace);
}

} // namespace
} // namespace second_read::study
