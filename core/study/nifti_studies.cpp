#include "study/nifti_studies.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "study/eligibility.h"
#include "study/sequence_recognition.h"
#include "volume/nifti.h"
#include "volume/orientation.h"

namespace second_read::study {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostLabels = 64;

std::string stemOf(const fs::path& file) {
    std::string name = file.filename().string();
    for (const char* ending : {".gz", ".nii"})
        if (name.ends_with(ending)) name.resize(name.size() - std::string_view(ending).size());
    return name;
}

/// Parts of a name between underscores, dots, hyphens and spaces, in small letters.
std::vector<std::string> partsOf(const std::string& stem) {
    std::vector<std::string> parts(1);
    for (const char c : stem) {
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '*')
            parts.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!parts.back().empty())
            parts.emplace_back();
    }
    if (parts.back().empty()) parts.pop_back();
    return parts;
}

/// Suffixes of BIDS (bids-specification, "Magnetic Resonance Imaging") and names in use.
std::optional<Sequence> sequenceOfPart(const std::string& part) {
    static const std::map<std::string, Sequence> names = {
        {"flair", Sequence::FLAIR},
        {"fl", Sequence::FLAIR},
        {"t2flair", Sequence::FLAIR},
        {"t1", Sequence::T1},
        {"t1w", Sequence::T1},
        {"mprage", Sequence::T1},
        {"t1n", Sequence::T1},
        {"t1c", Sequence::T1Gd},
        {"t1ce", Sequence::T1Gd},
        {"t1gd", Sequence::T1Gd},
        {"t1cw", Sequence::T1Gd},
        {"t1+gd", Sequence::T1Gd},
        {"t1km", Sequence::T1Gd},
        {"t1post", Sequence::T1Gd},
        {"t2", Sequence::T2},
        {"t2w", Sequence::T2},
        {"dwi", Sequence::DWI},
        {"trace", Sequence::DWI},
        {"adc", Sequence::ADC},
        {"swi", Sequence::SWI},
        {"t2s", Sequence::SWI},
        {"t2star", Sequence::SWI},
        {"t2starw", Sequence::SWI},
        {"t2*", Sequence::SWI},
        {"pd", Sequence::PD},
        {"pdw", Sequence::PD},
        // The T1 template of one head (Holmes 1998) under its names in MRIcron and SPM.
        {"ch2", Sequence::T1},
        {"ch2bet", Sequence::T1},
        {"ch2better", Sequence::T1},
        {"colin27", Sequence::T1},
    };
    const auto found = names.find(part);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// Whole numbers of few kinds: labels, not intensities.
bool looksLikeLabels(const fs::path& file, const volume::NiftiHeader& header) {
    if (!header.integer || header.volumes != 1) return false;
    return volume::hasFewValues(file, kMostLabels).value_or(false);
}

/// "ceagent-gadolinium" (BIDS entity) says that a contrast agent was given.
bool namesAgent(const std::vector<std::string>& parts) {
    return std::find(parts.begin(), parts.end(), "ceagent") != parts.end() ||
           std::find(parts.begin(), parts.end(), "ce") != parts.end();
}

/// Times of the BIDS sidecar `name.json` (seconds there, ms here). A sidecar that cannot be read is a
/// warning.
void readSidecar(const fs::path& file, Acquisition& acquisition, std::vector<std::string>& warnings) {
    const fs::path sidecar = file.parent_path() / (stemOf(file) + ".json");
    std::error_code failed;
    if (!fs::exists(sidecar, failed)) return;
    const auto json = readJson(sidecar, 1 << 22);
    if (!json || !json->is_object()) {
        warnings.push_back("its sidecar " + sidecar.filename().string() + " cannot be read and is ignored");
        return;
    }
    const auto milliseconds = [&](const char* key) -> std::optional<double> {
        const auto value = json->find(key);
        if (value == json->end() || !value->is_number() || !std::isfinite(value->get<double>()))
            return std::nullopt;
        return value->get<double>() * 1000;
    };
    acquisition.echoTime = milliseconds("EchoTime");
    acquisition.repetitionTime = milliseconds("RepetitionTime");
    acquisition.inversionTime = milliseconds("InversionTime");
    const auto text = [&](const char* key) {
        return json->value(key, nlohmann::json()).is_string() ? json->at(key).get<std::string>()
                                                              : std::string();
    };
    for (const auto& word : wordsOf(text("ScanningSequence"))) {
        std::string capitals = word;
        std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        acquisition.scanningSequence.push_back(capitals);
    }
    acquisition.description = text("SeriesDescription");
    acquisition.contrastAgent = text("ContrastBolusIngredient");
}

void recognise(const fs::path& file, const volume::NiftiHeader& header, examination::Series& series) {
    if (isLabelName(file) || looksLikeLabels(file, header)) {
        series.sequence = Sequence::Other;
        series.confidence = 1;
        series.why = "label map";
        return;
    }
    Acquisition acquisition;
    readSidecar(file, acquisition, series.warnings);
    const auto parts = partsOf(stemOf(file));
    series.sequence = sequenceOfName(file);
    if (series.sequence == Sequence::T1 && (namesAgent(parts) || isContrastEnhanced(acquisition)))
        series.sequence = Sequence::T1Gd;
    series.confidence = 0.9;
    series.why = "the file name says " + std::string(nameOf(series.sequence));
    if (series.sequence != Sequence::Other) return;
    const bool known = acquisition.echoTime || !acquisition.description.empty();
    const auto recognised =
        known ? recogniseSequence(acquisition, "", false)
              : Recognition{Sequence::Other, 0.3, "the file name does not tell the sequence"};
    series.sequence = recognised.sequence;
    series.confidence = recognised.confidence;
    series.why = recognised.why;
}

std::pair<examination::Series, Hindrance> entryOf(const fs::path& file, const volume::NiftiHeader& header,
                                                  const std::string& studyUid) {
    examination::Series series;
    series.uid = studyUid + "." + stemOf(file);
    series.description = stemOf(file);
    series.matrix = header.grid.size;
    series.spacing = {header.grid.spacing.x(), header.grid.spacing.y(), header.grid.spacing.z()};
    series.images = header.grid.size[2];
    recognise(file, header, series);
    std::string hindrance =
        series.sequence == Sequence::Other ? series.why : whyNotAHead(series.matrix, series.spacing);
    if (header.hasPosition) {
        series.affineLps = header.grid.affine();
        series.plane = volume::nameOf(volume::planeOf(header.grid));
    } else {
        series.warnings.push_back("position and orientation are missing: sides are unknown");
        if (hindrance.empty()) hindrance = "no position or orientation";
    }
    if (header.volumes > 1)
        series.warnings.push_back("a file of " + std::to_string(header.volumes) +
                                  " volumes: the first is loaded, " + std::to_string(header.volumes - 1) +
                                  " left out");
    series.eligible = hindrance.empty();
    if (!series.eligible && hindrance != series.why) series.warnings.push_back("not analysed: " + hindrance);
    return {std::move(series), Hindrance{std::move(hindrance)}};
}

/// The same for the same contents, whatever the files are called.
std::string uidOf(const std::vector<fs::path>& files) {
    std::vector<std::string> digests;
    for (const auto& file : files) digests.push_back(sha256OfFile(file).value_or("unreadable"));
    std::ranges::sort(digests);
    std::string all;
    for (const auto& digest : digests) all += digest + "\n";
    return "nifti-" + sha256(all).substr(0, 40);
}

} // namespace

