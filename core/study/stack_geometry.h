#pragma once
/// Order and affine of the slices of one stack.

#include "study/stacks.h"

namespace second_read::study {

/// Frames that all have position, orientation and pixel spacing, one a place: sorted, with affine and
/// warnings about gaps, uneven spacing and shear. Where a slice is missing the spacing is the median gap,
/// because span / (n - 1) would stretch the stack silently; else it is that mean, which rounded positions
/// disturb least.
Stack placedStack(std::vector<const FrameFacts*> frames);

/// Frames whose place is not known: in the order given, without affine.
Stack unplacedStack(std::vector<const FrameFacts*> frames);

} // namespace second_read::study
