#include "presenters/evidence_presenter.h"

#include <gtest/gtest.h>

#include "examples.h"

namespace second_read::ui {
namespace {

examination::Analysis analysis() {
    examination::Analysis made;
    made.findings = test::rightMass();
    made.abnormality.percentile = 98;
    return made;
}

TEST(EvidencePresenter, RowsStandInTheOrderOfTheirBars) {
    // Delivered by probability, as the command line prints them.
    auto made = analysis();
    made.findings = {test::evidenceOf("mass", 88, 0.6), test::evidenceOf("stroke", 99, 0.5),
                     test::rightMass()[2], test::evidenceOf("atrophy", 99, 0.7),
                     test::evidenceOf("hydrocephalus", 100, 0.1)};
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(made);
    std::vector<std::string> order;
    for (const auto& row : presenter.state().rows) order.push_back(row.id);
    EXPECT_EQ(order, (std::vector<std::string>{"hydrocephalus", "atrophy", "stroke", "mass", "haemorrhage"}));
}

TEST(EvidencePresenter, ARowSaysWhatTheBarTheTickAndTheJumpNeed) {
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setCalibration(test::smallCalibration());
    presenter.setAnalysis(analysis());
    const auto& state = presenter.state();
    ASSERT_EQ(state.mode, EvidenceMode::Shown);
    EXPECT_EQ(state.cohort, "shipped: 500 simulated normal examinations");
    EXPECT_EQ(state.normals, 500);
    EXPECT_EQ(state.abnormality, 98);
    ASSERT_EQ(state.rows.size(), 3U);
    EXPECT_EQ(state.rows[0].where, "right frontal lobe");
    EXPECT_EQ(state.rows[0].threshold, 97);
    ASSERT_TRUE(state.rows[0].place);
    EXPECT_EQ(state.rows[0].place->slice, 16);
    EXPECT_FALSE(state.rows[1].place);
    EXPECT_FALSE(state.rows[2].evaluable);
    EXPECT_EQ(state.rows[2].whyNot, "no SWI");
    EXPECT_FALSE(state.rows[2].percentile);
    EXPECT_FALSE(state.rows[0].reported) << "no report was read";
}

TEST(EvidencePresenter, WhatIsNotEvaluableHasNoNumberEvenIfOneWasDelivered) {
    auto made = analysis();
    made.findings[2].percentile = 50;
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(made);
    EXPECT_FALSE(presenter.state().rows[2].percentile);
}

TEST(EvidencePresenter, AThresholdThatCannotBeReachedIsNoTick) {
    auto calibration = test::smallCalibration();
    calibration.thresholds["mass"].missPercentile = 101;
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setCalibration(calibration);
    presenter.setAnalysis(analysis());
    EXPECT_FALSE(presenter.state().rows[0].threshold);
}

TEST(EvidencePresenter, TheReportStandsBesideAndFlaggedRowsConflict) {
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(analysis());
    auto findings = test::rightMass();
    findings[0].report = examination::ReportStatement{Assertion::Affirmed, Side::Left, {}};
    presenter.setReported(findings, {"mass"});
    EXPECT_EQ(presenter.state().rows[0].reported, Assertion::Affirmed);
    EXPECT_EQ(presenter.state().rows[0].reportedSide, Side::Left);
    EXPECT_TRUE(presenter.state().rows[0].conflict);
    EXPECT_FALSE(presenter.state().rows[1].conflict);
}

TEST(EvidencePresenter, ReadFirstHidesEveryNumberUntilThereIsAnImpression) {
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setReadFirst(true);
    presenter.setAnalysis(analysis());
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Hidden);
    EXPECT_TRUE(presenter.state().rows.empty());
    EXPECT_FALSE(presenter.state().abnormality);
    presenter.setImpressionWritten(true);
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Shown);
    EXPECT_EQ(presenter.state().rows.size(), 3U);
}

TEST(EvidencePresenter, TheReadersOwnSentencesStandBelowTheFindings) {
    auto made = analysis();
    made.queries.push_back({"limbic encephalitis", 0.3, 99.5, {}, {{10, 20, 30}}});
    made.queries.push_back({"CADASIL", {}, {}, {}, {}});
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(made);
    const auto& rows = presenter.state().rows;
    ASSERT_EQ(rows.size(), made.findings.size() + 2);
    const auto& row = rows[made.findings.size()];
    EXPECT_TRUE(row.ownQuery && row.evaluable);
    EXPECT_EQ(row.name, "limbic encephalitis");
    EXPECT_EQ(row.percentile, 99.5);
    EXPECT_FALSE(row.probability || row.threshold || row.reported) << "nothing of it is calibrated";
    EXPECT_EQ(row.place->peakLps, made.queries[0].peakLps);
    EXPECT_FALSE(rows.back().evaluable);
    presenter.setQueries({});
    EXPECT_EQ(presenter.state().rows.size(), made.findings.size());
}

TEST(EvidencePresenter, AbstainedSaysWhyAndShowsNothing) {
    auto made = analysis();
    made.abstained = "the head is a child's";
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(made);
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Abstained);
    EXPECT_EQ(presenter.state().message, "the head is a child's");
    EXPECT_TRUE(presenter.state().rows.empty());
}

TEST(EvidencePresenter, FailureCanBeTriedAgainAndGivesWayToAnAnalysis) {
    EvidencePresenter presenter;
    int wanted = 0;
    presenter.analysisWanted = [&] { ++wanted; };
    presenter.wait();
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Waiting);
    presenter.analyseAgain();
    EXPECT_EQ(wanted, 0);
    presenter.setFailure("no such file");
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Failed);
    presenter.analyseAgain();
    EXPECT_EQ(wanted, 1);
    presenter.setAnalysis(analysis());
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Shown);
}

TEST(EvidencePresenter, SelectionFollowsTheFinding) {
    EvidencePresenter presenter;
    presenter.select(0); // nothing there yet
    EXPECT_FALSE(presenter.state().selected);
    presenter.wait();
    presenter.setAnalysis(analysis());
    presenter.select(1);
    auto swapped = test::rightMass();
    swapped[1].percentile = 99.5; // hydrocephalus passes the mass
    presenter.setReported(swapped, {});
    EXPECT_EQ(presenter.state().selected, 0U) << "hydrocephalus stays selected";
    presenter.select(2);
    EXPECT_FALSE(presenter.selectedPlace());
    presenter.select(77);
    EXPECT_FALSE(presenter.state().selected);
}

TEST(EvidencePresenter, AStudyThatWasClosedLeavesNothing) {
    EvidencePresenter presenter;
    presenter.wait();
    presenter.setAnalysis(analysis());
    presenter.clear();
    EXPECT_EQ(presenter.state().mode, EvidenceMode::Empty);
    EXPECT_TRUE(presenter.state().rows.empty());
}

} // namespace
} // namespace second_read::ui
