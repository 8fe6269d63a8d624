#include "cli/program.h"

namespace second_read {
namespace {

using test::Call;
using test::secondreadEach;

TEST(Usage, EveryCommandHasHelpWithAnExample) {
    std::vector<Call> calls;
    for (const std::string command :
         {"study", "analyse", "search", "label", "embed", "import", "prepare", "simulate", "train language",
          "train vision", "evaluate", "pack info", "pack verify", "demo", "engine"})
        calls.push_back({command + " --help"});
    const auto ran = secondreadEach(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_EQ(ran[i].code, 0) << calls[i].command;
        EXPECT_NE(ran[i].out.find("Example:"), std::string::npos) << calls[i].command;
    }
}

TEST(Usage, WrongUsageIsTwoAndSilentOnStandardOutput) {
    const std::vector<Call> calls = {{""},
                                     {"no-such-command"},
                                     {"study"},
                                     {"simulate --count nine --out x --seed 1"},
                                     {"search --archive x"},
                                     {"search mass --archive x --same-patient"}, // a text has no patient
                                     {"simulate --count 0 --out x --seed 1"},
                                     {"simulate --count 1 --out x --seed -3"},
                                     {"analyse x --device tpu"},
                                     {"evaluate --out x"},
                                     {"prepare --archive a --cohort b --out c"}};
    const auto ran = secondreadEach(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_EQ(ran[i].code, 2) << calls[i].command << ": " << ran[i].err;
        EXPECT_EQ(ran[i].out, "") << calls[i].command;
        EXPECT_NE(ran[i].err, "") << calls[i].command;
    }
}

} // namespace
} // namespace second_read
