#include "examination/json.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace second_read::examination {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

Series flair() {
    Series series;
    series.uid = "1.2.3.4";
    series.stack = 1;
    series.description = "ax FLAIR";
    series.sequence = Sequence::FLAIR;
    series.confidence = 0.9;
    series.why = "inversion time 2200 ms";
    series.plane = "axial";
    series.matrix = {256, 256, 24};
    series.spacing = {0.9, 0.9, 5.5};
    Eigen::Matrix4d affine;
    affine << 0.9, 0, 0, -115, 0, 0.9, 0, -110, 0, 0, 5.5, -40, 0, 0, 0, 1;
    series.affineLps = affine;
    series.frameOfReference = "1.2.3.8";
    series.images = 24;
    series.eligible = true;
    series.warnings = {"one slice is missing"};
    return series;
}

Study someStudy() {
    Study study;
    study.uid = "1.2.3";
    study.patient = {"DOE^JANE", "42", "F", 71};
    study.date = "2026-11-20";
    study.time = "09:42";
    study.accession = "A1";
    study.description = "MR brain";
    study.series = {flair()};
    study.warnings = {"patient's weight is implausible"};
    return study;
}

Analysis someAnalysis() {
    Analysis analysis;
    analysis.study = someStudy();
    analysis.pack = {"brain-mri", "1"};
    analysis.abnormality = {0.3, 99.0, 0.97};
    Evidence evidence;
    evidence.id = "acute_stroke";
    evidence.name = "Acute stroke";
    evidence.evaluable = true;
    evidence.confidence = Confidence::Reduced;
    evidence.missing = {Sequence::ADC, Sequence::T1Gd};
    evidence.similarity = 0.25;
    evidence.percentile = 99.5;
    evidence.probability = 0.93;
    evidence.side = Side::Left;
    evidence.place = "left frontal lobe";
    evidence.peakLps = std::array<double, 3>{30.5, -20.0, 12.0};
    evidence.seriesUid = "1.2.3.4";
    evidence.stack = 1;
    evidence.slice = 12;
    evidence.report = ReportStatement{Assertion::Negated, Side::Right, {{3, 9}, {20, 31}}};
    analysis.findings = {evidence};
    analysis.flags = {{FlagKind::PossibleMiss, "acute_stroke", "A sentence.", {{3, 9}}, 0.9, 0.5}};
    analysis.queries = {{"limbic encephalitis", 0.1, 80.0, Side::Bilateral, std::array<double, 3>{1, 2, 3}}};
    analysis.similar = {{"7", 0.8, "2020-01-02", 60, "M", "an infarct", Span{4, 14}, "/data/7"}};
    analysis.timingsMs = {{"open", 12.5}, {"total", 100}};
    analysis.notEvaluated = {{"1.2.3.9", "no encoder for PD"}};
    return analysis;
}

std::string messageOf(const json& value) {
    const auto analysis = analysisOf(value);
    return analysis ? "" : std::string(nameOf(analysis.error().code)) + ": " + analysis.error().message;
}

TEST(Json, AnAnalysisComesBackAsItWent) {
    const json written = toJson(someAnalysis());
    const auto parsed = parseJson(written.dump(), "line");
    ASSERT_TRUE(parsed);
    const auto read = analysisOf(*parsed);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(toJson(*read), written);
    EXPECT_EQ(read->findings[0].report->spans[1], (Span{20, 31}));
    EXPECT_EQ(*read->study.series[0].affineLps, *flair().affineLps);
    EXPECT_EQ(read->study.series[0].frameOfReference, "1.2.3.8");
    EXPECT_EQ(read->findings[0].missing, (std::vector{Sequence::ADC, Sequence::T1Gd}));
}

TEST(Json, WhatIsUnknownIsNullAndTheKeyStands) {
    const json study = toJson(Study{});
    for (const char* key : {"name", "id", "sex", "age"})
        EXPECT_TRUE(study.at("patient").at(key).is_null()) << key;
    EXPECT_TRUE(study.at("date").is_null());
    EXPECT_TRUE(toJson(Series{}).at("affine_lps").is_null());
    const json evidence = toJson(Evidence{});
    for (const char* key : {"why_not", "similarity", "percentile", "probability", "side", "place", "peak_lps",
                            "series_uid", "stack", "slice", "report"})
        EXPECT_TRUE(evidence.at(key).is_null()) << key;
    EXPECT_TRUE(toJson(Analysis{}).at("abstained").is_null());
    EXPECT_TRUE(toJson(Analysis{}).at("flags").is_array());
    const auto read = analysisOf(toJson(Analysis{}));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->study.patient.age);
}

TEST(Json, NotANumberIsNotComputed) {
    Evidence evidence;
    evidence.probability = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(toJson(evidence).at("probability").is_null());
}

TEST(Json, MalformedTextCanStillBeWritten) {
    Study study;
    study.description = "caf\xe9";
    EXPECT_NO_THROW((void)toJson(study).dump());
}

TEST(Json, OlderStudiesWithoutTimeAndAccessionAreRead) {
    json study = toJson(someStudy());
    for (const char* key : {"time", "accession", "description"}) study.erase(key);
    const auto read = studyOf(study);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->accession);
}

