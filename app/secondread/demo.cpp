#include "cohort/demo.h"
#include "analysis/analysis.h"
#include "base/files.h"
#include "command.h"

namespace second_read::app {
namespace {

struct DemoOptions {
    std::string out;
};

/// Builds the demo or finds it, and imports its past into an archive; both go on where they stopped.
Result<Outcome> run(const DemoOptions& options, const Common& common) {
    const std::filesystem::path folder =
        options.out.empty() ? dataHome() / "demo" : std::filesystem::absolute(options.out);
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(demo, cohort::buildDemo(folder, common.job));
    analysis::ImportRequest past;
    past.paths = {demo.past};
    // An archive belongs to one pack: another pack gets one of its own.
    past.archive = folder / ("archive-" + pack.info().id.version);
    SECOND_READ_TRY(imported, analysis::import(pack, past, common.job));
    Outcome outcome;
    outcome.object = {{"cases", nlohmann::json::array()}, {"archive", past.archive.string()}};
    for (const auto& one : demo.cases) {
        outcome.object["cases"].push_back(
            {{"name", one.name}, {"study", one.study.string()}, {"report", one.report.string()}});
        outcome.text += one.name + "\t" + one.study.string() + "\t" + one.report.string() + "\n";
    }
    outcome.text += "archive\t" + past.archive.string() + "\n";
    outcome.failures = named(imported.failed);
    return outcome;
}

} // namespace

void addDemo(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<DemoOptions>();
    auto* command = addCommand(program, chosen, "demo",
                               "Builds the demo if absent: three cases and an archive of the past",
                               "demo --json", options, run);
    command->add_option("--out", options->out, "Where (default: the user's data folder)")->type_name("DIR");
}

} // namespace second_read::app
