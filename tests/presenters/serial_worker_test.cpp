#include <atomic>

#include <gtest/gtest.h>

#include "fakes.h"
#include "presenters/serial_worker.h"

namespace second_read::ui {
namespace {

TEST(SerialWorker, DoesOneAfterTheOtherAndAnswersThroughThePost) {
    test::FakeWorld world;
    std::vector<int> answers;
    SerialWorker worker(world.post());
    for (int i = 0; i < 50; ++i)
        worker.run<int>([i] { return i; }, [&](int done) { answers.push_back(done); });
    ASSERT_TRUE(world.until([&] { return answers.size() == 50; }));
    EXPECT_TRUE(std::is_sorted(answers.begin(), answers.end()));
}

TEST(SerialWorker, EndsWithAllDoneAndNothingMoreDelivered) {
    test::FakeWorld world;
    std::atomic<int> done = 0;
    int delivered = 0;
    {
        SerialWorker worker(world.post());
        for (int i = 0; i < 20; ++i) worker.run<int>([&] { return ++done; }, [&](int) { ++delivered; });
    }
    world.settle();
    EXPECT_EQ(done, 20);
    EXPECT_EQ(delivered, 0);
}

TEST(SerialWorker, DrainWaitsForWhatWasHandedIn) {
    test::FakeWorld world;
    std::atomic<int> done = 0;
    SerialWorker worker(world.post());
    for (int i = 0; i < 20; ++i) worker.run<int>([&] { return ++done; }, [](int) {});
    worker.drain();
    EXPECT_EQ(done, 20);
}

TEST(Deferred, AsksAgainChangeNothingWhileOneWaits) {
    test::FakeWorld world;
    int calls = 0;
    Deferred deferred(world.after(), std::chrono::milliseconds(60), [&] { ++calls; });
    for (int i = 0; i < 10; ++i) { // a steady stream of keystrokes starves nobody
        deferred.arm();
        world.pass(std::chrono::milliseconds(30));
    }
    EXPECT_EQ(calls, 5);
}

TEST(Deferred, WhatWasTakenBackOrDoneAtOnceIsNotDoneAgain) {
    test::FakeWorld world;
    int calls = 0;
    Deferred deferred(world.after(), std::chrono::milliseconds(60), [&] { ++calls; });
    deferred.arm();
    deferred.fire();
    EXPECT_EQ(calls, 1);
    deferred.arm();
    deferred.disarm();
    world.pass(std::chrono::seconds(1));
    EXPECT_EQ(calls, 1);
    deferred.fire(); // nothing waits
    EXPECT_EQ(calls, 1);
}

} // namespace
} // namespace second_read::ui
