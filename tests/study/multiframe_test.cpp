#include <cmath>
#include <cstring>

#include "dicom_fixture.h"
#include "study/siemens_csa.h"

namespace second_read::study {
namespace {

using namespace fixture;

/// A Siemens CSA header ("SV10") with numbers under names.
std::string csaHeader(const std::vector<std::pair<std::string, std::vector<std::string>>>& tags) {
    std::string bytes = std::string("SV10\4\3\2\1", 8);
    const auto number = [&](std::int32_t value) { bytes.append(reinterpret_cast<const char*>(&value), 4); };
    number(static_cast<std::int32_t>(tags.size())), number(77);
    for (const auto& [name, values] : tags) {
        std::string field = name;
        field.resize(64);
        bytes += field;
        number(static_cast<std::int32_t>(values.size()));
        bytes += std::string("FD\0\0", 4);
        number(0), number(static_cast<std::int32_t>(values.size())), number(77);
        for (std::string value : values) {
            value += '\0';
            const auto length = static_cast<std::int32_t>(value.size());
            number(length), number(length), number(77), number(length);
            value.resize((value.size() + 3) / 4 * 4);
            bytes += value;
        }
    }
    if (bytes.size() % 2 == 1) bytes += '\0';
    return bytes;
}

class MultiframeTest : public ::testing::Test {
protected:
    /// The phantom's slices as tiles of one Siemens mosaic, its position as Siemens writes it.
    fs::path writeMosaic(const DicomSeries& series, const std::string& sliceNormal) {
        const auto& grid = series.volume.grid;
        const int across = static_cast<int>(std::ceil(std::sqrt(grid.size[2])));
        DicomSeries whole = series;
        whole.volume.grid.size = {grid.size[0] * across, grid.size[1] * across, 1};
        whole.volume.grid.origin =
            grid.patientOf({-grid.size[0] * (across - 1) / 2.0, -grid.size[1] * (across - 1) / 2.0, 0});
        whole.volume.voxels.assign(whole.volume.grid.voxels(), 0);
        for (int k = 0; k < grid.size[2]; ++k)
            for (int j = 0; j < grid.size[1]; ++j)
                for (int i = 0; i < grid.size[0]; ++i) {
                    const int x = (k % across) * grid.size[0] + i, y = (k / across) * grid.size[1] + j;
                    whole.volume.voxels[static_cast<std::size_t>(y * whole.volume.grid.size[0] + x)] =
                        series.volume.at(i, j, k);
                }
        whole.attributes["ImageType"] = "ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC";
        const auto file = write(m_folder.path(), whole)[0];
        std::vector<std::string> normal;
        for (std::string rest = sliceNormal; !rest.empty();) {
            const auto end = std::min(rest.find('\\'), rest.size());
            normal.push_back(rest.substr(0, end));
            rest.erase(0, end + 1);
        }
        const auto csa = csaHeader({{"EchoLinePosition", {}},
                                    {"NumberOfImagesInMosaic", {std::to_string(grid.size[2])}},
                                    {"SliceNormalVector", normal}});
        edit(file, [&](DcmDataset& d) {
            d.putAndInsertString(DcmTag(0x0029, 0x0010, EVR_LO), "SIEMENS CSA HEADER");
            d.putAndInsertUint8Array(DcmTag(0x0029, 0x1010, EVR_OB),
                                     reinterpret_cast<const Uint8*>(csa.data()), csa.size());
        });
        return file;
    }

