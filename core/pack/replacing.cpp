#include "pack/replacing.h"

#include "base/files.h"
#include "base/hash.h"
#include "examination/json.h"
#include "pack/manifest.h"

namespace second_read::pack {
namespace {

/// `text` becomes the file that the manifest lists under `key`.
Result<void> replace(const std::filesystem::path& folder, const std::string& key, const std::string& text) {
    SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
    const std::string name = key + "-" + sha256(text).substr(0, 8) + ".json";
    const std::string before = manifest.value(key, "");
    SECOND_READ_CHECK(writeFileAtomically(folder / name, text));
    std::set<std::string> names{name};
    for (const auto& entry : manifest["files"]) names.insert(entry["name"].get<std::string>());
    if (before != name) names.erase(before);
    SECOND_READ_TRY(files, describeFiles(folder, names));
    manifest["files"] = files;
    manifest[key] = name;
    SECOND_READ_CHECK(writeFileAtomically(folder / "manifest.json", manifest.dump(1) + "\n"));
    std::error_code ignored;
    if (!before.empty() && before != name) std::filesystem::remove(folder / before, ignored);
    return {};
}

} // namespace

Result<void> replaceLabels(const std::filesystem::path& folder, const LabelModel& labels) {
    return replace(folder, "labels", toJson(labels).dump() + "\n");
}

Result<void> replaceCalibration(const std::filesystem::path& folder,
                                const examination::Calibration& calibration,
                                const evidence::ScoreModel& model) {
    const nlohmann::json both = {{"calibration", examination::toJson(calibration)},
                                 {"score_model", evidence::toJson(model)}};
    return replace(folder, "calibration", both.dump() + "\n");
}

} // namespace second_read::pack
