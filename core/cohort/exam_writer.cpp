#include "cohort/exam_writer.h"

#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/parallel.h"
#include "cohort/scanner.h"
#include "simulate/random.h"
#include "simulate/report.h"
#include "study/dicom_writer.h"
#include "volume/nifti.h"

namespace second_read::cohort {
namespace {

using simulate::Examination;
using simulate::Random;
using simulate::Truth;

constexpr std::array<const char*, 36> kFamilies{
    "Archer", "Bauer",  "Bennett", "Carver", "Dahl",   "Ekman", "Fischer", "Flores", "Garnier",
    "Haas",   "Holm",   "Iversen", "Jansen", "Keller", "Kowal", "Lind",    "Marsh",  "Moreau",
    "Novak",  "Okafor", "Olsen",   "Palmer", "Quinn",  "Reyes", "Ritter",  "Sato",   "Shaw",
    "Stein",  "Tanaka", "Thorne",  "Usman",  "Vogel",  "Weber", "Wolff",   "Yilmaz", "Zimmer"};
constexpr std::array<const char*, 18> kWomen{"Anna",  "Berit", "Carla", "Dana",  "Elin",  "Freya",
                                             "Greta", "Helen", "Ines",  "Jana",  "Karin", "Lena",
                                             "Mira",  "Nora",  "Olga",  "Paula", "Rosa",  "Vera"};
constexpr std::array<const char*, 18> kMen{"Adam",  "Bruno", "Carl", "David", "Emil", "Frank",
                                           "Georg", "Hans",  "Ivan", "Jonas", "Karl", "Leon",
                                           "Marc",  "Nils",  "Otto", "Peter", "Ralf", "Viktor"};

std::string padded(const char* format, int value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

/// Unique identifiers under the UUID root (PS3.5 B.2), made of the seed: the same seed, the same bytes.
std::string uid(std::uint64_t seed, std::uint64_t what) {
    return "2.25." + std::to_string(simulate::mixed(simulate::mixed(seed) ^ what)) +
           std::to_string(simulate::mixed(what * 31 + seed) % 1000000007ULL);
}

std::string fileName(const std::string& sequence) {
    std::string name;
    for (const char c : sequence) name += c == '+' ? 'c' : c;
    return name == "T1cGd" ? "T1c" : name;
}

Result<void> writeMask(const std::filesystem::path& file, const Examination& examination,
                       const Truth& truth) {
    volume::Volume mask;
    mask.grid = examination.truthGrid;
    mask.voxels.assign(truth.mask.begin(), truth.mask.end());
    return volume::writeNifti(file, mask);
}

double rounded(double value) { return std::round(value * 100) / 100; }

/// A series of which all is decided but nothing written yet.
struct Planned {
    std::string name;          ///< of its folder
    study::DicomSeries series; ///< all but its volume
    const volume::Volume* image = nullptr;
    std::optional<HeaderFault> fault;
    std::vector<std::filesystem::path> files; ///< once written
};

Result<void> writeSeries(const std::filesystem::path& folder, Planned& planned) {
    auto series = planned.series;
    series.volume = *planned.image;
    SECOND_READ_TRY(files, study::writeDicom(folder / "dicom" / planned.name, series));
    planned.files = std::move(files);
    return {};
}

/// A finding's mask, relative to the examination's folder; empty: it has none.
std::string maskName(const Examination& examination, std::size_t finding, const ExamOptions& options) {
    const Truth& truth = examination.findings[finding];
    if (!options.truth || !options.masks || truth.mask.empty()) return {};
    return "masks/" + padded("%02d-", static_cast<int>(finding) + 1) + truth.finding + ".nii.gz";
}

/// What is large, the series and the masks, on several threads.
Result<void> writeImages(const std::filesystem::path& folder, const Examination& examination,
                         const ExamOptions& options, std::vector<Planned>& planned) {
    SECOND_READ_CHECK(makeFolder(folder / "dicom"));
    for (std::size_t i = 0; i < examination.findings.size(); ++i)
        if (!maskName(examination, i, options).empty()) SECOND_READ_CHECK(makeFolder(folder / "masks"));
    const Items images{
        .stage = "write", .count = planned.size() + examination.findings.size(), .threads = options.threads};
    return forEachItem(images, {}, [&](std::size_t i) -> Result<void> {
        if (i < planned.size()) return writeSeries(folder, planned[i]);
        const std::size_t finding = i - planned.size();
        const std::string name = maskName(examination, finding, options);
        if (name.empty()) return {};
        return writeMask(folder / name, examination, examination.findings[finding]);
    });
}

} // namespace

Person personOf(const Examination& examination, std::uint64_t seed) {
    Random random(seed, 51);
    Person person;
    const std::string given = examination.sex == "F" ? random.of(kWomen) : random.of(kMen);
    person.name = std::string(random.of(kFamilies)) + "^" + given;
    person.id = padded("%07d", random.integer(1000000, 9999999));
    return person;
}

Result<void> writeExam(const std::filesystem::path& folder, const Examination& examination,
                       const ExamOptions& options) {
    Random random(options.seed, 52);
    const Person person = personOf(examination, options.seed);
    const int year = random.integer(2014, 2024);
    const std::string date =
        padded("%04d", year) + padded("%02d", random.integer(1, 12)) + padded("%02d", random.integer(1, 28));
    const std::string clock =
        padded("%02d", random.integer(7, 19)) + padded("%02d", random.integer(0, 59)) + "00";
    const std::string birth = padded("%04d", year - examination.age - 1) +
                              padded("%02d", random.integer(1, 12)) + padded("%02d", random.integer(1, 28));
    const std::string accession = padded("A%08d", random.integer(10000000, 99999999));
    const std::string studyUid = uid(options.seed, 1), frameUid = uid(options.seed, 2);

    std::vector<Planned> planned; // drawn in order here, so that who writes first changes no byte
    int number = 2;
    const auto plan = [&](const std::string& name, const volume::Volume& image, double thickness,
                          std::map<std::string, std::string> scanned) {
        Planned& one = planned.emplace_back();
        auto& series = one.series;
        series.attributes = std::move(scanned);
        auto& a = series.attributes;
        a["PatientName"] = person.name, a["PatientID"] = person.id, a["PatientSex"] = examination.sex,
        a["PatientBirthDate"] = birth;
        a["PatientAge"] = padded("%03dY", examination.age);
        a["StudyDate"] = date, a["SeriesDate"] = date, a["AcquisitionDate"] = date, a["ContentDate"] = date;
        a["StudyTime"] = clock, a["SeriesTime"] = clock, a["AcquisitionTime"] = clock,
        a["ContentTime"] = clock;
        a["AccessionNumber"] = accession, a["StudyID"] = padded("%d", random.integer(1000, 9999)),
        a["ReferringPhysicianName"] = "";
        one.name = padded("%02d-", number) + fileName(name);
        one.image = &image;
        if (random.chance(options.headerFaults))
            one.fault = damage(a, options.seed + static_cast<std::uint64_t>(number));
        const auto what = static_cast<std::uint64_t>(number);
        series.studyInstanceUid = studyUid, series.frameOfReferenceUid = frameUid;
        series.seriesInstanceUid = uid(options.seed, 10 + what),
        series.sopInstanceUidRoot = uid(options.seed, 1000 + what);
        series.sliceThickness = thickness;
        ++number;
    };
    for (const auto& [sequence, image] : examination.series) {
        const std::string name(nameOf(sequence));
        const double thickness = examination.sliceThickness.at(sequence);
        plan(name, image, thickness, scannerAttributes(examination, sequence, number));
        if (sequence == Sequence::DWI && examination.unweighted)
            plan(name + "-b0", *examination.unweighted, thickness, unweightedAttributes(examination, number));
    }
    SECOND_READ_CHECK(writeImages(folder, examination, options, planned));

    const auto report = simulate::composeReport(examination, options.seed);
    SECOND_READ_CHECK(writeFileAtomically(folder / "report.txt", simulate::rendered(report)));
    std::optional<PlantedError> planted;
    auto draft = report;
    if (!options.draft && random.chance(options.plantedErrors))
        planted = plantError(draft, examination, options.seed);
    SECOND_READ_CHECK(writeFileAtomically(folder / "provisional.txt",
                                          options.draft ? *options.draft : simulate::rendered(draft)));
    if (!options.truth) return {};

    nlohmann::json faults = nlohmann::json::array();
    for (const auto& one : planned)
        if (one.fault) // attributes of a series stand in each of its files
            for (const auto& file : one.files)
                faults.push_back({{"file", file.lexically_relative(folder).generic_string()},
                                  {"tag", one.fault->tag},
                                  {"kind", one.fault->kind}});
    nlohmann::json findings = nlohmann::json::array();
    for (std::size_t i = 0; i < examination.findings.size(); ++i) {
        const Truth& truth = examination.findings[i];
        const std::string mask = maskName(examination, i, options);
        nlohmann::json centroid =
            truth.mask.empty() ? nlohmann::json(nullptr)
                               : nlohmann::json({rounded(truth.centroidLps[0]), rounded(truth.centroidLps[1]),
                                                 rounded(truth.centroidLps[2])});
        findings.push_back({{"id", truth.finding},
                            {"subtype", truth.subtype},
                            {"side", std::string(nameOf(truth.side))},
                            {"place", truth.place},
                            {"volume_ml", rounded(truth.volumeMl)},
                            {"centroid_lps", centroid},
                            {"reported", truth.reported},
                            {"mask", mask.empty() ? nlohmann::json(nullptr) : nlohmann::json(mask)}});
    }
    nlohmann::json error = nullptr;
    if (planted)
        error = {{"kind", planted->kind},
                 {"finding",
                  planted->finding.empty() ? nlohmann::json(nullptr) : nlohmann::json(planted->finding)},
                 {"severity", planted->severity}};
    const nlohmann::json truth = {
        {"site", examination.site},         {"age", examination.age}, {"sex", examination.sex},
        {"header_faults", faults},          {"findings", findings},   {"planted_error", error},
        {"variants", examination.variants},
    };
    return writeFileAtomically(folder / "truth.json", truth.dump(1) + "\n");
}

} // namespace second_read::cohort
