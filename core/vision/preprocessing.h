#pragma once
/// From a volume as acquired to the tensor a network reads: one canonical grid in LPS, head centred,
/// intensities as z-scores over the head. The same code prepares training and use; every parameter lies in
/// the pack's manifest.

#include <optional>

#include "base/error.h"
#include "base/json.h"
#include "volume/volume.h"

namespace second_read::vision {

struct Preprocessing {
    double spacing = 3.0;                ///< mm, isotropic
    std::array<int, 3> size{56, 64, 56}; ///< x, y, z; each a multiple of 8
    double foreground = 0.12;            ///< of the 98th percentile: above it lies the head
    double clampLow = -3.5;
    double clampHigh = 5.0;
    double headHeight = 140; ///< mm below the vertex that count as head when looking for its centre
    std::array<double, 3> brainOffset{
        0, 0, 0}; ///< LPS mm: the brain's centroid minus the grid's centre, as trained
    bool operator==(const Preprocessing&) const = default;
};
nlohmann::json toJson(const Preprocessing& preprocessing);
/// Corrupt when a key is missing or out of bounds (spacing 0.5 to 10 mm, sides 16 to 256).
Result<Preprocessing> preprocessingOf(const nlohmann::json& json);

/// The canonical grid (identity direction) around a point of the patient.
volume::Grid canonicalGrid(const Preprocessing& preprocessing, const Eigen::Vector3d& centreLps);

/// A volume ready to be resampled: checked, background at zero, thin slices averaged to about half the
/// canonical spacing so that resampling does not alias.
class Source {
public:
    /// Unsupported, with the reason: not-a-number values, constant, one slice, or less than 30 mm along an
    /// axis.
    static Result<Source> of(const volume::Volume& volume, const Preprocessing& preprocessing);

    /// Centre of the upper part of the head, LPS mm.
    Eigen::Vector3d headCentre() const;
    /// Mean over the target voxel of the trilinear interpolation; zero outside the field of view.
    volume::Volume sample(const volume::Grid& grid) const;

private:
    volume::Volume m_volume;
    double m_threshold = 0;
    double m_headHeight = 0;
};

/// In place: z-score over the voxels above `foreground` of the 98th percentile, clamped. All zero when there
/// are none.
void normalise(std::vector<float>& voxels, const Preprocessing& preprocessing);

} // namespace second_read::vision
