#include "command.h"
#include "examination/json.h"
#include "study/study_reader.h"

namespace second_read::app {
namespace {

struct StudyOptions {
    std::string path;
};

std::string describe(const examination::Series& series) {
    std::string line = "  " + std::string(nameOf(series.sequence)) + "  " + series.plane + "  " +
                       std::to_string(series.matrix[0]) + " x " + std::to_string(series.matrix[1]) + " x " +
                       std::to_string(series.matrix[2]) + "  " + series.description + " (" + series.why + ")";
    for (const auto& warning : series.warnings) line += "\n    ! " + warning;
    return line + "\n";
}

std::string describe(const study::Found& found) {
    std::string text;
    for (const auto& opened : found.studies) {
        text += opened.study.uid + "  " + opened.study.date.value_or("no date") + "\n";
        for (const auto& series : opened.study.series) text += describe(series);
        for (const auto& warning : opened.study.warnings) text += "  ! " + warning + "\n";
    }
    for (const auto& refused : found.refused)
        text += "not used: " + refused.file.string() + ": " + refused.why + "\n";
    return text;
}

Result<Outcome> run(const StudyOptions& options, const Common& common) {
    SECOND_READ_TRY(found, study::openStudies(options.path, common.job));
    nlohmann::json studies = nlohmann::json::array();
    for (const auto& opened : found.studies) studies.push_back(examination::toJson(opened.study));
    nlohmann::json refused = nlohmann::json::array();
    for (const auto& file : found.refused)
        refused.push_back({{"path", file.file.string()}, {"why", file.why}});
    Outcome outcome;
    outcome.object = {{"studies", std::move(studies)}, {"refused", std::move(refused)}};
    outcome.text = describe(found);
    for (const auto& file : found.refused)
        if (study::isImage(file)) outcome.failures.push_back(file.file.string() + ": " + file.why);
    for (const auto& opened : found.studies)
        for (const auto& image : opened.unreadable)
            outcome.failures.push_back(image.file.string() + ": " + image.why);
    return outcome;
}

} // namespace

void addStudy(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<StudyOptions>();
    auto* command =
        addCommand(program, chosen, "study", "Describes the studies under a path, without analysis",
                   "study ~/scans/case-17 --json", options, run);
    command->add_option("path", options->path, "Folder, DICOM file, DICOMDIR, or NIfTI file or folder")
        ->required();
}

} // namespace second_read::app
