#pragma once
/// A small grey picture of a slice, standing as the slice stands in a viewport.

#include <cstdint>
#include <vector>

#include "volume/volume.h"

namespace second_read::ui {

/// Rows from the top, one byte a pixel.
struct GreyImage {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
};

/// Slice `slice` in radiological convention, in its robust window, fitted into a black square of `side`
/// pixels with its true proportions.
GreyImage thumbnailOf(const volume::Volume& volume, int slice, bool positionKnown, int side);

} // namespace second_read::ui
