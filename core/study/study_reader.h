#pragma once
/// Files to studies: DICOM (a folder, one file, a DICOMDIR) and NIfTI (a file or a folder). Headers first,
/// pixels on demand. Geometry is derived here from position and orientation, never taken from a library.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/job.h"
#include "examination/examination.h"
#include "volume/volume.h"

namespace second_read::study {

/// One image of a stack: a file and, in multi-frame files and mosaics, the frame or tile in it.
struct ImageSource {
    std::filesystem::path file;
    int frame = 0;
};

/// An image that should have been usable, and is left out.
struct Unreadable {
    std::string seriesUid;
    std::filesystem::path file;
    std::string why;
};

/// Why a series entry may not be analysed; none when `why` is empty.
struct Hindrance {
    enum class Kind { BodyPart, Other };
    std::string why;
    Kind kind = Kind::Other;
};

/// A study as described, and where the pixels of each of its series entries lie (same order as study.series).
struct OpenedStudy {
    examination::Study study;
    std::vector<std::vector<ImageSource>> sources; ///< sorted along the slice normal
    std::filesystem::path folder;                  ///< where a report is looked for
    std::vector<Unreadable> unreadable;
    std::map<std::size_t, Hindrance> hindrances; ///< by index into study.series

    void add(examination::Series series, std::vector<ImageSource> images, Hindrance hindrance = {});
};

/// What was found under a path. Files that are no images, or cannot be read, are named, never silently
/// dropped.
struct Found {
    std::vector<OpenedStudy> studies; ///< newest first
    struct Refused {
        enum class Kind { NoImage, Unreadable };
        std::filesystem::path file;
        std::string why;
        Kind kind = Kind::Unreadable;
    };
    std::vector<Refused> refused;
};

/// A refused file that should have been an image. Reports, notes and DICOM objects without pixels are none.
bool isImage(const Found::Refused& refused);

/// Reads headers only. NotFound: no such path. Unsupported: nothing usable in it (the message says what there
/// was). Corrupt: a single file that was asked for cannot be read. Stops at 200,000 files.
Result<Found> openStudies(const std::filesystem::path& path, const JobContext& context = {});

/// Decodes one series entry. Corrupt or Unsupported name the file and what is wrong with it.
Result<volume::Volume> loadVolume(const OpenedStudy& study, std::size_t seriesIndex,
                                  const JobContext& context = {});
/// Its middle slice alone, for thumbnails and the first picture; a Volume one voxel thick.
Result<volume::Volume> loadMiddleSlice(const OpenedStudy& study, std::size_t seriesIndex);

/// A report that lies beside the images: provisional.txt or report.txt in or beside the folder.
enum class ReportKind { Provisional, Final };
struct ReportFile {
    std::filesystem::path file;
    ReportKind kind = ReportKind::Provisional;
};
/// The one of kind `preferred` if there, else the other, else nullopt. Mismatch: the folder that it lies in
/// holds images of other studies as well, so that nothing says whose it is.
Result<std::optional<ReportFile>> reportBeside(const OpenedStudy& study, ReportKind preferred);

} // namespace second_read::study
