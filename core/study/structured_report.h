#pragma once
/// The words of a DICOM structured report (PS3.3 A.35, C.17.3), as a radiologist would read them on paper.

#include <filesystem>
#include <string>

#include "base/error.h"

namespace second_read::study {

/// Headings of containers and the texts, codes and numbers below them, one a line, in the document's order,
/// as UTF-8; at most 1 MB. Unsupported: no structured report, or one without words. Corrupt: it cannot be
/// read.
Result<std::string> readStructuredReport(const std::filesystem::path& file);
/// False only where the header can be read and says that it is something else, an image for one.
bool mayBeStructuredReport(const std::filesystem::path& file);

} // namespace second_read::study
