#pragma once
/// How a stack of slices stands on the screen. Only the view is turned, never the data.

#include <string>

#include <Eigen/Geometry>

#include "volume/grid.h"

namespace second_read::volume {

/// Unit vectors, LPS, along which the screen's x (to the right) and y (downwards) grow.
struct ViewAxes {
    Eigen::Vector3d right{1, 0, 0};
    Eigen::Vector3d down{0, 1, 0};
};

/// The in-plane axes as acquired, turned into radiological convention: the patient's right on the left of the
/// screen and anterior (axial) or head (coronal) up; sagittal with anterior on the left and head up. An
/// oblique stack stands like the main plane it is nearest to. Without a known position the image stands as
/// stored.
ViewAxes standardAxes(const Grid& grid, bool positionKnown);

/// Clockwise quarter turns, then a mirror about the vertical.
ViewAxes turned(const ViewAxes& axes, int quarterTurns, bool mirrored);

/// What lies at the four edges of the screen, from the axes that are drawn.
struct EdgeLetters {
    std::string left, right, top, bottom;
};
EdgeLetters edgeLetters(const ViewAxes& axes);

/// The unit normal of the slices: column direction 0 x column direction 1, signed so that it grows with the
/// slice index.
Eigen::Vector3d sliceNormal(const Grid& grid);

} // namespace second_read::volume