TEST(Json, EveryMissingKeyIsNamed) {
    const json whole = toJson(someAnalysis());
    for (const auto& [key, value] : whole.items()) {
        json cut = whole;
        cut.erase(key);
        EXPECT_THAT(messageOf(cut), HasSubstr(key + " is missing"));
    }
    for (const auto& [key, value] : whole.at("findings").at(0).items()) {
        json cut = whole;
        cut["findings"][0].erase(key);
        EXPECT_EQ(messageOf(cut), "corrupt: reading an analysis: findings[0]." + key + " is missing");
    }
}

TEST(Json, EveryWrongTypeIsNamed) {
    const json whole = toJson(someAnalysis());
    for (const char* pointer : {"/study",
                                "/study/patient/age",
                                "/study/series/0/affine_lps/1",
                                "/study/series/0/matrix",
                                "/study/warnings/0",
                                "/findings",
                                "/findings/0/report/spans/1",
                                "/findings/0/side",
                                "/findings/0/confidence",
                                "/findings/0/peak_lps",
                                "/findings/0/missing/0",
                                "/flags/0/kind",
                                "/flags/0/weight",
                                "/similar/0/span",
                                "/timings_ms/open",
                                "/pack",
                                "/queries/0/text",
                                "/not_evaluated/0",
                                "/abstained",
                                "/abnormality"})
        for (const json& wrong :
             {json(true), json({{"x", json::array({1})}}), json::array({1, "x", 2, 3, 4})}) {
            json bad = whole;
            bad[json::json_pointer(pointer)] = wrong;
            std::string key = pointer;
            key = key.substr(key.find_last_not_of("/0123456789") == std::string::npos ? 0 : 1);
            key = key.substr(0, key.find('/'));
            EXPECT_THAT(messageOf(bad), HasSubstr(key)) << pointer << " = " << wrong;
            EXPECT_THAT(messageOf(bad), HasSubstr("corrupt")) << pointer << " = " << wrong;
        }
}

TEST(Json, NumbersOutOfRangeAreRefused) {
    json bad = toJson(someAnalysis());
    bad["study"]["series"][0]["images"] = 1e18;
    EXPECT_THAT(messageOf(bad), HasSubstr("study.series[0].images"));
    bad = toJson(someAnalysis());
    bad["study"]["series"][0]["images"] = std::int64_t{1} << 40;
    EXPECT_THAT(messageOf(bad), HasSubstr("study.series[0].images"));
    bad = toJson(someAnalysis());
    bad["flags"][0]["spans"] = json::array({json::array({-1, 4})});
    EXPECT_THAT(messageOf(bad), HasSubstr("flags[0].spans"));
    bad["flags"][0]["spans"] = json::array({json::array({9, 4})});
    EXPECT_THAT(messageOf(bad), HasSubstr("ends before it begins"));
}

TEST(Json, DocumentsOfAnotherShapeAreRefused) {
    EXPECT_THAT(messageOf(json::array()), HasSubstr("not an object"));
    EXPECT_THAT(messageOf(nullptr), HasSubstr("not an object"));
    EXPECT_FALSE(studyOf("text"));
    EXPECT_FALSE(similarOf(json::object()));
    EXPECT_FALSE(similarOf(json::array({1})));
    EXPECT_FALSE(calibrationOf(json::array()));
}

TEST(Json, SimilarAndCalibrationComeBackAsTheyWent) {
    const json similar = toJson(someAnalysis()).at("similar");
    const auto read = similarOf(similar);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ((*read)[0].span, (Span{4, 14}));
    EXPECT_EQ(toJson((*read)[0]), similar[0]);

    Calibration calibration{"shipped: 500 simulated normal examinations", 500, {}};
    calibration.thresholds["mass"] = {99, 0.5, 10, 0.4, 0.3, 0.6, 0.9, 0.45};
    const auto again = calibrationOf(toJson(calibration));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(toJson(*again), toJson(calibration));
    EXPECT_EQ(again->thresholds.at("mass").sidePrecision, 0.6);
    EXPECT_EQ(again->thresholds.at("mass").missProbabilityBeside, 0.9);
    json older = toJson(calibration); // packs up to 0.6.0
    older["thresholds"]["mass"].erase("miss_probability_beside");
    older["thresholds"]["mass"].erase("miss_precision_beside");
    EXPECT_GT(calibrationOf(older).value().thresholds.at("mass").missProbabilityBeside, 1);

    json bad = toJson(calibration);
    bad["thresholds"]["mass"].erase("miss_probability");
    const auto refused = calibrationOf(bad);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("thresholds.mass.miss_probability is missing"));
}

TEST(Json, FlagKindsHaveTheNamesOfTheContract) {
    for (const char* name : {"possible_miss", "possible_overcall", "side_mismatch", "text_conflict"}) {
        ASSERT_TRUE(flagKindOf(name)) << name;
        EXPECT_EQ(nameOf(*flagKindOf(name)), name);
    }
    EXPECT_FALSE(flagKindOf("miss"));
}

} // namespace
} // namespace second_read::examination
