#include "volume/view_axes.h"

#include <cmath>

#include "volume/orientation.h"

namespace second_read::volume {

Eigen::Vector3d sliceNormal(const Grid& grid) {
    const Eigen::Vector3d cross = grid.direction.col(0).cross(grid.direction.col(1));
    if (!(cross.norm() > 0)) return grid.direction.col(2).normalized();
    const Eigen::Vector3d normal = cross.normalized();
    return normal.dot(grid.direction.col(2)) < 0 ? Eigen::Vector3d(-normal) : normal;
}

ViewAxes standardAxes(const Grid& grid, bool positionKnown) {
    const Eigen::Vector3d columns[2] = {grid.direction.col(0).normalized(),
                                        grid.direction.col(1).normalized()};
    if (!positionKnown) return {columns[0], columns[1]};
    int main = 2;
    sliceNormal(grid).cwiseAbs().maxCoeff(&main);
    ViewAxes wanted;
    wanted.right = main == 0 ? Eigen::Vector3d::UnitY() : Eigen::Vector3d::UnitX();
    wanted.down = main == 2 ? Eigen::Vector3d::UnitY() : Eigen::Vector3d(-Eigen::Vector3d::UnitZ());
    ViewAxes best;
    double bestFit = -3;
    for (int swap = 0; swap < 2; ++swap)
        for (const double rightSign : {1.0, -1.0})
            for (const double downSign : {1.0, -1.0}) {
                const ViewAxes axes{rightSign * columns[swap], downSign * columns[1 - swap]};
                const double fit = axes.right.dot(wanted.right) + axes.down.dot(wanted.down);
                if (fit > bestFit + 1e-9) {
                    bestFit = fit;
                    best = axes;
                }
            }
    return best;
}

ViewAxes turned(const ViewAxes& axes, int quarterTurns, bool mirrored) {
    ViewAxes result = axes;
    // A clockwise turn brings what was at the left edge to the top: what grew to the right now grows
    // downwards.
    for (int turn = 0; turn < ((quarterTurns % 4) + 4) % 4; ++turn)
        result = {Eigen::Vector3d(-result.down), result.right};
    if (mirrored) result.right = -result.right;
    return result;
}

EdgeLetters edgeLetters(const ViewAxes& axes) {
    return {lettersOf(-axes.right), lettersOf(axes.right), lettersOf(-axes.down), lettersOf(axes.down)};
}

} // namespace second_read::volume
