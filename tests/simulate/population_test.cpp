#include "simulate/population.h"

#include <gtest/gtest.h>

namespace second_read::simulate {
namespace {

struct Shares {
    double all = 0, besideStroke = 0, alone = 0; ///< of small vessel disease
};

Shares sharesOf(const Options& options) {
    Random random(5);
    double drawn = 0, strokes = 0, both = 0, rest = 0, inRest = 0;
    constexpr int kCount = 40000;
    for (int n = 0; n < kCount; ++n) {
        const auto findings = drawFindings(options, random);
        const bool vessels = contains(findings, "small_vessel_disease"),
                   cause = contains(findings, "acute_stroke") || contains(findings, "atrophy") ||
                           contains(findings, "haemorrhage") || contains(findings, "encephalomalacia");
        drawn += vessels;
        if (contains(findings, "acute_stroke")) strokes += 1, both += vessels;
        if (!cause) rest += 1, inRest += vessels;
    }
    return {drawn / kCount, both / strokes, inRest / rest};
}

TEST(Population, InAHospitalDiseasesOfOneCauseComeTogetherAndKeepTheirShare) {
    const auto shares = sharesOf({});
    EXPECT_NEAR(shares.all, defaultPrevalences().at("small_vessel_disease"), 0.008);
    EXPECT_NEAR(shares.besideStroke / shares.alone, 2, 0.2);
}

TEST(Population, TrainingKeepsThemApart) {
    Options options;
    options.training = Options::Training{};
    const auto shares = sharesOf(options);
    EXPECT_NEAR(shares.all, defaultPrevalences().at("small_vessel_disease"), 0.008);
    EXPECT_NEAR(shares.besideStroke, shares.alone, 0.03);
}

TEST(Population, PrevalencesAreKept) {
    Options options;
    options.prevalences = {{"mass", 0.5}, {"acute_stroke", 1}, {"small_vessel_disease", 0.9}};
    Random random(6);
    int masses = 0, vessels = 0;
    for (int n = 0; n < 4000; ++n) {
        const auto findings = drawFindings(options, random);
        ASSERT_TRUE(contains(findings, "acute_stroke"));
        EXPECT_FALSE(contains(findings, "meningioma"));
        masses += contains(findings, "mass");
        vessels += contains(findings, "small_vessel_disease");
    }
    EXPECT_NEAR(masses / 4000.0, 0.5, 0.03);
    EXPECT_NEAR(vessels / 4000.0, 0.9, 0.03);
}

TEST(Population, TheOldAreOldAndTheYoungAreYoung) {
    Random random(7);
    double atrophy = 0, inflammation = 0;
    for (int n = 0; n < 500; ++n) {
        for (const auto& [finding, sum] :
             {std::pair{"atrophy", &atrophy}, {"white_matter_inflammation", &inflammation}}) {
            const int age = drawAge({finding}, random);
            EXPECT_GE(age, 18);
            EXPECT_LE(age, 95);
            *sum += age / 500.0;
        }
    }
    EXPECT_GT(atrophy, inflammation + 20);
}

} // namespace
} // namespace second_read::simulate
