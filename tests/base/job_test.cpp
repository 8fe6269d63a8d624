#include "base/job.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include <gtest/gtest.h>

namespace second_read {
namespace {

/// The owner's thread of the tests: calls wait until they are run here.
class Queue {
public:
    Post post() {
        return [this](std::function<void()> call) {
            const std::scoped_lock lock(m_mutex);
            m_calls.push_back(std::move(call));
            m_arrived.notify_all();
        };
    }
    void runUntil(const std::function<bool()>& reached) {
        while (!reached()) {
            std::unique_lock lock(m_mutex);
            m_arrived.wait(lock, [this] { return !m_calls.empty(); });
            auto call = std::move(m_calls.front());
            m_calls.pop_front();
            lock.unlock();
            call();
        }
    }
    std::size_t waiting() {
        const std::scoped_lock lock(m_mutex);
        return m_calls.size();
    }
    void runAll() {
        while (waiting() > 0) runUntil([first = true]() mutable { return !std::exchange(first, false); });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<std::function<void()>> m_calls;
};

TEST(Job, DeliversProgressAndResultOnTheOwnersThread) {
    Queue queue;
    const auto owner = std::this_thread::get_id();
    std::vector<double> seen;
    std::optional<Result<int>> result;
    Job<int> job(
        queue.post(),
        [](const JobContext& context) -> Result<int> {
            SECOND_READ_CHECK(context.checkpoint("half", 0.5));
            return 42;
        },
        [&](const Progress& now) {
            EXPECT_EQ(std::this_thread::get_id(), owner);
            seen.push_back(now.fraction);
        },
        [&](Result<int> done) { result = std::move(done); });
    queue.runUntil([&] { return result.has_value(); });
    EXPECT_EQ(result->value(), 42);
    EXPECT_EQ(seen, std::vector<double>{0.5});
}

TEST(Job, CancelDeliversCancelled) {
    Queue queue;
    std::optional<Result<int>> result;
    Job<int> job(
        queue.post(),
        [](const JobContext& context) -> Result<int> {
            while (true) SECOND_READ_CHECK(context.checkpoint("on and on", 0));
        },
        {}, [&](Result<int> done) { result = std::move(done); });
    job.cancel();
    queue.runUntil([&] { return result.has_value(); });
    EXPECT_EQ(result->error().code, ErrorCode::Cancelled);
}

TEST(Job, ADestroyedJobDeliversNothingMore) {
    Queue queue;
    bool delivered = false;
    {
        const Job<int> job(
            queue.post(), [](const JobContext&) -> Result<int> { return 1; }, {},
            [&](Result<int>) { delivered = true; });
    }
    queue.runAll();
    EXPECT_FALSE(delivered);
}

TEST(Error, ContextIsPrependedAndCodesGoBothWays) {
    const Error error = Error{ErrorCode::Corrupt, "short read"}.during("slice 12");
    EXPECT_EQ(error.message, "slice 12: short read");
    for (int code = 1; code <= static_cast<int>(ErrorCode::Internal); ++code)
        EXPECT_EQ(errorCodeOf(nameOf(static_cast<ErrorCode>(code))), static_cast<ErrorCode>(code));
    EXPECT_EQ(errorCodeOf("no such code"), ErrorCode::Internal);
}

} // namespace
} // namespace second_read
