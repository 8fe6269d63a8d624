/// Simulated examinations before other people's programs: dciodvfy (Debian's dicom3tools) and dcm2niix.

#include <array>
#include <cstdio>

#include "../study/dcm2niix.h"
#include "cohort/cohort.h"
#include "cohort/exam_writer.h"
#include "simulate/simulator.h"
#include "study/study_reader.h"

namespace second_read::cohort {
namespace {

namespace fs = std::filesystem;

const simulate::Anatomies& anatomies() {
    static const simulate::Anatomies all =
        simulate::Anatomies::load(shippedAnatomy().value(), 2.0, 2).value();
    return all;
}

/// All sequences of one site, small.
simulate::Examination examination(const std::string& site, std::uint64_t seed) {
    simulate::Options options;
    options.site = site;
    options.findings = std::vector<std::string>{"mass"};
    options.bounds = {64, 12};
    options.unweighted = true;
    options.sequences = {Sequence::T1,  Sequence::T1Gd, Sequence::T2, Sequence::FLAIR,
                         Sequence::DWI, Sequence::ADC,  Sequence::SWI};
    return simulate::simulate(anatomies(), options, seed);
}

std::string outputOf(const std::string& command) {
    std::string text;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> piece{};
    while (const auto read = std::fread(piece.data(), 1, piece.size(), pipe)) text.append(piece.data(), read);
    ::pclose(pipe);
    return text;
}

TEST(SimulatedDicom, DciodvfyFindsNoError) {
    if (outputOf("command -v dciodvfy").empty()) GTEST_SKIP() << "no dciodvfy: apt-get install dicom3tools";
    int files = 0;
    for (const std::string site : {"A", "B", "C", "D"}) {
        const test::TemporaryFolder folder;
        ASSERT_TRUE(writeExam(folder.path(), examination(site, 21), {}));
        for (const auto& entry : fs::recursive_directory_iterator(folder.path() / "dicom")) {
            if (entry.path().filename() != "IM0001.dcm" && entry.path().filename() != "IM0002.dcm") continue;
            const auto said = outputOf("dciodvfy '" + entry.path().string() + "'");
            EXPECT_NE(said.find("MRImage"), std::string::npos) << said; // it recognised the object
            EXPECT_EQ(said.find("Error"), std::string::npos) << site << " " << entry.path() << "\n" << said;
            ++files;
        }
    }
    EXPECT_EQ(files, 4 * 8 * 2);
}

TEST(SimulatedDicom, Dcm2niixGivesEachSeriesTheSameVoxelsAtTheSamePlace) {
    if (!test::haveDcm2niix()) GTEST_SKIP() << "no dcm2niix: apt-get install dcm2niix";
    for (const std::string site : {"A", "B", "C", "D"}) {
        const test::TemporaryFolder folder;
        const auto written = examination(site, 22);
        ASSERT_TRUE(writeExam(folder.path(), written, {}));
        const auto theirs = test::convert(folder.path() / "dicom");
        EXPECT_EQ(theirs.size(), written.series.size() + 1) << site;
        auto all = written.series;
        all[Sequence::Other] = *written.unweighted;
        for (const auto& [sequence, volume] : all) {
            test::Agreement best;
            for (const auto& other : theirs) best = std::min(best, test::compare(volume, other.volume));
            // What was rescaled to 12 bits comes back within half a step.
            EXPECT_TRUE(best.place() && best.values < 2e-4)
                << site << " " << nameOf(sequence) << ": " << best.apart << " mm, values " << best.values;
        }
    }
}

} // namespace
} // namespace second_read::cohort
