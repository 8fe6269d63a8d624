/// One file of bytes through everything that reads images: described, its volumes decoded, its words read.
/// Whatever the bytes, the answer is a value. (libFuzzer's entry, and that of mutation_run.cpp.)

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <unistd.h>

#include "study/structured_report.h"
#include "study/study_reader.h"

namespace {

namespace fs = std::filesystem;

/// In memory where there is such a place; one folder a process.
const fs::path& folder() {
    static const fs::path place = [] {
        const fs::path base = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
        const auto own = base / ("second-read-fuzz-" + std::to_string(::getpid()));
        fs::create_directories(own);
        return own;
    }();
    return place;
}

/// NIfTI is told by its name: the name that fits these bytes.
const char* nameFor(std::string_view bytes) {
    if (bytes.starts_with("\x1f\x8b")) return "T1.nii.gz";
    if (bytes.size() > 348 && (bytes.substr(344, 2) == "n+" || bytes.substr(4, 2) == "n+")) return "T1.nii";
    return "IM0001";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace second_read::study;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto file = folder() / nameFor(bytes);
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (const auto found = openStudies(folder()))
        for (const auto& study : found->studies)
            for (std::size_t i = 0; i < study.study.series.size(); ++i) {
                (void)loadMiddleSlice(study, i);
                (void)loadVolume(study, i);
            }
    (void)openStudies(file);
    (void)readStructuredReport(file);
    fs::remove(file);
    return 0;
}
