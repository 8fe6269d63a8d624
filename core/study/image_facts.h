#pragma once
/// What the header of one file says about its images, as plain values: everything that sorting, splitting and
/// recognising need. One file gives one frame, or several (enhanced multi-frame, Siemens mosaics).

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

namespace second_read::study {

/// How the pixels are stored (PS3.3 C.7.6.3).
struct PixelFormat {
    int rows = 0, columns = 0;
    int samples = 1;
    int bitsAllocated = 16, bitsStored = 16, highBit = 15;
    bool isSigned = false, isFloat = false;
    int planarConfiguration = 0;
    int frames = 1;
    std::string photometric;
};

/// Attributes that tell one MR sequence from another (PS3.3 C.8.3.1, C.8.13.5).
struct Acquisition {
    std::optional<double> echoTime, repetitionTime, inversionTime;           ///< ms
    std::optional<double> flipAngle;                                         ///< degrees
    std::optional<double> bValue;                                            ///< s/mm2
    std::vector<std::string> scanningSequence, sequenceVariant, scanOptions; ///< SE, GR, IR, EP; SP, MP, ...
    std::vector<std::string> imageType;
    std::string contrastAgent;
    std::string acquisitionContrast; ///< enhanced: DIFFUSION, T2, FLUID_ATTENUATED, ...
    std::string description;         ///< SeriesDescription, then ProtocolName
    std::string sequenceName;        ///< Siemens "*tfl3d1", enhanced PulseSequenceName
};

struct FrameFacts {
    std::filesystem::path file;
    int frame = 0;
    int rows = 0, columns = 0;
    std::optional<Eigen::Vector3d> position;     ///< of the first voxel's centre, LPS mm
    std::optional<Eigen::Vector3d> rowDirection; ///< along which the column index grows
    std::optional<Eigen::Vector3d> columnDirection;
    std::optional<Eigen::Vector2d> pixelSpacing; ///< x, y: between columns, between rows; mm
    std::optional<double> sliceThickness, spacingBetweenSlices;
    std::optional<int> instance, acquisitionNumber, temporalPosition, echoNumber;
    std::optional<Eigen::Vector3d> gradient; ///< diffusion direction, unit length
    std::string stackId;
    std::string component; ///< "M", "P", "R", "I" or a derived map ("ADC", "FA", "TRACEW", ...)
    bool laidOut = false;  ///< a tile of a mosaic: `frame` is the tile
    Acquisition acquisition;
};

struct FileFacts {
    std::filesystem::path file;
    std::string studyUid, seriesUid, sopClass, sopInstance, modality;
    std::string patientName, patientId, patientSex, patientAge, birthDate;
    std::string studyDate, studyTime, accession, studyDescription;
    std::string seriesDescription, bodyPart, frameOfReference;
    std::optional<int> seriesNumber;
    PixelFormat format;
    bool isIndex = false; ///< a DICOMDIR: it names other files and holds no image
    std::string unusable; ///< why no volume can be made of it, empty when one can
    std::vector<std::string> warnings;
    std::vector<FrameFacts> frames;
};

} // namespace second_read::study
