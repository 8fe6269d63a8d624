#pragma once
/// Gives an existing pack another labeller without making the pack anew.

#include <filesystem>

#include "base/error.h"
#include "pack/labeller.h"

namespace second_read::pack {

/// Checks the pack's hashes, writes the labeller beside the other files and the manifest last, so that a pack
/// is whole at every moment; the labeller that was there before is removed. Errors as readVerifiedManifest,
/// or Io.
Result<void> replaceLabels(const std::filesystem::path& folder, const LabelModel& labels);

} // namespace second_read::pack
