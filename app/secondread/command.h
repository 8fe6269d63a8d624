#pragma once
/// What the commands of `secondread` share: the common options, the outcome and its exit code.
///
/// Exit codes: 0 done; 1 the input cannot be used; 2 wrong usage; 3 done in part, the object is printed all
/// the same; 4 a defect of ours; 130 cancelled. On 1, 2, 4 and 130 standard output stays empty, but for the
/// lines that `label` had written by then.

#include <concepts>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"
#include "pack/pack.h"

namespace second_read::app {

/// The options that every command takes, and the work's context.
struct Common {
    bool json = false;
    pack::Device device = pack::Device::Auto;
    std::filesystem::path pack; ///< empty: the shipped one
    JobContext job;
};

/// What a command leaves behind when it could do its work.
struct Outcome {
    nlohmann::json object;  ///< printed with --json
    std::string text;       ///< printed without
    bool linesOnly = false; ///< `text` is the output either way (label, embed)
    /// What should have been usable and was not: exit code 3, named on standard error.
    std::vector<std::string> failures = {};
};

/// The command that was chosen on the command line.
using Run = std::function<Result<Outcome>(const Common&)>;

/// Adds a subcommand whose action becomes `chosen` when it is the one called.
template <class Options>
CLI::App* addCommand(CLI::App& program, Run& chosen, const std::string& name, const std::string& description,
                     const std::string& example, std::shared_ptr<Options> options,
                     Result<Outcome> (*run)(const Options&, const Common&)) {
    CLI::App* command = program.add_subcommand(name, description);
    command->footer("With every command: --json, --pack DIR, --device auto|cpu|cuda (see secondread --help)\n"
                    "Example:\n  secondread " +
                    example);
    command->fallthrough();
    command->callback([&chosen, options, run] {
        chosen = [options, run](const Common& common) { return run(*options, common); };
    });
    return command;
}

/// --pack, or the shipped brain-mri. NotFound: none is shipped.
Result<std::filesystem::path> chosenPack(const Common& common);
Result<pack::Pack> openPack(const Common& common);

/// How a failure ends the program.
int exitCodeOf(const Error& error);

/// Numbers alone: text from outside may be of any length.
inline std::string formatted(const char* format, std::same_as<double> auto... numbers) {
    char text[128];
    std::snprintf(text, sizeof text, format, numbers...);
    return text;
}

/// "path: why" of anything that has both.
template <class Failures> std::vector<std::string> named(const Failures& failed) {
    std::vector<std::string> lines;
    for (const auto& failure : failed) lines.push_back(failure.path + ": " + failure.why);
    return lines;
}

// The commands, one file each.
void addTrain(CLI::App& program, Run& chosen);
void addTrainVision(CLI::App& group, Run& chosen); ///< of `train`: store, vision
void addPackMake(CLI::App& group, Run& chosen);    ///< of `pack`: make
void addPackMeasure(CLI::App& group, Run& chosen); ///< of `pack`: measure
void addEmbed(CLI::App& program, Run& chosen);
void addPack(CLI::App& program, Run& chosen);
#ifdef SECOND_READ_WITH_DESKTOP
void addStudy(CLI::App& program, Run& chosen);
void addAnalyse(CLI::App& program, Run& chosen);
void addSearch(CLI::App& program, Run& chosen);
void addLabel(CLI::App& program, Run& chosen);
void addImport(CLI::App& program, Run& chosen);
void addPrepare(CLI::App& program, Run& chosen);
void addSimulate(CLI::App& program, Run& chosen);
void addEvaluate(CLI::App& program, Run& chosen);
void addDemo(CLI::App& program, Run& chosen);
void addEngine(CLI::App& program, Run& chosen);
#endif

} // namespace second_read::app
