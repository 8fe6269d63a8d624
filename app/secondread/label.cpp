#include <iostream>

#include <unistd.h>

#include "analysis/label.h"
#include "command.h"

namespace second_read::app {
namespace {

struct LabelOptions {
    std::vector<std::string> paths;
};

Result<Outcome> run(const LabelOptions& options, const Common& common) {
    SECOND_READ_TRY(pack, openPack(common));
    analysis::LabelRequest request;
    request.paths.assign(options.paths.begin(), options.paths.end());
    const auto write = [](const std::string& line) -> Result<void> {
        if (std::cout << line << std::endl) return {}; // at once: who stops the work keeps what is done
        return fail(ErrorCode::Io, "the labels could not be written to standard output; free some space or "
                                   "choose another place");
    };
    JobContext job = common.job;
    if (::isatty(STDOUT_FILENO)) job.report = {}; // the lines tell how far it is
    SECOND_READ_TRY(answer, analysis::label(pack, request, write, job));
    Outcome outcome;
    outcome.linesOnly = true;
    for (const auto& note : answer.empty) std::cerr << "left out: " << note.path << ": " << note.why << '\n';
    outcome.failures = named(answer.failed);
    if (!answer.failed.empty() || !answer.empty.empty())
        std::cerr << answer.labelled << " reports labelled, " << answer.failed.size() << " failed, "
                  << answer.empty.size() << " without a report\n";
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
