#include <charconv>

#include "cohort/cohort.h"
#include "command.h"

namespace second_read::app {
namespace {

struct SimulateOptions {
    cohort::Request request;
    std::string site, anatomy;
    std::vector<std::string> prevalences;
};

Result<Outcome> run(const SimulateOptions& options, const Common& common) {
    cohort::Request request = options.request;
    if (!options.site.empty()) request.site = options.site;
    if (!options.anatomy.empty()) request.anatomy = options.anatomy;
    for (const auto& wish : options.prevalences) {
        const auto equals = wish.find('=');
        double share = -1;
        const char* end = wish.data() + wish.size();
        if (equals == std::string::npos || std::from_chars(wish.data() + equals + 1, end, share).ptr != end)
            return fail(ErrorCode::InvalidArgument,
                        "\"" + wish + "\" is no prevalence; write finding=share, as in mass=0.2");
        request.prevalences[wish.substr(0, equals)] = share;
    }
    SECOND_READ_TRY(summary, cohort::simulateCohort(request, common.job));
    Outcome outcome;
    outcome.object = {{"examinations", summary.examinations}, {"seconds", summary.seconds}};
    outcome.text = std::to_string(summary.examinations) + " examinations in " + request.out.string() + "\n";
    return outcome;
}

} // namespace

void addSimulate(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<SimulateOptions>();
    auto* command =
        addCommand(program, chosen, "simulate", "Makes simulated examinations: DICOM, reports, truth",
                   "simulate --out cohort --count 100 --seed 7", options, run);
    auto& request = options->request;
    command->add_option("--out", request.out, "Folder of the cohort")->type_name("DIR")->required();
    command->add_option("--count", request.count, "Examinations")
        ->check(CLI::Range(1, 1'000'000))
        ->required();
    command->add_option("--seed", request.seed, "The same seed gives the same bytes")
        ->check([](const std::string& seed) { // CLI11 reads -3 as a very large number
            return std::string(seed.starts_with('-') ? "the seed is a whole number from 0 up" : "");
        })
        ->required();
    command->add_option("--site", options->site, "Scanner and habits (default: drawn)")
        ->check(CLI::IsMember({"A", "B", "C", "D"}));
    command
        ->add_option("--anatomy", options->anatomy,
                     "Folder of FreeSurfer-style label maps (default: the shipped ones and Colin27 of "
                     "Debian's mricron-data)")
        ->type_name("DIR");
    command
        ->add_option("--prevalence", options->prevalences,
                     "Share of examinations with a finding, as in mass=0.2 (default: a hospital's)")
        ->type_name("FINDING=SHARE");
    command
        ->add_option("--header-faults", request.headerFaults,
                     "Share of series with a wrong or missing attribute")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
}

} // namespace second_read::app
