/// mutation_run FOLDER COUNT [SEED]: COUNT damaged copies of the files below FOLDER, each through
/// study_target in a process of its own with 3 GB of memory and 20 s of computing. Prints what died and keeps
/// its bytes; ends with 1 if anything did.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "support/bounds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
constexpr std::uintmax_t kLargest = 4 << 20;
constexpr rlim_t kMemory = 3ULL << 30;
constexpr rlim_t kSeconds = 20;

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : m_random(seed) {}
    std::size_t below(std::size_t bound) { return bound ? m_random() % bound : 0; }

    /// Up to eight edits, most of them in the header.
    std::string of(std::string bytes) {
        for (std::size_t edits = 1 + below(8); edits > 0 && !bytes.empty(); --edits) edit(bytes);
        return bytes;
    }

private:
    std::size_t place(const std::string& bytes) {
        return below(below(4) ? std::min<std::size_t>(bytes.size(), 4096) : bytes.size());
    }
    void edit(std::string& bytes) {
        const std::size_t at = place(bytes), length = std::min(bytes.size() - at, 1 + below(16));
        static constexpr std::uint32_t kExtremes[] = {0,      1,          0x7F,       0xFF,      0x7FFF,
                                                      0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE};
        switch (below(7)) {
        case 0:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            bytes[at] = static_cast<char>(below(256));
            break;
        case 2: { // a length or a count that lies
            const auto value = kExtremes[below(std::size(kExtremes))];
            for (std::size_t i = 0; i < (below(2) ? 4U : 2U) && at + i < bytes.size(); ++i)
                bytes[at + i] = static_cast<char>(value >> (8 * i));
            break;
        }
        case 3:
            bytes.resize(at);
            break;
        case 4:
            bytes.erase(at, length);
            break;
        case 5:
            bytes.insert(at, bytes.substr(place(bytes), length));
            break;
        default: // digits of a number in text
            for (std::size_t i = at; i < at + length; ++i)
                if (bytes[i] >= '0' && bytes[i] <= '9') bytes[i] = "0123456789-.eE\\ "[below(16)];
        }
    }
    std::mt19937_64 m_random;
};

/// How the child ended, "" when well.
std::string run(const std::string& bytes) {
    const pid_t child = ::fork();
    if (child == 0) {
        second_read::test::boundThisProcess(kMemory, kSeconds);
        if (!std::freopen("/dev/null", "w", stdout)) ::_exit(2);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    std::error_code ignored;
    for (const auto& base : {fs::path("/dev/shm"), fs::temp_directory_path()})
        fs::remove_all(base / ("second-read-fuzz-" + std::to_string(child)), ignored);
    if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
    return WEXITSTATUS(status) == 0 ? "" : "code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) return std::fputs("mutation_run FOLDER COUNT [SEED]\n", stderr), 2;
    std::vector<fs::path> seeds;
    for (const auto& entry : fs::recursive_directory_iterator(argv[1]))
        if (entry.is_regular_file() && entry.file_size() <= kLargest) seeds.push_back(entry.path());
    std::sort(seeds.begin(), seeds.end());
    if (seeds.empty()) return std::fprintf(stderr, "no file below %s\n", argv[1]), 2;
    const int count = std::atoi(argv[2]);
    Mutator mutator(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1);
    int died = 0;
    for (int n = 0; n < count; ++n) {
        const auto& seed = seeds[mutator.below(seeds.size())];
        const auto bytes = mutator.of(bytesOf(seed));
        const auto end = run(bytes);
        if (end.empty()) continue;
        const std::string kept = "died-" + std::to_string(++died);
        std::ofstream(kept, std::ios::binary) << bytes;
        std::printf("%s: a mutation of %s ended with %s\n", kept.c_str(), seed.c_str(), end.c_str());
        std::fflush(stdout);
    }
    std::printf("%d mutations of %zu files, %d died\n", count, seeds.size(), died);
    return died ? 1 : 0;
}
