#include "volume/nifti_format.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include <Eigen/Geometry>
#include <Eigen/LU>

namespace second_read::volume {
namespace {

/// Fields at fixed offsets, in the file's byte order.
class Bytes {
public:
    Bytes(std::string_view bytes, bool swapped) : m_bytes(bytes), m_swapped(swapped) {}
    template <class T> T at(std::size_t offset) const {
        std::array<char, sizeof(T)> raw{};
        std::memcpy(raw.data(), m_bytes.data() + offset, sizeof(T));
        if (m_swapped) std::reverse(raw.begin(), raw.end());
        return std::bit_cast<T>(raw);
    }
    std::string text(std::size_t offset, std::size_t length) const {
        const auto field = m_bytes.substr(offset, length);
        return std::string(field.substr(0, std::min(field.find('\0'), field.size())));
    }

private:
    std::string_view m_bytes;
    bool m_swapped;
};

/// Quaternion (b, c, d), offsets, spacing and handedness to a matrix (nifti1.h, "METHOD 2").
Eigen::Matrix4d matrixOfQuaternion(double b, double c, double d, const Eigen::Vector3d& offset,
                                   const Eigen::Vector3d& spacing, double handedness) {
    const double a = std::sqrt(std::max(0.0, 1.0 - (b * b + c * c + d * d)));
    Eigen::Matrix3d rotation = Eigen::Quaterniond(a, b, c, d).normalized().toRotationMatrix();
    if (handedness < 0) rotation.col(2) *= -1;
    Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
    matrix.topLeftCorner<3, 3>() = rotation * spacing.asDiagonal();
    matrix.topRightCorner<3, 1>() = offset;
    return matrix;
}

double millimetresOf(int xyztUnits) {
    switch (xyztUnits & 7) {
    case 1:
        return 1000; // metres
    case 3:
        return 0.001; // micrometres
    default:
        return 1; // millimetres, or not said
    }
}

/// A code that vouches for a matrix which is none (zeros, NaN, flat) is not believed.
bool isInvertible(const Eigen::Matrix4d& matrix) {
    if (!matrix.allFinite()) return false;
    for (int axis = 0; axis < 3; ++axis)
        if (matrix.block<3, 1>(0, axis).norm() < 1e-6 || matrix.block<3, 1>(0, axis).norm() > 1e5)
            return false;
    Eigen::Matrix3d unit = matrix.topLeftCorner<3, 3>();
    unit.colwise().normalize();
    return std::abs(unit.determinant()) > 1e-3;
}

template <class Real, class Dim, class Code, class Offset> struct Layout {
    std::size_t dim, datatype, pixdim, offset, slope, intercept, units, description, qformCode, sformCode,
        quaternion, qoffset, srow;

    NiftiFields read(const Bytes& bytes) const {
        NiftiFields fields;
        for (std::size_t i = 0; i < 8; ++i) {
            fields.dim[i] = bytes.at<Dim>(dim + i * sizeof(Dim));
            fields.pixdim[i] = static_cast<double>(bytes.at<Real>(pixdim + i * sizeof(Real)));
        }
        fields.datatype = bytes.at<std::int16_t>(datatype);
        const auto start = bytes.at<Offset>(offset);
        // A float that is NaN or beyond any file has no integer value.
        fields.voxelOffset =
            start >= Offset(0) && start < Offset(1LL << 40) ? static_cast<std::int64_t>(start) : -1;
        fields.slope = static_cast<double>(bytes.at<Real>(slope));
        fields.intercept = static_cast<double>(bytes.at<Real>(intercept));
        if (fields.slope == 0 || !std::isfinite(fields.slope) || !std::isfinite(fields.intercept)) {
            fields.slope = 1;
            fields.intercept = 0;
        }
        fields.millimetresPerUnit = millimetresOf(static_cast<int>(bytes.at<Code>(units)));
        fields.description = bytes.text(description, 80);
        fields.qformCode =
            static_cast<int>(bytes.at<std::conditional_t<sizeof(Code) == 1, std::int16_t, Code>>(qformCode));
        fields.sformCode =
            static_cast<int>(bytes.at<std::conditional_t<sizeof(Code) == 1, std::int16_t, Code>>(sformCode));
        const auto real = [&](std::size_t first, std::size_t i) {
            return static_cast<double>(bytes.at<Real>(first + i * sizeof(Real)));
        };
        const double mm = fields.millimetresPerUnit;
        fields.qform =
            matrixOfQuaternion(real(quaternion, 0), real(quaternion, 1), real(quaternion, 2),
                               mm * Eigen::Vector3d(real(qoffset, 0), real(qoffset, 1), real(qoffset, 2)),
                               mm * Eigen::Vector3d(std::abs(fields.pixdim[1]), std::abs(fields.pixdim[2]),
                                                    std::abs(fields.pixdim[3])),
                               fields.pixdim[0]);
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 4; ++column)
                fields.sform(row, column) = mm * real(srow, static_cast<std::size_t>(4 * row + column));
        if (!isInvertible(fields.qform)) fields.qformCode = 0;
        if (!isInvertible(fields.sform)) fields.sformCode = 0;
        return fields;
    }
};

// Offsets of the fields: nifti1.h and nifti2.h.
constexpr Layout<float, std::int16_t, char, float> kNifti1 = {.dim = 40,
                                                              .datatype = 70,
                                                              .pixdim = 76,
                                                              .offset = 108,
                                                              .slope = 112,
                                                              .intercept = 116,
                                                              .units = 123,
                                                              .description = 148,
                                                              .qformCode = 252,
                                                              .sformCode = 254,
                                                              .quaternion = 256,
                                                              .qoffset = 268,
                                                              .srow = 280};
constexpr Layout<double, std::int64_t, std::int32_t, std::int64_t> kNifti2 = {.dim = 16,
                                                                              .datatype = 12,
                                                                              .pixdim = 104,
                                                                              .offset = 168,
                                                                              .slope = 176,
                                                                              .intercept = 184,
                                                                              .units = 500,
                                                                              .description = 240,
                                                                              .qformCode = 344,
                                                                              .sformCode = 348,
                                                                              .quaternion = 352,
                                                                              .qoffset = 376,
                                                                              .srow = 400};

template <class T> void put(std::string& bytes, std::size_t offset, T value) {
    std::memcpy(bytes.data() + offset, &value, sizeof(T));
}

} // namespace

