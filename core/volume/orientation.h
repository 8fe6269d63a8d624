#pragma once
/// Letters and planes, computed from directions, never assumed.

#include <string>
#include <string_view>

#include "volume/grid.h"

namespace second_read::volume {

/// The patient direction that an LPS vector points to, strongest first, oblique ones with up to three letters
/// ("L", "LP", "SRA"; DICOM PS3.3 C.7.6.1.1.1): R L A P, and S I for head and feet. A component under a tenth
/// of the whole gets no letter; a null vector gets none at all.
std::string lettersOf(const Eigen::Vector3d& lpsDirection);

enum class Plane { Axial, Coronal, Sagittal, Oblique };
/// Plane of the slices of a grid (normal = third axis): the main plane within 35 degrees, else oblique.
Plane planeOf(const Grid& grid);
/// "axial", "coronal", "sagittal", "oblique".
std::string_view nameOf(Plane plane);

/// "R 31.4 A 44.0 S 41.2": a position as a radiologist reads it, in mm.
std::string describe(const Eigen::Vector3d& lpsPoint);

} // namespace second_read::volume
