#include "vision/preprocessing.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace second_read::vision {
namespace {

volume::Volume empty(std::array<int, 3> size, Eigen::Vector3d spacing, Eigen::Vector3d origin) {
    volume::Volume volume;
    volume.grid.size = size;
    volume.grid.spacing = spacing;
    volume.grid.origin = origin;
    volume.voxels.assign(volume.grid.voxels(), 0.0F);
    return volume;
}

template <class Value> void fill(volume::Volume& volume, Value&& value) {
    std::size_t index = 0;
    for (int k = 0; k < volume.grid.size[2]; ++k)
        for (int j = 0; j < volume.grid.size[1]; ++j)
            for (int i = 0; i < volume.grid.size[0]; ++i)
                volume.voxels[index++] = value(volume.grid.patientOf({double(i), double(j), double(k)}));
}

TEST(Resampling, ALinearFieldComesBackWhateverTheSourcesOrientation) {
    const auto field = [](const Eigen::Vector3d& at) {
        return static_cast<float>(1000 + 2 * at.x() - 3 * at.y() + at.z());
    };
    auto source = empty({80, 90, 40}, {1.5, 1.2, 4.0}, {60, -50, -70});
    // Columns to the right, rows to the back, tilted by 20 degrees about x: a clinical oblique stack.
    source.grid.direction = Eigen::AngleAxisd(0.35, Eigen::Vector3d::UnitX()).toRotationMatrix() *
                            Eigen::Vector3d(-1, 1, 1).asDiagonal();
    fill(source, field);
    Preprocessing p;
    p.size = {16, 16, 16};
    const Eigen::Vector3d centre = source.grid.patientOf({40, 45, 20});
    const auto made = Source::of(source, p);
    ASSERT_TRUE(made) << made.error().message;
    const auto result = made->sample(canonicalGrid(p, centre));
    const float shift =
        *std::min_element(source.voxels.begin(), source.voxels.end()); // the background is put at zero
    std::size_t index = 0;
    for (int k = 0; k < 16; ++k)
        for (int j = 0; j < 16; ++j)
            for (int i = 0; i < 16; ++i, ++index)
                ASSERT_NEAR(result.voxels[index],
                            field(result.grid.patientOf({double(i), double(j), double(k)})) - shift, 0.5);
}

TEST(Resampling, ThinSlicesAreAveragedNotSkipped) {
    auto source = empty({120, 120, 120}, {0.5, 0.5, 0.5}, {-30, -30, -30});
    std::size_t index = 0;
    for (int k = 0; k < 120; ++k)
        for (int j = 0; j < 120; ++j)
            for (int i = 0; i < 120; ++i)
                source.voxels[index++] = (i + j + k) % 2 ? 200.0F : 0.0F; // finest chequers
    Preprocessing p;
    p.size = {16, 16, 16};
    const auto result = Source::of(source, p)->sample(canonicalGrid(p, {0, 0, 0}));
    for (const float value : result.voxels) EXPECT_NEAR(value, 100, 12);
}

TEST(Resampling, OutsideTheFieldOfViewIsZero) {
    auto source = empty({40, 40, 40}, {1, 1, 1}, {0, 0, 0});
    fill(source, [](const Eigen::Vector3d& at) { return static_cast<float>(10 + at.x()); });
    Preprocessing p;
    p.size = {64, 64, 64};
    const auto result = Source::of(source, p)->sample(canonicalGrid(p, {20, 20, 20}));
    EXPECT_EQ(result.voxels.front(), 0.0F);
    EXPECT_EQ(result.voxels.back(), 0.0F);
}

TEST(Source, BackgroundOfAZScoredVolumeBecomesTheLowestValue) {
    auto source = empty({40, 40, 40}, {3, 3, 3}, {-60, -60, -60});
    fill(source, [](const Eigen::Vector3d& at) {
        return at.norm() < 45 ? static_cast<float>(std::sin(at.x() / 10) * 2 - 0.5)
                              : 0.0F; // brain from -2.5 to 1.5
    });
    Preprocessing p;
    p.size = {16, 16, 16};
    const auto made = Source::of(source, p);
    ASSERT_TRUE(made);
    volume::Grid corner = canonicalGrid(p, {-50, -50, -50});
    EXPECT_NEAR(made->sample(corner).voxels.front(), 0.0F, 1e-5);
    const auto middle = made->sample(canonicalGrid(p, {0, 0, 0}));
    EXPECT_GT(*std::max_element(middle.voxels.begin(), middle.voxels.end()), 3.0F);
}

TEST(Source, FindsTheCentreOfTheUpperHead) {
    // A head (ball of 80 mm about z = 300) on a long neck that must not pull the centre down.
    auto source = empty({70, 70, 120}, {3, 3, 3}, {-90, -120, 30});
    fill(source, [](const Eigen::Vector3d& at) {
        const bool head = (at - Eigen::Vector3d(15, -10, 300)).norm() < 80;
        const bool neck = at.z() < 300 && (at - Eigen::Vector3d(15, -10, at.z())).norm() < 50;
        return head || neck ? 100.0F : 1.0F;
    });
    const auto centre = Source::of(source, Preprocessing{})->headCentre();
    EXPECT_NEAR(centre.x(), 15, 3);
    EXPECT_NEAR(centre.y(), -10, 3);
    EXPECT_NEAR(centre.z(), 310, 15);
}

TEST(Source, RefusesWhatIsNoImage) {
    const Preprocessing p;
    auto volume = empty({40, 40, 40}, {3, 3, 3}, {0, 0, 0});
    EXPECT_EQ(Source::of(volume, p).error().code, ErrorCode::Unsupported); // constant
    volume.voxels[5] = std::numeric_limits<float>::infinity();
    EXPECT_EQ(Source::of(volume, p).error().code, ErrorCode::Unsupported);
    volume.voxels[5] = 1;
    EXPECT_TRUE(Source::of(volume, p));
    volume.grid.spacing.z() = 0.2; // 8 mm in all
    EXPECT_EQ(Source::of(volume, p).error().code, ErrorCode::Unsupported);
}

TEST(Normalise, HeadHasMeanZeroAndSpreadOne) {
    std::vector<float> voxels(3000, 0.0F);
    for (std::size_t i = 0; i < 1000; ++i) voxels[i] = 500.0F + static_cast<float>(i % 100);
    auto scaled = voxels;
    for (float& value : scaled) value *= 7;
    Preprocessing p;
    normalise(voxels, p);
    const double mean = std::accumulate(voxels.begin(), voxels.begin() + 1000, 0.0) / 1000;
    EXPECT_NEAR(mean, 0, 1e-3);
    EXPECT_EQ(voxels.back(), static_cast<float>(p.clampLow));
    normalise(scaled, p); // a scanner's scale must not matter
    for (std::size_t i = 0; i < voxels.size(); ++i) ASSERT_NEAR(scaled[i], voxels[i], 1e-3);
    std::vector<float> nothing(10, 0.0F);
    normalise(nothing, p);
    EXPECT_EQ(nothing, std::vector<float>(10, 0.0F));
}

TEST(PreprocessingJson, TravelsAndIsChecked) {
    Preprocessing p;
    p.brainOffset = {0, 3, -7};
    EXPECT_EQ(*preprocessingOf(toJson(p)), p);
    auto json = toJson(p);
    json["size"] = {17, 64, 64};
    EXPECT_EQ(preprocessingOf(json).error().code, ErrorCode::Corrupt);
    json = toJson(p);
    json.erase("spacing");
    EXPECT_EQ(preprocessingOf(json).error().code, ErrorCode::Corrupt);
    json = toJson(p);
    json["orientation"] = "RAS";
    EXPECT_EQ(preprocessingOf(json).error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace second_read::vision
