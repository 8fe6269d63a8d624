#pragma once
/// The small picture by which an examination is recognised in a list.

#include <cstdint>
#include <vector>

#include "volume/volume.h"

namespace second_read::analysis {

inline constexpr int kThumbnailSide = 128;

/// True when the volume gives an axial picture without smearing: axial slices, or voxels about as thick as
/// they are wide.
bool showsAxial(const volume::Grid& grid);

/// The plane through the middle of the head as radiologists look at it (patient's left on the right of the
/// picture, front at the top): the patient's axial plane where the voxels are about as thick as they are
/// wide, else the middle slice as acquired. 128 x 128 grey values in the volume's
/// robust window, black outside. Empty for an empty volume.
std::vector<std::uint8_t> thumbnailOf(const volume::Volume& volume);

} // namespace second_read::analysis
