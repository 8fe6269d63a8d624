#include "vision/encoder.h"

#include <algorithm>
#include <cmath>

#include <c10/core/GradMode.h>

namespace second_read::vision {
namespace {

std::string whyUnlike(const std::string& trait, double value, const Bound& bound) {
    const bool below = value < bound.low;
    if (trait == "brain_ml")
        return below ? "too little adult brain is in view (" + std::to_string(std::lround(value)) + " ml)"
                     : "more brain is seen than an adult head holds (" + std::to_string(std::lround(value)) +
                           " ml)";
    if (trait == "brain_share")
        return below ? "the head in view holds too little brain for an adult head MRI"
                     : "the share of brain in the view is unlike an adult head MRI";
    if (trait == "fluid_share")
        return below ? "the fluid spaces are narrower than in any adult brain trained on"
                     : "the fluid spaces are wider than in any adult brain trained on";
    return "the tissues cannot be told apart as in the images trained on";
}

/// Mean over 3x3x3 neighbours, so that one voxel's noise does not decide where the marker goes.
std::vector<float> smoothed(const std::vector<float>& map, const std::array<int, 3>& size) {
    std::vector<float> from = map, to(map.size());
    std::size_t stride = 1;
    for (int axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const auto at = static_cast<int>(i / stride % static_cast<std::size_t>(size[axis]));
            to[i] = (from[i] + (at > 0 ? from[i - stride] : 0.0F) +
                     (at + 1 < size[axis] ? from[i + stride] : 0.0F)) /
                    3;
        }
        std::swap(from, to);
        stride *= static_cast<std::size_t>(size[axis]);
    }
    return from;
}

} // namespace

std::map<std::string, double> traitsOf(const VoxelMaps& maps, const Brain& brain,
                                       const std::vector<float>& voxels) {
    double inside = 0, fluid = 0, certainty = 0, head = 0;
    for (std::size_t i = 0; i < voxels.size(); ++i) {
        // After normalisation the background lies lowest; 1.5 standard deviations below the head's mean is a
        // fair edge.
        head += voxels[i] > -1.5F;
        if (!brain.half[i]) continue;
        ++inside;
        float best = 0;
        for (const auto& tissue : maps.tissue) best = std::max(best, tissue[i]);
        certainty += best;
        fluid += maps.tissue[2][i] + maps.tissue[3][i];
    }
    return {{"brain_ml", brain.ml},
            {"brain_share", inside / std::max(head, 1.0)},
            {"fluid_share", fluid / std::max(inside, 1.0)},
            {"certainty", certainty / std::max(inside, 1.0)}};
}

nlohmann::json toJson(const Familiar& familiar) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [name, bound] : familiar) json[name] = {bound.low, bound.high};
    return json;
}

Result<Familiar> familiarOf(const nlohmann::json& json) {
    Familiar familiar;
    if (!json.is_object())
        return fail(ErrorCode::Corrupt, "an image encoder lacks the bounds of what it was trained on");
    for (const auto& [name, bound] : json.items()) {
        if (!bound.is_array() || bound.size() != 2 || !bound[0].is_number() || !bound[1].is_number())
            return fail(ErrorCode::Corrupt,
                        "an image encoder's bound \"" + name + "\" is no pair of numbers");
        familiar[name] = {bound[0].get<double>(), bound[1].get<double>()};
    }
    return familiar;
}

Result<Encoder> Encoder::make(const nlohmann::json& description, Tensors weights, at::Device device) {
    if (!description.is_object() || !description.contains("preprocessing") ||
        !description.contains("network") || !description.contains("familiar"))
        return fail(ErrorCode::Corrupt,
                    "an image encoder's description lacks preprocessing, network or familiar");
    SECOND_READ_TRY(preprocessing, preprocessingOf(description["preprocessing"]));
    SECOND_READ_TRY(shape, networkShapeOf(description["network"]));
    SECOND_READ_TRY(familiar, familiarOf(description["familiar"]));
    SECOND_READ_CHECK(checkNetwork(shape, weights));
    SECOND_READ_TRY(projection, Projection::of(weights));
    if (projection.inputs() != static_cast<int>(evidenceNames().size()))
        return fail(ErrorCode::Mismatch,
                    "an image encoder's projection reads other evidence than this program computes; use "
                    "the pack's own version of the program");
    Encoder encoder;
    encoder.m_preprocessing = preprocessing;
    encoder.m_projection = std::move(projection);
    encoder.m_familiar = std::move(familiar);
    encoder.m_device = device;
    for (auto& [name, tensor] : weights)
        if (name.rfind("projection.", 0) != 0) encoder.m_network[name] = tensor.to(device, at::kFloat);
    return encoder;
}

