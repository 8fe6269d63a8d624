#include "train/roc.h"

#include <cmath>

#include <gtest/gtest.h>

namespace second_read::train {
namespace {

TEST(Roc, AreaIsTheShareOfPairsInRightOrder) {
    EXPECT_DOUBLE_EQ(areaUnderCurve({1, 2, 3, 4}, {false, false, true, true}), 1);
    EXPECT_DOUBLE_EQ(areaUnderCurve({4, 3, 2, 1}, {false, false, true, true}), 0);
    EXPECT_DOUBLE_EQ(areaUnderCurve({0.1, 0.4, 0.35, 0.8}, {false, false, true, true}), 0.75);
    EXPECT_DOUBLE_EQ(areaUnderCurve({1, 1, 1}, {true, false, true}), 0.5);
    EXPECT_TRUE(std::isnan(areaUnderCurve({1, 2}, {true, true})));
}

TEST(Roc, TheIntervalHoldsTheArea) {
    const Auc auc =
        aucWithInterval({1, 3, 2, 4, 0, 6, 2, 7}, {false, false, true, true, false, true, false, true});
    EXPECT_LE(auc.low, auc.value);
    EXPECT_GE(auc.high, auc.value);
    EXPECT_LT(auc.low, auc.high);
    EXPECT_EQ(auc.positives, 4U);
    EXPECT_EQ(auc.negatives, 4U);
}

} // namespace
} // namespace second_read::train
