#include "presenters/slice_geometry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "volume/view_axes.h"

namespace second_read::ui {
namespace {

const double kParallel = std::cos(15.0 * M_PI / 180.0), kSameWay = std::cos(45.0 * M_PI / 180.0);

double cosineBetween(const volume::Grid& a, const volume::Grid& b) {
    return std::abs(volume::sliceNormal(a).dot(volume::sliceNormal(b)));
}

} // namespace

Eigen::Vector3d sliceCenter(const volume::Grid& grid, int slice) {
    return grid.patientOf({(grid.size[0] - 1) / 2.0, (grid.size[1] - 1) / 2.0, static_cast<double>(slice)});
}

std::optional<int> nearestSlice(const volume::Grid& grid, const Eigen::Vector3d& lps, double toleranceMm) {
    if (grid.size[2] < 1 || !lps.allFinite()) return std::nullopt;
    const Eigen::Vector3d normal = volume::sliceNormal(grid);
    // Along the normal, not along the third column: a tilted gantry shears the stack.
    const double step = grid.spacing[2] * grid.direction.col(2).dot(normal);
    if (!(std::abs(step) > 0)) return 0;
    const double position = (lps - sliceCenter(grid, 0)).dot(normal) / step;
    const double outside = std::max({0.0, -position, position - (grid.size[2] - 1)}) * std::abs(step);
    if (!(outside <= toleranceMm)) return std::nullopt;
    return static_cast<int>(std::clamp(std::lround(position), 0L, static_cast<long>(grid.size[2] - 1)));
}

bool parallel(const volume::Grid& a, const volume::Grid& b) { return cosineBetween(a, b) >= kParallel; }

bool sameWay(const volume::Grid& a, const volume::Grid& b) { return cosineBetween(a, b) >= kSameWay; }

std::optional<std::pair<Eigen::Vector3d, Eigen::Vector3d>> cut(const volume::Grid& drawn, int slice,
                                                               const volume::Grid& other, int otherSlice) {
    if (parallel(drawn, other)) return std::nullopt;
    const Eigen::Vector3d normal = volume::sliceNormal(drawn);
    const Eigen::Vector3d plane = sliceCenter(drawn, slice);
    // The four edges of the other slice against our plane: two crossings make the line, and bound it.
    const double right = other.size[0] - 0.5, down = other.size[1] - 0.5, k = otherSlice;
    const std::array<Eigen::Vector3d, 4> corners = {
        other.patientOf({-0.5, -0.5, k}), other.patientOf({right, -0.5, k}),
        other.patientOf({right, down, k}), other.patientOf({-0.5, down, k})};
    std::array<Eigen::Vector3d, 2> ends;
    std::size_t found = 0;
    for (std::size_t i = 0; i < 4 && found < 2; ++i) {
        const Eigen::Vector3d &a = corners[i], &b = corners[(i + 1) % 4];
        const double da = (a - plane).dot(normal), db = (b - plane).dot(normal);
        if ((da < 0) == (db < 0)) continue;
        ends[found++] = a + (b - a) * (da / (da - db));
    }
    if (found < 2) return std::nullopt;
    return std::pair{ends[0], ends[1]};
}

std::string slicePosition(const volume::Grid& grid, int slice) {
    int axis = 2;
    volume::sliceNormal(grid).cwiseAbs().maxCoeff(&axis);
    const double value = sliceCenter(grid, slice)[axis];
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%c %.1f mm", "RAILPS"[axis + (value < 0 ? 0 : 3)],
                  std::abs(value));
    return text.data();
}

} // namespace second_read::ui