Result<NiftiFields> parseNiftiFields(std::string_view bytes) {
    if (bytes.size() < kNifti1HeaderBytes)
        return fail(ErrorCode::Corrupt, "it is too short for a NIfTI header");
    const auto declared = Bytes(bytes, false).at<std::int32_t>(0);
    const auto reversed = Bytes(bytes, true).at<std::int32_t>(0);
    const bool first = declared == 348 || reversed == 348;
    const bool second = declared == 540 || reversed == 540;
    if (!first && !second) return fail(ErrorCode::Corrupt, "it does not begin like a NIfTI file");
    if (second && bytes.size() < kNifti2HeaderBytes)
        return fail(ErrorCode::Corrupt, "its NIfTI-2 header is cut short");
    const bool swapped = declared != 348 && declared != 540;
    const auto magic = bytes.substr(first ? 344 : 4, 3);
    if (magic == "ni1" || magic == "ni2")
        return fail(ErrorCode::Unsupported,
                    "its voxels lie in a second file (.hdr and .img); convert it to one .nii file");
    if (magic != (first ? "n+1" : "n+2")) return fail(ErrorCode::Corrupt, "its NIfTI magic number is wrong");
    auto fields = first ? kNifti1.read(Bytes(bytes, swapped)) : kNifti2.read(Bytes(bytes, swapped));
    fields.swapped = swapped;
    return fields;
}

std::string formatNifti1Header(const std::array<int, 3>& size, const Eigen::Matrix4d& ras) {
    std::string bytes(kNifti1HeaderBytes + 4, '\0'); // the four bytes behind it say: no extension
    put<std::int32_t>(bytes, 0, static_cast<std::int32_t>(kNifti1HeaderBytes));
    bytes[38] = 'r';
    put<std::int16_t>(bytes, 40, 3);
    for (std::size_t axis = 0; axis < 7; ++axis)
        put(bytes, 42 + 2 * axis, static_cast<std::int16_t>(axis < 3 ? size[axis] : 1));
    put<std::int16_t>(bytes, 70, kNiftiFloat32);
    put<std::int16_t>(bytes, 72, 32);
    Eigen::Matrix3d rotation = ras.topLeftCorner<3, 3>();
    const Eigen::Vector3d spacing = rotation.colwise().norm();
    rotation.colwise().normalize();
    const float handedness = rotation.determinant() < 0 ? -1.0F : 1.0F;
    put(bytes, 76, handedness);
    for (int axis = 0; axis < 3; ++axis)
        put(bytes, 80 + 4 * static_cast<std::size_t>(axis), static_cast<float>(spacing[axis]));
    put(bytes, 108, static_cast<float>(kNifti1HeaderBytes + 4));
    put(bytes, 112, 1.0F);
    bytes[123] = 2; // millimetres
    std::memcpy(bytes.data() + 148, "Second Read", 11);
    // A quaternion knows no shear: then the sform alone says where the voxels lie.
    const bool orthogonal = (rotation.transpose() * rotation - Eigen::Matrix3d::Identity()).norm() < 1e-4;
    put<std::int16_t>(bytes, 252, orthogonal ? 1 : 0);
    put<std::int16_t>(bytes, 254, 1);
    if (orthogonal) {
        rotation.col(2) *= handedness;
        Eigen::Quaterniond q(rotation);
        if (q.w() < 0) q.coeffs() *= -1;
        put(bytes, 256, static_cast<float>(q.x()));
        put(bytes, 260, static_cast<float>(q.y()));
        put(bytes, 264, static_cast<float>(q.z()));
    }
    for (int row = 0; row < 3; ++row) {
        const auto i = static_cast<std::size_t>(row);
        put(bytes, 268 + 4 * i, static_cast<float>(ras(row, 3)));
        for (int column = 0; column < 4; ++column)
            put(bytes, 280 + 16 * i + 4 * static_cast<std::size_t>(column),
                static_cast<float>(ras(row, column)));
    }
    std::memcpy(bytes.data() + 344, "n+1", 3);
    return bytes;
}

std::size_t bytesPerVoxel(int datatype) {
    switch (datatype) {
    case kNiftiUint8:
    case kNiftiInt8:
        return 1;
    case kNiftiInt16:
    case kNiftiUint16:
        return 2;
    case kNiftiInt32:
    case kNiftiUint32:
    case kNiftiFloat32:
        return 4;
    case kNiftiFloat64:
    case kNiftiInt64:
    case kNiftiUint64:
        return 8;
    default:
        return 0;
    }
}

bool isIntegerType(int datatype) {
    return bytesPerVoxel(datatype) > 0 && datatype != kNiftiFloat32 && datatype != kNiftiFloat64;
}

} // namespace second_read::volume
