#include "evidence/flags.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace second_read::evidence {
namespace {

using examination::Calibration;
using examination::Confidence;
using examination::Evidence;
using examination::Flag;
using examination::FlagKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const catalogue::Catalogue& brain() {
    static const catalogue::Catalogue kBrain = [] {
        const auto read = catalogue::readShippedCatalogue();
        EXPECT_TRUE(read) << read.error().message;
        return read.value_or(catalogue::Catalogue{});
    }();
    return kBrain;
}

Calibration calibration() {
    Calibration all{"test", 100, {}};
    for (const catalogue::Finding& finding : brain().findings)
        all.thresholds[finding.id] = {95, 0.5, 20, 0.6, 0.4, 0.7};
    return all;
}

Evidence seen(const std::string& id, double percentile, double probability, std::optional<Side> side = {}) {
    Evidence evidence;
    evidence.id = id;
    evidence.name = brain().find(id)->name;
    evidence.evaluable = true;
    evidence.percentile = percentile;
    evidence.probability = probability;
    evidence.side = side;
    return evidence;
}

std::vector<Flag> flagsOf(const std::vector<Evidence>& evidence, const std::string& text) {
    static const report::ReportReader kReader(termsOf(brain()));
    return flags(brain(), calibration(), evidence, kReader.read(text));
}

std::vector<std::string> messagesOf(const std::vector<Evidence>& evidence, const std::string& text) {
    std::vector<std::string> all;
    for (const Flag& flag : flagsOf(evidence, text)) all.push_back(flag.message);
    return all;
}

TEST(Flags, AMissIsASentenceWithItsSideAndPrecision) {
    const auto all = flagsOf({seen("acute_stroke", 99, 0.9, Side::Left)}, "Normal brain.");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].kind, FlagKind::PossibleMiss);
    EXPECT_EQ(all[0].finding, "acute_stroke");
    EXPECT_EQ(all[0].message,
              "The images suggest an acute stroke on the left; the report does not mention it.");
    EXPECT_DOUBLE_EQ(all[0].weight, 0.9);
    EXPECT_EQ(all[0].expectedPrecision, 0.6);
    EXPECT_THAT(all[0].spans, IsEmpty());
}

TEST(Flags, AMissThatTheReportDeniesLeadsToTheDenial) {
    const std::string text = "No acute infarct.";
    const auto all = flagsOf({seen("acute_stroke", 99, 0.9)}, text);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].message, "The images suggest an acute stroke; the report denies it.");
    EXPECT_EQ(slice(text, all[0].spans.at(0)), "infarct");
    EXPECT_THAT(messagesOf({seen("haemorrhage", 99, 0.9)}, "The haematoma has resolved."),
                ElementsAre("The images suggest an intracranial haemorrhage; the report calls it past."));
}

TEST(Flags, NoMissBelowEitherThreshold) {
    EXPECT_THAT(messagesOf({seen("acute_stroke", 94.9, 0.9)}, "Normal."), IsEmpty());
    EXPECT_THAT(messagesOf({seen("acute_stroke", 99, 0.49)}, "Normal."), IsEmpty());
    EXPECT_THAT(messagesOf({seen("acute_stroke", 95, 0.5)}, "Normal."), testing::SizeIs(1));
}

TEST(Flags, NoMissWithoutNumbersOrThresholds) {
    Evidence bare = seen("mass", 99, 0.9);
    bare.probability.reset();
    EXPECT_THAT(messagesOf({bare}, "Normal."), IsEmpty());
    Evidence notEvaluable = seen("mass", 99, 0.9);
    notEvaluable.evaluable = false;
    EXPECT_THAT(messagesOf({notEvaluable}, "Normal."), IsEmpty());
    const report::ReportReader reader(termsOf(brain()));
    EXPECT_THAT(flags(brain(), {}, {seen("mass", 100, 1)}, reader.read("Normal.")), IsEmpty());
    EXPECT_THAT(
        flags(brain(), Calibration{"", 0, {{"mass", {}}}}, {seen("mass", 100, 1)}, reader.read("Normal.")),
        IsEmpty())
        << "the default thresholds never flag";
}

TEST(Flags, NoMissWhereTheReportAffirmsOrHedges) {
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9)}, "Left frontal glioma."), IsEmpty());
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9)}, "A small metastasis cannot be excluded."), IsEmpty());
}

TEST(Flags, NoMissOfWhatReportsMentionUnreliably) {
    for (const char* id : {"atrophy", "encephalomalacia", "vascular_abnormality"})
        EXPECT_THAT(messagesOf({seen(id, 100, 1)}, "Normal."), IsEmpty()) << id;
}

