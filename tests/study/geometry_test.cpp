#include "dicom_fixture.h"
#include "volume/orientation.h"

namespace second_read::study {
namespace {

using namespace fixture;

struct PlaneCase {
    const char* name;
    Eigen::Matrix3d direction;
    const char* plane;
    const char* slicesTowards;
};

class PlaneTest : public ::testing::TestWithParam<PlaneCase> {
protected:
    test::TemporaryFolder m_folder;
};

TEST_P(PlaneTest, EveryVoxelLiesWhereItWasWritten) {
    const auto series = phantom(GetParam().direction);
    write(m_folder.path(), series);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 1U);
    const auto& entry = opened.study.series[0];
    EXPECT_EQ(entry.plane, GetParam().plane);
    EXPECT_EQ(entry.images, 12);
    EXPECT_TRUE(entry.eligible);
    EXPECT_TRUE(entry.warnings.empty()) << entry.warnings.front();
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_TRUE(loaded->grid.affine().isApprox(*entry.affineLps));
    expectSamePlace(*loaded, series.volume);
    const auto letters = volume::lettersOf(loaded->grid.direction.col(2));
    EXPECT_EQ(letters.substr(0, 1), GetParam().slicesTowards);
}

TEST_P(PlaneTest, TheOrderOfTheFilesDoesNotMatter) {
    const auto series = phantom(GetParam().direction);
    auto files = write(m_folder.path() / "a", series);
    // the same slices, named and numbered backwards
    for (std::size_t i = 0; i < files.size(); ++i) {
        edit(files[i], [&](DcmDataset& d) { set(d, DCM_InstanceNumber, std::to_string(files.size() - i)); });
        fs::rename(files[i], m_folder.path() / (std::string(1, static_cast<char>('z' - i)) + ".ima"));
    }
    const auto loaded = loadVolume(open(m_folder.path()), 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    expectSamePlace(*loaded, series.volume);
}

TEST_P(PlaneTest, SlicesGoTheSameWayWhicheverWayTheyWereTaken) {
    auto series = phantom(GetParam().direction);
    series.volume.grid.direction.col(2) *= -1;
    write(m_folder.path(), series);
    const auto loaded = loadVolume(open(m_folder.path()), 0);
    ASSERT_TRUE(loaded);
    expectSamePlace(*loaded, series.volume);
    EXPECT_EQ(volume::lettersOf(loaded->grid.direction.col(2)).substr(0, 1), GetParam().slicesTowards);
}

TEST_P(PlaneTest, TheMiddleSliceIsThatOfTheVolume) {
    write(m_folder.path(), phantom(GetParam().direction));
    const auto opened = open(m_folder.path());
    const auto whole = loadVolume(opened, 0), middle = loadMiddleSlice(opened, 0);
    ASSERT_TRUE(whole && middle);
    EXPECT_EQ(middle->grid.size, (std::array<int, 3>{20, 16, 1}));
    EXPECT_EQ(middle->at(3, 5, 0), whole->at(3, 5, 6));
    EXPECT_TRUE(middle->grid.patientOf({3, 5, 0}).isApprox(whole->grid.patientOf({3, 5, 6})));
}

INSTANTIATE_TEST_SUITE_P(Planes, PlaneTest,
                         ::testing::Values(PlaneCase{"axial", axial(), "axial", "S"},
                                           PlaneCase{"sagittal", sagittal(), "sagittal", "L"},
                                           PlaneCase{"coronal", coronal(), "coronal", "P"},
                                           PlaneCase{"oblique", oblique(), "axial", "S"}),
                         [](const auto& one) { return one.param.name; });

class GeometryTest : public ::testing::Test {
protected:
    test::TemporaryFolder m_folder;
};

TEST_F(GeometryTest, AMissingSliceIsNamedAndNotAnalysed) {
    const auto series = phantom();
    const auto files = write(m_folder.path(), series);
    fs::remove(files[4]);
    const auto opened = open(m_folder.path());
    const auto& entry = opened.study.series[0];
    EXPECT_EQ(entry.images, 11);
    EXPECT_TRUE(warns(entry.warnings, "a gap of 12.00 mm between slices 4 and 5")) << entry.warnings.front();
    EXPECT_FALSE(entry.eligible);
    EXPECT_NEAR(entry.spacing[2], 6, 1e-6) << "the true gap, not the span over the number of slices";
    EXPECT_TRUE(loadVolume(opened, 0));
}

TEST_F(GeometryTest, UnevenSpacingIsNamed) {
    const auto files = write(m_folder.path(), phantom());
    edit(files[4], [](DcmDataset& d) { set(d, DCM_ImagePositionPatient, "-85\\-70\\-4.5"); });
    const auto opened = open(m_folder.path());
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "unevenly spaced"));
    EXPECT_TRUE(opened.study.series[0].eligible);
}

TEST_F(GeometryTest, ATiltedStackKeepsItsTruePositions) {
    auto series = phantom();
    series.volume.grid.direction.col(2) = Eigen::Vector3d(0, 0.25, 1).normalized();
    write(m_folder.path(), series);
    const auto opened = open(m_folder.path());
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "sheared by 14.0 degrees"));
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded);
    expectSamePlace(*loaded, series.volume);
}

TEST_F(GeometryTest, WithoutPositionThereIsNoAffineAndNoAnalysis) {
    for (const auto& file : write(m_folder.path(), phantom()))
        edit(file, [](DcmDataset& d) { d.findAndDeleteElement(DCM_ImagePositionPatient); });
    const auto opened = open(m_folder.path());
    const auto& entry = opened.study.series[0];
    EXPECT_FALSE(entry.affineLps);
    EXPECT_FALSE(entry.eligible);
    EXPECT_EQ(entry.plane, "");
    EXPECT_TRUE(warns(entry.warnings, "position or orientation is missing"));
    const auto loaded = loadVolume(opened, 0);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->at(2, 3, 4), 4092) << "in the order of the instance numbers";
}

TEST_F(GeometryTest, AnOrientationThatIsNoneIsNotBelieved) {
    for (const char* orientation : {"0\\0\\0\\0\\0\\0", "1\\0\\0\\1\\0\\0", "2\\0\\0\\0\\2\\0"}) {
        for (const auto& file : write(m_folder.path(), phantom()))
            edit(file, [&](DcmDataset& d) { set(d, DCM_ImageOrientationPatient, orientation); });
        EXPECT_FALSE(open(m_folder.path()).study.series[0].affineLps) << orientation;
    }
}

TEST_F(GeometryTest, RowAndColumnSpacingAreNotSwapped) {
    write(m_folder.path(), phantom());
    const auto spacing = open(m_folder.path()).study.series[0].spacing;
    EXPECT_DOUBLE_EQ(spacing[0], 9);
    EXPECT_DOUBLE_EQ(spacing[1], 11);
}

} // namespace
} // namespace second_read::study
