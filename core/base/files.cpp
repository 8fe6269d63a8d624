#include "base/files.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "base/system_failure.h"

namespace second_read {
namespace fs = std::filesystem;
namespace {

std::function<int(std::size_t)>& writeFault() {
    static std::function<int(std::size_t)> fault;
    return fault;
}

constexpr const char* kElsewhere = "choose a place where files can be written";

int writeAll(int descriptor, std::string_view bytes, Flush flush) {
    while (!bytes.empty()) {
        if (writeFault())
            if (const int error = writeFault()(bytes.size())) return error;
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return flush == Flush::No || ::fsync(descriptor) == 0 ? 0 : errno;
}

} // namespace

void setWriteFault(std::function<int(std::size_t)> fault) { writeFault() = std::move(fault); }

Result<std::string> readFile(const fs::path& file, std::uint64_t limit) {
    std::error_code failed;
    if (fs::is_directory(file, failed))
        return fail(ErrorCode::InvalidArgument, file.string() + " is a folder; choose a file");
    const auto size = fs::file_size(file, failed);
    if (failed) return systemFailure("cannot read " + file.string(), failed.value(), "check the path");
    if (size > limit)
        return fail(ErrorCode::Unsupported, file.string() + " has " + std::to_string(size) +
                                                " bytes; at most " + std::to_string(limit) + " are read");
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!stream && !bytes.empty())
        return fail(ErrorCode::Io,
                    "cannot read " + file.string() + ": it was cut short while being read; try again");
    return bytes;
}

Result<void> writeFileAtomically(const fs::path& file, std::string_view bytes, Flush flush) {
    const auto temporary = fs::path(file.string() + ".part-" + std::to_string(::getpid()));
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) return systemFailure("cannot write " + file.string(), errno, kElsewhere);
    int error = writeAll(descriptor, bytes, flush);
    if (::close(descriptor) != 0 && error == 0) error = errno;
    if (error == 0 && ::rename(temporary.c_str(), file.c_str()) != 0) error = errno;
    if (error == 0) return {};
    ::unlink(temporary.c_str());
    return systemFailure("cannot write " + file.string(), error, kElsewhere);
}

Result<void> makeFolder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed) return systemFailure("cannot make the folder " + folder.string(), failed.value(), kElsewhere);
    return {};
}

fs::path dataHome() {
    if (const char* xdg = std::getenv("XDG_DATA_HOME"); xdg && fs::path(xdg).is_absolute())
        return fs::path(xdg) / "second-read";
    const char* home = std::getenv("HOME");
    return fs::path(home ? home : "/tmp") / ".local/share/second-read";
}

Result<fs::path> shippedFolder(std::string_view name) {
    std::error_code failed;
    const auto program = fs::read_symlink("/proc/self/exe", failed);
    if (failed) return systemFailure("cannot tell where this program lies", failed.value(), "install again");
    const auto bin = program.parent_path();
    // bin/ of a build tree holds a link to the source folder; an installed program has share/second-read.
    const std::vector<fs::path> places = {bin / "share" / name,
                                          bin.parent_path() / "share/second-read" / name};
    for (const auto& place : places)
        if (fs::is_directory(place, failed)) return place;
    return fail(ErrorCode::NotFound, "the shipped folder '" + std::string(name) + "' is missing: looked in " +
                                         places[0].string() + " and " + places[1].string() +
                                         "; install again");
}

} // namespace second_read
