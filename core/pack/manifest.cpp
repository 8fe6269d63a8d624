#include "pack/manifest.h"

#include "base/files.h"
#include "base/hash.h"

namespace second_read::pack {
namespace {

/// Letters, digits, '.', '_', '-', '+', and no leading dot: nothing that can leave the folder.
bool isPlainName(const std::string& name) {
    if (name.empty() || name.size() > 120 || name.front() == '.') return false;
    for (const char c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
              c == '_' || c == '-' || c == '+'))
            return false;
    return true;
}

} // namespace

Result<nlohmann::json> readVerifiedManifest(const std::filesystem::path& folder) {
    const auto file = folder / "manifest.json";
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return fail(ErrorCode::NotFound,
                    "no pack in \"" + folder.string() + "\": manifest.json is missing; name a pack's folder");
    SECOND_READ_TRY(manifest, readJson(file));
    if (!manifest.is_object() || !manifest.contains("format") || !manifest["format"].is_number_integer())
        return fail(ErrorCode::Corrupt, "manifest.json states no format; restore the pack from its source");
    if (manifest["format"].get<int>() != kPackFormat)
        return fail(ErrorCode::Mismatch, "the pack has format " + manifest["format"].dump() +
                                             ", this program reads format " + std::to_string(kPackFormat) +
                                             "; use the pack's own version of the program");
    if (!manifest.contains("files") || !manifest["files"].is_array() || manifest["files"].empty() ||
        manifest["files"].size() > 200)
        return fail(ErrorCode::Corrupt, "manifest.json lists no files; restore the pack from its source");
    for (const auto& entry : manifest["files"]) {
        if (!entry.is_object() || !entry.contains("name") || !entry["name"].is_string() ||
            !entry.contains("sha256") || !entry["sha256"].is_string())
            return fail(ErrorCode::Corrupt,
                        "manifest.json lists a file without name or hash; restore the pack from its source");
        const std::string name = entry["name"].get<std::string>();
        if (!isPlainName(name))
            return fail(ErrorCode::Corrupt, "manifest.json lists a file name that is not allowed, \"" +
                                                name.substr(0, 80) +
                                                "\"; the pack was not made by this program");
        if (!std::filesystem::is_regular_file(folder / name, ignored))
            return fail(ErrorCode::Corrupt,
                        "the pack's file \"" + name + "\" is missing; restore the pack from its source");
        SECOND_READ_TRY(hash, sha256OfFile(folder / name));
        if (hash != entry["sha256"].get<std::string>())
            return fail(
                ErrorCode::Corrupt,
                "the pack's file \"" + name +
                    "\" was changed: its SHA-256 is not the manifest's; restore the pack from its source");
    }
    return std::move(manifest);
}

Result<std::filesystem::path> listedFile(const nlohmann::json& manifest, const std::filesystem::path& folder,
                                         const nlohmann::json& name) {
    if (name.is_string())
        for (const auto& entry : manifest["files"])
            if (entry["name"] == name) return folder / name.get<std::string>();
    return fail(ErrorCode::Corrupt, "manifest.json refers to a file that it does not list, " +
                                        name.dump().substr(0, 80) + "; restore the pack from its source");
}

Result<vision::Preprocessing> preprocessingOfPack(const std::filesystem::path& folder) {
    SECOND_READ_TRY(manifest, readVerifiedManifest(folder));
    std::optional<vision::Preprocessing> shared;
    const auto encoders = manifest.find("encoders");
    if (encoders != manifest.end() && encoders->is_object())
        for (const auto& [name, encoder] : encoders->items()) {
            if (!encoder.is_object() || !encoder.contains("preprocessing")) continue;
            SECOND_READ_TRY(preprocessing, vision::preprocessingOf(encoder["preprocessing"]));
            if (shared && shared->size != preprocessing.size)
                return fail(
                    ErrorCode::Unsupported,
                    "the encoders of the pack " + folder.string() +
                        " have grids of different sizes: prepare with one of its encoders' preprocessing");
            if (!shared) shared = preprocessing;
        }
    if (!shared)
        return fail(ErrorCode::Corrupt, "the pack " + folder.string() +
                                            " says nothing of its preprocessing: restore it from its source");
    return *shared;
}

Result<nlohmann::json> describeFiles(const std::filesystem::path& folder,
                                     const std::set<std::string>& names) {
    nlohmann::json files = nlohmann::json::array();
    for (const auto& name : names) {
        SECOND_READ_TRY(hash, sha256OfFile(folder / name));
        std::error_code error;
        const auto bytes = std::filesystem::file_size(folder / name, error);
        if (error)
            return fail(ErrorCode::Io, "the size of \"" + (folder / name).string() + "\" cannot be read");
        files.push_back({{"name", name}, {"sha256", hash}, {"bytes", bytes}});
    }
    return files;
}

} // namespace second_read::pack
