#include "train/section_matching.h"

#include <gtest/gtest.h>

#include "train/statements.h"

namespace second_read::train {
namespace {

using Rows = std::vector<std::vector<float>>;

TEST(SectionMatching, AnIdenticalConclusionCountsAsRight) {
    const std::vector<SectionPair> pairs = {{"f0", "Normal."}, {"f1", "Normal."}, {"f2", "Left infarct."}};
    const Rows findings = {{1, 0}, {0.9F, 0.1F}, {0, 1}};
    // the findings of 0 lie nearest the conclusion of 1, which reads the same
    const auto right = matchSections(pairs, findings, {{0.9F, 0}, {1, 0}, {0, 1}}, 3);
    EXPECT_EQ(right.n, 3);
    EXPECT_EQ(right.identical, 3);
    EXPECT_EQ(right.same, 3);
    const auto wrong = matchSections(pairs, findings, {{0, 0.9F}, {0, 0.9F}, {1, 0}}, 3);
    EXPECT_EQ(wrong.identical, 0);
}

TEST(SectionMatching, OtherWordsForTheSameAreCountedApart) {
    const std::vector<SectionPair> pairs = {{"f0", "Normal.", "-"}, {"f1", "No abnormality.", "-"}};
    const auto matches = matchSections(pairs, {{1, 0}, {0, 1}}, {{0, 1}, {1, 0}}, 2);
    EXPECT_EQ(matches.identical, 0);
    EXPECT_EQ(matches.same, 2);
    EXPECT_EQ(toJson(matches)["same"], 1.0);
}

TEST(SectionMatching, EachGroupIsAskedAloneAndARestNotAtAll) {
    const std::vector<SectionPair> pairs = {{"f0", "A"}, {"f1", "B"}, {"f2", "C"}, {"f3", "D"}, {"f4", "E"}};
    const Rows same(5, {1, 0});
    // all lie equally near: the first of each group is found
    const auto matches = matchSections(pairs, same, same, 2);
    EXPECT_EQ(matches.n, 4);
    EXPECT_EQ(matches.identical, 2);
    EXPECT_EQ(matchSections({}, {}, {}).n, 0);
    EXPECT_EQ(matchSections(pairs, same, same, 0).n, 0);
}

TEST(SectionMatching, HeldOutPairsAreDrawnFromTheirNumberAlone) {
    catalogue::Catalogue catalogue;
    for (const char* id : {"acute_stroke", "mass"}) {
        catalogue::Finding finding;
        finding.id = finding.name = id;
        finding.lateralised = true;
        catalogue.findings.push_back(finding);
    }
    const auto few = heldOutPairs(catalogue, 20), many = heldOutPairs(catalogue, 40);
    ASSERT_EQ(many.size(), 40U);
    for (std::size_t i = 0; i < few.size(); ++i) {
        EXPECT_EQ(few[i].findings, many[i].findings);
        EXPECT_FALSE(few[i].conclusion.empty());
        EXPECT_TRUE(few[i].content.starts_with("-"));
    }
}

} // namespace
} // namespace second_read::train
