#include "cohort/demo.h"

#include <array>
#include <cstdio>
#include <functional>

#include "base/files.h"
#include "base/json.h"
#include "base/parallel.h"
#include "cohort/cohort.h"
#include "cohort/exam_writer.h"
#include "cohort/planted_error.h"
#include "simulate/random.h"
#include "simulate/report.h"

namespace second_read::cohort {
namespace {

namespace fs = std::filesystem;
using simulate::Examination;
using simulate::Options;
using simulate::Truth;

constexpr std::uint64_t kSeed = 20261122;
constexpr Options::Bounds kCaseBounds{152, 19};
constexpr Options::Bounds kPastBounds{60, 12};

struct CasePlan {
    const char* name;
    std::vector<std::string> findings;
    std::optional<Side> side;
    std::vector<Sequence> sequences;
    std::function<bool(const Examination&)> wanted;
    std::optional<PlantedError> error;
};

std::vector<CasePlan> casePlans() {
    const std::vector<Sequence> usual{Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI,
                                      Sequence::ADC};
    std::vector<Sequence> contrast = usual;
    contrast.push_back(Sequence::T1Gd);
    const auto one = [](const Examination& e, const char* subtype, double least, double most) {
        return e.findings.size() == 1 && e.findings[0].reported && e.findings[0].subtype == subtype &&
               e.findings[0].volumeMl > least && e.findings[0].volumeMl < most;
    };
    return {{"normal",
             {},
             std::nullopt,
             usual,
             [](const Examination& e) { return e.findings.empty() && e.age < 45; },
             std::nullopt},
            {"missed-stroke",
             {"acute_stroke"},
             Side::Left,
             usual,
             [=](const Examination& e) { return one(e, "territorial", 15, 60); },
             PlantedError{"omission", "acute_stroke", "major"}},
            {"wrong-side-mass",
             {"mass"},
             Side::Right,
             contrast,
             [=](const Examination& e) { return one(e, "high-grade glioma", 25, 90); },
             PlantedError{"side", "mass", "major"}}};
}

Options optionsOf(const CasePlan& plan) {
    Options options;
    options.site = "A";
    options.findings = plan.findings;
    options.side = plan.side;
    options.bounds = kCaseBounds;
    return options;
}

/// The first seed whose examination is a clear case and whose report allows the error.
Result<std::uint64_t> clearSeed(const simulate::Anatomies& anatomies, const CasePlan& plan,
                                std::uint64_t first) {
    for (std::uint64_t seed = first; seed < first + 200; ++seed) {
        Options options = optionsOf(plan);
        options.sequences.clear(); // truth alone, on a coarse grid: quick
        options.bounds = kPastBounds;
        const Examination e = simulate::simulate(anatomies, options, seed);
        if (!plan.wanted(e)) continue;
        if (!plan.error) return seed;
        auto draft = simulate::composeReport(e, seed);
        if (draft.conclusionHeading.empty() || !plantError(draft, e, seed, plan.error)) continue;
        if (simulate::rendered(draft).find("previous") == std::string::npos)
            return seed; // no history that a first look must sort out
    }
    return fail(ErrorCode::Internal, std::string("no clear demo case '") + plan.name + "' among 200 seeds");
}

/// Written beside, then renamed.
Result<void> writeWhole(const fs::path& finished, const Examination& e, const ExamOptions& options) {
    const fs::path part = finished.string() + ".part";
    std::error_code refused;
    fs::remove_all(part, refused);
    SECOND_READ_CHECK(makeFolder(part));
    SECOND_READ_CHECK(writeExam(part, e, options));
    fs::rename(part, finished, refused);
    if (refused) return fail(ErrorCode::Io, "cannot rename " + part.string() + ": " + refused.message());
    return {};
}

Result<void> writeCase(const simulate::Anatomies& anatomies, const CasePlan& plan, std::uint64_t first,
                       const fs::path& folder) {
    SECOND_READ_TRY(seed, clearSeed(anatomies, plan, first));
    Options options = optionsOf(plan);
    options.sequences = plan.sequences;
    const Examination e = simulate::simulate(anatomies, options, seed);
    auto draft = simulate::composeReport(e, seed);
    if (plan.error && !plantError(draft, e, seed, plan.error))
        return fail(ErrorCode::Internal,
                    std::string("the demo case '") + plan.name + "' did not take its error");
    ExamOptions exam;
    exam.seed = seed;
    exam.masks = false, exam.truth = false;
    exam.draft = simulate::rendered(draft);
    return writeWhole(folder, e, exam);
}

/// A department's past: every finding several times, a quarter normal.
std::vector<std::string> pastFindings(int number) {
    static const std::array<const char*, 16> kWheel{"",
                                                    "acute_stroke",
                                                    "mass",
                                                    "small_vessel_disease",
                                                    "",
                                                    "hydrocephalus",
                                                    "haemorrhage",
                                                    "atrophy",
                                                    "acute_stroke",
                                                    "mass",
                                                    "",
                                                    "white_matter_inflammation",
                                                    "encephalomalacia",
                                                    "meningioma",
                                                    "",
                                                    "vascular_abnormality"};
    const std::string finding = kWheel[static_cast<std::size_t>(number) % kWheel.size()];
    return finding.empty() ? std::vector<std::string>{} : std::vector<std::string>{finding};
}

Result<void> writePast(const simulate::Anatomies& anatomies, int number, const fs::path& folder) {
    const std::uint64_t seed = simulate::mixed(kSeed + static_cast<std::uint64_t>(number));
    Options options;
    options.findings = pastFindings(number);
    options.bounds = kPastBounds;
    const bool blood = !options.findings->empty() && (options.findings->front() == "haemorrhage" ||
                                                      options.findings->front() == "vascular_abnormality");
    const bool contrast = !options.findings->empty() && options.findings->front() == "meningioma";
    options.sequences = {Sequence::FLAIR, blood ? Sequence::SWI : contrast ? Sequence::T1Gd : Sequence::DWI};
    const Examination e = simulate::simulate(anatomies, options, seed);
    ExamOptions exam;
    exam.seed = seed;
    exam.masks = false, exam.truth = false;
    exam.plantedErrors = 0;
    return writeWhole(folder, e, exam);
}

std::string pastName(int number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "exam-%06d", number + 1);
    return text.data();
}

} // namespace

