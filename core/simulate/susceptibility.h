#pragma once
/// What the air of sinuses and petrous bones does to echo-planar and gradient echoes: the field it bends
/// shifts voxels along phase encoding, so that signal piles up or thins out (Jezzard and Balaban 1995, MRM
/// 34:65), and dephases gradient echoes (Ojemann 1997, NeuroImage 6:156). Every scan has it, so it must not
/// look like disease.

#include <vector>

#include "simulate/physics.h"
#include "simulate/scene.h"

namespace second_read::simulate {

/// Field offset per voxel of the truth grid, one at the strongest air pocket: above the sphenoid and ethmoid
/// sinuses, and above both petrous bones.
std::vector<float> airField(const Scene& scene, Random& random);

/// In place: shift of `shiftMm` (at a field of one, either sign) along the anteroposterior axis, signal
/// conserved.
void shiftAlongPhase(std::vector<float>& image, const volume::Grid& grid, const std::vector<float>& field,
                     double shiftMm);

/// In place: loss where the field changes within a voxel; `strength` in mm: the signal is
/// exp(-strength * |gradient|).
void dephase(std::vector<float>& image, const volume::Grid& grid, const std::vector<float>& field,
             double strength);

/// Both as the protocol deserves; nothing for spin echoes.
void addSusceptibility(std::vector<float>& image, const Scene& scene, const Protocol& protocol,
                       Random& random);

} // namespace second_read::simulate
