#pragma once
/// What presenters need of the world outside: the UI thread's queue, a timer, the clock. Tests hand in their
/// own.

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "base/job.h"
#include "base/settings.h"

namespace second_read::ui {

/// Calls back on the UI thread after the delay.
using After = std::function<void(std::chrono::milliseconds, std::function<void()>)>;
using Clock = std::function<std::chrono::system_clock::time_point()>;

struct Surroundings {
    Post post;
    After after;
    Clock now;
    std::filesystem::path worklistFile;
    Settings* settings = nullptr; ///< outlives the session; null: choices are not kept
};

/// One call that is made some time after it was asked for; asking again while it waits changes nothing, so a
/// stream of requests (keystrokes) is served at a steady pace and never starved.
class Deferred {
public:
    Deferred(After after, std::chrono::milliseconds delay, std::function<void()> call)
        : m_after(std::move(after)), m_delay(delay), m_state(std::make_shared<State>()) {
        m_state->call = std::move(call);
    }

    void arm() {
        if (m_state->pending) return;
        m_state->pending = true;
        m_after(m_delay, [weak = std::weak_ptr<State>(m_state), turn = m_state->turn] {
            const auto state = weak.lock();
            if (!state || !state->pending || state->turn != turn) return;
            state->settle();
            state->call();
        });
    }
    bool pending() const { return m_state->pending; }
    void disarm() { m_state->settle(); }
    /// Makes the waiting call at once.
    void fire() {
        if (!m_state->pending) return;
        m_state->settle();
        m_state->call();
    }

private:
    struct State {
        std::function<void()> call;
        bool pending = false;
        unsigned turn = 0; ///< tells a timer that was overtaken from the one that counts
        void settle() {
            pending = false;
            ++turn;
        }
    };
    After m_after;
    std::chrono::milliseconds m_delay;
    std::shared_ptr<State> m_state;
};

} // namespace second_read::ui
