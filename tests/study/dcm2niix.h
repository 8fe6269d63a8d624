#pragma once
/// An independent reader to compare with: Debian's dcm2niix (Li 2016, J Neurosci Methods 264:47).

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/support.h"
#include "volume/nifti.h"

namespace second_read::test {

inline constexpr double kSamePlace =
    0.02; // mm: positions are written with a few decimals, NIfTI's affine in single precision

inline bool haveDcm2niix() { return std::system("command -v dcm2niix >/dev/null 2>&1") == 0; }

struct Converted {
    std::string name;
    volume::Volume volume;
};

/// Every volume that dcm2niix makes of a folder, one folder deep at a time as `study` sees it. Scaled as
/// DICOM says
/// (-p n), integers as stored (-l o), slices of one series never merged over series (-m n).
inline std::vector<Converted> convert(const std::filesystem::path& folder) {
    const TemporaryFolder out;
    const std::string command = "timeout 60 dcm2niix -b n -d 9 -l o -m n -p n -z n -f %s_%d -o '" +
                                out.path().string() + "' '" + folder.string() + "' >/dev/null 2>&1";
    [[maybe_unused]] const int code =
        std::system(command.c_str()); // it ends with an error when one file of many is bad
    std::vector<Converted> all;
    for (const auto& entry : std::filesystem::directory_iterator(out.path())) {
        if (entry.path().extension() != ".nii") continue;
        const auto header = volume::readNiftiHeader(entry.path());
        if (!header) continue; // colour: read by neither as numbers
        for (int n = 0; n < header->volumes; ++n)
            if (auto read = volume::readNifti(entry.path(), n))
                all.push_back({entry.path().stem().string() + (n ? " volume " + std::to_string(n) : ""),
                               std::move(*read)});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return all;
}

struct Agreement {
    double apart = INFINITY;  ///< mm, the worst corner; infinite when the grids do not lie on each other
    double values = INFINITY; ///< largest difference as a share of the largest value
    bool place() const { return apart < kSamePlace; }
    bool all() const { return place() && values < 1e-4; }
    bool operator<(const Agreement& other) const {
        return std::pair(std::pair(!place(), !all()), values) <
               std::pair(std::pair(!other.place(), !other.all()), other.values);
    }
};

/// Voxel for voxel at the same place of the patient, whatever the order of rows and slices: dcm2niix turns
/// rows round and sorts slices by its own rule.
inline Agreement compare(const volume::Volume& ours, const volume::Volume& theirs) {
    Agreement agreement;
    if (ours.grid.voxels() != theirs.grid.voxels()) return agreement;
    const auto& size = ours.grid.size;
    double apart = 0;
    for (int corner = 0; corner < 8; ++corner) {
        const Eigen::Vector3d voxel((corner & 1) ? size[0] - 1 : 0, (corner & 2) ? size[1] - 1 : 0,
                                    (corner & 4) ? size[2] - 1 : 0);
        const Eigen::Vector3d patient = ours.grid.patientOf(voxel);
        const Eigen::Vector3d there = theirs.grid.voxelOf(patient).array().round();
        if (!theirs.grid.contains(there)) return agreement;
        apart = std::max(apart, (theirs.grid.patientOf(there) - patient).norm());
    }
    agreement.apart = apart;
    double largest = 0, worst = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i) {
                const Eigen::Vector3i there =
                    theirs.grid
                        .voxelOf(ours.grid.patientOf(
                            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}))
                        .array()
                        .round()
                        .cast<int>();
                const double mine = ours.at(i, j, k);
                largest = std::max(largest, std::abs(mine));
                worst = std::max(worst, std::abs(mine - theirs.at(there.x(), there.y(), there.z())));
            }
    agreement.values = largest > 0 ? worst / largest : worst;
    return agreement;
}

} // namespace second_read::test