    /// The phantom as one enhanced multi-frame file: `repeats` times all slices, frames in random order.
    fs::path writeEnhanced(const DicomSeries& series, int repeats,
                           const std::function<void(DcmItem&, int)>& perFrame) {
        const auto& grid = series.volume.grid;
        auto first = series;
        first.volume.grid.size[2] = 1;
        first.volume.voxels.resize(first.volume.grid.voxels());
        const auto file = write(m_folder.path(), first)[0];
        const int slices = grid.size[2], frames = slices * repeats;
        edit(file, [&](DcmDataset& d) {
            set(d, DCM_SOPClassUID, UID_EnhancedMRImageStorage);
            set(d, DCM_NumberOfFrames, std::to_string(frames));
            for (const auto& tag : {DCM_ImagePositionPatient, DCM_ImageOrientationPatient, DCM_PixelSpacing,
                                    DCM_EchoTime, DCM_RepetitionTime})
                d.findAndDeleteElement(tag);
            DcmItem *shared = nullptr, *item = nullptr;
            d.findOrCreateSequenceItem(DcmTag(DCM_SharedFunctionalGroupsSequence), shared, 0);
            shared->findOrCreateSequenceItem(DcmTag(DCM_PlaneOrientationSequence), item, 0);
            std::string orientation;
            for (const auto& direction : {grid.direction.col(0), grid.direction.col(1)})
                for (int axis = 0; axis < 3; ++axis)
                    orientation += (orientation.empty() ? "" : "\\") + std::to_string(direction[axis]);
            item->putAndInsertString(DCM_ImageOrientationPatient, orientation.c_str());
            shared->findOrCreateSequenceItem(DcmTag(DCM_PixelMeasuresSequence), item, 0);
            item->putAndInsertString(DCM_PixelSpacing, "11\\9");
            item->putAndInsertString(DCM_SliceThickness, "5");
            shared->findOrCreateSequenceItem(DcmTag(DCM_MREchoSequence), item, 0);
            item->putAndInsertFloat64(DCM_EffectiveEchoTime, 12);
            shared->findOrCreateSequenceItem(DcmTag(DCM_MRTimingAndRelatedParametersSequence), item, 0);
            item->putAndInsertString(DCM_RepetitionTime, "500");
            std::vector<Uint16> pixels;
            const auto plane = static_cast<std::size_t>(grid.size[0] * grid.size[1]);
            for (int frame = 0; frame < frames; ++frame) {
                const int k = (frame * 7) % slices; // 7 and 12 share no factor: every slice once a repeat
                DcmItem* own = nullptr;
                d.findOrCreateSequenceItem(DcmTag(DCM_PerFrameFunctionalGroupsSequence), own, frame);
                own->findOrCreateSequenceItem(DcmTag(DCM_PlanePositionSequence), item, 0);
                const Eigen::Vector3d p = grid.patientOf({0, 0, static_cast<double>(k)});
                item->putAndInsertString(
                    DCM_ImagePositionPatient,
                    (std::to_string(p.x()) + "\\" + std::to_string(p.y()) + "\\" + std::to_string(p.z()))
                        .c_str());
                perFrame(*own, frame / slices);
                for (std::size_t i = 0; i < plane; ++i)
                    pixels.push_back(
                        static_cast<Uint16>(series.volume.voxels[static_cast<std::size_t>(k) * plane + i]));
            }
            d.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        });
        return file;
    }
    test::TemporaryFolder m_folder;
};

TEST_F(MultiframeTest, AMosaicBecomesItsSlices) {
    const auto series = phantom();
    const auto opened = open(writeMosaic(series, "0\\0\\1"));
    ASSERT_EQ(opened.study.series.size(), 1U);
    const auto& entry = opened.study.series[0];
    EXPECT_EQ(entry.matrix, (std::array<int, 3>{20, 16, 12}));
    EXPECT_EQ(entry.images, 12);
    EXPECT_TRUE(entry.eligible);
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

TEST_F(MultiframeTest, AMosaicWhoseSlicesGoTheOtherWay) {
    auto series = phantom(oblique());
    series.volume.grid.direction.col(2) *= -1;
    const Eigen::Vector3d n = series.volume.grid.direction.col(2);
    const auto opened = open(writeMosaic(series, std::to_string(n.x()) + "\\" + std::to_string(n.y()) + "\\" +
                                                     std::to_string(n.z())));
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

TEST_F(MultiframeTest, AMosaicWithoutItsPrivateHeaderSaysSo) {
    const auto file = writeMosaic(phantom(), "0\\0\\1");
    edit(file, [](DcmDataset& d) { d.findAndDeleteElement(DcmTagKey(0x0029, 0x1010)); });
    const auto entry = open(file).study.series[0];
    EXPECT_EQ(entry.matrix[2], 1);
    EXPECT_FALSE(entry.eligible);
    EXPECT_TRUE(warns(entry.warnings, "a mosaic"));
}

TEST_F(MultiframeTest, DamagedPrivateHeadersAreNotFollowed) {
    const std::string whole = csaHeader({{"B_value", {"1000"}}, {"SliceNormalVector", {"0", "0", "1"}}});
    EXPECT_EQ(CsaHeader::parse(whole)->number("B_value"), 1000);
    EXPECT_EQ(CsaHeader::parse(whole)->numbers("SliceNormalVector").size(), 3U);
    for (std::size_t length = 0; length < whole.size(); ++length)
        (void)CsaHeader::parse(whole.substr(0, length));
    for (std::size_t at = 8; at < whole.size(); ++at)
        for (const char value : {'\xff', '\x7f', '\0'}) {
            std::string damaged = whole;
            damaged[at] = value;
            (void)CsaHeader::parse(damaged);
        }
    EXPECT_FALSE(CsaHeader::parse("no header at all"));
}

TEST_F(MultiframeTest, AnEnhancedFileInAnyFrameOrder) {
    const auto series = phantom();
    const auto opened = open(writeEnhanced(series, 1, [](DcmItem&, int) {}));
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 12);
    EXPECT_EQ(opened.study.series[0].sequence, Sequence::T1) << opened.study.series[0].why;
    EXPECT_NEAR(opened.study.series[0].spacing[2], 6, 1e-4);
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

TEST_F(MultiframeTest, AnEnhancedFileIsSplitByBValueAndScaledPerFrame) {
    const auto series = phantom();
    const auto opened = open(writeEnhanced(series, 2, [](DcmItem& own, int repeat) {
        DcmItem* item = nullptr;
        own.findOrCreateSequenceItem(DcmTag(DCM_MRDiffusionSequence), item, 0);
        item->putAndInsertFloat64(DCM_DiffusionBValue, repeat == 0 ? 0 : 1000);
        own.findOrCreateSequenceItem(DcmTag(DCM_PixelValueTransformationSequence), item, 0);
        item->putAndInsertString(DCM_RescaleSlope, repeat == 0 ? "1" : "2");
        item->putAndInsertString(DCM_RescaleIntercept, "0");
    }));
    ASSERT_EQ(opened.study.series.size(), 2U);
    EXPECT_EQ(opened.study.series[0].images + opened.study.series[1].images, 24);
    EXPECT_EQ(opened.study.series[1].sequence, Sequence::DWI) << opened.study.series[1].why;
    const auto b0 = loadVolume(opened, 0), b1000 = loadVolume(opened, 1);
    ASSERT_TRUE(b0 && b1000);
    for (std::size_t i = 0; i < b0->voxels.size(); ++i) ASSERT_EQ(b1000->voxels[i], 2 * b0->voxels[i]);
}

TEST_F(MultiframeTest, SeveralFramesWithoutPositionsAreDescribedAndNotAnalysed) {
    const auto file = writeEnhanced(phantom(), 1, [](DcmItem&, int) {});
    edit(file, [](DcmDataset& d) {
        d.findAndDeleteElement(DCM_PerFrameFunctionalGroupsSequence);
        d.findAndDeleteElement(DCM_SharedFunctionalGroupsSequence);
    });
    const auto opened = open(file);
    EXPECT_EQ(opened.study.series[0].images, 12);
    EXPECT_FALSE(opened.study.series[0].affineLps);
    EXPECT_FALSE(opened.study.series[0].eligible);
    EXPECT_TRUE(loadVolume(opened, 0));
}

} // namespace
} // namespace second_read::study