TEST(Flags, AMeningiomaInTheReportIsAMass) {
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9, Side::Left)}, "Left frontal meningioma."), IsEmpty());
    EXPECT_THAT(messagesOf({seen("meningioma", 99, 0.9, Side::Left)}, "Left frontal mass."), IsEmpty())
        << "the report names the less specific, which is a confusable there";
    EXPECT_THAT(messagesOf({seen("meningioma", 99, 0.9, Side::Right)}, "Left frontal mass."),
                testing::SizeIs(1))
        << "a mass on the other side is another one";
}

TEST(Flags, AMissedMeningiomaIsFlaggedOnce) {
    const auto all = flagsOf({seen("mass", 99, 0.9), seen("meningioma", 99, 0.8)}, "Normal.");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].finding, "meningioma");
}

TEST(Flags, AConfusableOnTheSameSideExplainsTheImages) {
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9, Side::Left)}, "Encephalomalacia in the left frontal lobe."),
                IsEmpty());
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9)}, "Encephalomalacia in the left frontal lobe."), IsEmpty());
    EXPECT_THAT(
        messagesOf({seen("mass", 99, 0.9, Side::Right)}, "Encephalomalacia in the left frontal lobe."),
        testing::SizeIs(1));
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.9, Side::Left)}, "No encephalomalacia."), testing::SizeIs(1));
}

TEST(Flags, BesideAConfusableAMissNeedsAThresholdOfItsOwn) {
    static const report::ReportReader kReader(termsOf(brain()));
    Calibration strict = calibration();
    strict.thresholds["acute_stroke"].missProbabilityBeside = 0.8;
    strict.thresholds["acute_stroke"].missPrecisionBeside = 0.45;
    const auto reading = kReader.read("Chronic small vessel ischaemic change.");
    EXPECT_THAT(flags(brain(), strict, {seen("acute_stroke", 99, 0.75, Side::Left)}, reading), IsEmpty());
    const auto all = flags(brain(), strict, {seen("acute_stroke", 99, 0.85, Side::Left)}, reading);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].message, "The images suggest an acute stroke on the left; the report names small vessel "
                              "disease but not this.");
    EXPECT_EQ(all[0].expectedPrecision, 0.45);
    // The broader name is no miss, however sure the images are.
    strict.thresholds["meningioma"].missProbabilityBeside = 0.1;
    EXPECT_THAT(flags(brain(), strict, {seen("meningioma", 100, 1.0, Side::Left)},
                      kReader.read("Left frontal mass.")),
                IsEmpty());
}

TEST(Flags, OvercallNeedsFullConfidence) {
    Evidence evidence = seen("acute_stroke", 10, 0.05);
    const std::string text = "Acute left MCA infarct.";
    const auto all = flagsOf({evidence}, text);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].kind, FlagKind::PossibleOvercall);
    EXPECT_EQ(all[0].message, "The report states an acute stroke on the left; the images do not show it.");
    EXPECT_EQ(slice(text, all[0].spans.at(0)), "infarct");
    EXPECT_EQ(all[0].expectedPrecision, 0.4);
    evidence.confidence = Confidence::Reduced;
    EXPECT_THAT(messagesOf({evidence}, text), IsEmpty());
    EXPECT_THAT(messagesOf({seen("acute_stroke", 10, 0.05)}, "Possible infarct."), IsEmpty());
    EXPECT_THAT(messagesOf({seen("acute_stroke", 21, 0.05)}, text), IsEmpty());
    EXPECT_THAT(messagesOf({seen("atrophy", 5, 0.05)}, "Generalised atrophy."), testing::SizeIs(1))
        << "overcalls of unreliably reported findings remain";
}

TEST(Flags, SideMismatch) {
    const std::string text = "There is a glioma in the left frontal lobe.";
    const auto all = flagsOf({seen("mass", 99, 0.8, Side::Right)}, text);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].kind, FlagKind::SideMismatch);
    EXPECT_EQ(all[0].message, "The report places a mass on the left, the images show it on the right.");
    ASSERT_EQ(all[0].spans.size(), 1u);
    EXPECT_EQ(slice(text, all[0].spans[0]), "left");
    EXPECT_EQ(all[0].expectedPrecision, 0.7);
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.8, Side::Left)}, text), IsEmpty());
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.8, Side::Bilateral)}, text), IsEmpty());
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.8)}, text), IsEmpty());
    EXPECT_THAT(messagesOf({seen("mass", 99, 0.8, Side::Right)}, "Possible left frontal glioma."), IsEmpty());
}

