#include "evaluate/evaluate.h"
#include "command.h"

namespace second_read::app {
namespace {

struct EvaluateOptions {
    std::string archive, cohort, out;
};

Result<Outcome> run(const EvaluateOptions& options, const Common& common) {
    evaluate::EvaluateRequest request;
    if (!options.archive.empty()) request.archive = options.archive;
    if (!options.cohort.empty()) request.cohort = options.cohort;
    request.out = options.out;
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(answer, evaluate::evaluate(pack, request, common.job));
    Outcome outcome;
    outcome.object = answer.figures;
    outcome.text =
        answer.figures.dump(2) + "\nThe page: " + (request.out / "evaluation.html").string() + "\n";
    for (const auto& [path, why] : answer.abstained) outcome.text += path + ": abstained: " + why + "\n";
    outcome.failures = named(answer.failed);
    return outcome;
}

} // namespace

void addEvaluate(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<EvaluateOptions>();
    auto* command =
        addCommand(program, chosen, "evaluate", "Measures the pack on examinations whose findings are known",
                   "evaluate --cohort cohort --out evaluation", options, run);
    auto* source = command->add_option_group("source");
    source->add_option("--archive", options->archive, "An archive; its reports are the labels")
        ->type_name("DIR");
    source->add_option("--cohort", options->cohort, "A simulated cohort; its truth is the label")
        ->type_name("DIR");
    source->require_option(1);
    command->add_option("--out", options->out, "The page and its figures")->type_name("DIR")->required();
}

} // namespace second_read::app
