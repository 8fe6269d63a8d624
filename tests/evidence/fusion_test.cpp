#include "evidence/fusion.h"

#include <cmath>

#include <gtest/gtest.h>

namespace second_read::evidence {
namespace {

catalogue::Catalogue smallCatalogue() {
    catalogue::Catalogue catalogue;
    catalogue::Finding stroke;
    stroke.id = "acute_stroke";
    stroke.name = "Acute stroke";
    stroke.positives = {"There is an acute infarct."};
    stroke.needsAnyOf = {Sequence::DWI};
    stroke.alsoUseful = {Sequence::FLAIR};
    catalogue::Finding mass = stroke;
    mass.id = "mass";
    mass.name = "Mass";
    mass.needsAnyOf = {Sequence::FLAIR, Sequence::DWI};
    mass.alsoUseful = {};
    catalogue::Finding atrophy = mass;
    atrophy.id = "atrophy";
    atrophy.name = "Atrophy";
    atrophy.lateralised = false;
    catalogue.findings = {stroke, mass, atrophy};
    return catalogue;
}

/// Two sequences with known normals: standardised -2, -1, 0, 1, 2, the same order on both.
ScoreModel smallModel() {
    ScoreModel model;
    for (const auto& id : questionsOf(smallCatalogue())) {
        FindingModel& finding = model.findings[id];
        finding.slope = 1;
        finding.intercept = -1;
        finding.sideBound = 0.5;
        finding.sequences[Sequence::FLAIR] = {0.2, 0.1, 1.0, {-2, -1, 0, 1, 2}};
        finding.sequences[Sequence::DWI] = {0.0, 0.5, 3.0, {-2, -1, 0, 1, 2}};
    }
    return model;
}

SequenceScores scoresOn(Sequence sequence, double readOut, double asymmetry = 0) {
    SequenceScores scores;
    scores.sequence = sequence;
    scores.seriesUid = "1.2." + std::to_string(static_cast<int>(sequence));
    for (const auto& id : questionsOf(smallCatalogue()))
        scores.findings[id] = {0.3, readOut, asymmetry, std::array<double, 3>{1, 2, 3}, "left frontal lobe",
                               7};
    return scores;
}

const examination::Evidence& of(const std::vector<examination::Evidence>& all, const std::string& id) {
    for (const auto& one : all)
        if (one.id == id) return one;
    throw std::out_of_range(id);
}

double massPercentile(const ScoreModel& model, const std::vector<SequenceScores>& scores) {
    return of(fuse(smallCatalogue(), model, scores), "mass").percentile.value();
}

TEST(Questions, BeginWithTheOneWhetherAnythingIsWrong) {
    EXPECT_EQ(questionsOf(smallCatalogue()),
              (std::vector<std::string>{kAbnormality, "acute_stroke", "mass", "atrophy"}));
}

double massScore(const ScoreModel& model, const std::vector<SequenceScores>& scores) {
    return fusedScores(model, scores).at("mass");
}

// The cohort's own scores, compressed like every score, are -b, -a, 0, a, b.
const double kA = std::asinh(1.0), kB = std::asinh(2.0);
const double kSpread = std::sqrt((2 * kA * kA + 2 * kB * kB) / 4);

TEST(Fusion, IsTheWeightedMeanInUnitsOfNormalsSpread) {
    const auto model = smallModel();
    // One sequence: (0.4 - 0.2) / 0.1 = 2 spreads.
    EXPECT_NEAR(massScore(model, {scoresOn(Sequence::FLAIR, 0.4)}), kB / kSpread, 1e-9);
    // Both: weights 1 and 3 of 2 and 1 spreads; the cohort's means have the same spread.
    EXPECT_NEAR(massScore(model, {scoresOn(Sequence::FLAIR, 0.4), scoresOn(Sequence::DWI, 0.5)}),
                (kB + 3 * kA) / 4 / kSpread, 1e-9);
    EXPECT_FALSE(fusedScores(model, {scoresOn(Sequence::SWI, 1.0)}).contains("mass"));
    EXPECT_TRUE(fusedScores(model, {}).empty());
}

TEST(Fusion, WhatOneSequenceAloneShowsCountsByTheStrongest) {
    auto model = smallModel();
    const std::vector<SequenceScores> onFlairAlone = {scoresOn(Sequence::FLAIR, 0.4),
                                                      scoresOn(Sequence::DWI, 0)};
    EXPECT_NEAR(massScore(model, onFlairAlone), kB / 4 / kSpread, 1e-9);
    model.findings["mass"].strongest = 0.5;
    // The normals' two sequences agree, so mean and strongest are one and the same there: 1.5 times the
    // spread.
    EXPECT_NEAR(massScore(model, onFlairAlone), (kB / 4 + 0.5 * kB) / (1.5 * kSpread), 1e-9);
}

TEST(Fusion, OtherFindingsThatLightUpTooSpeakAgainstIt) {
    auto model = smallModel();
    model.findings["mass"].others["acute_stroke"] = -0.5;
    auto scores = scoresOn(Sequence::DWI, 1.0);
    scores.findings["acute_stroke"].readOut = 0;
    const double alone = massScore(model, {scores});
    EXPECT_NEAR(alone, kB / (0.5 * kSpread),
                1e-9); // the normals' two findings agree: half the spread is left
    scores.findings["acute_stroke"].readOut = 0.5;
    EXPECT_NEAR(massScore(model, {scores}), (kB - 0.5 * kA) / (0.5 * kSpread), 1e-9);
    scores.findings.erase("acute_stroke");
    EXPECT_TRUE(fusedScores(model, {scores}).contains("mass")); // a pack may lack another's read-out
}

TEST(Fusion, PercentileCountsNormalsBelow) {
    EXPECT_DOUBLE_EQ(massPercentile(smallModel(), {scoresOn(Sequence::FLAIR, 0.9)}), 100);
    EXPECT_DOUBLE_EQ(massPercentile(smallModel(), {scoresOn(Sequence::FLAIR, 0.2)}), 50); // a tie counts half
    EXPECT_DOUBLE_EQ(massPercentile(smallModel(), {scoresOn(Sequence::FLAIR, -0.5)}), 0);
}

TEST(Fusion, ASingleNormalIsComparedOnTheScaleOfTheScore) {
    auto model = smallModel();
    for (auto& [sequence, normal] : model.findings["mass"].sequences) normal.cohort = {1};
    EXPECT_NEAR(massScore(model, {scoresOn(Sequence::FLAIR, 0.25)}), std::asinh(0.5), 1e-9);
    EXPECT_DOUBLE_EQ(massPercentile(model, {scoresOn(Sequence::FLAIR, 0.25)}),
                     0); // half a spread, it has one
    EXPECT_DOUBLE_EQ(massPercentile(model, {scoresOn(Sequence::FLAIR, 0.35)}), 100);
    for (auto& [sequence, normal] : model.findings["mass"].sequences) normal.cohort.clear();
    EXPECT_DOUBLE_EQ(massPercentile(model, {scoresOn(Sequence::FLAIR, 0.25)}), 50); // nothing to compare with
}

TEST(Fusion, NormalsThatLackASequenceAreLeftOut) {
    auto model = smallModel();
    FindingModel& mass = model.findings["mass"];
    mass.sequences[Sequence::DWI].cohort = {std::nanf(""), std::nanf(""), 0, 1, 2};
    EXPECT_TRUE(
        std::isfinite(massScore(model, {scoresOn(Sequence::FLAIR, 0.15), scoresOn(Sequence::DWI, -0.5)})));
    EXPECT_DOUBLE_EQ(massPercentile(model, {scoresOn(Sequence::FLAIR, 0.15), scoresOn(Sequence::DWI, -0.5)}),
                     0);
}

TEST(Fusion, WhatCannotBeJudgedSaysWhyAndComesLast) {
    const auto evidence = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::FLAIR, 0.5)});
    ASSERT_EQ(evidence.size(), 3U);
    EXPECT_EQ(evidence.back().id, "acute_stroke");
    EXPECT_FALSE(evidence.back().evaluable);
    EXPECT_TRUE(evidence.back().whyNot);
    EXPECT_FALSE(evidence.back().probability);
    EXPECT_FALSE(evidence.back().percentile);
    const auto& mass = of(evidence, "mass");
    EXPECT_TRUE(mass.evaluable);
    EXPECT_EQ(mass.confidence, examination::Confidence::Full);
}

