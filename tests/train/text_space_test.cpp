#include "train/text_space.h"

#include <cmath>

#include <gtest/gtest.h>

namespace second_read::train {
namespace {

TEST(AreaUnderCurve, IsTheShareOfPairsInRightOrder) {
    EXPECT_DOUBLE_EQ(areaUnderCurve({0.1, 0.4, 0.35, 0.8}, {false, false, true, true}), 0.75);
    EXPECT_DOUBLE_EQ(areaUnderCurve({1, 1, 1}, {true, false, true}), 0.5);
    EXPECT_TRUE(std::isnan(areaUnderCurve({1, 2}, {true, true})));
}

TEST(TextSpace, WhatIsTooPoorIsNamed) {
    TextSpace space{{{"mass", 0.95}, {"acute_stroke", 0.99}}, {{"mass", 0.92}}, 300};
    EXPECT_TRUE(checkTextSpace(space));
    space.left["mass"] = 0.71;
    const auto refused = checkTextSpace(space);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_NE(refused.error().message.find("mass (left from right) 0.71"), std::string::npos);
    EXPECT_EQ(refused.error().message.find("acute_stroke"), std::string::npos);
    space.left["mass"] = std::nan("");
    EXPECT_FALSE(checkTextSpace(space)) << "not measured is not good";
}

} // namespace
} // namespace second_read::train
