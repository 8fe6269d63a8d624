#include "dicom_fixture.h"

namespace second_read::study {
namespace {

using namespace fixture;

class StacksTest : public ::testing::Test {
protected:
    /// A second set of slices of the same series, changed.
    void add(const std::string& folder, int firstInstance, const std::function<void(DcmDataset&)>& change,
             DicomSeries series = phantom()) {
        series.sopInstanceUidRoot += ".8" + std::to_string(firstInstance);
        int instance = firstInstance;
        for (const auto& file : write(m_folder.path() / folder, series))
            edit(file, [&](DcmDataset& d) {
                set(d, DCM_InstanceNumber, std::to_string(instance++));
                change(d);
            });
    }
    static int images(const OpenedStudy& opened) {
        int sum = 0;
        for (const auto& series : opened.study.series) sum += series.images;
        return sum;
    }
    static void diffusion(DcmDataset& d, double b) {
        set(d, DCM_SeriesDescription, "ep2d_diff");
        set(d, DCM_ScanningSequence, "EP\\SE");
        set(d, DCM_EchoTime, "90");
        set(d, DCM_RepetitionTime, "6000");
        d.putAndInsertFloat64(DcmTag(DCM_DiffusionBValue), b);
    }
    test::TemporaryFolder m_folder;
};

TEST_F(StacksTest, BValuesAreNeverMerged) {
    add("a", 1, [](DcmDataset& d) { diffusion(d, 0); });
    add("b", 101, [](DcmDataset& d) { diffusion(d, 1000); });
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_EQ(images(opened), 24);
    const auto &b0 = opened.study.series[0], &b1000 = opened.study.series[1];
    EXPECT_EQ(b0.uid, b1000.uid);
    EXPECT_EQ(b0.stack, 0);
    EXPECT_EQ(b1000.stack, 1);
    EXPECT_EQ(b0.sequence, Sequence::Other);
    EXPECT_FALSE(b0.eligible);
    EXPECT_TRUE(b0.why.find("b=0") != std::string::npos) << b0.why;
    EXPECT_EQ(b1000.sequence, Sequence::DWI);
    EXPECT_TRUE(b1000.eligible);
    EXPECT_TRUE(warns(b1000.warnings, "b=1000"));
}

TEST_F(StacksTest, PrivateBValuesOfTheVendorsAreRead) {
    struct Vendor {
        const char* creator;
        std::uint16_t group;
        std::uint16_t element;
        const char* vr;
    };
    for (const Vendor& vendor :
         {Vendor{"SIEMENS MR HEADER", 0x0019, 0x100C, "IS"}, Vendor{"GEMS_PARM_01", 0x0043, 0x1039, "IS"},
          Vendor{"Philips Imaging DD 001", 0x2001, 0x1003, "FL"},
          Vendor{"Image Private Header", 0x0065, 0x1009, "FD"}}) {
        test::TemporaryFolder folder;
        for (const int b : {0, 800}) {
            auto series = phantom();
            series.sopInstanceUidRoot += ".8" + std::to_string(b);
            for (const auto& file : write(folder.path() / std::to_string(b), series))
                edit(file, [&](DcmDataset& d) {
                    diffusion(d, 0);
                    d.findAndDeleteElement(DCM_DiffusionBValue);
                    d.putAndInsertString(DcmTag(vendor.group, 0x0010, EVR_LO), vendor.creator);
                    const DcmTag tag(vendor.group, vendor.element, DcmVR(vendor.vr));
                    // GE writes 10^9 more
                    if (DcmVR(vendor.vr).getEVR() == EVR_IS)
                        d.putAndInsertString(tag,
                                             (std::to_string((vendor.group == 0x43 ? 1'000'000'000 : 0) + b) +
                                              (vendor.group == 0x43 ? "\\8\\0\\0" : ""))
                                                 .c_str());
                    else if (DcmVR(vendor.vr).getEVR() == EVR_FL)
                        d.putAndInsertFloat32(tag, static_cast<Float32>(b));
                    else
                        d.putAndInsertFloat64(tag, b);
                });
        }
        const auto opened = open(folder.path());
        ASSERT_EQ(opened.study.series.size(), 2U) << vendor.creator;
        EXPECT_EQ(opened.study.series[1].sequence == Sequence::DWI ||
                      opened.study.series[0].sequence == Sequence::DWI,
                  true)
            << vendor.creator;
    }
}

TEST_F(StacksTest, EchoesAreNeverMerged) {
    add("a", 1, [](DcmDataset& d) {
        set(d, DCM_RepetitionTime, "3000"), set(d, DCM_EchoTime, "15"),
            set(d, DCM_SeriesDescription, "pd+t2");
    });
    add("b", 101, [](DcmDataset& d) {
        set(d, DCM_RepetitionTime, "3000"), set(d, DCM_EchoTime, "100"),
            set(d, DCM_SeriesDescription, "pd+t2");
    });
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_EQ(opened.study.series[0].sequence, Sequence::PD);
    EXPECT_EQ(opened.study.series[1].sequence, Sequence::T2);
    EXPECT_TRUE(warns(opened.study.series[1].warnings, "echo time 100 ms"));
}

TEST_F(StacksTest, MagnitudeAndPhaseAndAdcAreKeptApart) {
    add("a", 1, [](DcmDataset&) {});
    add("b", 101, [](DcmDataset& d) { set(d, DCM_ImageType, "ORIGINAL\\PRIMARY\\P\\ND"); });
    add("c", 201, [](DcmDataset& d) { set(d, DCM_ImageType, "DERIVED\\PRIMARY\\DIFFUSION\\ADC\\ND"); });
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 3U);
    EXPECT_EQ(opened.study.series[0].sequence, Sequence::T1);
    EXPECT_EQ(opened.study.series[1].sequence, Sequence::Other);
    EXPECT_EQ(opened.study.series[1].why, "a phase image");
    EXPECT_EQ(opened.study.series[2].sequence, Sequence::ADC);
}

TEST_F(StacksTest, PlanesAndSizesAreKeptApart) {
    auto small = phantom(axial(), 6);
    small.volume.grid.size = {10, 8, 6};
    small.volume.voxels.resize(480);
    add("a", 1, [](DcmDataset&) {});
    add(
        "b", 101, [](DcmDataset&) {}, phantom(coronal()));
    add(
        "c", 201, [](DcmDataset&) {}, small);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 3U);
    EXPECT_EQ(opened.study.series[0].plane, "axial");
    EXPECT_EQ(opened.study.series[1].plane, "coronal");
    EXPECT_EQ(opened.study.series[2].matrix, (std::array<int, 3>{10, 8, 6}));
    EXPECT_EQ(images(opened), 30);
}

TEST_F(StacksTest, ImagesOfOnePlaceBecomeRepeats) {
    add("a", 1, [](DcmDataset&) {});
    add("b", 101, [](DcmDataset& d) {
        set(d, DCM_AcquisitionNumber, "2"), set(d, DCM_RescaleSlope, "2"), set(d, DCM_RescaleIntercept, "1");
    });
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_TRUE(warns(opened.study.series[1].warnings, "repeat 2 of 2"));
    const auto first = loadVolume(opened, 0), second = loadVolume(opened, 1);
    ASSERT_TRUE(first && second);
    for (std::size_t i = 0; i < first->voxels.size(); ++i)
        ASSERT_EQ(second->voxels[i], 2 * first->voxels[i] + 1);
}

TEST_F(StacksTest, OneDoubledSliceIsNotLost) {
    add("a", 1, [](DcmDataset&) {});
    auto one = phantom(axial(), 1);
    one.volume.grid.origin.z() += 5 * 6;
    add(
        "b", 101, [](DcmDataset&) {}, one);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_EQ(opened.study.series[0].images, 12);
    EXPECT_EQ(opened.study.series[1].images, 1);
}

TEST_F(StacksTest, ALongTimeSeriesShowsItsFirstVolumeAndSaysSo) {
    for (int time = 0; time < 14; ++time)
        add(
            "t" + std::to_string(time), 1 + 20 * time,
            [&](DcmDataset& d) { set(d, DCM_TemporalPositionIdentifier, std::to_string(time + 1)); },
            phantom(axial(), 6));
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 6);
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "14 volumes of one place"))
        << opened.study.series[0].warnings.front();
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "78 images left out"));
}

TEST_F(StacksTest, CopiesOfAFileAreKeptOnce) {
    const auto files = write(m_folder.path() / "a", phantom());
    fs::copy(files[3], m_folder.path() / "copy.dcm");
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 12);
    EXPECT_TRUE(warns(opened.study.warnings, "1 file is a copy"));
}

} // namespace
} // namespace second_read::study