TEST(Fusion, MissingUsefulSequencesReduceConfidenceAndAreNamed) {
    const auto evidence = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, 0.5)});
    const auto& stroke = of(evidence, "acute_stroke");
    EXPECT_TRUE(stroke.evaluable);
    EXPECT_EQ(stroke.confidence, examination::Confidence::Reduced);
    EXPECT_EQ(stroke.missing, std::vector<Sequence>{Sequence::FLAIR});
}

TEST(Fusion, HigherScoresGiveHigherProbabilities) {
    double before = 0;
    for (const double readOut : {-0.5, 0.0, 0.5, 1.0, 2.0}) {
        const auto evidence = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, readOut)});
        const double now = *of(evidence, "mass").probability;
        EXPECT_GT(now, before);
        EXPECT_LT(now, 1);
        before = now;
    }
}

TEST(Fusion, ASideIsStatedOnlyBeyondItsBoundAndNeverForTheGeneralised) {
    const auto left = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, 1, 0.6)});
    EXPECT_EQ(of(left, "mass").side, Side::Left);
    EXPECT_EQ(of(left, "mass").place, "left frontal lobe");
    EXPECT_FALSE(of(left, "atrophy").side);
    EXPECT_EQ(of(left, "atrophy").place, "frontal lobe"); // the place names no side that is not stated
    const auto right = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, 1, -0.6)});
    EXPECT_EQ(of(right, "mass").side, Side::Right);
    const auto little =
        fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, 1, 0.2)}); // 0.4 spreads
    EXPECT_FALSE(of(little, "mass").side);
    EXPECT_EQ(of(little, "mass").place, "frontal lobe");
    const auto unlikely = fuse(smallCatalogue(), smallModel(), {scoresOn(Sequence::DWI, -1, 5)});
    EXPECT_LT(*of(unlikely, "mass").probability, 0.3);
    EXPECT_FALSE(of(unlikely, "mass").side); // other findings may well lie on the left
    auto silent = smallModel();
    silent.findings["mass"].sideBound = 0;
    EXPECT_FALSE(of(fuse(smallCatalogue(), silent, {scoresOn(Sequence::DWI, 1, 5)}), "mass").side);
}

