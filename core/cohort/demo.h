#pragma once
/// The demo: three examinations with provisional reports, and a department's past to compare them with.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"

namespace second_read::cohort {

struct DemoCase {
    std::string name;             ///< "normal", "missed-stroke", "wrong-side-mass"
    std::filesystem::path study;  ///< folder of the DICOM files
    std::filesystem::path report; ///< the provisional report
};

struct Demo {
    std::vector<DemoCase> cases;
    std::filesystem::path
        past; ///< folder with exam-... folders: dicom/ and report.txt, to be imported into an archive
};

/// Number of past examinations.
inline constexpr int kDemoPast = 60;

/// Builds the demo into `folder` (23 MB; 25 MB with its archive) or finds it there complete. Killed
/// half-way it goes on where it stopped.
Result<Demo> buildDemo(const std::filesystem::path& folder, const JobContext& context = {});

} // namespace second_read::cohort
