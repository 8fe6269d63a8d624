#include "train/text_space.h"

#include <gtest/gtest.h>

namespace second_read::train {
namespace {

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
