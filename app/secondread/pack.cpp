#include "command.h"
#include "pack/replacing.h"
#include "pack/writer.h"
#include "train/label_fitting.h"
#include "train/language_training.h"
#ifdef SECOND_READ_WITH_DESKTOP
#include "analysis/calibrate.h"
#endif

namespace second_read::app {
namespace {

struct PackOptions {
    std::string folder;
};

Result<Outcome> describe(const PackOptions& options, const Common& common, bool listFiles) {
    std::filesystem::path folder = options.folder;
    if (options.folder.empty()) {
        SECOND_READ_TRY(chosen, chosenPack(common));
        folder = chosen;
    }
    SECOND_READ_TRY(manifest, pack::Pack::verify(folder));
    Outcome outcome;
    outcome.object = manifest;
    outcome.object["verified"] = true; // or verify would have failed
    outcome.text = manifest.value("id", "") + " " + manifest.value("version", "") + ": every hash is right\n";
    if (listFiles) outcome.text += manifest.dump(2) + "\n";
    return outcome;
}

Result<Outcome> runInfo(const PackOptions& options, const Common& common) {
    return describe(options, common, true);
}
Result<Outcome> runVerify(const PackOptions& options, const Common& common) {
    return describe(options, common, false);
}

struct LabelsOptions {
    std::string folder;
    std::vector<std::string> corpora;
};

/// Fits the labeller on written reports and the given sentences, with the pack's own text encoder and
/// catalogue.
Result<Outcome> runLabels(const LabelsOptions& options, const Common& common) {
    const std::filesystem::path folder = options.folder;
    SECOND_READ_TRY(manifest, pack::Pack::verify(folder));
    SECOND_READ_TRY(language, pack::languageIn(folder));
    SECOND_READ_TRY(text,
                    language::TextEncoder::open(language.config, language.vocabulary, language.weights));
    SECOND_READ_TRY(catalogue, catalogue::readCatalogue(folder / manifest.value("catalogue", "")));
    train::LabelFitOptions fit;
    const std::vector<std::filesystem::path> corpora(options.corpora.begin(), options.corpora.end());
    SECOND_READ_TRY(corpus, train::readCorpus(corpora));
    fit.corpus = std::move(corpus);
    SECOND_READ_TRY(labels, train::fitLabels(text, catalogue, fit, common.job));
    SECOND_READ_CHECK(pack::replaceLabels(folder, labels));
    Outcome outcome;
    outcome.object = {{"pack", folder.string()},
                      {"sentences", fit.sentences + fit.corpus.size()},
                      {"reports", fit.reports}};
    outcome.text = outcome.object.dump(2) + "\n";
    return outcome;
}

#ifdef SECOND_READ_WITH_DESKTOP // it reads the archive and its images
Result<Outcome> runCalibrate(const analysis::CalibrateRequest& wanted, const Common& common) {
    analysis::CalibrateRequest request = wanted;
    SECOND_READ_TRY(chosen, chosenPack(common));
    request.pack = chosen;
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(answer, analysis::calibrate(pack, request, common.job));
    Outcome outcome;
    outcome.object = analysis::toJson(answer);
    outcome.text = "standardised on " + std::to_string(answer.normals) +
                   " normal examinations: " + request.out.string() + "\n";
    outcome.failures = named(answer.failed);
    return outcome;
}
#endif

} // namespace

void addPack(CLI::App& program, Run& chosen) {
    auto* group = program.add_subcommand("pack", "Looks at a pack: models, catalogue, calibration");
    group->footer("Example: secondread pack info models/brain-mri");
    group->require_subcommand(1);
    group->fallthrough();
    auto options = std::make_shared<PackOptions>();
    auto* info = addCommand(*group, chosen, "info", "The manifest; hashes checked", "pack info --json",
                            options, runInfo);
    info->add_option("folder", options->folder, "Pack (default: the shipped one)")->type_name("DIR");
    auto* verify =
        addCommand(*group, chosen, "verify", "Checks every hash", "pack verify", options, runVerify);
    verify->add_option("folder", options->folder, "Pack (default: the shipped one)")->type_name("DIR");
    auto labels = std::make_shared<LabelsOptions>();
    auto* relabel = addCommand(*group, chosen, "labels", "Fits the labeller of an existing pack anew",
                               "pack labels models/brain-mri --corpus sentences.txt", labels, runLabels);
    relabel->add_option("folder", labels->folder, "The pack, which is changed")->type_name("DIR")->required();
    relabel->add_option("--corpus", labels->corpora, "Real sentences, one a line; may be repeated")
        ->type_name("FILE");
#ifdef SECOND_READ_WITH_DESKTOP
    auto calibration = std::make_shared<analysis::CalibrateRequest>();
    auto* calibrate = addCommand(
        *group, chosen, "calibrate", "Copies the pack, standardised on the normal examinations of an archive",
        "pack calibrate --archive ~/archive --out ~/packs/ours", calibration, runCalibrate);
    calibrate->add_option("--archive", calibration->archive, "Past examinations, imported with this pack")
        ->type_name("DIR")
        ->required();
    calibrate->add_option("--out", calibration->out, "The copy; must not exist yet")
        ->type_name("DIR")
        ->required();
    calibrate->add_option("--most", calibration->most, "Normals read; the newest")->capture_default_str();
#endif
    addPackMake(*group, chosen);
    addPackMeasure(*group, chosen);
}

} // namespace second_read::app