Result<Sight> Encoder::see(const volume::Volume& volume, const JobContext& context) const {
    SECOND_READ_TRY(source, Source::of(volume, m_preprocessing));
    const Eigen::Vector3d offset(m_preprocessing.brainOffset[0], m_preprocessing.brainOffset[1],
                                 m_preprocessing.brainOffset[2]);
    Eigen::Vector3d centre = source.headCentre();
    Sight sight;
    std::vector<float> voxels;
    constexpr int kPasses = 3; // the first guess is of the head, the next two of the brain itself
    for (int pass = 0; pass < kPasses; ++pass) {
        SECOND_READ_CHECK(context.checkpoint("encode", static_cast<double>(pass) / kPasses));
        volume::Volume canonical = source.sample(canonicalGrid(m_preprocessing, centre));
        normalise(canonical.voxels, m_preprocessing);
        try {
            const auto& size = canonical.grid.size;
            const at::Tensor input =
                at::from_blob(canonical.voxels.data(), {1, size[2], size[1], size[0]}, at::kFloat);
            const c10::NoGradGuard noGradients;
            sight.maps = mapsOf(forward(m_network, input.to(m_device)), 0, canonical.grid);
        } catch (const std::exception& error) {
            return fail(ErrorCode::Inference,
                        std::string("the image network could not be run: ") +
                            std::string(error.what()).substr(0, std::string(error.what()).find('\n')));
        }
        voxels = std::move(canonical.voxels);
        sight.brain = brainOf(sight.maps);
        if (sight.brain.ml <= 0) break;
        const Eigen::Vector3d next = sight.brain.centroid - offset;
        if ((next - centre).norm() < 0.5 * m_preprocessing.spacing) break;
        centre = next;
    }
    for (const auto& [trait, value] : traitsOf(sight.maps, sight.brain, voxels)) {
        const auto bound = m_familiar.find(trait);
        if (bound != m_familiar.end() && (value < bound->second.low || value > bound->second.high) &&
            !sight.unlike)
            sight.unlike = whyUnlike(trait, value, bound->second);
    }
    sight.evidence = evidenceOf(sight.maps, sight.brain);
    sight.raw = m_projection(sight.evidence.values);
    return sight;
}

Origin Encoder::sourceOf(const Sight& sight, std::span<const float> direction,
                         std::optional<Side> within) const {
    Origin origin;
    origin.map.assign(sight.maps.lesion.size(), 0.0F);
    const std::vector<float> gradient = m_projection.gradient(sight.evidence.values, direction);
    for (std::size_t f = 0; f < gradient.size(); ++f) {
        const float value = sight.evidence.values[f];
        const float beyond =
            isFluid(f) ? (value > 1e-6F ? (value - m_projection.mean()[f]) / value : 0.0F) : 1.0F;
        for (const auto& share : sight.evidence.shares[f]) {
            const float amount = gradient[f] * beyond * share.amount;
            origin.map[static_cast<std::size_t>(share.voxel)] += amount;
        }
    }
    const std::vector<float> smooth = smoothed(origin.map, sight.maps.grid.size);
    const auto allowed = [&](std::uint8_t half) {
        return within == Side::Left    ? half == Brain::Left
               : within == Side::Right ? half == Brain::Right
                                       : half != Brain::Outside;
    };
    std::size_t best = 0;
    float highest = 0;
    for (std::size_t i = 0; i < smooth.size(); ++i)
        if (allowed(sight.brain.half[i]) && smooth[i] > highest) {
            highest = smooth[i];
            best = i;
        }
    origin.any = highest > 0;
    Eigen::Vector3d peak = sight.brain.ml > 0 ? sight.brain.centroid : sight.maps.grid.patientOf({0, 0, 0});
    if (origin.any) {
        const std::size_t x = static_cast<std::size_t>(sight.maps.grid.size[0]),
                          y = static_cast<std::size_t>(sight.maps.grid.size[1]);
        peak = sight.maps.grid.patientOf({double(best % x), double(best / x % y), double(best / x / y)});
    }
    origin.peakLps = {peak.x(), peak.y(), peak.z()};
    return origin;
}

} // namespace second_read::vision
