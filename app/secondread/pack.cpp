#include "command.h"

namespace second_read::app {
namespace {

struct PackOptions {
    std::string folder;
};

Result<Outcome> describe(const PackOptions& options, const Common& common, bool listFiles) {
    const std::filesystem::path folder =
        options.folder.empty() ? packFolder(common) : std::filesystem::path(options.folder);
    SECOND_READ_TRY(manifest, pack::Pack::verify(folder));
    Outcome outcome;
    outcome.object = manifest;
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

} // namespace

void addPack(CLI::App& program, Run& chosen) {
    auto* group = program.add_subcommand("pack", "Looks at a pack: models, catalogue, calibration");
    group->require_subcommand(1);
    group->fallthrough();
    auto options = std::make_shared<PackOptions>();
    auto* info = addCommand(*group, chosen, "info", "The manifest; hashes checked", "pack info --json",
                            options, runInfo);
    info->add_option("folder", options->folder, "Pack (default: the shipped one)")->type_name("DIR");
    auto* verify =
        addCommand(*group, chosen, "verify", "Checks every hash", "pack verify", options, runVerify);
    verify->add_option("folder", options->folder, "Pack (default: the shipped one)")->type_name("DIR");
    addPackMake(*group, chosen);
}

} // namespace second_read::app
