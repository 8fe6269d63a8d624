#include <iostream>

#include "analysis/serve.h"
#include "command.h"

namespace second_read::app {
namespace {

struct EngineOptions {};

Result<Outcome> run(const EngineOptions&, const Common& common) {
    SECOND_READ_CHECK(analysis::serve(std::cin, std::cout, {packFolder(common), common.device}, common.job));
    return Outcome{};
}

} // namespace

void addEngine(CLI::App& program, Run& chosen) {
    addCommand(program, chosen, "engine", "Serves the window: JSON lines on standard input and output",
               "engine < requests.jsonl", std::make_shared<EngineOptions>(), run);
}

} // namespace second_read::app
