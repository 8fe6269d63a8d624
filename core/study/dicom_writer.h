#pragma once
/// Volumes out as DICOM MR Image Storage (PS3.3 A.4): one file a slice, explicit little endian.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "examination/examination.h"
#include "volume/volume.h"

namespace second_read::study {

/// What a scanner writes beside the pixels. Keys are DICOM keywords ("RepetitionTime", "PatientName"); values
/// as text. Mandatory attributes of the IOD that are absent get type-2 empties or sensible values.
struct DicomSeries {
    std::map<std::string, std::string> attributes; ///< the same in every slice
    std::string seriesInstanceUid;
    std::string studyInstanceUid;
    std::string frameOfReferenceUid;
    std::string sopInstanceUidRoot; ///< ".<slice number>" is appended: the same input gives the same bytes
    volume::Volume volume;          ///< slices along the third axis
    double sliceThickness = 1.0;    ///< mm; the gap is spacing minus thickness
};

/// Writes IM0001.dcm ... into `folder`, each atomically. The same input gives the same bytes. Integers from 0 to 65535 are
/// stored as they are, other values in 4096 steps with rescale slope and intercept.
Result<std::vector<std::filesystem::path>> writeDicom(const std::filesystem::path& folder,
                                                      const DicomSeries& series);

} // namespace second_read::study