TEST(Fusion, WithoutProbabilitiesTheStandardisedScoreOrders) {
    ScoreModel model = smallModel();
    for (auto& [id, finding] : model.findings) finding.slope = 0;
    auto scores = scoresOn(Sequence::DWI, 9); // above every normal, as all are
    scores.findings["atrophy"].readOut = 40;
    const auto evidence = fuse(smallCatalogue(), model, {scores});
    EXPECT_EQ(of(evidence, "mass").percentile, 100);
    EXPECT_EQ(evidence.front().id, "atrophy");
}

TEST(Fusion, PlaceComesFromTheSeriesThatSpeaksMost) {
    auto flair = scoresOn(Sequence::FLAIR, 0.2), dwi = scoresOn(Sequence::DWI, 2.0);
    dwi.findings["mass"].slice = 12;
    const auto evidence = fuse(smallCatalogue(), smallModel(), {flair, dwi});
    EXPECT_EQ(of(evidence, "mass").seriesUid, dwi.seriesUid);
    EXPECT_EQ(of(evidence, "mass").slice, 12);
}

TEST(Fusion, OfTwoSeriesOfOneSequenceTheStrongerCounts) {
    auto weak = scoresOn(Sequence::DWI, 0.1), strong = scoresOn(Sequence::DWI, 1.5);
    strong.seriesUid = "strong";
    const auto both = fuse(smallCatalogue(), smallModel(), {weak, strong});
    const auto one = fuse(smallCatalogue(), smallModel(), {strong});
    EXPECT_EQ(of(both, "mass").probability, of(one, "mass").probability);
    EXPECT_EQ(of(both, "mass").seriesUid, "strong");
}

TEST(Fusion, WithoutAFittedModelThereIsSimilarityAndNothingElse) {
    const auto evidence = fuse(smallCatalogue(), ScoreModel{}, {scoresOn(Sequence::DWI, 1, 3)});
    EXPECT_TRUE(of(evidence, "mass").similarity);
    EXPECT_FALSE(of(evidence, "mass").probability);
    EXPECT_FALSE(of(evidence, "mass").side);
}

TEST(Fusion, AbnormalityIsFusedLikeAFinding) {
    const auto abnormality = fuseAbnormality(smallModel(), {scoresOn(Sequence::DWI, 2)});
    EXPECT_TRUE(abnormality.similarity && abnormality.percentile && abnormality.probability);
    EXPECT_DOUBLE_EQ(*abnormality.percentile, 100);
    EXPECT_FALSE(fuseAbnormality(smallModel(), {}).probability);
}

TEST(Fusion, TheModelTravelsAsJson) {
    auto model = smallModel();
    model.findings["mass"].sequences[Sequence::DWI].cohort[1] = std::nanf("");
    model.findings["mass"].strongest = 0.25;
    model.findings["mass"].others = {{"atrophy", -0.125}};
    const auto back = scoreModelOf(toJson(model));
    ASSERT_TRUE(back) << back.error().message;
    const auto& normal = back->findings.at("mass").sequences.at(Sequence::DWI);
    EXPECT_DOUBLE_EQ(normal.sd, 0.5);
    EXPECT_TRUE(std::isnan(normal.cohort[1]));
    EXPECT_FLOAT_EQ(normal.cohort[4], 2);
    EXPECT_EQ(toJson(*back), toJson(model));
    EXPECT_EQ(back->findings.at("mass").others, model.findings["mass"].others);
    auto older = toJson(model); // packs up to 0.6.0
    older["findings"]["mass"].erase("strongest");
    older["findings"]["mass"].erase("others");
    EXPECT_EQ(scoreModelOf(older).value().findings.at("mass").strongest, 0);
    auto broken = toJson(model);
    broken["findings"]["mass"]["sequences"]["DWI"]["sd"] = 0;
    EXPECT_EQ(scoreModelOf(broken).error().code, ErrorCode::Corrupt);
    broken["findings"]["mass"].erase("slope");
    EXPECT_EQ(scoreModelOf(broken).error().code, ErrorCode::Corrupt);
    EXPECT_EQ(scoreModelOf(nlohmann::json::array()).error().code, ErrorCode::Corrupt);
}

} // namespace
} // namespace second_read::evidence
