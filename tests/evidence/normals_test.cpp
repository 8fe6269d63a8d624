#include <cmath>

#include <gtest/gtest.h>

#include "evidence/normals.h"

namespace second_read::evidence {
namespace {

SequenceScores scoreOf(Sequence sequence, double readOut) {
    SequenceScores scores;
    scores.sequence = sequence;
    scores.findings["mass"].readOut = readOut;
    return scores;
}

TEST(Standardise, TakesMeanSpreadAndCohortFromTheNormals) {
    FindingModel model;
    model.sequences[Sequence::FLAIR].weight = 0.7;
    const std::vector<ScoredStudy> normals = {{scoreOf(Sequence::FLAIR, 1), scoreOf(Sequence::T2, 5)},
                                              {scoreOf(Sequence::FLAIR, 2)},
                                              {scoreOf(Sequence::FLAIR, 3), scoreOf(Sequence::T2, 7)}};
    standardise(model, "mass", normals);
    const auto& flair = model.sequences.at(Sequence::FLAIR);
    EXPECT_DOUBLE_EQ(flair.mean, 2);
    EXPECT_DOUBLE_EQ(flair.sd, 1);
    EXPECT_DOUBLE_EQ(flair.weight, 0.7); // learnt from reports, not from normals
    EXPECT_EQ(flair.cohort, (std::vector<float>{-1, 0, 1}));
    const auto& t2 = model.sequences.at(Sequence::T2);
    EXPECT_DOUBLE_EQ(t2.mean, 6);
    ASSERT_EQ(t2.cohort.size(), 3U);
    EXPECT_TRUE(std::isnan(t2.cohort[1])); // the same examination at the same index
    EXPECT_FLOAT_EQ(t2.cohort[2], static_cast<float>(1 / std::sqrt(2)));
}

TEST(Standardise, ASequenceWithTooFewNormalsKeepsWhatItHad) {
    FindingModel model;
    model.sequences[Sequence::SWI] = {4, 2, 0.5, {-1, 1}};
    std::vector<ScoredStudy> normals;
    for (int i = 0; i < 5; ++i) normals.push_back({scoreOf(Sequence::FLAIR, i)});
    normals[0].push_back(scoreOf(Sequence::SWI, 100));
    standardise(model, "mass", normals, 3);
    const auto& swi = model.sequences.at(Sequence::SWI);
    EXPECT_DOUBLE_EQ(swi.mean, 4);
    EXPECT_DOUBLE_EQ(swi.sd, 2);
    EXPECT_EQ(swi.cohort, (std::vector<float>{-1, 1, -1, 1, -1}));
    EXPECT_EQ(model.sequences.at(Sequence::FLAIR).cohort.size(), 5U);
}

TEST(Standardise, NormalsThatAreAllAlikeHaveASpreadAboveZero) {
    FindingModel model;
    standardise(model, "mass", {{scoreOf(Sequence::FLAIR, 1)}, {scoreOf(Sequence::FLAIR, 1)}});
    EXPECT_GT(model.sequences.at(Sequence::FLAIR).sd, 0);
    standardise(model, "mass", {});
    EXPECT_TRUE(model.sequences.at(Sequence::FLAIR).cohort.empty());
}

} // namespace
} // namespace second_read::evidence
