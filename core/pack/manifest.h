#pragma once
/// manifest.json: what a pack is made of. Read and checked before anything else of a pack is opened.

#include <filesystem>
#include <set>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "vision/preprocessing.h"

namespace second_read::pack {

inline constexpr int kPackFormat = 1;

/// The manifest with the hash of every file checked. Corrupt names the file that is missing, changed or has
/// an unsafe name (a path, "..", an absolute name); Mismatch a manifest of another format; NotFound a folder
/// without one.
Result<nlohmann::json> readVerifiedManifest(const std::filesystem::path& folder);

/// A file that the manifest lists; Corrupt when it does not: nothing without a hash is opened.
Result<std::filesystem::path> listedFile(const nlohmann::json& manifest, const std::filesystem::path& folder,
                                         const nlohmann::json& name);

/// The preprocessing of a pack's encoders, from its manifest. Unsupported when they differ from each other.
Result<vision::Preprocessing> preprocessingOfPack(const std::filesystem::path& folder);

/// {"name", "sha256", "bytes"} of each of these files of the folder, in this order.
Result<nlohmann::json> describeFiles(const std::filesystem::path& folder, const std::set<std::string>& names);

} // namespace second_read::pack
