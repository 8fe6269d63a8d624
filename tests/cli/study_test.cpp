#include "cli/examinations.h"
#include "study/dicom_writer.h"

namespace second_read {
namespace {

using nlohmann::json;
using test::Examinations;
using test::expectRefused;
using test::secondread;
namespace fs = std::filesystem;

void expectKeys(const json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys) EXPECT_TRUE(object.contains(key)) << key;
}

TEST_F(Examinations, AreSimulatedAsTheContractSays) {
    ASSERT_EQ(made().code, 0) << made().err;
    EXPECT_EQ(made().json()["examinations"], 2);
    for (const char* file : {"report.txt", "provisional.txt", "truth.json", "dicom"})
        EXPECT_TRUE(fs::exists(exam(1) / file)) << file;
    EXPECT_TRUE(fs::exists(cohort() / "cohort.json"));
}

TEST_F(Examinations, AreDescribed) {
    const auto ran = secondread("study --json " + (exam(1) / "dicom").string());
    ASSERT_EQ(ran.code, 0) << ran.err;
    const json study = ran.json()["studies"].at(0);
    expectKeys(study, {"uid", "patient", "date", "series", "warnings"});
    expectKeys(study["patient"], {"name", "id", "sex", "age"});
    for (const json& series : study["series"]) {
        expectKeys(series, {"uid", "stack", "description", "sequence", "confidence", "why", "plane", "matrix",
                            "spacing", "affine_lps", "images", "eligible", "warnings"});
        EXPECT_EQ(series["matrix"][2], series["images"]);
    }
}

TEST_F(Examinations, AreAnalysedImportedAndFound) {
    const auto archive = folder() / "archive";
    const auto imported = secondread("import --json " + cohort().string() + " --archive " + archive.string());
    ASSERT_EQ(imported.code, 0) << imported.err;
    EXPECT_EQ(imported.json()["imported"], 2);
    const auto again = secondread("import --json " + cohort().string() + " --archive " + archive.string());
    EXPECT_EQ(again.json()["skipped"], 2);

    const auto ran = secondread("analyse --json " + (exam(1) / "dicom").string() + " --report " +
                                (exam(1) / "provisional.txt").string() + " --archive " + archive.string() +
                                " --query 'there is a large mass'");
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
    EXPECT_EQ(analysis["queries"].size(), 1U);
    ASSERT_EQ(analysis["similar"].size(), 1U); // the study itself is left out
    expectKeys(analysis["similar"][0], {"id", "similarity", "date", "age", "sex", "passage", "span", "path"});

    const auto search = secondread("search --json 'acute infarct' --archive " + archive.string());
    ASSERT_EQ(search.code, 0) << search.err;
    EXPECT_EQ(search.json()["results"].size(), 2U);
    expectKeys(search.json(), {"query", "results", "ms"});
}

TEST_F(Examinations, WithoutReportAndArchiveHaveNeitherFlagsNorSimilarCases) {
    const auto ran = secondread("analyse --json " + (exam(2) / "dicom").string());
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_TRUE(ran.json()["flags"].empty());
    EXPECT_TRUE(ran.json()["similar"].empty());
    for (const json& finding : ran.json()["findings"]) EXPECT_TRUE(finding["report"].is_null());
}

TEST_F(Examinations, SeveralUnderOnePathAreRefusedByListingThem) {
    expectRefused(secondread("analyse --json " + cohort().string()), 1, "--study-uid");
}

TEST_F(Examinations, ABadReportOrArchiveIsNamed) {
    const auto empty = folder() / "empty.txt", binary = folder() / "binary.txt";
    std::ofstream{empty};
    std::ofstream(binary) << std::string("\x00\x01\x02\x03", 4);
    const std::string study = (exam(1) / "dicom").string();
    expectRefused(secondread("analyse " + study + " --report " + empty.string()), 1, "empty.txt");
    expectRefused(secondread("analyse " + study + " --report " + binary.string()), 1, "binary.txt");
    // An archive inside a file cannot be written, whoever asks.
    expectRefused(secondread("import " + study + " --archive " + empty.string() + "/archive"), 1,
                  "empty.txt");
}

TEST(Analyse, RefusesCT) {
    const test::TemporaryFolder folder;
    study::DicomSeries ct;
    ct.attributes = {{"Modality", "CT"}, {"SeriesDescription", "head"}, {"PatientName", "PHANTOM"}};
    ct.seriesInstanceUid = "1.2.3.1";
    ct.studyInstanceUid = "1.2.3";
    ct.frameOfReferenceUid = "1.2.3.9";
    ct.sopInstanceUidRoot = "1.2.3.1.1";
    ct.volume.grid.size = {32, 32, 12};
    ct.volume.grid.spacing = {6, 6, 5};
    ct.volume.voxels.assign(32 * 32 * 12, 40.0F);
    ct.sliceThickness = 5;
    ASSERT_TRUE(study::writeDicom(folder.path(), ct));
    const auto described = secondread("study --json " + folder.path().string());
    ASSERT_EQ(described.code, 0) << described.err;
    EXPECT_EQ(described.json()["studies"][0]["series"][0]["eligible"], false);
    expectRefused(secondread("analyse " + folder.path().string()), 1, "CT");
}

} // namespace
} // namespace second_read
