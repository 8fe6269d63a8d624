#include "vision/network.h"

#include <cmath>
#include <random>

namespace second_read::vision {
namespace {

constexpr int kGroups = 4; // of the group normalisation (Wu and He 2018)
constexpr double kSlope = 0.05;
constexpr int kHeadChannels = 8 * kTissues + 8 + kLesionClasses;

constexpr const char* kPlain = "voxel-unet"; // of packs up to 0.4.0
constexpr const char* kWithContext = "voxel-unet-context";
constexpr const char* kPlanar = "voxel-unet-context-planar";
const std::string kContext = "head.context";

enum class After { Normalisation, Bias, Nothing };

struct Layer {
    std::string name;
    std::vector<std::int64_t> weight; // [out, in, z, y, x]
    After after;                      // the convolution: a group normalisation, a bias
    /// Names of the vectors of one number a channel.
    std::vector<std::string> vectors() const {
        if (after == After::Normalisation) return {name + ".scale", name + ".shift"};
        if (after == After::Bias) return {name + ".bias"};
        return {};
    }
};

std::vector<Layer> layersOf(const NetworkShape& shape) {
    std::vector<Layer> layers;
    const auto& w = shape.widths;
    const std::int64_t depth = shape.planar ? 1 : 3;
    layers.push_back({"stem", {w[0], 8, depth, 3, 3}, After::Normalisation});
    for (int level = 0; level < 4; ++level) {
        const std::string name = "down" + std::to_string(level);
        if (level > 0)
            layers.push_back({name + ".first", {w[level], w[level - 1], depth, 3, 3}, After::Normalisation});
        layers.push_back({name + ".second", {w[level], w[level], depth, 3, 3}, After::Normalisation});
    }
    for (int level = 2; level >= 0; --level) {
        const std::string name = "up" + std::to_string(level);
        layers.push_back({name + ".narrow", {w[level], w[level + 1], 1, 1, 1}, After::Bias});
        layers.push_back({name + ".join", {w[level], w[level], depth, 3, 3}, After::Normalisation});
    }
    layers.push_back({"head", {kHeadChannels, w[0] + 8, 1, 1, 1}, After::Bias});
    if (shape.context) layers.push_back({kContext, {kLesionClasses, w[1], 1, 1, 1}, After::Nothing});
    return layers;
}

/// at::conv3d takes a kernel without oneDNN, four times slower, for one small volume on one thread.
at::Tensor convolution(const at::Tensor& x, const at::Tensor& weight, const c10::optional<at::Tensor>& bias) {
    const std::array<std::int64_t, 3> pad{weight.size(2) / 2, weight.size(3) / 2, weight.size(4) / 2};
    if (x.device().is_cpu() && x.scalar_type() == at::kFloat && at::globalContext().hasMKLDNN())
        return at::mkldnn_convolution(x, weight, bias, pad, {1, 1, 1}, {1, 1, 1}, 1);
    return at::conv3d(x, weight, bias, 1, pad);
}

at::Tensor convolve(const Tensors& network, const std::string& name, const at::Tensor& x, bool normalised,
                    Precision precision) {
    const at::Tensor& weight = network.at(name + ".weight");
    if (!normalised) return convolution(x, weight, network.at(name + ".bias"));
    // Group normalisation stays in float32: Debian's LibTorch has no mixed kernel for it.
    const at::Tensor y = precision == Precision::Float32
                             ? convolution(x, weight, {})
                             : convolution(x.to(at::kBFloat16), weight.to(at::kBFloat16), {}).to(at::kFloat);
    return at::leaky_relu(
        at::group_norm(y, kGroups, network.at(name + ".scale"), network.at(name + ".shift")), kSlope);
}

} // namespace

nlohmann::json toJson(const NetworkShape& shape) {
    const char* kind = shape.planar ? kPlanar : shape.context ? kWithContext : kPlain;
    return {{"kind", kind}, {"widths", shape.widths}};
}

Result<NetworkShape> networkShapeOf(const nlohmann::json& json) {
    NetworkShape shape;
    const std::string kind = json.is_object() ? json.value("kind", "") : "";
    if ((kind != kPlain && kind != kWithContext && kind != kPlanar) || !json.contains("widths") ||
        !json["widths"].is_array() || json["widths"].size() != 4)
        return fail(ErrorCode::Corrupt,
                    "the image network is no \"" + std::string(kWithContext) +
                        "\" with four widths, nor of another kind that this version knows");
    shape.context = kind != kPlain;
    shape.planar = kind == kPlanar;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto& width = json["widths"][i];
        if (!width.is_number_integer() || width.get<int>() < kGroups || width.get<int>() > 1024 ||
            width.get<int>() % kGroups != 0)
            return fail(ErrorCode::Corrupt,
                        "a width of the image network is no multiple of 4 between 4 and 1024");
        shape.widths[i] = width.get<int>();
    }
    return shape;
}

