#pragma once
/// The NIfTI header as plain numbers: the part of the format that reader and writer share.
/// NIfTI-1: nifti1.h, NIMH DFWG 2003; NIfTI-2: nifti2.h, 2011.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <Eigen/Core>

#include "base/error.h"

namespace second_read::volume {

inline constexpr std::size_t kNifti1HeaderBytes = 348;
inline constexpr std::size_t kNifti2HeaderBytes = 540;

/// Numbers of the datatype field that we read, nifti1.h.
enum NiftiType {
    kNiftiUint8 = 2,
    kNiftiInt16 = 4,
    kNiftiInt32 = 8,
    kNiftiFloat32 = 16,
    kNiftiFloat64 = 64,
    kNiftiInt8 = 256,
    kNiftiUint16 = 512,
    kNiftiUint32 = 768,
    kNiftiInt64 = 1024,
    kNiftiUint64 = 1280,
};

/// Both versions, in this machine's byte order. Affines are in mm and in NIfTI's RAS+.
struct NiftiFields {
    std::array<std::int64_t, 8> dim{};
    std::array<double, 8> pixdim{};
    int datatype = 0;
    std::int64_t voxelOffset = 0;
    double slope = 1, intercept = 0; ///< 1 and 0 when the header says "none"
    int qformCode = 0, sformCode = 0;
    Eigen::Matrix4d qform = Eigen::Matrix4d::Identity();
    Eigen::Matrix4d sform = Eigen::Matrix4d::Identity();
    double millimetresPerUnit = 1;
    bool swapped = false; ///< the file's byte order is not this machine's
    std::string description;
};

/// Reads the fields out of the first bytes of a file (348 or 540 are needed). Corrupt: no NIfTI; Unsupported:
/// a header whose voxels lie in another file.
Result<NiftiFields> parseNiftiFields(std::string_view bytes);

/// The 352 bytes in front of the voxels of a float32 NIfTI-1 file. `ras` maps voxel indices to RAS+ mm.
std::string formatNifti1Header(const std::array<int, 3>& size, const Eigen::Matrix4d& ras);

/// Bytes of one voxel of the types that we read; 0 for those that we do not (RGB, complex, 1 bit, 128 bit).
std::size_t bytesPerVoxel(int datatype);
bool isIntegerType(int datatype);

} // namespace second_read::volume
