#pragma once
/// A head made of spheres, with FreeSurfer labels: enough anatomy for every finding, without any file from
/// outside.

#include <cmath>
#include <filesystem>

#include "support/support.h"
#include "volume/nifti.h"

namespace second_read::test {

/// Left labels lie on the patient's left (LPS x > 0). `flip` puts them on the wrong side.
inline volume::Volume sphereHead(bool flip = false) {
    volume::Volume map;
    map.grid.size = {100, 120, 110};
    map.grid.spacing.setConstant(2.0);
    map.grid.origin = Eigen::Vector3d(-99, -119, -109);
    map.voxels.resize(map.grid.voxels());
    std::size_t index = 0;
    for (int k = 0; k < map.grid.size[2]; ++k)
        for (int j = 0; j < map.grid.size[1]; ++j)
            for (int i = 0; i < map.grid.size[0]; ++i, ++index) {
                const Eigen::Vector3d p = map.grid.patientOf(
                    {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
                const bool left = (p.x() > 0) != flip;
                const auto within = [&](double x, double y, double z, double a, double b, double c) {
                    return std::pow((p.x() - x) / a, 2) + std::pow((p.y() - y) / b, 2) +
                               std::pow((p.z() - z) / c, 2) <
                           1;
                };
                const double side = p.x() > 0 ? 1 : -1;
                float label = 0;
                if (within(0, 0, 0, 84, 102, 92)) label = 511;
                if (within(0, 0, 0, 82, 100, 90)) label = 507;
                if (within(0, 0, 0, 77, 95, 85)) label = 515;
                if (within(0, 0, 0, 72, 90, 80)) label = 24;
                const bool low = p.z() < -38;
                // Folds, so that there are sulci.
                const double fold = 2.5 * std::sin(p.x() / 5) * std::sin(p.y() / 5) * std::sin(p.z() / 5);
                if (!low && std::abs(p.x()) > 1 && within(0, 0, 0, 69 + fold, 87 + fold, 77 + fold))
                    label = left ? 3 : 42;
                if (!low && within(0, 0, 0, 64 + fold, 82 + fold, 72 + fold)) label = left ? 2 : 41;
                if (low && within(0, 35, -45, 50, 35, 28)) label = left ? 8 : 47;
                if (low && within(0, 35, -45, 44, 30, 22)) label = left ? 7 : 46;
                if (within(side * 14, 0, 12, 8, 32, 9)) label = left ? 4 : 43;
                if (within(0, 4, 2, 3, 10, 8)) label = 14;
                if (within(side * 12, 10, 0, 8, 14, 9)) label = left ? 10 : 49;
                if (within(side * 28, -4, 0, 8, 16, 10)) label = left ? 12 : 51;
                if (within(0, 12, -40, 12, 12, 26)) label = 16;
                map.voxels[index] = label;
            }
    return map;
}

/// A folder with one such head.
inline void writeSphereHead(const std::filesystem::path& folder, bool flip = false) {
    const auto written = volume::writeNifti(folder / "head.nii.gz", sphereHead(flip));
    if (!written) throw std::runtime_error(written.error().message);
}

} // namespace second_read::test
