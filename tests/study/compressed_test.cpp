#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djencode.h>

#include "dicom_fixture.h"
#include "study/pixel_codecs.h"

namespace second_read::study {
namespace {

using namespace fixture;

class CompressedTest : public ::testing::TestWithParam<std::pair<const char*, E_TransferSyntax>> {
protected:
    static void SetUpTestSuite() {
        DcmRLEEncoderRegistration::registerCodecs();
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
    }
    static void TearDownTestSuite() {
        DcmRLEEncoderRegistration::cleanup();
        DJEncoderRegistration::cleanup();
        DJLSEncoderRegistration::cleanup();
    }
    test::TemporaryFolder m_folder;
};

TEST_P(CompressedTest, LosslessPixelsComeBackAsTheyWere) {
    const auto series = phantom();
    for (const auto& file : write(m_folder.path(), series))
        edit(
            file, [](DcmDataset&) {}, GetParam().second);
    const auto opened = open(m_folder.path());
    EXPECT_TRUE(opened.study.series[0].eligible);
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

TEST_P(CompressedTest, AStreamOfAnotherSizeThanDeclaredIsRefused) {
    const auto file = write(m_folder.path(), phantom(axial(), 1))[0];
    edit(
        file, [](DcmDataset&) {}, GetParam().second);
    DcmFileFormat format;
    ASSERT_TRUE(format.loadFile(file.c_str()).good());
    format.loadAllDataIntoMemory();
    format.getDataset()->putAndInsertUint16(DCM_Rows, 200);
    ASSERT_TRUE(format.saveFile(file.c_str(), GetParam().second).good());
    const auto opened = open(file);
    const auto loaded = loadVolume(opened, 0);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::Corrupt) << loaded.error().message;
}

TEST_P(CompressedTest, ADamagedStreamNeverCrashes) {
    const auto file = write(m_folder.path(), phantom(axial(), 1))[0];
    edit(
        file, [](DcmDataset&) {}, GetParam().second);
    const std::string whole = bytesOf(file);
    for (std::size_t at = whole.size() - 400; at < whole.size(); at += 3) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
        putBytes(file, damaged);
        if (const auto found = openStudies(file)) (void)loadVolume(found->studies[0], 0);
    }
}

INSTANTIATE_TEST_SUITE_P(Syntaxes, CompressedTest,
                         ::testing::Values(std::pair("rle", EXS_RLELossless),
                                           std::pair("jpeg_lossless", EXS_JPEGProcess14),
                                           std::pair("jpeg_lossless_sv1", EXS_JPEGProcess14SV1),
                                           std::pair("jpeg_ls", EXS_JPEGLSLossless)),
                         [](const auto& one) { return one.param.first; });

class NativeTest : public ::testing::TestWithParam<std::pair<const char*, E_TransferSyntax>> {
protected:
    test::TemporaryFolder m_folder;
};

TEST_P(NativeTest, EveryUncompressedSyntaxGivesTheSameVoxels) {
    const auto series = phantom();
    for (const auto& file : write(m_folder.path(), series))
        edit(
            file, [](DcmDataset&) {}, GetParam().second);
    const auto loaded = loadVolume(open(m_folder.path()), 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

INSTANTIATE_TEST_SUITE_P(Syntaxes, NativeTest,
                         ::testing::Values(std::pair("implicit", EXS_LittleEndianImplicit),
                                           std::pair("explicit", EXS_LittleEndianExplicit),
                                           std::pair("big_endian", EXS_BigEndianExplicit),
                                           std::pair("deflated", EXS_DeflatedLittleEndianExplicit)),
                         [](const auto& one) { return one.param.first; });

TEST(TransferSyntax, WhatCannotBeReadIsRefusedByName) {
    EXPECT_FALSE(canDecode("1.2.840.10008.1.2.4.110"));
    EXPECT_EQ(describeTransferSyntax("1.2.840.10008.1.2.4.110"), "JPEG XL (1.2.840.10008.1.2.4.110)");
    EXPECT_EQ(describeTransferSyntax("1.2.3"), "unknown (1.2.3)");
    EXPECT_TRUE(canDecode("1.2.840.10008.1.2.4.90"));
    const auto refused = decodeFrame("xx", "1.2.840.10008.1.2.4.110", {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
}

TEST(TransferSyntax, AJpeg2000StreamThatContradictsTheHeaderIsRefusedBeforeDecoding) {
    PixelFormat format;
    format.rows = format.columns = 16;
    EXPECT_EQ(decodeFrame("not a stream", "1.2.840.10008.1.2.4.90", format).error().code, ErrorCode::Corrupt);
    std::string stream("\xFF\x4F\xFF\x51\x00\x29\x00\x00", 8);
    const auto number = [&](unsigned value) {
        stream += {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
                   static_cast<char>(value >> 8), static_cast<char>(value)};
    };
    number(60000), number(60000), number(0), number(0), number(60000), number(60000), number(0), number(0);
    stream += std::string("\x00\x01\x0f\x01\x01", 5);
    const auto refused = decodeFrame(stream, "1.2.840.10008.1.2.4.90", format);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("60000 by 60000"), std::string::npos);
}

} // namespace
} // namespace second_read::study
