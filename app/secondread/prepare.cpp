#include "analysis/prepare.h"
#include "command.h"
#include "pack/manifest.h"

namespace second_read::app {
namespace {

struct PrepareOptions {
    std::string archive, cohort, out;
};

Result<Outcome> run(const PrepareOptions& options, const Common& common) {
    SECOND_READ_TRY(catalogue, catalogue::readShippedCatalogue());
    SECOND_READ_TRY(pack, chosenPack(common));
    SECOND_READ_TRY(preprocessing, pack::preprocessingOfPack(pack));
    analysis::PrepareRequest request;
    if (!options.archive.empty()) request.archive = options.archive;
    if (!options.cohort.empty()) request.cohort = options.cohort;
    request.out = options.out;
    request.preprocessing = preprocessing;
    SECOND_READ_TRY(answer, analysis::prepare(catalogue, request, common.job));
    Outcome outcome;
    outcome.object = analysis::toJson(answer);
    outcome.text = std::to_string(answer.examinations) + " examinations in " + options.out + "\n";
    outcome.failures = named(answer.failed);
    return outcome;
}

} // namespace

void addPrepare(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<PrepareOptions>();
    auto* command =
        addCommand(program, chosen, "prepare", "Writes canonical tensors and texts for training, once",
                   "prepare --archive ~/archive --out ~/store", options, run);
    auto* source = command->add_option_group("source");
    source->add_option("--archive", options->archive, "An archive")->type_name("DIR");
    source->add_option("--cohort", options->cohort, "A simulated cohort")->type_name("DIR");
    source->require_option(1);
    command->add_option("--out", options->out, "The store")->type_name("STORE")->required();
}

} // namespace second_read::app
