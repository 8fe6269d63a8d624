#pragma once
/// Gives an existing pack other numbers without making it anew. A pack is whole at every moment: the new file
/// is written beside the others under a name of its own, then the manifest, then the old file goes. Hashes
/// are checked first; errors as readVerifiedManifest, or Io.

#include <filesystem>

#include "base/error.h"
#include "evidence/fusion.h"
#include "pack/labeller.h"

namespace second_read::pack {

Result<void> replaceLabels(const std::filesystem::path& folder, const LabelModel& labels);
Result<void> replaceCalibration(const std::filesystem::path& folder,
                                const examination::Calibration& calibration,
                                const evidence::ScoreModel& model);

} // namespace second_read::pack
