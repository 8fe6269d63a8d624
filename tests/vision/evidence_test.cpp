#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "vision/encoder.h"

namespace second_read::vision {
namespace {

constexpr std::size_t kTumour = 2, kWhiteMatter = 5; // simulate::Lesion without None

/// A ball of brain (70 mm) about the origin on a 4 mm grid, with ventricles in its middle.
VoxelMaps ball() {
    VoxelMaps maps;
    maps.grid.size = {48, 48, 48};
    maps.grid.spacing = {4, 4, 4};
    maps.grid.origin = {-94, -94, -94};
    const std::size_t n = maps.grid.voxels();
    for (auto& tissue : maps.tissue) tissue.assign(n, 0.0F);
    maps.lesion.assign(n, 0.0F);
    for (auto& one : maps.classes) one.assign(n, 0.0F);
    std::size_t index = 0;
    for (int k = 0; k < 48; ++k)
        for (int j = 0; j < 48; ++j)
            for (int i = 0; i < 48; ++i, ++index) {
                const double r = maps.grid.patientOf({double(i), double(j), double(k)}).norm();
                maps.tissue[r < 12 ? 3 : r < 70 ? 1 : 0][index] = 1;
            }
    return maps;
}

void addLesion(VoxelMaps& maps, const Eigen::Vector3d& centre, double radius, std::size_t lesion,
               float probability = 0.95F) {
    std::size_t index = 0;
    for (int k = 0; k < 48; ++k)
        for (int j = 0; j < 48; ++j)
            for (int i = 0; i < 48; ++i, ++index)
                if ((maps.grid.patientOf({double(i), double(j), double(k)}) - centre).norm() < radius) {
                    maps.lesion[index] = probability;
                    maps.classes[lesion][index] = 1;
                }
}

float valueOf(const VoxelEvidence& evidence, const std::string& name) {
    const auto& names = evidenceNames();
    return evidence.values.at(
        static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin()));
}

TEST(BrainOf, IsTheLargestPieceHalvedInTheMiddle) {
    auto maps = ball();
    // A piece of "face" apart from the brain, and a thin bridge to it.
    std::size_t index = 0;
    for (int k = 0; k < 48; ++k)
        for (int j = 0; j < 48; ++j)
            for (int i = 0; i < 48; ++i, ++index) {
                const Eigen::Vector3d at = maps.grid.patientOf({double(i), double(j), double(k)});
                if ((at - Eigen::Vector3d(0, -88, -60)).norm() < 12)
                    maps.tissue[0][index] = 0, maps.tissue[1][index] = 1;
            }
    const Brain brain = brainOf(maps);
    const double expected = 4.0 / 3 * M_PI * std::pow(7.0, 3);
    EXPECT_NEAR(brain.ml, expected, 0.06 * expected);
    EXPECT_NEAR(brain.centroid.norm(), 0, 1);
    EXPECT_NEAR(brain.low.y(), -70, 5); // not the face
    std::size_t left = 0, right = 0;
    for (const auto half : brain.half) left += half == Brain::Left, right += half == Brain::Right;
    EXPECT_NEAR(static_cast<double>(left), static_cast<double>(right), 0.02 * static_cast<double>(left));
    // LPS: x grows to the left.
    const Eigen::Vector3d voxel = maps.grid.voxelOf({30, 0, 0});
    const auto at = static_cast<std::size_t>(std::lround(voxel.x()) +
                                             48 * (std::lround(voxel.y()) + 48 * std::lround(voxel.z())));
    EXPECT_EQ(brain.half[at], Brain::Left);
}

TEST(BrainOf, NothingInsideIsNoBrain) {
    auto maps = ball();
    std::fill(maps.tissue[0].begin(), maps.tissue[0].end(), 1.0F);
    EXPECT_EQ(brainOf(maps).ml, 0);
    EXPECT_EQ(evidenceOf(maps, brainOf(maps)).values.size(), evidenceNames().size());
}

TEST(Evidence, MeasuresALesionOnItsOwnSide) {
    auto maps = ball();
    addLesion(maps, {40, 0, 10}, 12, kTumour);
    const auto evidence = evidenceOf(maps, brainOf(maps));
    ASSERT_EQ(evidence.values.size(), evidenceNames().size());
    ASSERT_EQ(evidence.shares.size(), evidenceNames().size());
    const double ml = 4.0 / 3 * M_PI * std::pow(1.2, 3);
    EXPECT_NEAR(valueOf(evidence, "left.volume.tumour_core"), std::log1p(4 * ml), 0.2);
    EXPECT_NEAR(valueOf(evidence, "left.highest.tumour_core"), 0.95, 1e-3);
    EXPECT_NEAR(valueOf(evidence, "left.count"), std::log1p(1), 1e-6);
    EXPECT_EQ(valueOf(evidence, "right.volume.any"), 0);
    EXPECT_EQ(valueOf(evidence, "left.volume.white_matter_change"), 0);
    EXPECT_GT(valueOf(evidence, "right.ventricle"), 0);
}

TEST(Evidence, FaintVoxelsDoNotAddUpToALesion) {
    auto maps = ball();
    addLesion(maps, {0, 0, 0}, 60, kWhiteMatter, 0.1F);
    const auto evidence = evidenceOf(maps, brainOf(maps));
    EXPECT_EQ(valueOf(evidence, "left.volume.any"), 0);
    EXPECT_EQ(valueOf(evidence, "left.count"), 0);
}

TEST(Evidence, AMirroredBrainHasMirroredNumbers) {
    auto left = ball(), right = ball();
    addLesion(left, {40, 10, 10}, 10, kTumour);
    addLesion(right, {-40, 10, 10}, 10, kTumour);
    const auto one = evidenceOf(left, brainOf(left)).values, other = evidenceOf(right, brainOf(right)).values;
    const auto swapped = mirroredEvidence(one);
    for (std::size_t i = 0; i < swapped.size(); ++i)
        EXPECT_NEAR(swapped[i], other[i], 0.02) << evidenceNames()[i];
    EXPECT_EQ(mirroredEvidence(swapped), one);
}

TEST(Evidence, SharesAreTheDerivativeTimesTheProbability) {
    // Raising every probability of the lesion by one in a hundred changes each number by a hundredth of its
    // shares' sum.
    auto maps = ball(), raised = ball();
    addLesion(maps, {40, 0, 10}, 12, kTumour, 0.5F);
    addLesion(raised, {40, 0, 10}, 12, kTumour, 0.5F);
    for (float& p : raised.classes[kTumour]) p *= 0.99F;
    const auto before = evidenceOf(maps, brainOf(maps)), after = evidenceOf(raised, brainOf(raised));
    const auto& names = evidenceNames();
    for (std::size_t f = 0; f < names.size(); ++f) {
        if (names[f].find("tumour_core") == std::string::npos) continue;
        double owed = 0;
        for (const auto& share : before.shares[f]) owed += share.amount;
        EXPECT_NEAR((before.values[f] - after.values[f]) * 100, owed, 0.02 * std::max(1.0, owed)) << names[f];
    }
}

TEST(PlaceOf, NamesSideAndLobe) {
    const auto maps = ball();
    const Brain brain = brainOf(maps);
    EXPECT_EQ(placeOf(maps, brain, {30, -50, 25}), "left frontal lobe");
    EXPECT_EQ(placeOf(maps, brain, {-30, 55, 15}), "right occipital lobe");
    EXPECT_EQ(placeOf(maps, brain, {-30, 20, 50}), "right parietal lobe");
    EXPECT_EQ(placeOf(maps, brain, {-50, -10, -15}), "right temporal lobe");
    EXPECT_EQ(placeOf(maps, brain, {25, 35, -50}), "left cerebellum");
    EXPECT_EQ(placeOf(maps, brain, {14, 0, 0}), "left periventricular white matter");
}

TEST(Projection, GradientMatchesDifferences) {
    Tensors tensors;
    at::manual_seed(3);
    tensors["projection.mean"] = at::randn({5});
    tensors["projection.sd"] = at::rand({5}) + 0.5;
    tensors["projection.first.weight"] = at::randn({7, 5});
    tensors["projection.first.bias"] = at::randn({7});
    tensors["projection.second.weight"] = at::randn({6, 7});
    tensors["projection.second.bias"] = at::randn({6});
    const auto projection = Projection::of(tensors);
    ASSERT_TRUE(projection) << projection.error().message;
    const std::vector<float> evidence{0.3F, -0.2F, 0.5F, 0.1F, 0.9F}, direction{1, -1, 0.5F, 0, 2, -0.3F};
    const auto along = [&](const std::vector<float>& at) {
        const auto out = (*projection)(at);
        double sum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) sum += static_cast<double>(out[i]) * direction[i];
        return sum;
    };
    const auto gradient = projection->gradient(evidence, direction);
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        auto more = evidence, less = evidence;
        more[i] += 1e-3F;
        less[i] -= 1e-3F;
        EXPECT_NEAR(gradient[i], (along(more) - along(less)) / 2e-3, 0.02);
    }
    tensors["projection.second.bias"] = at::randn({5});
    EXPECT_EQ(Projection::of(tensors).error().code, ErrorCode::Corrupt);
    tensors.erase("projection.mean");
    EXPECT_EQ(Projection::of(tensors).error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace second_read::vision
