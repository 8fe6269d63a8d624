/// One examination from simulation to similar cases.

#include "../study/dicom_fixture.h"
#include "cli/examinations.h"

namespace second_read {
namespace {

using nlohmann::json;
using test::ArchivedExaminations;
using test::Examinations;
using test::expectAdvice;
using test::secondread;
using test::secondreadEach;
using test::secondreadOnce;
namespace fs = std::filesystem;

void expectKeys(const json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys) EXPECT_TRUE(object.contains(key)) << key;
}

TEST_F(Examinations, AreSimulatedAsTheContractSays) {
    EXPECT_EQ(made().json()["examinations"], 2);
    for (const char* file : {"report.txt", "provisional.txt", "truth.json", "dicom"})
        EXPECT_TRUE(fs::exists(exam(1) / file)) << file;
    EXPECT_TRUE(fs::exists(cohort() / "cohort.json"));
}

TEST_F(Examinations, AreDescribed) {
    const auto& ran = secondreadOnce("study --json " + dicom(1));
    ASSERT_EQ(ran.code, 0) << ran.err;
    const json study = ran.json()["studies"].at(0);
    expectKeys(study, {"uid", "patient", "date", "series", "warnings"});
    expectKeys(study["patient"], {"name", "id", "sex", "age"});
    ASSERT_FALSE(study["series"].empty());
    for (const json& series : study["series"]) {
        expectKeys(series, {"uid", "stack", "description", "sequence", "confidence", "why", "plane", "matrix",
                            "spacing", "affine_lps", "frame_of_reference", "images", "eligible", "warnings"});
        EXPECT_EQ(series["matrix"][2], series["images"]);
    }
}

TEST_F(ArchivedExaminations, AreImportedOnce) {
    EXPECT_EQ(imported().json()["imported"], 2);
    const auto again = secondread(importBoth());
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(again.json()["skipped"], 2);
}

TEST_F(ArchivedExaminations, AreAnalysedWithReportArchiveAndQuery) {
    const auto ran =
        secondread("analyse --json " + dicom(1) + " --report " + (exam(1) / "provisional.txt").string() +
                   " --archive " + archive().string() + " --query 'there is a large mass'");
    ASSERT_EQ(ran.code, 0) << ran.err;
    const json analysis = ran.json();
    expectKeys(analysis, {"study", "pack", "device", "abstained", "abnormality", "findings", "flags",
                          "queries", "similar", "timings_ms", "not_evaluated"});
    ASSERT_EQ(analysis["findings"].size(), 10U);
    for (const json& finding : analysis["findings"])
        expectKeys(finding,
                   {"id", "name", "evaluable", "why_not", "confidence", "missing", "similarity", "percentile",
                    "probability", "side", "place", "peak_lps", "series_uid", "stack", "slice", "report"});
    expectKeys(analysis["timings_ms"], {"open", "prepare", "encode", "score", "search", "report", "total"});
    ASSERT_EQ(analysis["queries"].size(), 1U);
    expectKeys(analysis["queries"][0], {"text", "similarity", "percentile", "side", "peak_lps"});
    ASSERT_EQ(analysis["similar"].size(), 1U); // the study itself is left out
    expectKeys(analysis["similar"][0], {"id", "similarity", "date", "age", "sex", "passage", "span", "path"});
}

TEST_F(Examinations, WithoutReportAndArchiveHaveNeitherFlagsNorSimilarCases) {
    const auto& ran = secondreadOnce("analyse --json " + dicom(1));
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(ran.json()["flags"].empty());
    EXPECT_TRUE(ran.json()["similar"].empty());
    for (const json& finding : ran.json()["findings"]) EXPECT_TRUE(finding["report"].is_null());
}

TEST(SeveralStudies, UnderOnePathAreRefusedByListingThem) {
    const test::TemporaryFolder folder;
    auto first = study::fixture::phantom(), second = first;
    study::fixture::renumber(second, 2, true);
    study::fixture::write(folder.path() / "1", first);
    study::fixture::write(folder.path() / "2", second);
    const std::string analyse = "analyse --json " + folder.path().string();
    const auto ran = secondreadEach({{analyse}, {analyse + " --study-uid 1.2.3"}});
    for (const auto& uid : {first.studyInstanceUid, second.studyInstanceUid}) {
        expectAdvice(ran[0], uid, "--study-uid");
        expectAdvice(ran[1], uid, "give one of these");
    }
}

} // namespace
} // namespace second_read
