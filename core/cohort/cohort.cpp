#include "cohort/cohort.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "base/joined.h"
#include "base/json.h"
#include "base/parallel.h"
#include "cohort/colin27.h"
#include "cohort/exam_writer.h"
#include "simulate/random.h"
#include "simulate/simulator.h"

namespace second_read::cohort {
namespace {

namespace fs = std::filesystem;
constexpr double kSpacing = 1.0;       // mm: native images are as sharp as the label maps
constexpr std::size_t kCandidates = 3; // anatomies an examination chooses from, by age
constexpr int kMost = 1000000;

/// Label maps, read when first needed; shared by the threads.
class AnatomyShelf {
public:
    explicit AnatomyShelf(std::vector<fs::path> files) : m_files(std::move(files)), m_maps(m_files.size()) {}

    Result<simulate::Anatomies> candidates(std::uint64_t seed, std::size_t threads) {
        simulate::Random random(seed, 41);
        std::vector<std::size_t> drawn;
        while (drawn.size() < std::min(kCandidates, m_files.size()))
            drawn.push_back(random.below(m_files.size()));
        const std::set<std::size_t> different(drawn.begin(), drawn.end());
        const std::vector<std::size_t> needed(different.begin(), different.end());
        const Items items{.stage = "anatomy", .count = needed.size(), .threads = threads};
        SECOND_READ_CHECK(forEachItem(items, {}, [&](std::size_t i) { return read(needed[i]); }));
        std::vector<const simulate::Anatomies*> parts;
        for (const std::size_t which : drawn) parts.push_back(&*m_maps[which].anatomy);
        return simulate::Anatomies::united(parts);
    }

private:
    struct Map {
        std::mutex mutex;
        std::optional<simulate::Anatomies> anatomy; ///< once read it stays
    };

    Result<void> read(std::size_t which) {
        Map& map = m_maps[which];
        const std::scoped_lock lock(map.mutex); // a second reader of the same map waits, of another does not
        if (map.anatomy) return {};
        SECOND_READ_TRY(loaded, simulate::Anatomies::load(std::vector{m_files[which]}, kSpacing));
        map.anatomy = std::move(loaded);
        return {};
    }

    std::vector<fs::path> m_files;
    std::vector<Map> m_maps;
};

std::string knownFindings() {
    std::vector<std::string> names;
    for (const auto& [finding, share] : simulate::defaultPrevalences()) names.push_back(finding);
    return joined(names, ", ");
}

std::string examName(int number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "exam-%06d", number);
    return text.data();
}

/// What a department scans: the usual four, diffusion with its map, blood and contrast where asked for.
std::vector<Sequence> drawSequences(simulate::Random& random) {
    std::vector<Sequence> list{Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI};
    if (random.chance(0.08))
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(random.below(list.size())));
    if (random.chance(0.7)) list.push_back(Sequence::ADC);
    if (random.chance(0.6)) list.push_back(Sequence::SWI);
    if (random.chance(0.4)) list.push_back(Sequence::T1Gd);
    return list;
}

Result<void> writeOne(const Request& request, AnatomyShelf& shelf, int number, std::size_t threads) {
    const std::uint64_t seed =
        simulate::mixed(request.seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(number));
    SECOND_READ_TRY(anatomies, shelf.candidates(seed, threads));
    simulate::Random random(seed, 42);
    simulate::Options options;
    options.site = request.site;
    options.sequences = drawSequences(random);
    options.prevalences = request.prevalences;
    options.unweighted = true;
    options.threads = threads;
    const auto examination = simulate::simulate(anatomies, options, seed);
    // Written beside and renamed: what has the final name is whole.
    const fs::path finished = request.out / examName(number),
                   part = request.out / (examName(number) + ".part");
    std::error_code refused;
    fs::remove_all(part, refused);
    SECOND_READ_CHECK(makeFolder(part));
    ExamOptions exam;
    exam.seed = seed, exam.headerFaults = request.headerFaults, exam.threads = threads;
    if (auto written = writeExam(part, examination, exam); !written) {
        fs::remove_all(part, refused);
        return tl::unexpected<Error>(std::move(written).error());
    }
    fs::rename(part, finished, refused);
    if (refused)
        return fail(ErrorCode::Io, "cannot rename " + part.string() + " to " + finished.filename().string() +
                                       ": " + refused.message());
    return {};
}

Result<std::string> fingerprint(const std::vector<fs::path>& files) {
    std::string all;
    for (const auto& file : files) {
        SECOND_READ_TRY(hash, sha256OfFile(file));
        all += file.filename().string() + " " + hash + "\n";
    }
    return sha256(all);
}

