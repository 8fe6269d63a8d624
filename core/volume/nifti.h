#pragma once
/// NIfTI-1 and NIfTI-2 files (.nii, .nii.gz; nifti1.h, nifti2.h by NIMH DFWG), read into LPS and written from
/// it.

#include <filesystem>
#include <string>

#include "base/error.h"
#include "volume/volume.h"

namespace second_read::volume {

/// What the header tells without reading the voxels.
struct NiftiHeader {
    Grid grid;               ///< already LPS (NIfTI's RAS+ converted); first three axes
    int volumes = 1;         ///< size of the fourth axis
    bool integer = false;    ///< stored as integers without scaling
    bool hasPosition = true; ///< false: neither qform nor sform; no side may be stated
    std::string description;
};

Result<NiftiHeader> readNiftiHeader(const std::filesystem::path& file);

/// The first volume (or `index` of a 4-D file) as floats, slope and intercept applied. Unzipped size, axis
/// sizes and header offsets are bounded; RGB and complex types are Unsupported.
Result<Volume> readNifti(const std::filesystem::path& file, int index = 0);

/// True when the first volume has at most `most` different values, as label maps do. Stops reading at the
/// first value too many, which for images is early.
Result<bool> hasFewValues(const std::filesystem::path& file, std::size_t most);

/// float32, gzip if the name ends in .gz; written atomically, sform and qform set (RAS+ as the format
/// demands).
Result<void> writeNifti(const std::filesystem::path& file, const Volume& volume);

} // namespace second_read::volume