Result<Demo> buildDemo(const fs::path& folder, const JobContext& context) {
    Demo demo;
    const auto plans = casePlans();
    for (const auto& plan : plans)
        demo.cases.push_back({plan.name, folder / "cases" / plan.name / "dicom",
                              folder / "cases" / plan.name / "provisional.txt"});
    demo.past = folder / "past";
    const fs::path stamp = folder / "demo.json";
    const nlohmann::json wanted = {{"version", kGeneratorVersion}, {"seed", kSeed}, {"past", kDemoPast}};
    std::error_code ignored;
    if (fs::exists(stamp, ignored)) {
        SECOND_READ_TRY(found, readJson(stamp));
        if (found != wanted)
            return fail(ErrorCode::Mismatch,
                        folder.string() +
                            " holds the demo of another version; delete it or name another folder");
        return demo;
    }
    SECOND_READ_CHECK(makeFolder(folder / "cases"));
    SECOND_READ_CHECK(makeFolder(demo.past));
    SECOND_READ_TRY(shipped, shippedAnatomy());
    SECOND_READ_TRY(sharp, simulate::Anatomies::load(shipped, 1.0, 3));
    SECOND_READ_TRY(coarse, simulate::Anatomies::load(shipped, 2.0));

    const Items examinations{
        .stage = "demo", .count = plans.size() + kDemoPast, .threads = simulatingThreads()};
    SECOND_READ_CHECK(forEachItem(examinations, context, [&](std::size_t index) -> Result<void> {
        const bool isCase = index < plans.size();
        const int number = static_cast<int>(index) - static_cast<int>(plans.size());
        const fs::path place = isCase ? folder / "cases" / plans[index].name : demo.past / pastName(number);
        std::error_code unseen;
        if (fs::exists(place, unseen)) return {};
        return isCase ? writeCase(sharp, plans[index], kSeed + 1000 * index, place)
                      : writePast(coarse, number, place);
    }));
    SECOND_READ_CHECK(writeFileAtomically(stamp, wanted.dump() + "\n"));
    return demo;
}

} // namespace second_read::cohort
