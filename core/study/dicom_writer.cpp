#include "study/dicom_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcwcache.h>

#include "base/files.h"

namespace second_read::study {
namespace {

// Of our own making under the UUID root (PS3.5 B.2), so that DCMTK's version does not change our bytes.
constexpr const char* kImplementationClass = "2.25.301783310573286571045716409219351853174";
constexpr const char* kImplementationName = "SECONDREAD";

/// At most 16 characters, as DS demands (PS3.5 6.2).
std::string decimal(double value) {
    std::array<char, 48> text{};
    for (int digits = 10; digits > 0; --digits) {
        std::snprintf(text.data(), text.size(), "%.*g", digits, value == 0 ? 0.0 : value);
        if (std::string_view(text.data()).size() <= 16) break;
    }
    return text.data();
}

std::string joined(std::initializer_list<double> values) {
    std::string all;
    for (const double value : values) all += (all.empty() ? "" : "\\") + decimal(value);
    return all;
}

struct Scale {
    double slope = 1, intercept = 0;
};

/// Integers that fit are written as they are; everything else is spread over 12 bits and rescaled on reading.
Scale scaleOf(const volume::Volume& volume) {
    const auto [least, most] = std::minmax_element(volume.voxels.begin(), volume.voxels.end());
    const bool whole =
        std::all_of(volume.voxels.begin(), volume.voxels.end(), [](float v) { return v == std::floor(v); });
    if (whole && *least >= 0 && *most <= std::numeric_limits<Uint16>::max()) return {};
    const double span = static_cast<double>(*most) - static_cast<double>(*least);
    return {span > 0 ? span / 4095 : 1, static_cast<double>(*least)};
}

/// What the IOD demands (PS3.3 A.4.3) and the caller did not say. Empty: type 2.
const std::map<std::string, std::string>& defaults() {
    static const std::map<std::string, std::string> values = {
        {"SpecificCharacterSet", "ISO_IR 192"},
        {"ImageType", "ORIGINAL\\PRIMARY\\OTHER"},
        {"StudyDate", ""},
        {"StudyTime", ""},
        {"AccessionNumber", ""},
        {"Modality", "MR"},
        {"BodyPartExamined", "BRAIN"},
        {"Manufacturer", ""},
        {"ReferringPhysicianName", ""},
        {"SeriesDescription", ""},
        {"PatientName", ""},
        {"PatientID", ""},
        {"PatientBirthDate", ""},
        {"PatientSex", ""},
        {"StudyID", "1"},
        {"SeriesNumber", "1"},
        {"AcquisitionNumber", "1"},
        {"ScanningSequence", "RM"},
        {"SequenceVariant", "NONE"},
        {"ScanOptions", ""},
        {"MRAcquisitionType", "2D"},
        {"EchoTime", ""},
        {"EchoTrainLength", ""},
        {"RepetitionTime", ""},
        {"PatientPosition", "HFS"},
        {"PositionReferenceIndicator", ""},
        {"FrameOfReferenceUID", ""},
    };
    return values;
}

Result<void> insertAttributes(DcmDataset& dataset, const std::map<std::string, std::string>& attributes) {
    const auto& dictionary = dcmDataDict.rdlock();
    std::vector<std::pair<DcmTag, std::string>> tags;
    std::string unknown;
    for (const auto& [keyword, value] : attributes) {
        const DcmDictEntry* entry = dictionary.findEntry(keyword.c_str());
        if (!entry)
            unknown = keyword;
        else
            tags.emplace_back(DcmTag(entry->getKey(), entry->getVR()), value);
    }
    dcmDataDict.rdunlock();
    if (!unknown.empty())
        return fail(ErrorCode::InvalidArgument, "'" + unknown + "' is no keyword of the DICOM dictionary");
    for (const auto& [tag, value] : tags)
        if (dataset.putAndInsertString(tag, value.c_str()).bad())
            return fail(ErrorCode::InvalidArgument, "the attribute " + std::string(DcmTag(tag).getTagName()) +
                                                        " cannot hold '" + value + "'");
    return {};
}

void insertSlice(DcmDataset& dataset, const DicomSeries& series, const Scale& scale, int k) {
    const auto& grid = series.volume.grid;
    const auto put = [&](const DcmTagKey& tag, const std::string& value) {
        dataset.putAndInsertString(DcmTag(tag), value.c_str());
    };
    const auto putNumber = [&](const DcmTagKey& tag, int value) {
        dataset.putAndInsertUint16(DcmTag(tag), static_cast<Uint16>(value));
    };
    const Eigen::Vector3d position = grid.patientOf({0, 0, static_cast<double>(k)});
    const Eigen::Vector3d row = grid.direction.col(0), column = grid.direction.col(1);
    put(DCM_SOPClassUID, UID_MRImageStorage);
    put(DCM_SOPInstanceUID, series.sopInstanceUidRoot + "." + std::to_string(k + 1));
    put(DCM_StudyInstanceUID, series.studyInstanceUid);
    put(DCM_SeriesInstanceUID, series.seriesInstanceUid);
    put(DCM_FrameOfReferenceUID, series.frameOfReferenceUid);
    put(DCM_InstanceNumber, std::to_string(k + 1));
    put(DCM_ImagePositionPatient, joined({position.x(), position.y(), position.z()}));
    put(DCM_ImageOrientationPatient, joined({row.x(), row.y(), row.z(), column.x(), column.y(), column.z()}));
    put(DCM_PixelSpacing, joined({grid.spacing[1], grid.spacing[0]}));
    put(DCM_SliceThickness, decimal(series.sliceThickness));
    put(DCM_SpacingBetweenSlices, decimal(grid.spacing[2]));
    put(DCM_SliceLocation, decimal(position.dot(row.cross(column))));
    putNumber(DCM_SamplesPerPixel, 1);
    put(DCM_PhotometricInterpretation, "MONOCHROME2");
    putNumber(DCM_Rows, grid.size[1]);
    putNumber(DCM_Columns, grid.size[0]);
    putNumber(DCM_BitsAllocated, 16);
    putNumber(DCM_BitsStored, 16);
    putNumber(DCM_HighBit, 15);
    putNumber(DCM_PixelRepresentation, 0);
    if (scale.slope != 1 || scale.intercept != 0) {
        put(DCM_RescaleIntercept, decimal(scale.intercept));
        put(DCM_RescaleSlope, decimal(scale.slope));
        put(DCM_RescaleType, "US");
    }
    // The written slope has at most 16 characters: the pixels are quantised with what the reader will see.
    const double slope = std::stod(decimal(scale.slope)), intercept = std::stod(decimal(scale.intercept));
    const std::size_t plane = static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
    std::vector<Uint16> pixels(plane);
    for (std::size_t i = 0; i < plane; ++i) {
        const double value =
            (static_cast<double>(series.volume.voxels[static_cast<std::size_t>(k) * plane + i]) - intercept) /
            slope;
        pixels[i] = static_cast<Uint16>(std::clamp(std::lround(value), 0L, 65535L));
    }
    dataset.putAndInsertUint16Array(DcmTag(DCM_PixelData, EVR_OW), pixels.data(),
                                    static_cast<unsigned long>(plane));
}

/// One element of the meta header (PS3.10 7.1): explicit VR, little endian.
std::string metaElement(std::uint16_t element, const char* vr, std::string value) {
    if (value.size() % 2 == 1) value += std::string_view(vr) == "UI" ? '\0' : ' ';
    const auto low = [](std::size_t number, int byte) {
        return static_cast<char>((number >> (8 * byte)) & 0xFF);
    };
    std::string bytes = {2, 0, low(element, 0), low(element, 1), vr[0], vr[1]};
    if (std::string_view(vr) == "OB")
        bytes +=
            {0, 0, low(value.size(), 0), low(value.size(), 1), low(value.size(), 2), low(value.size(), 3)};
    else
        bytes += {low(value.size(), 0), low(value.size(), 1)};
    return bytes + value;
}

/// Preamble and meta header by hand: DCMTK would write its own version into the file, and a newer one other
/// bytes.
std::string metaHeader(const std::string& sopInstance) {
    const std::string elements =
        metaElement(0x01, "OB", std::string("\0\1", 2)) + metaElement(0x02, "UI", UID_MRImageStorage) +
        metaElement(0x03, "UI", sopInstance) +
        metaElement(0x10, "UI", UID_LittleEndianExplicitTransferSyntax) +
        metaElement(0x12, "UI", kImplementationClass) + metaElement(0x13, "SH", kImplementationName);
    std::string length;
    for (int byte = 0; byte < 4; ++byte) length += static_cast<char>((elements.size() >> (8 * byte)) & 0xFF);
    return std::string(128, '\0') + "DICM" + metaElement(0x00, "UL", length) + elements;
}

Result<std::string> bytesOf(DcmDataset& dataset) {
    std::string bytes(dataset.getLength(EXS_LittleEndianExplicit, EET_ExplicitLength) + 4096UL, '\0');
    DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    DcmWriteCache cache;
    dataset.transferInit();
    const OFCondition written = dataset.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, &cache);
    dataset.transferEnd();
    if (written.bad())
        return fail(ErrorCode::Internal,
                    std::string("a slice could not be encoded as DICOM: ") + written.text());
    void* start = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(start, length);
    return std::string(static_cast<const char*>(start), static_cast<std::size_t>(length));
}

Result<void> check(const DicomSeries& series) {
    const auto& volume = series.volume;
    if (volume.voxels.empty() || volume.voxels.size() != volume.grid.voxels())
        return fail(ErrorCode::InvalidArgument, "the volume has no voxels, or not as many as its grid");
    if (*std::max_element(volume.grid.size.begin(), volume.grid.size.end()) > 65535)
        return fail(ErrorCode::Unsupported, "DICOM axes end at 65535 pixels");
    if (!std::all_of(volume.voxels.begin(), volume.voxels.end(), [](float v) { return std::isfinite(v); }))
        return fail(ErrorCode::InvalidArgument, "the volume holds values that are no numbers");
    for (const auto* uid : {&series.seriesInstanceUid, &series.studyInstanceUid, &series.frameOfReferenceUid,
                            &series.sopInstanceUidRoot}) {
        const bool valid =
            !uid->empty() && uid->size() <= 58 && uid->find_first_not_of("0123456789.") == std::string::npos;
        if (!valid)
            return fail(ErrorCode::InvalidArgument,
                        "'" + *uid + "' is no DICOM UID of at most 58 characters");
    }
    return {};
}

} // namespace