bool isNiftiName(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.ends_with(".nii") || name.ends_with(".nii.gz");
}

Sequence sequenceOfName(const fs::path& file) {
    const auto parts = partsOf(stemOf(file));
    // The last part is BIDS's suffix; in free names any part may say it. T1 and T2 stand before FLAIR in
    // "T2_FLAIR".
    std::optional<Sequence> found;
    for (const auto& part : parts) {
        const auto here = sequenceOfPart(part);
        if (!here) continue;
        if (*here == Sequence::FLAIR || *here == Sequence::ADC || *here == Sequence::SWI) return *here;
        found = here;
    }
    return found.value_or(Sequence::Other);
}

bool isLabelName(const fs::path& file) {
    const auto parts = partsOf(stemOf(file));
    return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
        return part.starts_with("mask") || part.ends_with("mask") || part == "seg" ||
               part.ends_with("dseg") || part.ends_with("probseg") || part.starts_with("segment") ||
               part.starts_with("label") || part == "roi" || part.starts_with("lesion") ||
               part.ends_with("aseg") || part == "parc" || part == "aseg";
    });
}

std::vector<OpenedStudy> niftiStudies(const std::vector<fs::path>& files,
                                      std::vector<Found::Refused>& refused, const JobContext& context) {
    std::map<fs::path, std::vector<fs::path>> byFolder;
    for (const auto& file : files) byFolder[file.parent_path()].push_back(file);
    std::vector<OpenedStudy> studies;
    for (const auto& [folder, members] : byFolder) {
        OpenedStudy opened;
        opened.folder = folder;
        opened.study.uid = uidOf(members);
        for (const auto& file : members) {
            if (context.stop.stop_requested()) return studies;
            const auto header = volume::readNiftiHeader(file);
            if (!header) {
                refused.push_back({file, header.error().message});
                continue;
            }
            auto [series, hindrance] = entryOf(file, *header, opened.study.uid);
            opened.add(std::move(series), {{file, 0}}, std::move(hindrance));
        }
        if (!opened.study.series.empty()) studies.push_back(std::move(opened));
    }
    return studies;
}

} // namespace second_read::study
