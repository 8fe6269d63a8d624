#pragma once
/// One subject, reduced once from a label map: soft tissue fractions, where the ventricles and the midline
/// are, and what a place is called. Everything in the subject's own LPS millimetres, brain centre at (0, 0,
/// 0).

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "simulate/simulator.h"
#include "simulate/tissue.h"

namespace second_read::simulate {

using Point = std::array<float, 3>; ///< LPS mm

/// Distances at a place, in mm.
struct Landmarks {
    float ventricle = 100;       ///< to the lateral and third ventricles; negative inside
    float depth = -100;          ///< under the brain's (filled) surface; negative outside
    float midline = 0;           ///< from the midline; positive on the patient's left
    float infratentorial = -100; ///< positive nearer to cerebellum and brainstem than to the cerebrum
    float away[3] = {0, 0, 0};   ///< unit vector away from the ventricles
    float cortex = 0;            ///< to the cortical ribbon (for juxtacortical and subcortical places)
};

/// Named deep structures; everything else is named by its place in the brain's own coordinates.
enum class Structure : std::uint8_t {
    None,
    Thalamus,
    Caudate,
    Putamen,
    Pallidum,
    Hippocampus,
    Amygdala,
    Cerebellum,
    Brainstem
};

struct Head {
    volume::Grid grid; ///< direction identity: i to the left, j to the back, k up
    bool soft = true;
    std::vector<std::uint8_t> tissue; ///< soft: kMatters fractions a voxel (sum 255); else one Matter a voxel
    std::vector<Structure> structure; ///< per voxel of landmarkGrid
    volume::Grid landmarkGrid;
    std::vector<Landmarks> landmarks;
    double brainMl = 0, ventricleMl = 0, ventricleAreaCm2 = 0;
    double sulcalShare = 0; ///< CSF outside the ventricles over brain
    // Anchor of the brain's own coordinates: centre of the thalami and the brain's extent around it.
    Point anchor{}; ///< LPS mm
    double toFront = 90, toBack = 87, toTop = 72, toSide = 68, toBottom = 60;

    /// About MNI coordinates (mm; x positive to the patient's LEFT, y positive to the front, z up).
    Point mni(const Point& place) const;
    /// Fractions at a place, trilinear, sum 255.
    void fractionsAt(const Point& place, std::uint8_t* fractions) const;
    Landmarks landmarksAt(const Point& place) const;
    Structure structureAt(const Point& place) const;
};

/// "frontal lobe", "thalamus", "left" left out: sides are told apart from places. `mni` as of Head::mni.
std::string placeName(const Point& mni, Structure structure, bool deepWhite, bool infratentorial);

/// Arterial territories, coarse, by MNI place (after Tatu 2012, Blood supply of the brain).
enum class Territory { Anterior, Middle, Posterior, Cerebellar, Brainstem };
Territory territoryAt(const Point& mni, Structure structure, bool infratentorial);

/// Reads a label map (FreeSurfer labels, extra-cerebral 502 to 530). `spacing` from 1.5 mm up: soft
/// fractions.
Result<Head> readHead(const std::filesystem::path& file, double spacing);

struct Anatomies::Impl {
    std::vector<std::shared_ptr<const Head>> heads;
};

} // namespace second_read::simulate
