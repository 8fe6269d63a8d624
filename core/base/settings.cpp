#include "base/settings.h"

#include <algorithm>
#include <type_traits>

#include "base/files.h"

namespace second_read {
namespace {

template <class T> bool holds(const nlohmann::json& value) {
    if constexpr (std::is_same_v<T, bool>)
        return value.is_boolean();
    else if constexpr (std::is_same_v<T, int>)
        return value.is_number_integer();
    else if constexpr (std::is_same_v<T, std::string>)
        return value.is_string();
    else
        return value.is_array() &&
               std::all_of(value.begin(), value.end(), [](const auto& each) { return each.is_string(); });
}

} // namespace

Result<Settings> Settings::open(std::filesystem::path file) {
    Settings settings;
    settings.m_file = std::move(file);
    std::error_code failed;
    if (!std::filesystem::exists(settings.m_file, failed)) return settings;
    auto values = readJson(settings.m_file, 1 << 20);
    if (values && values->is_object()) {
        settings.m_values = std::move(*values);
        return settings;
    }
    if (!values && values.error().code == ErrorCode::Io) return tl::unexpected(values.error());
    const std::string aside = settings.m_file.string() + ".damaged";
    std::filesystem::rename(settings.m_file, aside, failed);
    settings.m_keepsFile = static_cast<bool>(failed);
    settings.m_warning =
        failed
            ? "The settings file " + settings.m_file.string() + " is damaged and cannot be set aside (" +
                  failed.message() + "); the defaults are used and changes are lost until it is moved away."
            : "The settings file was damaged; it was set aside as " + aside + " and the defaults are used.";
    return settings;
}

template <class T> T Settings::get(const Setting<T>& setting) const {
    const auto found = m_values.find(setting.key);
    if (found == m_values.end() || !holds<T>(*found)) return setting.fallback;
    const T value = found->template get<T>();
    if constexpr (std::is_same_v<T, int>)
        if (value < setting.lowest || value > setting.highest) return setting.fallback;
    return value;
}

template <class T> Result<void> Settings::set(const Setting<T>& setting, const T& value) {
    m_values[setting.key] = value;
    return save();
}

Result<void> Settings::save() const {
    if (m_keepsFile) return fail(ErrorCode::Io, m_warning);
    SECOND_READ_CHECK(makeFolder(m_file.parent_path()));
    return writeFileAtomically(m_file, m_values.dump(2) + "\n");
}

template bool Settings::get(const Setting<bool>&) const;
template int Settings::get(const Setting<int>&) const;
template std::string Settings::get(const Setting<std::string>&) const;
template std::vector<std::string> Settings::get(const Setting<std::vector<std::string>>&) const;
template Result<void> Settings::set(const Setting<bool>&, const bool&);
template Result<void> Settings::set(const Setting<int>&, const int&);
template Result<void> Settings::set(const Setting<std::string>&, const std::string&);
template Result<void> Settings::set(const Setting<std::vector<std::string>>&,
                                    const std::vector<std::string>&);

} // namespace second_read
