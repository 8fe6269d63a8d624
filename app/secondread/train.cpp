#include "command.h"
#include "train/language_training.h"

namespace second_read::app {
namespace {

struct LanguageCommand {
    train::LanguageOptions options;
    std::string catalogue, base;
    std::vector<std::string> corpora;
};

Result<Outcome> runLanguage(const LanguageCommand& command, const Common& common) {
    train::LanguageOptions options = command.options;
    SECOND_READ_TRY(read, command.catalogue.empty() ? catalogue::readShippedCatalogue()
                                                    : catalogue::readCatalogue(command.catalogue));
    options.catalogue = std::move(read);
    if (!command.base.empty()) options.base = command.base;
    options.corpora.assign(command.corpora.begin(), command.corpora.end());
    options.device = common.device;
    SECOND_READ_TRY(metrics, train::trainLanguage(options, common.job));
    return Outcome{metrics, metrics.dump(2) + "\n"};
}

void addLanguage(CLI::App& group, Run& chosen) {
    auto options = std::make_shared<LanguageCommand>();
    auto* command = addCommand(
        group, chosen, "language", "Trains the text encoder; resumes from its last checkpoint",
        "train language --base MiniLM --corpus reports.jsonl --out work/language", options, runLanguage);
    auto& train = options->options;
    command->add_option("--out", train.out, "Model, curves and checkpoint")->type_name("DIR")->required();
    command->add_option("--base", options->base, "Folder of a published BERT; without it: from scratch")
        ->type_name("DIR");
    command->add_option("--corpus", options->corpora, "Texts, one a line; may be repeated")
        ->type_name("FILE");
    command->add_option("--catalogue", options->catalogue, "Findings (default: the shipped ones)")
        ->type_name("FILE");
    command->add_option("--masked-steps", train.maskedSteps, "Masked language modelling")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--steps", train.matchingSteps, "Matching of meaning")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--batch", train.batch, "Examples a step")
        ->check(CLI::Range(2, 4096))
        ->capture_default_str();
    command->add_option("--rate", train.learningRate, "Peak learning rate")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--checkpoint-every", train.checkpointEvery, "Steps between checkpoints")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--layers", train.layers, "From scratch: layers")
        ->check(CLI::Range(1, 48))
        ->capture_default_str();
    command->add_option("--width", train.width, "From scratch: width")
        ->check(CLI::Range(16, 4096))
        ->capture_default_str();
    command->add_option("--seed", train.seed, "Of everything drawn")->capture_default_str();
}

} // namespace

void addTrain(CLI::App& program, Run& chosen) {
    auto* group = program.add_subcommand("train", "Trains the models of a pack");
    group->footer("Example: secondread train vision --help");
    group->require_subcommand(1);
    group->fallthrough();
    addLanguage(*group, chosen);
    addTrainVision(*group, chosen);
}

} // namespace second_read::app