Result<std::vector<std::filesystem::path>> writeDicom(const std::filesystem::path& folder,
                                                      const DicomSeries& series) {
    if (auto valid = check(series); !valid)
        return fail(valid.error().code,
                    "cannot write DICOM to " + folder.string() + ": " + valid.error().message);
    SECOND_READ_CHECK(makeFolder(folder));
    auto attributes = series.attributes;
    attributes.insert(defaults().begin(), defaults().end()); // what the caller said stays
    const Scale scale = scaleOf(series.volume);
    std::vector<std::filesystem::path> files;
    DcmDataset common; // DCMTK looks a keyword up by reading its dictionary from the start: once a series
    SECOND_READ_CHECK(insertAttributes(common, attributes));
    for (int k = 0; k < series.volume.grid.size[2]; ++k) {
        DcmDataset dataset(common);
        insertSlice(dataset, series, scale, k);
        SECOND_READ_TRY(bytes, bytesOf(dataset));
        std::array<char, 32> name{};
        std::snprintf(name.data(), name.size(), "IM%04d.dcm", k + 1);
        files.push_back(folder / name.data());
        SECOND_READ_CHECK(writeFileAtomically(
            files.back(), metaHeader(series.sopInstanceUidRoot + "." + std::to_string(k + 1)) + bytes,
            Flush::No));
    }
    return files;
}

} // namespace second_read::study
