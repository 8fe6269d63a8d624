#pragma once
/// The user's settings: one table, one JSON file. Adding a setting is adding a row to the table.

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace second_read {

/// One row: name in the file, default, and for numbers the range that is accepted.
template <class T> struct Setting {
    const char* key;
    T fallback;
    T lowest{};
    T highest{};
};

/// The table. Unknown keys in the file are kept; values of another type or out of range read as the default.
namespace setting {
inline const Setting<std::string> kArchive{"archive", ""};   ///< folder; empty: none chosen
inline const Setting<std::string> kPack{"pack", ""};         ///< folder; empty: the shipped brain-mri
inline const Setting<std::string> kDevice{"device", "auto"}; ///< auto, cpu, cuda
inline const Setting<bool> kReadFirst{"read_first", false};  ///< hide scores until an impression is written
inline const Setting<bool> kLinkViewports{"link_viewports", true}; ///< scroll all series by patient position
inline const Setting<int> kFontSize{"font_size", 13, 9, 24};       ///< px
inline const Setting<int> kVolumeCacheMb{"volume_cache_mb", 1024, 64, 16384};
inline const Setting<std::string> kWindowLayout{"window_layout", ""}; ///< splitters and size, base64 of Qt
/// The reader's own sentences, asked of every study.
inline const Setting<std::vector<std::string>> kQueries{"queries", {}};
} // namespace setting

class Settings {
public:
    /// A missing file is an empty one. A damaged one is set aside as settings.json.damaged and said so in
    /// `warning()`; where that cannot be, it is kept and nothing is saved.
    static Result<Settings> open(std::filesystem::path file);

    template <class T> T get(const Setting<T>& setting) const;
    /// On disk when it returns.
    template <class T> Result<void> set(const Setting<T>& setting, const T& value);

    const std::string& warning() const { return m_warning; }

private:
    Result<void> save() const;

    std::filesystem::path m_file;
    nlohmann::json m_values = nlohmann::json::object();
    std::string m_warning;
    bool m_keepsFile = false; ///< damaged, and it could not be set aside
};

} // namespace second_read
