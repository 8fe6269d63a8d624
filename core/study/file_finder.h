#pragma once
/// Which files lie behind a path: a folder and all below it, one file, or what a DICOMDIR lists.

#include <filesystem>
#include <vector>

#include "base/job.h"
#include "study/study_reader.h"

namespace second_read::study {

struct FoundFiles {
    std::vector<std::filesystem::path> files; ///< sorted, each once
    std::vector<Found::Refused>
        refused; ///< folders without access, DICOMDIR entries that lead nowhere or outside
};

/// Folders are searched to 32 levels and 200,000 files; links to folders are not followed, so that a loop
/// cannot hang the search. Hidden files (".DS_Store") are passed over.
Result<FoundFiles> findFiles(const std::filesystem::path& folder, const JobContext& context);

/// Files that a DICOMDIR lists (PS3.3 F.3), relative to its own folder; names that lead out of it are
/// refused.
Result<FoundFiles> filesOfDicomdir(const std::filesystem::path& dicomdir);

} // namespace second_read::study