/// The description of a cohort; count is not part of what must agree, so that a cohort can grow.
Result<nlohmann::json> describe(const Request& request, const std::vector<fs::path>& files) {
    SECOND_READ_TRY(anatomy, fingerprint(files));
    nlohmann::json sites = nlohmann::json::array();
    for (const char* site : {"A", "B", "C", "D"})
        if (!request.site || *request.site == site) sites.push_back(site);
    return nlohmann::json{{"version", kGeneratorVersion},
                          {"seed", request.seed},
                          {"sites", sites},
                          {"anatomy", anatomy},
                          {"header_faults", request.headerFaults},
                          {"prevalences", request.prevalences}};
}

Result<void> claimFolder(const Request& request, const nlohmann::json& description) {
    const fs::path file = request.out / "cohort.json";
    std::error_code ignored;
    nlohmann::json wanted = description;
    wanted["count"] = request.count;
    if (fs::exists(file, ignored)) {
        SECOND_READ_TRY(found, readJson(file));
        nlohmann::json before = found;
        if (before.is_object()) before.erase("count");
        if (before != description)
            return fail(ErrorCode::Mismatch, request.out.string() +
                                                 " holds a cohort made with another seed, site, anatomy, "
                                                 "prevalence or version; name another folder or delete it");
        if (found.value("count", 0) >= request.count) return {};
    } else if (fs::exists(request.out, ignored) && !fs::is_empty(request.out, ignored)) {
        return fail(ErrorCode::InvalidArgument,
                    request.out.string() + " is not empty and holds no cohort; name another folder");
    }
    SECOND_READ_CHECK(makeFolder(request.out));
    return writeFileAtomically(file, wanted.dump(1) + "\n");
}

} // namespace

std::size_t simulatingThreads() { return std::min(std::thread::hardware_concurrency(), 4U); }

Result<fs::path> shippedAnatomy() {
    SECOND_READ_TRY(resources, shippedFolder("resources"));
    return resources / "anatomy";
}

Result<std::vector<fs::path>> defaultAnatomy() {
    SECOND_READ_TRY(shipped, shippedAnatomy());
    SECOND_READ_TRY(files, simulate::Anatomies::filesIn(shipped));
    SECOND_READ_TRY(colin27, colin27Anatomy());
    SECOND_READ_TRY(more, simulate::Anatomies::filesIn(colin27));
    files.insert(files.end(), more.begin(), more.end());
    return std::move(files);
}

Result<Summary> simulateCohort(const Request& request, const JobContext& context) {
    const auto start = std::chrono::steady_clock::now();
    if (request.count < 1 || request.count > kMost)
        return fail(ErrorCode::InvalidArgument,
                    "the number of examinations must be 1 to " + std::to_string(kMost));
    if (!(request.headerFaults >= 0 && request.headerFaults <= 1))
        return fail(ErrorCode::InvalidArgument, "the rate of header faults must be 0 to 1");
    if (request.site &&
        (request.site->size() != 1 || std::string("ABCD").find(*request.site) == std::string::npos))
        return fail(ErrorCode::InvalidArgument, "the site must be A, B, C or D");
    for (const auto& [finding, share] : request.prevalences) {
        if (!simulate::defaultPrevalences().contains(finding))
            return fail(ErrorCode::InvalidArgument, "no finding is called \"" + finding +
                                                        "\"; those that can be simulated are " +
                                                        knownFindings());
        if (!(share >= 0 && share <= 1))
            return fail(ErrorCode::InvalidArgument,
                        "the share of examinations with " + finding + " must be 0 to 1");
    }
    if (request.out.empty())
        return fail(ErrorCode::InvalidArgument, "no folder named to write the cohort to");
    SECOND_READ_CHECK(context.checkpoint("anatomy", 0));
    SECOND_READ_TRY(files,
                    request.anatomy ? simulate::Anatomies::filesIn(*request.anatomy) : defaultAnatomy());
    SECOND_READ_TRY(description, describe(request, files));
    SECOND_READ_CHECK(claimFolder(request, description));

    AnatomyShelf shelf(files);
    std::vector<int> missing;
    for (int number = 1; number <= request.count; ++number)
        if (std::error_code ignored; !fs::exists(request.out / examName(number), ignored))
            missing.push_back(number);
    // Examinations beside each other come first; where they are fewer than the threads, each has several.
    const std::size_t threads = std::max<std::size_t>(1, request.threads),
                      atOnce = std::clamp<std::size_t>(missing.size(), 1, threads);
    const Items examinations{.stage = "simulate", .count = missing.size(), .threads = atOnce};
    SECOND_READ_CHECK(forEachItem(examinations, context, [&](std::size_t index) -> Result<void> {
        const int number = missing[index];
        auto written = writeOne(request, shelf, number, threads / atOnce);
        if (!written) return tl::unexpected<Error>(std::move(written).error().during(examName(number)));
        return {};
    }));
    return Summary{request.count,
                   std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

} // namespace second_read::cohort
