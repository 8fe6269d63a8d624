#include "evaluate/metrics.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace second_read::evaluate {
namespace {

std::vector<Sample> samplesOf(std::vector<double> negatives, std::vector<double> positives) {
    std::vector<Sample> samples;
    for (const double score : negatives) samples.push_back({score, false, ""});
    for (const double score : positives) samples.push_back({score, true, ""});
    return samples;
}

TEST(Auc, OfKnownValues) {
    EXPECT_DOUBLE_EQ(*auc(samplesOf({1, 2, 3}, {4, 5})), 1.0);
    EXPECT_DOUBLE_EQ(*auc(samplesOf({4, 5}, {1, 2, 3})), 0.0);
    EXPECT_DOUBLE_EQ(*auc(samplesOf({1, 1, 1}, {1, 1})), 0.5);
    // The classical example of four: 0.1, 0.4 negative, 0.35, 0.8 positive.
    EXPECT_DOUBLE_EQ(*auc(samplesOf({0.1, 0.4}, {0.35, 0.8})), 0.75);
    EXPECT_DOUBLE_EQ(*auc(samplesOf({1, 2}, {2, 3})), 0.875); // one tie of four pairs
    EXPECT_FALSE(auc(samplesOf({1, 2}, {})));
    EXPECT_FALSE(auc({}));
}

TEST(Auc, AgreesWithCountingPairs) {
    std::mt19937 random(4);
    std::vector<Sample> samples;
    for (int i = 0; i < 200; ++i)
        samples.push_back({static_cast<double>(random() % 30), random() % 3 == 0, ""});
    double right = 0, pairs = 0;
    for (const auto& a : samples)
        for (const auto& b : samples)
            if (a.positive && !b.positive) {
                ++pairs;
                right += a.score > b.score ? 1 : a.score == b.score ? 0.5 : 0;
            }
    EXPECT_NEAR(*auc(samples), right / pairs, 1e-12);
}

TEST(AucInterval, HoldsTheAreaAndShrinksWithMoreExaminations) {
    std::mt19937 random(5);
    std::normal_distribution<double> noise;
    const auto draw = [&](int count) {
        std::vector<Sample> samples;
        for (int i = 0; i < count; ++i) samples.push_back({noise(random) + (i % 2), i % 2 == 1, ""});
        return samples;
    };
    const auto few = draw(40), many = draw(2000);
    const auto wide = aucInterval(few, 400), narrow = aucInterval(many, 400);
    ASSERT_TRUE(wide && narrow);
    EXPECT_LT(wide->low, *auc(few));
    EXPECT_GT(wide->high, *auc(few));
    EXPECT_LT(narrow->high - narrow->low, (wide->high - wide->low) / 3);
    // Unit separation of two unit normals: 0.760.
    EXPECT_LT(narrow->low, 0.760);
    EXPECT_GT(narrow->high, 0.760);
    const auto again = aucInterval(few, 400);
    EXPECT_EQ(again->low, wide->low);
    EXPECT_EQ(again->high, wide->high);
}

TEST(AucInterval, ManyExaminationsOfOnePatientAreNoMoreThanOne) {
    std::mt19937 random(6);
    std::normal_distribution<double> noise;
    std::vector<Sample> apart, together;
    for (int patient = 0; patient < 30; ++patient) {
        const double score = noise(random) + patient % 2;
        for (int visit = 0; visit < 10; ++visit) {
            apart.push_back({score, patient % 2 == 1, ""});
            together.push_back({score, patient % 2 == 1, "P" + std::to_string(patient)});
        }
    }
    const auto narrow = aucInterval(apart, 400), wide = aucInterval(together, 400);
    EXPECT_GT(wide->high - wide->low, 2 * (narrow->high - narrow->low));
}

TEST(AucInterval, IsNotStatedWhereItCannotBe) {
    EXPECT_FALSE(aucInterval({}));
    EXPECT_FALSE(aucInterval(samplesOf({1, 2, 3}, {})));
}

TEST(Rates, CountWhatIsAtOrAboveTheThreshold) {
    const auto rates = ratesAt(samplesOf({0.1, 0.5, 0.2, 0.3}, {0.5, 0.4}), 0.5);
    EXPECT_DOUBLE_EQ(*rates.sensitivity, 0.5);
    EXPECT_DOUBLE_EQ(*rates.specificity, 0.75);
    EXPECT_FALSE(ratesAt(samplesOf({1}, {}), 0.5).sensitivity);
    EXPECT_FALSE(ratesAt(samplesOf({}, {1}), 0.5).specificity);
}

TEST(Calibration, BinsByPredictedProbability) {
    const auto bins = calibration(samplesOf({0.02, 0.04, 0.96, 1.0}, {0.06, 0.98}));
    ASSERT_EQ(bins.size(), 2u);
    EXPECT_NEAR(bins[0].predicted, 0.04, 1e-12);
    EXPECT_NEAR(bins[0].observed, 1.0 / 3, 1e-12);
    EXPECT_EQ(bins[0].count, 3);
    EXPECT_EQ(bins[1].count, 3);
    EXPECT_NEAR(bins[1].observed, 1.0 / 3, 1e-12);
}

TEST(Precision, OfTheHighestScores) {
    const auto samples = samplesOf({0.9, 0.2, 0.1}, {0.95, 0.8, 0.05});
    EXPECT_DOUBLE_EQ(*precisionAt(samples, 3), 2.0 / 3);
    EXPECT_DOUBLE_EQ(*precisionAt(samples, 100), 0.5);
    EXPECT_FALSE(precisionAt({}, 15));
}

TEST(Quantile, IsLinearBetweenRanks) {
    EXPECT_DOUBLE_EQ(*quantile({3, 1, 2}, 0.5), 2);
    EXPECT_DOUBLE_EQ(*quantile({1, 2}, 0.25), 1.25);
    EXPECT_DOUBLE_EQ(*quantile({1, 2, 3}, 1), 3);
    EXPECT_FALSE(quantile({}, 0.5));
}

} // namespace
} // namespace second_read::evaluate
