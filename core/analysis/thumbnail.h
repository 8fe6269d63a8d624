#pragma once
/// The small picture by which an examination is recognised in a list.

#include <cstdint>
#include <vector>

#include "volume/volume.h"

namespace second_read::analysis {

inline constexpr int kThumbnailSide = 128;

/// The axial plane through the middle of the volume, as radiologists look at it (patient's left on the right
/// of the picture, front at the top), 128 x 128 grey values in the volume's robust window, black outside.
/// Empty for an empty volume.
std::vector<std::uint8_t> thumbnailOf(const volume::Volume& volume);

} // namespace second_read::analysis
