#include <iostream>

#include "analysis/serve.h"
#include "command.h"
#include "standard_input.h"

namespace second_read::app {
namespace {

struct EngineOptions {};

Result<Outcome> run(const EngineOptions&, const Common& common) {
    SECOND_READ_TRY(pack, chosenPack(common));
    StandardInput input(common.job.stop);
    std::istream requests(&input);
    SECOND_READ_CHECK(analysis::serve(requests, std::cout, {pack, common.device}, common.job));
    return Outcome{};
}

} // namespace

void addEngine(CLI::App& program, Run& chosen) {
    addCommand(program, chosen, "engine", "Serves the window: JSON lines on standard input and output",
               "engine < requests.jsonl", std::make_shared<EngineOptions>(), run);
}

} // namespace second_read::app
