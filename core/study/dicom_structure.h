#pragma once
/// The skeleton of a DICOM file (PS3.5 section 7, PS3.10 section 7), walked without believing it. DCMTK
/// follows every nested sequence by recursion and allocates every declared length, so a file of 600 kB can
/// end the process; a file that passed this walk is bounded in depth, count and lengths before DCMTK sees it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "study/byte_source.h"

namespace second_read::study {

struct Fragment {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Where the pixel data of the data set lie (never those of an icon inside a sequence).
struct PixelPlace {
    bool encapsulated = false;
    std::vector<Fragment> fragments;                ///< one when not encapsulated
    std::vector<std::uint32_t> offsets;             ///< basic offset table, may be empty
    bool complete = true;                           ///< false: the file ends before its pixel data do
    std::uint16_t group = 0x7fe0, element = 0x0010; ///< 0008, 0009: float, double float
};

struct DicomStructure {
    std::string transferSyntax;     ///< UID; guessed where the file has no meta header
    std::uint64_t datasetStart = 0; ///< first byte behind the meta header
    std::uint64_t headerEnd = 0;    ///< first byte of the pixel data element, or the end of the data set
    bool explicitVr = true, bigEndian = false;
    std::optional<PixelPlace> pixels;
};

/// Fails with Corrupt (not DICOM, or damaged) or Unsupported (nested deeper than 32 levels, more than 4
/// million elements, a header beyond 256 MB, deflated content beyond 512 MB). A deflated data set is
/// unpacked: `source` is then replaced by the unpacked bytes.
Result<DicomStructure> walkDicom(ByteSource& source);

/// Whether the file that begins so is DICOM by its preamble (PS3.10 section 7.1).
inline bool isDicom(std::string_view start) { return start.size() >= 132 && start.substr(128, 4) == "DICM"; }

} // namespace second_read::study
