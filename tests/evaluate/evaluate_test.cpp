#include "evaluate/evaluate.h"

#include <fstream>

#include <gmock/gmock.h>

#include "../analysis/examinations.h"
#include "evaluate/outcome.h"
#include "evaluate/page.h"
#include "volume/nifti.h"

namespace second_read::evaluate {
namespace {

using namespace analysis::test;
using examination::Flag;
using examination::FlagKind;
using nlohmann::json;
using testing::HasSubstr;

class EvaluateTest : public WithPack {
protected:
    fs::path cohort() const { return folder() / "cohort"; }
    void add(int number, const json& findings, const json& planted = nullptr) {
        const auto place = cohort() / ("exam-00000" + std::to_string(number));
        writeStudy(place / "dicom", number, {Sequence::T2, Sequence::FLAIR},
                   {.id = "P" + std::to_string(number)});
        const std::string report = findings.empty() ? "Normal appearances." : "There is a mass on the left.";
        std::ofstream(place / "report.txt") << report;
        std::ofstream(place / "provisional.txt") << (planted.is_null() ? report : "Normal appearances.");
        std::ofstream(place / "truth.json") << json{{"site", number % 2 ? "A" : "B"},
                                                    {"age", 61},
                                                    {"sex", "F"},
                                                    {"header_faults", json::array()},
                                                    {"findings", findings},
                                                    {"planted_error", planted}};
    }
    json mass(int number) {
        volume::Volume mask;
        mask.grid.size = {10, 10, 10};
        mask.voxels.assign(1000, 0);
        mask.voxels[555] = 1;
        const auto place = cohort() / ("exam-00000" + std::to_string(number)) / "masks";
        fs::create_directories(place);
        EXPECT_TRUE(volume::writeNifti(place / "mass.nii.gz", mask));
        return json::array({{{"id", "mass"},
                             {"subtype", "glioma"},
                             {"side", "left"},
                             {"place", "frontal lobe"},
                             {"volume_ml", 9},
                             {"centroid_lps", {20, 0, 0}},
                             {"reported", true},
                             {"mask", "masks/mass.nii.gz"}}});
    }
};

TEST_F(EvaluateTest, GivesEveryFigureOfTheContractAndAPage) {
    for (int i = 1; i <= 6; ++i)
        add(i, i % 2 ? mass(i) : json::array(),
            i == 1 ? json{{"kind", "omission"}, {"finding", "mass"}, {"severity", "major"}} : json(nullptr));
    const auto answer = evaluate(pack(), {cohort(), {}, folder() / "out"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(answer->failed.empty());
    const auto& figures = answer->figures;
    for (const char* key :
         {"normal_abnormal", "findings", "retrieval", "planted_errors", "false_flags_per_100", "sites",
          "strata", "localisation", "latency_ms", "memory_mb", "baselines"})
        EXPECT_TRUE(figures.contains(key)) << key;
    EXPECT_EQ(figures["normal_abnormal"]["n"], 6);
    EXPECT_TRUE(figures["normal_abnormal"]["auc"].is_number());
    EXPECT_EQ(figures["findings"].size(), pack().catalogue().findings.size());
    const auto& of = figures["findings"]["mass"];
    EXPECT_EQ(of["n_pos"], 3);
    for (const char* key : {"auc", "ci", "sensitivity", "specificity", "calibration"})
        EXPECT_TRUE(of.contains(key)) << key;
    EXPECT_EQ(figures["findings"]["acute_stroke"]["n"], 0); // no DWI: not evaluable, not negative
    EXPECT_TRUE(figures["findings"]["acute_stroke"]["auc"].is_null());
    EXPECT_EQ(figures["retrieval"]["p_at_15"]["mass"], 0.5); // all six are among the first fifteen
    EXPECT_EQ(figures["planted_errors"]["omission"]["n"], 1);
    EXPECT_EQ(figures["localisation"]["n_places"], 3);
    EXPECT_EQ(figures["sites"].size(), 2u);
    EXPECT_EQ(figures["strata"]["sex"]["F"]["n"], 6);
    EXPECT_EQ(figures["strata"]["subtype"]["mass"]["glioma"]["n_pos"], 3);
    EXPECT_EQ(figures["strata"]["size"]["mass"]["1 to 10 ml"]["n_pos"], 3);
    EXPECT_EQ(figures["strata"]["without"]["FLAIR"]["n"], 6);            // T2 is left
    EXPECT_EQ(figures["planted_errors"]["omission"]["visible"]["n"], 1); // 9 ml
    for (const char* baseline : {"mean_intensity", "true_labels", "raw_similarity", "random"})
        EXPECT_TRUE(figures["baselines"][baseline].contains("normal_abnormal")) << baseline;
    EXPECT_TRUE(figures["baselines"]["mean_intensity"]["mass"]["auc"]
                    .is_null()); // three of a kind are too few to fit
    EXPECT_EQ(figures["baselines"]["prevalence"]["mass"], 0.5);
    EXPECT_GT(figures["memory_mb"], 10);
    EXPECT_EQ(readJson(folder() / "out/evaluation.json").value(), figures);
    const auto page = readFile(folder() / "out/evaluation.html").value();
    for (const char* words : {"Evaluation of tiny 0", "<svg", "omission", "Sites", "glioma", "1 to 10 ml",
                              "Against baselines", "Not a medical device"})
        EXPECT_THAT(page, HasSubstr(words));
}

TEST_F(EvaluateTest, TheSameFiguresComeFromAnArchiveByItsReports) {
    for (int i = 1; i <= 4; ++i) add(i, i % 2 ? mass(i) : json::array());
    ASSERT_TRUE(analysis::import(pack(), {{cohort()}, folder() / "archive", {}}));
    const auto answer = evaluate(pack(), {{}, folder() / "archive", folder() / "out"});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->figures["findings"]["mass"]["n_pos"], 2);
    EXPECT_EQ(answer->figures["localisation"]["n_places"], 0); // a report knows no voxels
    EXPECT_TRUE(answer->figures["localisation"]["hit_rate"].is_null());
}

TEST_F(EvaluateTest, AnExaminationThatCannotBeAnalysedIsNamed) {
    add(1, mass(1));
    add(2, json::array());
    fs::remove_all(cohort() / "exam-000002/dicom");
    const auto answer = evaluate(pack(), {cohort(), {}, folder() / "out"}).value();
    EXPECT_EQ(answer.figures["normal_abnormal"]["n"], 1);
    ASSERT_EQ(answer.failed.size(), 1u);
    EXPECT_THAT(answer.failed[0].path, HasSubstr("exam-000002"));
}

TEST_F(EvaluateTest, WhatIsNoCohortIsRefused) {
    EXPECT_EQ(evaluate(pack(), {folder() / "absent", {}, folder() / "out"}).error().code,
              ErrorCode::NotFound);
    EXPECT_EQ(evaluate(pack(), {folder(), {}, folder() / "out"}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(evaluate(pack(), {{}, {}, folder() / "out"}).error().code, ErrorCode::InvalidArgument);
    add(1, json::array());
    std::ofstream(cohort() / "exam-000001/truth.json") << R"({"findings":[{"id":5}]})";
    EXPECT_EQ(evaluate(pack(), {cohort(), {}, folder() / "out"}).error().code, ErrorCode::Corrupt);
}

Flag flagOf(FlagKind kind, std::optional<std::string> finding) {
    return {kind, std::move(finding), "A sentence.", {}, 1.0, {}};
}

TEST(PlantedErrors, AreFoundByTheFlagTheyShouldRaise) {
    const auto catalogue = catalogue::readCatalogue(SECOND_READ_CATALOGUE).value();
    EXPECT_TRUE(finds(flagOf(FlagKind::PossibleMiss, "mass"), {"omission", "mass"}, catalogue));
    EXPECT_TRUE(finds(flagOf(FlagKind::PossibleMiss, "mass"), {"omission", "meningioma"}, catalogue));
    EXPECT_FALSE(finds(flagOf(FlagKind::PossibleMiss, "acute_stroke"), {"omission", "mass"}, catalogue));
    EXPECT_FALSE(finds(flagOf(FlagKind::PossibleOvercall, "mass"), {"omission", "mass"}, catalogue));
    EXPECT_TRUE(finds(flagOf(FlagKind::PossibleOvercall, "mass"), {"insertion", "mass"}, catalogue));
    EXPECT_TRUE(finds(flagOf(FlagKind::SideMismatch, "mass"), {"side", "mass"}, catalogue));
    EXPECT_TRUE(finds(flagOf(FlagKind::TextConflict, std::nullopt), {"wrong_patient", ""}, catalogue));
    EXPECT_FALSE(finds(flagOf(FlagKind::PossibleMiss, "mass"), {"size", "mass"}, catalogue));
}

TEST(FalseFlags, AreThoseThatTruthDoesNotBearOut) {
    Case known;
    known.truthKnown = true;
    known.findings["mass"] = {};
    EXPECT_FALSE(
        isFalse(flagOf(FlagKind::PossibleMiss, "mass"), known)); // the reporter missed it, we did not
    EXPECT_TRUE(isFalse(flagOf(FlagKind::PossibleMiss, "acute_stroke"), known));
    EXPECT_TRUE(isFalse(flagOf(FlagKind::PossibleOvercall, "mass"), known));
    EXPECT_FALSE(isFalse(flagOf(FlagKind::PossibleOvercall, "acute_stroke"), known));
    EXPECT_TRUE(isFalse(flagOf(FlagKind::TextConflict, std::nullopt), known));
    known.truthKnown = false; // a report alone bears nothing out
    EXPECT_TRUE(isFalse(flagOf(FlagKind::PossibleMiss, "mass"), known));
}

TEST(DistanceToMask, IsInMillimetresOfThePatient) {
    second_read::test::TemporaryFolder folder;
    volume::Volume mask;
    mask.grid.size = {5, 5, 5};
    mask.grid.spacing = {2, 2, 2};
    mask.grid.origin = {10, 0, 0};
    mask.voxels.assign(125, 0);
    mask.voxels[0] = 1;
    ASSERT_TRUE(volume::writeNifti(folder.path() / "m.nii.gz", mask));
    EXPECT_NEAR(distanceToMask({10, 3, 4}, folder.path() / "m.nii.gz").value(), 5, 1e-5);
    mask.voxels[0] = 0;
    ASSERT_TRUE(volume::writeNifti(folder.path() / "m.nii.gz", mask));
    EXPECT_FALSE(distanceToMask({0, 0, 0}, folder.path() / "m.nii.gz"));
}

TEST(Page, TextIsNeverMarkup) {
    EXPECT_EQ(escaped("<b>&\"x\"</b>"), "&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;");
}

} // namespace
} // namespace second_read::evaluate
