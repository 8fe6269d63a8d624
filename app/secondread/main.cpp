#include <atomic>
#include <csignal>
#include <iostream>
#include <stop_token>
#include <thread>

#include <unistd.h>

#include "blas_core.h"
#include "command.h"
#include "progress_line.h"

namespace second_read::app {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void interrupt(int) {
    if (interrupted) ::_exit(130); // the second time somebody is in a hurry
    interrupted = 1;
}

/// Turns Ctrl+C and a polite kill into a stop request, checked ten times a second.
class InterruptWatch {
public:
    InterruptWatch() {
        std::signal(SIGINT, interrupt);
        std::signal(SIGTERM, interrupt);
        // A write that the system refuses is an error to be told, not an end without a word.
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGXFSZ, SIG_IGN);
    }
    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::jthread m_watch{[this](std::stop_token done) {
        while (!done.stop_requested()) {
            if (interrupted) m_stop.request_stop();
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }};
};

void addCommands(CLI::App& program, Run& chosen) {
#ifdef SECOND_READ_WITH_DESKTOP
    addStudy(program, chosen);
    addAnalyse(program, chosen);
    addSearch(program, chosen);
    addLabel(program, chosen);
    addImport(program, chosen);
    addPrepare(program, chosen);
    addSimulate(program, chosen);
    addEvaluate(program, chosen);
    addDemo(program, chosen);
    addEngine(program, chosen);
#endif
    addEmbed(program, chosen);
    addTrain(program, chosen);
    addPack(program, chosen);
}

int finish(const Outcome& outcome, bool json) {
    if (json && !outcome.linesOnly)
        std::cout << outcome.object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    else
        std::cout << outcome.text;
    std::cout.flush();
    for (const auto& failure : outcome.failures) std::cerr << "failed: " << failure << '\n';
    if (std::cout.good()) return outcome.failures.empty() ? 0 : 3;
    std::cerr << "secondread: the result could not be written to standard output; free some space or choose "
                 "another "
                 "place\n";
    return 1;
}

int run(int argc, char** argv) {
    CLI::App program{"Second Read: a second reader for brain MRI. Research use only. Not a medical device.",
                     "secondread"};
    program.require_subcommand(1);
    program.set_version_flag("--version", SECOND_READ_VERSION);
    Common common;
    Run chosen;
    program.add_flag("--json", common.json, "One JSON object on standard output");
    program.add_option("--pack", common.pack, "Pack to use (default: the shipped brain-mri)")
        ->type_name("DIR");
    program.add_option("--device", common.device, "auto, cpu or cuda")
        ->transform(CLI::CheckedTransformer(std::map<std::string, pack::Device>{{"auto", pack::Device::Auto},
                                                                                {"cpu", pack::Device::Cpu},
                                                                                {"cuda", pack::Device::Cuda}},
                                            CLI::ignore_case))
        ->default_str("auto");
    program.footer("Example: secondread analyse exam-000001/dicom --report provisional.txt");
    addCommands(program, chosen);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version exit with 0 on standard output, everything else is wrong usage.
        return program.exit(error, std::cout, std::cerr) == 0 ? 0 : 2;
    }

    const InterruptWatch watch;
    ProgressLine progress;
    common.job.stop = watch.token();
    common.job.report = [&](const Progress& now) { progress.show(now); };
    const auto outcome = chosen(common);
    progress.clear();
    if (outcome) return finish(*outcome, common.json);
    std::cerr << "secondread: " << outcome.error().message << '\n';
    return exitCodeOf(outcome.error());
}

} // namespace
} // namespace second_read::app

int main(int argc, char** argv) {
    second_read::app::useFittingBlasCore(argv);
    try {
        return second_read::app::run(argc, argv);
    } catch (const std::bad_alloc&) {
        std::cerr << "secondread: there is not enough memory for this; close other programs and try again\n";
        return 1;
    } catch (const std::exception& defect) {
        std::cerr << "secondread: a defect of ours, please report it: " << defect.what() << '\n';
        return 4;
    }
}
