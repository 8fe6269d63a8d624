#include "base/parallel.h"

#include <atomic>
#include <stdexcept>

#include <gmock/gmock.h>

namespace second_read {
namespace {

TEST(Parallel, EveryItemIsWorkedOnOnceAndNotByTheCaller) {
    const auto caller = std::this_thread::get_id();
    std::vector<std::atomic<int>> seen(100);
    const auto result = forEachItem({.stage = "count", .count = seen.size(), .threads = 4}, {},
                                    [&](std::size_t item) -> Result<void> {
                                        EXPECT_NE(std::this_thread::get_id(), caller);
                                        ++seen[item];
                                        return {};
                                    });
    ASSERT_TRUE(result) << result.error().message;
    for (const auto& times : seen) EXPECT_EQ(times, 1);
}

TEST(Parallel, NoItemsAndNoThreadsAreNoFailure) {
    int worked = 0;
    const auto work = [&](std::size_t) -> Result<void> {
        ++worked;
        return {};
    };
    EXPECT_TRUE(forEachItem({.stage = "none", .count = 0, .threads = 4}, {}, work));
    EXPECT_EQ(worked, 0);
    EXPECT_TRUE(forEachItem({.stage = "one", .count = 1, .threads = 0}, {}, work));
    EXPECT_EQ(worked, 1);
}

TEST(Parallel, TheFirstFailureIsKeptAndNothingMoreIsBegun) {
    std::atomic<int> begun{0};
    const auto result = forEachItem({.stage = "fail", .count = 1000, .threads = 2}, {},
                                    [&](std::size_t item) -> Result<void> {
                                        ++begun;
                                        if (item >= 3) return fail(ErrorCode::NoSpace, "the disk is full");
                                        return {};
                                    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NoSpace);
    EXPECT_LE(begun, 5); // the other thread's item may be under way
}

TEST(Parallel, AStopIsCancelled) {
    std::stop_source stop;
    int worked = 0;
    const auto result = forEachItem({.stage = "stop", .count = 10}, {stop.get_token(), {}},
                                    [&](std::size_t item) -> Result<void> {
                                        ++worked;
                                        if (item == 2) stop.request_stop();
                                        return {};
                                    });
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(worked, 3);
}

TEST(Parallel, ProgressIsToldEverySoManyItemsAndAtTheEnd) {
    std::vector<double> told;
    const JobContext context{{}, [&](const Progress& now) {
                                 EXPECT_EQ(now.stage, "tell");
                                 told.push_back(now.fraction);
                             }};
    const auto nothing = [](std::size_t) -> Result<void> { return {}; };
    ASSERT_TRUE(forEachItem({.stage = "tell", .count = 8, .tellEvery = 4}, context, nothing));
    EXPECT_THAT(told, testing::ElementsAre(0, 0.5, 1));
}

TEST(Parallel, WhatAnItemThrowsIsThrownToTheCaller) {
    const auto throwing = [](std::size_t) -> Result<void> { throw std::runtime_error("out of memory"); };
    EXPECT_THROW(static_cast<void>(forEachItem({.stage = "throw", .count = 4, .threads = 2}, {}, throwing)),
                 std::runtime_error);
}

} // namespace
} // namespace second_read
