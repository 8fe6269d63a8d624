#include "study/study_builder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "base/hash.h"
#include "study/eligibility.h"
#include "study/pixel_codecs.h"
#include "study/sequence_recognition.h"
#include "study/stacks.h"
#include "study/study_dates.h"
#include "volume/orientation.h"

namespace second_read::study {
namespace {

using Files = std::vector<const FileFacts*>;

std::optional<std::string> orNothing(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string count(std::size_t n, const char* one, const char* many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

examination::Patient patientOf(const FileFacts& file) {
    examination::Patient patient;
    patient.name = orNothing(file.patientName);
    patient.id = orNothing(file.patientId);
    if (file.patientSex == "M" || file.patientSex == "F" || file.patientSex == "O")
        patient.sex = file.patientSex;
    patient.age = ageInYears(file.patientAge);
    if (!patient.age) patient.age = yearsBetween(file.birthDate, file.studyDate);
    return patient;
}

std::pair<examination::Series, Hindrance> entryOf(const FileFacts& file, const Stack& stack, int number,
                                                  bool diffusion) {
    examination::Series series;
    const FrameFacts& first = *stack.frames.front();
    series.uid = file.seriesUid;
    series.stack = number;
    series.description = file.seriesDescription;
    const auto recognised = recogniseSequence(first.acquisition, first.component, diffusion);
    series.sequence = file.modality == "MR" ? recognised.sequence : Sequence::Other;
    series.confidence = recognised.confidence;
    series.why = recognised.why;
    series.matrix = {first.columns, first.rows, static_cast<int>(stack.frames.size())};
    series.spacing = {stack.spacing.x(), stack.spacing.y(), stack.spacing.z()};
    series.affineLps = stack.affine;
    series.frameOfReference = orNothing(file.frameOfReference);
    if (stack.affine)
        series.plane =
            volume::nameOf(volume::planeOf(volume::Grid::fromAffine(*stack.affine, series.matrix)));
    series.images = static_cast<int>(stack.frames.size());
    if (series.sequence == Sequence::DWI &&
        first.gradient) { // the trace is what is read; one direction is a makeshift
        series.confidence = std::min(series.confidence, 0.7);
        series.why += ", one gradient direction";
    }
    series.warnings = stack.warnings;
    Hindrance hindrance = hindranceOf(file, stack, series.sequence, recognised.why);
    series.eligible = hindrance.why.empty();
    if (file.modality != "MR") {
        series.why = hindrance.why;
        series.confidence = 1;
    }
    // A stack of another sequence says why in `why` already.
    if (!series.eligible && hindrance.why != series.why)
        series.warnings.push_back("not analysed: " + hindrance.why);
    return {std::move(series), std::move(hindrance)};
}

/// Series entries of one SeriesInstanceUID.
void addSeries(const Files& files, OpenedStudy& opened) {
    std::vector<const FrameFacts*> frames;
    std::vector<const FileFacts*> unusable;
    std::map<std::filesystem::path, const FileFacts*> fileOf;
    for (const auto* file : files) {
        fileOf[file->file] = file;
        if (!file->unusable.empty()) {
            unusable.push_back(file);
            continue;
        }
        for (const auto& frame : file->frames) frames.push_back(&frame);
    }
    for (const auto* file : unusable)
        opened.unreadable.push_back({file->seriesUid, file->file, file->unusable});
    std::vector<std::string> common;
    for (const auto* file : unusable)
        if (common.size() < 5)
            common.push_back(file->file.filename().string() + " is left out: " + file->unusable);
    if (unusable.size() > 5)
        common.push_back(count(unusable.size() - 5, "more file is", "more files are") + " left out");
    std::set<std::string> noted;
    for (const auto* file : files)
        for (const auto& warning : file->warnings)
            if (noted.insert(warning).second) common.push_back(warning);

    if (frames.empty()) { // described all the same, so that nothing vanishes
        Stack stack;
        stack.frames.push_back(&unusable.front()->frames.front());
        auto series = entryOf(*unusable.front(), stack, 0, false).first;
        series.images = 0;
        series.matrix[2] = 0;
        series.eligible = false;
        series.warnings = common;
        opened.add(std::move(series), {});
        return;
    }
    Sorted sorted = sortIntoStacks(frames);
    common.insert(common.end(), sorted.warnings.begin(), sorted.warnings.end());
    std::stable_sort(sorted.stacks.begin(), sorted.stacks.end(), [](const Stack& a, const Stack& b) {
        const auto earliest = [](const Stack& s) {
            int least = std::numeric_limits<int>::max();
            for (const auto* frame : s.frames) least = std::min(least, frame->instance.value_or(least));
            return least;
        };
        return earliest(a) < earliest(b);
    });
    for (std::size_t n = 0; n < sorted.stacks.size(); ++n) {
        const Stack& stack = sorted.stacks[n];
        auto [series, hindrance] =
            entryOf(*fileOf[stack.frames.front()->file], stack, static_cast<int>(n), sorted.diffusion);
        if (sorted.stacks.size() > 1 && !stack.difference.empty())
            series.warnings.insert(series.warnings.begin(), "split from its series: " + stack.difference);
        if (n == 0) series.warnings.insert(series.warnings.end(), common.begin(), common.end());
        std::vector<ImageSource> sources;
        for (const auto* frame : stack.frames) sources.push_back({frame->file, frame->frame});
        opened.add(std::move(series), std::move(sources), std::move(hindrance));
    }
}

std::filesystem::path folderOf(const Files& files) {
    std::filesystem::path common = files.front()->file.parent_path();
    for (const auto* file : files)
        while (!common.empty() && common != common.root_path() &&
               std::mismatch(common.begin(), common.end(), file->file.begin(), file->file.end()).first !=
                   common.end())
            common = common.parent_path();
    return common;
}

/// Copies of one object (same SOP Instance UID) are kept once.
void dropCopies(Files& files, std::vector<std::string>& warnings) {
    // of a damaged copy and a sound one the sound one stays
    std::stable_partition(files.begin(), files.end(),
                          [](const FileFacts* file) { return file->unusable.empty(); });
    std::set<std::string> seen;
    std::size_t dropped = 0;
    std::erase_if(files, [&](const FileFacts* file) {
        const bool copy =
            !file->sopInstance.empty() && !seen.insert(file->seriesUid + file->sopInstance).second;
        dropped += copy;
        return copy;
    });
    if (dropped > 0)
        warnings.push_back(count(dropped, "file is a copy of another", "files are copies of others") +
                           " (same SOP Instance UID) and left out");
}

OpenedStudy studyOf(Files files) {
    OpenedStudy opened;
    auto& study = opened.study;
    opened.folder = folderOf(files);
    dropCopies(files, study.warnings);
    const FileFacts& first = *files.front();
    study.uid = first.studyUid;
    study.patient = patientOf(first);
    study.date = isoDate(first.studyDate);
    study.time = clockTime(first.studyTime);
    study.accession = orNothing(first.accession);
    study.description = orNothing(first.studyDescription);
    const bool mixed = std::any_of(files.begin(), files.end(),
                                   [&](const auto* file) { return file->patientId != first.patientId; });
    if (mixed)
        study.warnings.push_back(
            "images of different patient IDs share this study's identifier; nothing of it is analysed");

    std::map<std::string, Files> bySeries;
    for (const auto* file : files) bySeries[file->seriesUid].push_back(file);
    std::vector<Files> ordered;
    for (auto& [uid, group] : bySeries) ordered.push_back(std::move(group));
    std::stable_sort(ordered.begin(), ordered.end(), [](const Files& a, const Files& b) {
        return std::pair(a.front()->seriesNumber.value_or(0), a.front()->seriesUid) <
               std::pair(b.front()->seriesNumber.value_or(0), b.front()->seriesUid);
    });
    for (const auto& group : ordered) addSeries(group, opened);
    if (mixed)
        for (auto& series : study.series) series.eligible = false;
    return opened;
}

/// Files that do not name their study or series are kept apart by what else identifies them.
void nameUnnamed(FileFacts& file) {
    if (file.studyUid.empty())
        file.studyUid = "unnamed-" +
                        sha256(file.file.parent_path().string() + "|" + file.patientId + "|" + file.studyDate)
                            .substr(0, 24);
    if (file.seriesUid.empty()) {
        file.seriesUid = file.studyUid + ".series-" + std::to_string(file.seriesNumber.value_or(0));
        file.warnings.push_back("its series has no identifier");
    }
}

} // namespace

std::vector<OpenedStudy> buildStudies(std::vector<FileFacts> facts) {
    std::map<std::string, Files> byStudy;
    for (auto& file : facts) {
        nameUnnamed(file);
        byStudy[file.studyUid].push_back(&file);
    }
    std::vector<OpenedStudy> studies;
    for (auto& [uid, files] : byStudy) studies.push_back(studyOf(std::move(files)));
    std::stable_sort(studies.begin(), studies.end(), [](const OpenedStudy& a, const OpenedStudy& b) {
        return std::pair(a.study.date.value_or(""), a.study.time.value_or("")) >
               std::pair(b.study.date.value_or(""), b.study.time.value_or(""));
    });
    return studies;
}

} // namespace second_read::study
