#include "pack/relabel.h"

#include "base/files.h"
#include "base/hash.h"
#include "pack/manifest.h"

namespace second_read::pack {

Result<void> replaceLabels(const std::filesystem::path& folder, const LabelModel& labels) {
    SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
    const std::string text = toJson(labels).dump() + "\n";
    const std::string name =
        "labels-" + sha256(text).substr(0, 8) + ".json"; // the old one stays until all is written
    const std::string before = manifest.value("labels", "");
    SECOND_READ_CHECK(writeFileAtomically(folder / name, text));
    std::set<std::string> names{name};
    for (const auto& entry : manifest["files"]) names.insert(entry["name"].get<std::string>());
    if (before != name) names.erase(before);
    SECOND_READ_TRY(files, describeFiles(folder, names));
    manifest["files"] = files;
    manifest["labels"] = name;
    SECOND_READ_CHECK(writeFileAtomically(folder / "manifest.json", manifest.dump(1) + "\n"));
    std::error_code ignored;
    if (!before.empty() && before != name) std::filesystem::remove(folder / before, ignored);
    return {};
}

} // namespace second_read::pack
