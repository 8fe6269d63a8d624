#include "base/words.h"

#include <gtest/gtest.h>

namespace second_read {
namespace {

TEST(Words, NamesGoBothWays) {
    for (const Sequence sequence : kSequences) EXPECT_EQ(sequenceOf(nameOf(sequence)), sequence);
    EXPECT_EQ(nameOf(Sequence::T1Gd), "T1+Gd");
    EXPECT_EQ(sideOf("left"), Side::Left);
    EXPECT_EQ(assertionOf("historical"), Assertion::Historical);
    EXPECT_FALSE(sideOf("Left"));
    EXPECT_FALSE(sequenceOf("CT"));
}

TEST(Words, LeftAndRightUniteToBilateral) {
    EXPECT_EQ(unite(Side::Left, Side::Right), Side::Bilateral);
    EXPECT_EQ(unite(Side::Left, std::nullopt), Side::Left);
    EXPECT_EQ(unite(std::nullopt, Side::Right), Side::Right);
    EXPECT_EQ(unite(Side::Midline, Side::Right), Side::Right);
    EXPECT_EQ(unite(Side::Left, Side::Bilateral), Side::Bilateral);
    EXPECT_EQ(unite(std::nullopt, std::nullopt), std::nullopt);
}

TEST(Words, AMirrorSwapsLeftAndRightAlone) {
    EXPECT_EQ(mirrored(Side::Left), Side::Right);
    EXPECT_EQ(mirrored(Side::Right), Side::Left);
    EXPECT_EQ(mirrored(Side::Midline), Side::Midline);
    EXPECT_EQ(mirrored(Side::Bilateral), Side::Bilateral);
}

} // namespace
} // namespace second_read
