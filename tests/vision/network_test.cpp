#include "vision/network.h"

#include <limits>

#include <gtest/gtest.h>

namespace second_read::vision {
namespace {

TEST(Cells, GoThereAndBack) {
    const at::Tensor voxels = at::arange(2 * 4 * 6 * 8, at::kFloat).reshape({2, 4, 6, 8});
    const at::Tensor cells = cellsOf(voxels);
    EXPECT_EQ(cells.sizes(), at::IntArrayRef({2, 8, 2, 3, 4}));
    EXPECT_TRUE(at::equal(voxelsOf(cells), voxels));
    // Sub-voxel 4 (z%2) + 2 (y%2) + x%2 of cell (z/2, y/2, x/2).
    EXPECT_EQ(cells[1][4 * 1 + 2 * 0 + 1][1][2][3].item<float>(), voxels[1][3][4][7].item<float>());
}

TEST(Network, AnswersOnEveryVoxel) {
    const NetworkShape shape{{4, 8, 8, 8}};
    const auto network = makeNetwork(shape, 1);
    ASSERT_TRUE(checkNetwork(shape, network));
    const auto logits = forward(network, at::randn({2, 24, 32, 16}));
    EXPECT_EQ(logits.tissue.sizes(), at::IntArrayRef({2, kTissues, 8, 12, 16, 8}));
    EXPECT_EQ(logits.lesion.sizes(), at::IntArrayRef({2, 8, 12, 16, 8}));
    EXPECT_EQ(logits.classes.sizes(), at::IntArrayRef({2, kLesionClasses, 12, 16, 8}));
    EXPECT_TRUE(at::isfinite(logits.tissue).all().item<bool>());
    // Fresh networks believe in no lesion.
    EXPECT_LT(at::sigmoid(logits.lesion).mean().item<double>(), 0.2);
}

TEST(Network, TheSameSeedGivesTheSameWeights) {
    const NetworkShape shape{{4, 8, 8, 8}};
    const auto one = makeNetwork(shape, 5), two = makeNetwork(shape, 5), other = makeNetwork(shape, 6);
    EXPECT_TRUE(at::equal(one.at("stem.weight"), two.at("stem.weight")));
    EXPECT_FALSE(at::equal(one.at("stem.weight"), other.at("stem.weight")));
}

TEST(Network, ANetworkFromBeforeTheContextAnswersAsItDid) {
    const NetworkShape before{{4, 8, 8, 8}, /*context=*/false}, now{{4, 8, 8, 8}};
    auto network = makeNetwork(before, 4);
    ASSERT_FALSE(checkNetwork(now, network));
    const at::Tensor voxels = at::randn({1, 16, 16, 16});
    const auto old = forward(network, voxels);
    addContext(now, network);
    ASSERT_TRUE(checkNetwork(now, network));
    EXPECT_TRUE(at::equal(forward(network, voxels).classes, old.classes));
    network["head.context.weight"].fill_(1);
    EXPECT_FALSE(at::equal(forward(network, voxels).classes, old.classes));
    EXPECT_TRUE(at::equal(forward(network, voxels).lesion, old.lesion));
}

TEST(Network, InAPlanarOneSlicesMeetInTheCellsAndThePoolingAlone) {
    NetworkShape shape{{4, 8, 8, 8}};
    shape.planar = true;
    const auto network = makeNetwork(shape, 7);
    ASSERT_TRUE(checkNetwork(shape, network));
    EXPECT_FALSE(checkNetwork({{4, 8, 8, 8}}, network));
    at::manual_seed(7);
    const at::Tensor cells = cellsOf(at::randn({1, 16, 16, 16}));
    at::Tensor other = cells.clone();
    other.select(2, 3).add_(1);
    // The stem's group normalisation spans the volume: take the kernels alone.
    const at::Tensor one = at::conv3d(cells, network.at("stem.weight"), {}, 1, at::IntArrayRef{0, 1, 1});
    const at::Tensor two = at::conv3d(other, network.at("stem.weight"), {}, 1, at::IntArrayRef{0, 1, 1});
    EXPECT_TRUE(at::allclose(one.select(2, 4), two.select(2, 4)));
    EXPECT_EQ(forward(network, voxelsOf(cells)).lesion.sizes(), cells.sizes());
}

TEST(Network, TheShapeIsReadOffTheTensors) {
    NetworkShape planar{{4, 8, 12, 8}}, plain{{8, 8, 8, 16}, /*context=*/false};
    planar.planar = true;
    for (const NetworkShape& shape : {planar, plain, NetworkShape{}})
        EXPECT_EQ(shapeOf(makeNetwork(shape, 1)), shape);
}

TEST(Network, EveryWeightLearns) {
    auto network = makeNetwork({{4, 8, 8, 8}}, 2);
    for (auto& [name, tensor] : network) tensor.set_requires_grad(true);
    const auto logits = forward(network, at::randn({1, 16, 16, 16}));
    (logits.tissue.square().mean() + logits.lesion.square().mean() + logits.classes.square().mean())
        .backward();
    for (auto& [name, tensor] : network) {
        ASSERT_TRUE(tensor.grad().defined()) << name;
        EXPECT_GT(tensor.grad().abs().sum().item<double>(), 0) << name;
    }
}

TEST(Network, ReducedPrecisionStaysNearFull) {
    const auto network = makeNetwork({{4, 8, 8, 8}}, 3);
    // Not smaller: on 16 voxels a side the deepest groups hold two numbers, and normalising two that are
    // nearly alike makes rounding as large as they are.
    at::manual_seed(3);
    const at::Tensor cells = cellsOf(at::randn({1, 32, 32, 32}));
    const auto full = head(network, trunk(network, stem(network, cells)), cells);
    const auto reduced =
        head(network, trunk(network, stem(network, cells, Precision::BFloat16), Precision::BFloat16), cells,
             Precision::BFloat16);
    EXPECT_LT((full.lesion - reduced.lesion).abs().max().item<double>(), 0.1);
}

TEST(Network, BrokenWeightsAreNamed) {
    const NetworkShape shape{{4, 8, 8, 8}};
    auto network = makeNetwork(shape, 1);
    network.erase("down2.first.weight");
    EXPECT_NE(checkNetwork(shape, network).error().message.find("down2.first.weight"), std::string::npos);
    network = makeNetwork(shape, 1);
    network["head.bias"] = at::zeros({3});
    EXPECT_NE(checkNetwork(shape, network).error().message.find("head.bias"), std::string::npos);
    network = makeNetwork(shape, 1);
    network["stem.scale"][0].fill_(std::numeric_limits<float>::quiet_NaN());
    EXPECT_NE(checkNetwork(shape, network).error().message.find("stem.scale"), std::string::npos);
}

TEST(NetworkJson, TravelsAndIsChecked) {
    EXPECT_EQ(*networkShapeOf(toJson(NetworkShape{})), NetworkShape{});
    const NetworkShape plain{{4, 8, 8, 8}, /*context=*/false};
    EXPECT_EQ(*networkShapeOf(toJson(plain)), plain);
    NetworkShape planar;
    planar.planar = true;
    EXPECT_EQ(*networkShapeOf(toJson(planar)), planar);
    EXPECT_FALSE(networkShapeOf({{"kind", "other"}}));
    EXPECT_FALSE(networkShapeOf({{"kind", "voxel-unet"}, {"widths", {4, 8, 8}}}));
    EXPECT_FALSE(networkShapeOf({{"kind", "voxel-unet"}, {"widths", {4, 8, 8, 1000000}}}));
}

} // namespace
} // namespace second_read::vision
