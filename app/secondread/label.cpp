#include "analysis/label.h"
#include "base/files.h"
#include "command.h"

namespace second_read::app {
namespace {

struct LabelOptions {
    std::vector<std::string> paths;
};

Result<Outcome> run(const LabelOptions& options, const Common& common) {
    SECOND_READ_TRY(resources, shippedFolder("resources"));
    SECOND_READ_TRY(catalogue, catalogue::readCatalogue(resources / "findings/brain.json"));
    analysis::LabelRequest request;
    request.paths.assign(options.paths.begin(), options.paths.end());
    SECOND_READ_TRY(answer, analysis::label(catalogue, request, common.job));
    Outcome outcome;
    outcome.linesOnly = true;
    for (const auto& report : answer.reports)
        outcome.text += report.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    outcome.failures = named(answer.failed);
    return outcome;
}

} // namespace

void addLabel(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<LabelOptions>();
    auto* command =
        addCommand(program, chosen, "label", "Reads reports: what each says of every finding, a line each",
                   "label reports/ more.csv messages.hl7", options, run);
    command->add_option("paths", options->paths, "Text, JSON lines, CSV, HL7, DICOM SR, or folders of them")
        ->required();
}

} // namespace second_read::app
