#include "cli/program.h"

namespace second_read {
namespace {

using test::expectRefused;
using test::secondread;

TEST(Usage, EveryCommandHasHelpWithAnExample) {
    for (const char* command :
         {"study", "analyse", "search", "label", "embed", "import", "prepare", "simulate", "train language",
          "train vision", "evaluate", "pack info", "pack verify", "demo", "engine"}) {
        const auto help = secondread(std::string(command) + " --help");
        EXPECT_EQ(help.code, 0) << command;
        EXPECT_NE(help.out.find("Example:"), std::string::npos) << command;
    }
}

TEST(Usage, WrongUsageIsTwoAndSilentOnStandardOutput) {
    for (const char* wrong :
         {"", "no-such-command", "study", "simulate --count nine --out x --seed 1", "search --archive x",
          "simulate --count 0 --out x --seed 1", "analyse x --device tpu", "evaluate --out x",
          "prepare --archive a --cohort b --out c"}) {
        const auto ran = secondread(wrong);
        EXPECT_EQ(ran.code, 2) << wrong << ": " << ran.err;
        EXPECT_EQ(ran.out, "") << wrong;
        EXPECT_NE(ran.err, "") << wrong;
    }
}

TEST(Usage, WhatCannotBeUsedIsOneAndNamed) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path().string();
    expectRefused(secondread("study /no/such/place"), 1, "/no/such/place");
    expectRefused(secondread("analyse /no/such/place --json"), 1, "/no/such/place");
    expectRefused(secondread("study " + path), 1, path); // an empty folder
    std::ofstream(folder.path() / "a.dcm") << "no DICOM at all";
    expectRefused(secondread("study " + path), 1, path);
    expectRefused(secondread("search infarct --archive /no/such/archive"), 1, "/no/such/archive");
    expectRefused(secondread("pack verify " + path), 1, "manifest");
    expectRefused(secondread("label /no/such/report.txt"), 1, "/no/such/report.txt");
    expectRefused(secondread("simulate --out " + path + "/c --count 1 --seed 1 --anatomy /no/maps"), 1,
                  "/no/maps");
    expectRefused(secondread("evaluate --cohort /no/cohort --out " + path), 1, "/no/cohort");
}

} // namespace
} // namespace second_read
