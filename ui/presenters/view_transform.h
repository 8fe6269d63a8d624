#pragma once
/// Between patient space (LPS mm) and the pixels of one viewport. The renderer's camera and everything drawn
/// over the image are set from the same value, so they cannot disagree.

#include "volume/view_axes.h"

namespace second_read::ui {

using volume::EdgeLetters;
using volume::ViewAxes;

struct ViewTransform {
    ViewAxes axes;
    Eigen::Vector3d center{0, 0, 0}; ///< LPS of what lies in the middle of the viewport
    double pixelsPerMm = 1;
    Eigen::Vector2d size{1, 1}; ///< of the viewport, in device-independent pixels

    /// Pixel (x to the right, y down, from the top left corner) of a point, projected onto the slice.
    Eigen::Vector2d screenOf(const Eigen::Vector3d& lps) const {
        const Eigen::Vector3d offset = lps - center;
        return size / 2 + pixelsPerMm * Eigen::Vector2d(offset.dot(axes.right), offset.dot(axes.down));
    }
    /// The point of the slice under a pixel.
    Eigen::Vector3d patientOf(const Eigen::Vector2d& pixel) const {
        const Eigen::Vector2d mm = (pixel - size / 2) / pixelsPerMm;
        return center + mm.x() * axes.right + mm.y() * axes.down;
    }
};

} // namespace second_read::ui
