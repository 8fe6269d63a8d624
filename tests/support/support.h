#pragma once
/// What many tests need: a folder of their own and real data when it is there.

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace second_read::test {

/// An empty folder that goes away with the object.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "second-read-test-XXXXXX").string();
        m_path = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// Where real data lies (environment variable SECOND_READ_DATA), or nullopt.
inline std::optional<std::filesystem::path> realData() {
    const char* place = std::getenv("SECOND_READ_DATA");
    if (place && std::filesystem::is_directory(place)) return place;
    return std::nullopt;
}

} // namespace second_read::test

/// Stands first in a test on real data: skips loudly where there is none.
#define SECOND_READ_NEEDS_REAL_DATA(name)                                                                    \
    const auto name##Place = ::second_read::test::realData();                                                \
    if (!name##Place) GTEST_SKIP() << "no real data: set SECOND_READ_DATA to a folder that holds it";        \
    const std::filesystem::path& name = *name##Place
