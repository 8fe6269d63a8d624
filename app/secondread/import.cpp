#include "analysis/analysis.h"
#include "command.h"

namespace second_read::app {
namespace {

struct ImportOptions {
    std::vector<std::string> paths;
    std::string archive, reports;
};

Result<Outcome> run(const ImportOptions& options, const Common& common) {
    analysis::ImportRequest request;
    request.paths.assign(options.paths.begin(), options.paths.end());
    request.archive = options.archive;
    if (!options.reports.empty()) request.reports = options.reports;
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(answer, analysis::import(pack, request, common.job));
    Outcome outcome;
    outcome.object = analysis::toJson(answer);
    outcome.text = std::to_string(answer.imported) + " imported, " + std::to_string(answer.updated) +
                   " updated, " + std::to_string(answer.skipped) + " unchanged\n";
    outcome.failures = named(answer.failed);
    return outcome;
}

} // namespace

void addImport(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<ImportOptions>();
    auto* command =
        addCommand(program, chosen, "import", "Imports studies and reports into an archive; resumable",
                   "import /data/2016 /data/2017 --archive ~/archive --reports reports.csv", options, run);
    command->add_option("paths", options->paths, "Folders of studies")->required();
    command->add_option("--archive", options->archive, "The archive; made when absent")
        ->type_name("DIR")
        ->required();
    command
        ->add_option("--reports", options->reports, "CSV or JSON lines: study_uid or accession, text, status")
        ->type_name("FILE");
}

} // namespace second_read::app
