#pragma once
/// Reads the members of one JSON object from outside. The first fault is kept, naming the key by its whole
/// path
/// ("findings[2].side"); what follows it reads as empty values, so that callers check once, at the end.

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"

namespace second_read::examination {

class Fields {
public:
    /// `fault` outlives the object and is shared by the objects inside it. `path` is empty at the top.
    Fields(const nlohmann::json& object, std::string path, std::optional<Error>& fault)
        : m_object(object), m_path(std::move(path)), m_fault(fault) {
        if (!m_object.is_object()) refuse(m_path.empty() ? "the document" : m_path, "is not an object");
    }

    /// The member's value as T; a missing or wrong one is the fault.
    template <class T> T get(const char* key) {
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        return member ? read<T>(*member, pathOf(key)) : T{};
    }

    /// The same where null is an answer. The key itself must be there.
    template <class T> std::optional<T> getOrNull(const char* key) {
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        if (!member || member->is_null()) return std::nullopt;
        return read<T>(*member, pathOf(key));
    }

    /// The same for a key that older writers leave out.
    template <class T> std::optional<T> getIfThere(const char* key) {
        const nlohmann::json* member = memberOf(key, /*required=*/false);
        if (!member || member->is_null()) return std::nullopt;
        return read<T>(*member, pathOf(key));
    }

    /// A word of a closed list: `of` gives nullopt for others.
    template <class T, class Of> T word(const char* key, Of of) {
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        return member ? readWord<T>(*member, pathOf(key), of) : T{};
    }

    template <class T, class Of> std::optional<T> wordOrNull(const char* key, Of of) {
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        if (!member || member->is_null()) return std::nullopt;
        return readWord<T>(*member, pathOf(key), of);
    }

    /// An array, each element by `element(json, path)`; at most a million of them.
    template <class T, class Element> std::vector<T> list(const char* key, Element element) {
        std::vector<T> values;
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        if (!member) return values;
        if (!member->is_array() || member->size() > 1'000'000) {
            refuse(pathOf(key), "is not a list");
            return values;
        }
        for (std::size_t i = 0; i < member->size() && !m_fault; ++i)
            values.push_back(element((*member)[i], pathOf(key) + '[' + std::to_string(i) + ']'));
        return values;
    }

    template <class T> std::vector<T> listOf(const char* key) {
        return list<T>(key, [this](const nlohmann::json& value, const std::string& path) {
            return read<T>(value, path);
        });
    }

    Fields object(const char* key) {
        static const nlohmann::json kNone = nlohmann::json::object();
        const nlohmann::json* member = memberOf(key, /*required=*/true);
        return {member ? *member : kNone, pathOf(key), m_fault};
    }

    const nlohmann::json* memberOf(const char* key, bool required) {
        if (m_fault || !m_object.is_object()) return nullptr;
        const auto found = m_object.find(key);
        if (found != m_object.end()) return &*found;
        if (required) refuse(pathOf(key), "is missing");
        return nullptr;
    }

    void refuse(const std::string& path, const std::string& why) {
        if (!m_fault) m_fault = Error{ErrorCode::Corrupt, path + ' ' + why};
    }

    std::optional<Error>& fault() { return m_fault; }
    std::string pathOf(const std::string& key) const { return m_path.empty() ? key : m_path + '.' + key; }

    template <class T> T read(const nlohmann::json& value, const std::string& path) {
        if constexpr (std::same_as<T, std::string>) {
            if (value.is_string()) return value.get<std::string>();
            refuse(path, "is not a text");
        } else if constexpr (std::same_as<T, bool>) {
            if (value.is_boolean()) return value.get<bool>();
            refuse(path, "is neither true nor false");
        } else if constexpr (std::integral<T>) {
            if (inRange<T>(value)) return value.get<T>();
            refuse(path, "is not a whole number in range");
        } else {
            static_assert(std::same_as<T, double>);
            if (value.is_number() && std::isfinite(value.get<double>())) return value.get<double>();
            refuse(path, "is not a number");
        }
        return T{};
    }

private:
    template <class T> static bool inRange(const nlohmann::json& value) {
        if (value.is_number_unsigned()) return std::in_range<T>(value.get<std::uint64_t>());
        return value.is_number_integer() && std::in_range<T>(value.get<std::int64_t>());
    }

    template <class T, class Of> T readWord(const nlohmann::json& value, const std::string& path, Of of) {
        if (value.is_string())
            if (const std::optional<T> found = of(value.get_ref<const std::string&>())) return *found;
        refuse(path, "is not one of the known words");
        return T{};
    }

    const nlohmann::json& m_object;
    std::string m_path;
    std::optional<Error>& m_fault;
};

} // namespace second_read::examination
