#pragma once
/// One three-dimensional image with its geometry.

#include <vector>

#include "volume/grid.h"

namespace second_read::volume {

/// Voxel (i, j, k) is voxels[i + size[0] * (j + size[1] * k)]. Values are the scanner's after rescale (slope
/// and intercept applied), never windowed.
struct Volume {
    Grid grid;
    std::vector<float> voxels;

    float at(int i, int j, int k) const {
        return voxels[static_cast<std::size_t>(i) +
                      static_cast<std::size_t>(grid.size[0]) *
                          (static_cast<std::size_t>(j) +
                           static_cast<std::size_t>(grid.size[1]) * static_cast<std::size_t>(k))];
    }
};

/// Value below which `fraction` (0 to 1) of the finite voxels lie; 0 for an empty volume. Estimated on at
/// most 200,000 evenly spaced voxels.
float percentile(const Volume& volume, double fraction);

/// Window centre and width for display: from the 1st to the 99.5th percentile of the voxels above the
/// background (a tenth of the 99th percentile), or from there if they are one value. Never of a slice alone.
struct Window {
    double center = 0;
    double width = 1;
};
Window robustWindow(const Volume& volume);

} // namespace second_read::volume
