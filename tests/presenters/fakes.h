#pragma once
/// What presenters are tested with: a queue for the UI thread, a clock and timers worked by hand, an engine
/// that answers when the test says so.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <vector>

#include <gtest/gtest.h>

#include "presenters/engine_access.h"
#include "presenters/surroundings.h"

namespace second_read::test {

/// The UI thread is the test itself: `settle` does what has been posted.
class FakeWorld {
public:
    ui::Surroundings surroundings(std::filesystem::path worklistFile, Settings* settings = nullptr) {
        ui::Surroundings made;
        made.post = post();
        made.after = after();
        made.now = [this] { return std::chrono::system_clock::time_point(m_now); };
        made.worklistFile = std::move(worklistFile);
        made.settings = settings;
        return made;
    }
    Post post() {
        return [this](std::function<void()> call) {
            {
                const std::lock_guard lock(m_mutex);
                m_queue.push_back(std::move(call));
            }
            m_arrived.notify_all();
        };
    }
    ui::After after() {
        return [this](std::chrono::milliseconds delay, std::function<void()> call) {
            m_timers.emplace(m_now + delay, std::move(call));
        };
    }

    /// Does what has been posted so far and what that posts.
    void settle() {
        while (auto call = next()) call();
    }
    /// Lets time pass; timers fire in order.
    void pass(std::chrono::milliseconds time) {
        const auto end = m_now + time;
        while (!m_timers.empty() && m_timers.begin()->first <= end) {
            auto timer = m_timers.extract(m_timers.begin());
            m_now = timer.key();
            timer.mapped()();
        }
        m_now = end;
        settle();
    }
    /// Works the queue until `done`, as other threads fill it. False when that does not come about (half a
    /// minute).
    template <class Done> bool until(Done done) {
        const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        settle();
        while (!done()) {
            std::unique_lock lock(m_mutex);
            if (!m_arrived.wait_until(lock, limit, [this] { return !m_queue.empty(); })) return false;
            lock.unlock();
            settle();
        }
        return true;
    }

private:
    std::function<void()> next() {
        const std::lock_guard lock(m_mutex);
        if (m_queue.empty()) return {};
        auto call = std::move(m_queue.front());
        m_queue.pop_front();
        return call;
    }

    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<std::function<void()>> m_queue;
    std::chrono::milliseconds m_now{0};
    std::multimap<std::chrono::milliseconds, std::function<void()>> m_timers;
};

class FakeEngine final : public ui::EngineAccess {
public:
    struct Asked {
        int id = 0;
        std::string method;
        nlohmann::json params;
        Handlers handlers;
        bool cancelled = false, answered = false;
    };

    int request(const std::string& method, nlohmann::json params, Handlers handlers) override {
        asked.push_back({static_cast<int>(asked.size()) + 1, method, std::move(params), std::move(handlers)});
        return asked.back().id;
    }
    void cancel(int id) override {
        for (auto& each : asked)
            if (each.id == id && !each.answered) each.cancelled = true;
    }
    void retry() override { ++retries; }
    ui::EngineReport report() const override { return state; }

    /// The latest open request of a method; null when there is none.
    Asked* open(const std::string& method) {
        for (auto each = asked.rbegin(); each != asked.rend(); ++each)
            if (each->method == method && !each->answered && !each->cancelled) return &*each;
        return nullptr;
    }
    std::size_t count(const std::string& method) const {
        return static_cast<std::size_t>(std::count_if(
            asked.begin(), asked.end(), [&](const auto& each) { return each.method == method; }));
    }
    void answer(const std::string& method, nlohmann::json result) {
        auto* request = open(method);
        ASSERT_NE(request, nullptr) << method;
        request->answered = true;
        const auto handler = request->handlers.result; // the handler may ask anew and move the list
        handler(std::move(result));
    }
    void fail(const std::string& method, const Error& error, bool died = false) {
        auto* request = open(method);
        ASSERT_NE(request, nullptr) << method;
        request->answered = true;
        const auto handler = request->handlers.error;
        handler(error, died);
    }
    void become(ui::EngineCondition condition, std::optional<nlohmann::json> pack = {}) {
        state.condition = condition;
        if (pack) state.pack = std::move(pack);
        if (changed) changed();
    }

    std::deque<Asked> asked;
    ui::EngineReport state;
    int retries = 0;
};

} // namespace second_read::test
