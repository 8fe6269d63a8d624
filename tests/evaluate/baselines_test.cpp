#include "evaluate/baselines.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "evaluate/metrics.h"

namespace second_read::evaluate {
namespace {

struct Data {
    std::vector<std::vector<double>> features;
    std::vector<bool> labels;
    std::vector<std::string> patients;
};

double areaOf(const Data& data, const std::vector<double>& scores) {
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < scores.size(); ++i)
        samples.push_back({scores[i], data.labels[i], data.patients[i]});
    return auc(samples).value();
}

TEST(CrossValidated, FindsWhatIsThereAndWorksWithHoles) {
    std::mt19937 random(3);
    Data data;
    for (int i = 0; i < 120; ++i) {
        const bool positive = i % 3 == 0;
        const double noise = static_cast<double>(random() % 1000) / 500;
        data.features.push_back({100 + (positive ? 1.5 : 0) + noise, i % 7 == 0 ? NAN : noise});
        data.labels.push_back(positive);
        data.patients.push_back("");
    }
    EXPECT_GT(areaOf(data, crossValidated(data.features, data.labels, data.patients).value()), 0.85);
}

TEST(CrossValidated, APatientsOwnExaminationsAreNotLearntFrom) {
    // Two examinations a patient with a number of its own and random labels: seen before, they would be
    // known.
    std::mt19937 random(5);
    Data data;
    for (int patient = 0; patient < 60; ++patient) {
        const bool label = random() % 2 == 0;
        for (int copy = 0; copy < 2; ++copy) {
            std::vector<double> own(60, 0.0);
            own[static_cast<std::size_t>(patient)] = 1;
            data.features.push_back(own);
            data.labels.push_back(label);
            data.patients.push_back("P" + std::to_string(patient));
        }
    }
    EXPECT_LT(areaOf(data, crossValidated(data.features, data.labels, data.patients).value()), 0.65);
}

TEST(CrossValidated, FewOfAKindAreNotFitted) {
    const std::vector<std::vector<double>> features(12, {1.0});
    std::vector<bool> labels(12, false);
    labels[0] = labels[1] = true;
    EXPECT_FALSE(crossValidated(features, labels, std::vector<std::string>(12)));
}

TEST(IntensityFeatures, DoNotDependOnTheUnit) {
    volume::Volume volume;
    volume.grid.size = {20, 20, 20};
    for (int i = 0; i < 8000; ++i) volume.voxels.push_back(static_cast<float>(100 + i % 97));
    auto louder = volume;
    for (float& value : louder.voxels) value *= 8;
    const auto one = intensityFeatures(volume), two = intensityFeatures(louder);
    ASSERT_EQ(one.size(), kIntensityFeatures);
    for (std::size_t f = 0; f < kIntensityFeatures; ++f) EXPECT_NEAR(one[f], two[f], 1e-6);
    volume.voxels.assign(8000, 0);
    EXPECT_TRUE(std::isnan(intensityFeatures(volume)[0]));
}

TEST(ShareInterval, OfKnownValues) {
    // Newcombe, Stat Med 1998, table I: 81 of 263 and 0 of 20 by Wilson's method.
    EXPECT_NEAR(shareInterval(81, 263)->low, 0.2553, 1e-4);
    EXPECT_NEAR(shareInterval(81, 263)->high, 0.3662, 1e-4);
    EXPECT_NEAR(shareInterval(0, 20)->low, 0, 1e-9);
    EXPECT_NEAR(shareInterval(0, 20)->high, 0.1611, 1e-4);
    EXPECT_FALSE(shareInterval(0, 0));
}

} // namespace
} // namespace second_read::evaluate
