#pragma once
/// DICOM files made by the tests: an asymmetric phantom in any plane, and edits to files already written.

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include <dcmtk/dcmdata/dctk.h>

#include "study/dicom_writer.h"
#include "study/study_reader.h"
#include "support/support.h"

namespace second_read::study::fixture {

namespace fs = std::filesystem;

/// Columns: the patient directions (LPS) along which i, j and k grow.
inline Eigen::Matrix3d axes(const Eigen::Vector3d& i, const Eigen::Vector3d& j) {
    Eigen::Matrix3d matrix;
    matrix << i, j, i.cross(j);
    return matrix;
}
inline const Eigen::Vector3d kLeft{1, 0, 0}, kBack{0, 1, 0}, kUp{0, 0, 1};
inline Eigen::Matrix3d axial() { return axes(kLeft, kBack); }
inline Eigen::Matrix3d sagittal() { return axes(kBack, -kUp); }
inline Eigen::Matrix3d coronal() { return axes(kLeft, -kUp); }
inline Eigen::Matrix3d oblique() {
    return Eigen::AngleAxisd(0.3, Eigen::Vector3d(1, 0.5, -0.2).normalized()).toRotationMatrix() * axial();
}

/// A head-sized T1 whose every voxel has its own value: any flip, swap or shift shows.
inline DicomSeries phantom(const Eigen::Matrix3d& direction = axial(), int slices = 12) {
    DicomSeries series;
    series.studyInstanceUid = "1.2.826.0.1.3680043.2.1143.1";
    series.seriesInstanceUid = "1.2.826.0.1.3680043.2.1143.1.1";
    series.frameOfReferenceUid = "1.2.826.0.1.3680043.2.1143.1.9";
    series.sopInstanceUidRoot = "1.2.826.0.1.3680043.2.1143.1.1.1";
    series.sliceThickness = 5;
    series.attributes = {{"PatientName", "DOE^JANE"},
                         {"PatientID", "42"},
                         {"PatientSex", "F"},
                         {"PatientBirthDate", "19750303"},
                         {"StudyDate", "20260302"},
                         {"StudyTime", "094233"},
                         {"AccessionNumber", "A1"},
                         {"StudyDescription", "MR brain"},
                         {"SeriesDescription", "t1_se_tra"},
                         {"SeriesNumber", "3"},
                         {"ScanningSequence", "SE"},
                         {"SequenceVariant", "SK"},
                         {"RepetitionTime", "500"},
                         {"EchoTime", "12"},
                         {"ImageType", "ORIGINAL\\PRIMARY\\M\\ND"}};
    auto& grid = series.volume.grid;
    grid.size = {20, 16, slices};
    grid.spacing = {9, 11, 6};
    grid.direction = direction;
    grid.origin = {-85, -70, -30};
    for (int k = 0; k < slices; ++k)
        for (int j = 0; j < 16; ++j)
            for (int i = 0; i < 20; ++i)
                series.volume.voxels.push_back(static_cast<float>(1000 * k + 30 * j + i));
    return series;
}

/// A second series of the same study, or a study of its own: other UIDs.
inline void renumber(DicomSeries& series, int number, bool otherStudy = false) {
    if (otherStudy) series.studyInstanceUid += "." + std::to_string(number);
    series.seriesInstanceUid = series.studyInstanceUid + ".2." + std::to_string(number);
    series.sopInstanceUidRoot = series.seriesInstanceUid + ".7";
    series.attributes["SeriesNumber"] = std::to_string(number);
}

inline std::vector<fs::path> write(const fs::path& folder, const DicomSeries& series) {
    auto files = writeDicom(folder, series);
    EXPECT_TRUE(files) << files.error().message;
    return files.value_or(std::vector<fs::path>());
}

/// Changes a file that is already there.
inline void edit(const fs::path& file, const std::function<void(DcmDataset&)>& change,
                 E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
    DcmFileFormat format;
    ASSERT_TRUE(format.loadFile(file.c_str()).good());
    format.loadAllDataIntoMemory();
    change(*format.getDataset());
    ASSERT_TRUE(format.getDataset()->chooseRepresentation(syntax, nullptr).good());
    ASSERT_TRUE(format.saveFile(file.c_str(), syntax).good());
}

inline void set(DcmDataset& dataset, const DcmTagKey& tag, const std::string& value) {
    ASSERT_TRUE(dataset.putAndInsertString(DcmTag(tag), value.c_str()).good());
}

inline std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}
inline void putBytes(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

/// The study of a folder that must hold exactly one.
inline OpenedStudy open(const fs::path& path) {
    auto found = openStudies(path);
    EXPECT_TRUE(found) << found.error().message;
    if (!found || found->studies.empty()) return {};
    EXPECT_EQ(found->studies.size(), 1U);
    return found->studies.front();
}

/// True when a warning of the series (or of none, when `series` is null: of the study) holds these words.
inline bool warns(const std::vector<std::string>& warnings, const std::string& words) {
    for (const auto& warning : warnings)
        if (warning.find(words) != std::string::npos) return true;
    return false;
}

/// Every voxel of `loaded` has the value that `original` has at that place of the patient.
inline void expectSamePlace(const volume::Volume& loaded, const volume::Volume& original,
                            float tolerance = 0) {
    ASSERT_EQ(loaded.grid.voxels(), original.grid.voxels());
    for (int k = 0; k < loaded.grid.size[2]; ++k)
        for (int j = 0; j < loaded.grid.size[1]; ++j)
            for (int i = 0; i < loaded.grid.size[0]; ++i) {
                const Eigen::Vector3d voxel = original.grid.voxelOf(loaded.grid.patientOf(
                    {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)}));
                const Eigen::Vector3d nearest = voxel.array().round();
                ASSERT_LT((voxel - nearest).cwiseAbs().maxCoeff(), 1e-3);
                ASSERT_TRUE(original.grid.contains(nearest));
                ASSERT_NEAR(loaded.at(i, j, k),
                            original.at(static_cast<int>(nearest.x()), static_cast<int>(nearest.y()),
                                        static_cast<int>(nearest.z())),
                            tolerance);
            }
}

} // namespace second_read::study::fixture