Tensors makeNetwork(const NetworkShape& shape, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    Tensors network;
    for (const Layer& layer : layersOf(shape)) {
        at::Tensor weight = at::empty(layer.weight, at::kFloat);
        const double fanIn = static_cast<double>(weight.numel() / weight.size(0));
        // He et al. 2015; the head starts small so that the first steps see near-uniform probabilities.
        std::normal_distribution<float> normal(
            0.0F, static_cast<float>((layer.name.starts_with("head") ? 0.1 : 1.0) * std::sqrt(2.0 / fanIn)));
        float* values = weight.data_ptr<float>();
        for (std::int64_t i = 0; i < weight.numel(); ++i) values[i] = normal(random);
        network[layer.name + ".weight"] = weight;
        for (const std::string& vector : layer.vectors())
            network[vector] = vector.ends_with(".scale") ? at::ones({layer.weight[0]}, at::kFloat)
                                                         : at::zeros({layer.weight[0]}, at::kFloat);
    }
    // Lesions are rare: start from "none" (Lin et al. 2017, section 3.3).
    network["head.bias"].slice(0, 8 * kTissues, 8 * kTissues + 8).fill_(-3.0);
    return network;
}

Result<void> checkNetwork(const NetworkShape& shape, const Tensors& network) {
    for (const Layer& layer : layersOf(shape)) {
        const std::vector<std::int64_t> channels{layer.weight[0]};
        std::vector<std::pair<std::string, std::vector<std::int64_t>>> wanted{
            {layer.name + ".weight", layer.weight}};
        for (const std::string& vector : layer.vectors()) wanted.emplace_back(vector, channels);
        for (const auto& [name, size] : wanted) {
            const auto found = network.find(name);
            if (found == network.end())
                return fail(ErrorCode::Corrupt, "the image network lacks the tensor \"" + name + "\"");
            if (found->second.sizes() != at::IntArrayRef(size))
                return fail(ErrorCode::Corrupt,
                            "the image network's tensor \"" + name + "\" has another shape than described");
            if (!at::isfinite(found->second).all().item<bool>())
                return fail(ErrorCode::Corrupt,
                            "the image network's tensor \"" + name + "\" holds values that are not finite");
        }
    }
    return {};
}

NetworkShape shapeOf(const Tensors& network) {
    NetworkShape shape;
    for (int level = 0; level < 4; ++level)
        shape.widths[level] =
            static_cast<int>(network.at("down" + std::to_string(level) + ".second.weight").size(0));
    shape.context = network.contains(kContext + ".weight");
    shape.planar = network.at("stem.weight").size(2) == 1;
    return shape;
}

void addContext(const NetworkShape& shape, Tensors& network) {
    const std::string name = kContext + ".weight";
    if (shape.context && !network.contains(name))
        network[name] = at::zeros({kLesionClasses, shape.widths[1], 1, 1, 1}, at::kFloat);
}

at::Tensor cellsOf(const at::Tensor& voxels) {
    const auto n = voxels.size(0), z = voxels.size(1) / 2, y = voxels.size(2) / 2, x = voxels.size(3) / 2;
    return voxels.reshape({n, z, 2, y, 2, x, 2}).permute({0, 2, 4, 6, 1, 3, 5}).reshape({n, 8, z, y, x});
}

at::Tensor voxelsOf(const at::Tensor& cells) {
    const auto n = cells.size(0), z = cells.size(2), y = cells.size(3), x = cells.size(4);
    return cells.reshape({n, 2, 2, 2, z, y, x})
        .permute({0, 4, 1, 5, 2, 6, 3})
        .reshape({n, 2 * z, 2 * y, 2 * x});
}

at::Tensor stem(const Tensors& network, const at::Tensor& cells, Precision precision) {
    return convolve(network, "stem", cells, true, precision);
}

Features trunk(const Tensors& network, const at::Tensor& stemmed, Precision precision) {
    std::array<at::Tensor, 4> levels;
    levels[0] = convolve(network, "down0.second", stemmed, true, precision);
    for (int level = 1; level < 4; ++level) {
        const std::string name = "down" + std::to_string(level);
        at::Tensor x = at::max_pool3d(levels[level - 1], 2, 2, 0, 1, /*ceil_mode=*/true);
        x = convolve(network, name + ".first", x, true, precision);
        levels[level] = convolve(network, name + ".second", x, true, precision);
    }
    at::Tensor coarse, up = levels[3];
    for (int level = 2; level >= 0; --level) {
        const std::string name = "up" + std::to_string(level);
        const at::Tensor narrow = convolve(network, name + ".narrow", up, false, precision);
        const at::Tensor wide = at::upsample_trilinear3d(narrow, levels[level].sizes().slice(2), false);
        up = convolve(network, name + ".join", wide + levels[level], true, precision);
        if (level == 1) coarse = up;
    }
    return {up, coarse};
}

VoxelLogits head(const Tensors& network, const Features& features, const at::Tensor& cells,
                 Precision precision) {
    const at::Tensor out = convolve(network, "head", at::cat({features.fine, cells}, 1), false, precision);
    const auto n = out.size(0), z = out.size(2), y = out.size(3), x = out.size(4);
    at::Tensor classes = out.slice(1, 8 * kTissues + 8);
    if (const auto context = network.find(kContext + ".weight"); context != network.end())
        classes = classes + at::upsample_trilinear3d(convolution(features.coarse, context->second, {}),
                                                     out.sizes().slice(2), false);
    return {out.slice(1, 0, 8 * kTissues).reshape({n, kTissues, 8, z, y, x}),
            out.slice(1, 8 * kTissues, 8 * kTissues + 8), classes};
}

VoxelLogits forward(const Tensors& network, const at::Tensor& voxels) {
    const at::Tensor cells = cellsOf(voxels);
    return head(network, trunk(network, stem(network, cells)), cells);
}

} // namespace second_read::vision
