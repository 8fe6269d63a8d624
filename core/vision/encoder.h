#pragma once
/// One sequence's image encoder: preprocessing, voxel network, evidence, projection; and where a query's
/// similarity comes from.

#include <optional>
#include <span>

#include "base/job.h"
#include "base/words.h"
#include "vision/preprocessing.h"
#include "vision/projection.h"
#include "vision/voxel_evidence.h"

namespace second_read::vision {

/// A number of an image that must lie where the training images had it, or the image is of something else.
struct Bound {
    double low = 0;
    double high = 0;
};
using Familiar = std::map<std::string, Bound>;
/// "brain_ml", "brain_share" (of the head in view), "fluid_share" (of the brain), "certainty" (mean
/// probability of the likeliest tissue inside the brain).
std::map<std::string, double> traitsOf(const VoxelMaps& maps, const Brain& brain,
                                       const std::vector<float>& voxels);

/// All that an encoder sees in one volume.
struct Sight {
    VoxelMaps maps;
    Brain brain;
    VoxelEvidence evidence;
    std::vector<float> raw;            ///< the projection's output: the mean embedding of reports that fit
    std::optional<std::string> unlike; ///< why this is unlike the training images
};

/// A number for every voxel, and what follows from it.
struct Origin {
    std::vector<float> map; ///< contribution of each voxel to direction . raw
    std::array<double, 3> peakLps{};
    bool any = false; ///< false: no voxel speaks for it, the peak is the brain's centroid
};

class Encoder {
public:
    /// `description`: {"preprocessing", "network", "familiar"}; `weights`: the network's tensors and the
    /// projection's.
    static Result<Encoder> make(const nlohmann::json& description, Tensors weights, at::Device device);

    int dimension() const { return m_projection.outputs(); }
    const Preprocessing& preprocessing() const { return m_preprocessing; }
    const Tensors& network() const { return m_network; } ///< float32, on the encoder's device
    const Projection& projection() const { return m_projection; }

    /// Errors: Unsupported (no head, one slice, values that are no numbers), Inference (the device failed),
    /// Cancelled.
    Result<Sight> see(const volume::Volume& volume, const JobContext& context) const;

    /// Gradient of `direction` . raw by the evidence, times the evidence, voxel by voxel. Exact for the
    /// numbers that are sums over voxels, linear in the projection's hidden layer at this point. `within`:
    /// the half whose highest voxel is the peak; nullopt: of both.
    Origin sourceOf(const Sight& sight, std::span<const float> direction,
                    std::optional<Side> within = std::nullopt) const;

private:
    Preprocessing m_preprocessing;
    Tensors m_network;
    Projection m_projection;
    Familiar m_familiar;
    at::Device m_device = at::kCPU;
};

nlohmann::json toJson(const Familiar& familiar);
Result<Familiar> familiarOf(const nlohmann::json& json);

} // namespace second_read::vision