TEST(Flags, NoSideMismatchOnAGatheredSideOrWithoutPrecision) {
    EXPECT_THAT(messagesOf({seen("acute_stroke", 99, 0.8, Side::Right)},
                           "Bright area in the left pons. This is an infarct."),
                IsEmpty());
    EXPECT_THAT(messagesOf({seen("hydrocephalus", 99, 0.8, Side::Right)}, "Hydrocephalus, left more marked."),
                IsEmpty());
    Calibration none = calibration();
    none.thresholds["mass"].sidePrecision = 0;
    const report::ReportReader reader(termsOf(brain()));
    EXPECT_THAT(flags(brain(), none, {seen("mass", 99, 0.8, Side::Right)}, reader.read("Left glioma.")),
                IsEmpty());
}

TEST(Flags, AMeningiomaOnTheWrongSideIsFlaggedOnce) {
    const auto all = flagsOf({seen("mass", 99, 0.9, Side::Right), seen("meningioma", 99, 0.8, Side::Right)},
                             "Left meningioma.");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].finding, "meningioma");
}

TEST(Flags, TextConflictsTravelAlong) {
    const auto all = flagsOf({}, "FINDINGS: Left frontal mass.\nIMPRESSION: No mass.");
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].kind, FlagKind::TextConflict);
    EXPECT_EQ(all[0].finding, "mass");
    EXPECT_FALSE(all[0].expectedPrecision);
    EXPECT_EQ(all[0].spans.size(), 2u);
}

TEST(Flags, WorstFirst) {
    const auto all = flagsOf({seen("small_vessel_disease", 99, 0.99), seen("acute_stroke", 99, 0.6),
                              seen("meningioma", 99, 0.9), seen("hydrocephalus", 5, 0.01)},
                             "Hydrocephalus. A measurement of 450 cm.");
    std::vector<double> weights;
    for (const Flag& flag : all) weights.push_back(flag.weight);
    EXPECT_EQ(all.size(), 5u);
    EXPECT_TRUE(std::ranges::is_sorted(weights, std::greater{}));
    EXPECT_EQ(all[0].finding, "acute_stroke");
}

TEST(Flags, UnknownFindingsAreNoConcern) {
    Evidence stranger;
    stranger.id = "fracture";
    stranger.evaluable = true;
    stranger.percentile = 100;
    EXPECT_THAT(messagesOf({stranger}, "Normal."), IsEmpty());
}

TEST(AttachReport, PutsTheStatementBesideTheEvidence) {
    std::vector<Evidence> evidence{seen("mass", 50, 0.5), seen("haemorrhage", 50, 0.5),
                                   seen("atrophy", 50, 0.5)};
    evidence.push_back({});
    evidence.back().id = "fracture";
    const std::string text = "Left frontal glioma. No haemorrhage.";
    attachReport(evidence, report::ReportReader(termsOf(brain())).read(text));
    EXPECT_EQ(evidence[0].report->assertion, Assertion::Affirmed);
    EXPECT_EQ(evidence[0].report->side, Side::Left);
    EXPECT_EQ(slice(text, evidence[0].report->spans.at(0)), "glioma");
    EXPECT_EQ(evidence[1].report->assertion, Assertion::Negated);
    EXPECT_EQ(evidence[2].report->assertion, Assertion::Absent);
    EXPECT_EQ(evidence[3].report->assertion, Assertion::Absent);
}

TEST(Terms, CarryEverythingTheReaderNeeds) {
    const auto terms = termsOf(brain());
    ASSERT_EQ(terms.size(), brain().findings.size());
    EXPECT_THAT(terms[3].implies, ElementsAre("mass"));
    EXPECT_FALSE(terms[0].qualified.empty());
    EXPECT_EQ(terms[5].defaultSide, Side::Bilateral);
}

/// The sentences of the catalogue are what the images are asked; the reader must agree with them.
TEST(Terms, TheCataloguesOwnSentencesAreReadAsMeant) {
    const report::ReportReader reader(termsOf(brain()));
    int read = 0, total = 0;
    for (const catalogue::Finding& finding : brain().findings) {
        for (const std::string& sentence : finding.positives) {
            ++total;
            const Assertion said = reader.read(sentence).findings.at(finding.id).assertion;
            read += said >= Assertion::Uncertain;
            EXPECT_NE(said, Assertion::Negated) << finding.id << ": " << sentence;
            if (said < Assertion::Uncertain) GTEST_LOG_(INFO) << finding.id << " not read in: " << sentence;
        }
        for (const std::string& sentence : finding.negatives)
            EXPECT_LT(reader.read(sentence).findings.at(finding.id).assertion, Assertion::Uncertain)
                << finding.id << ": " << sentence;
    }
    EXPECT_GE(read, total * 9 / 10);
    for (const std::string& sentence : brain().normalSentences)
        for (const auto& [id, said] : reader.read(sentence).findings)
            EXPECT_LT(said.assertion, Assertion::Uncertain) << id << ": " << sentence;
}

} // namespace
} // namespace second_read::evidence
