#pragma once
/// A thread that does one thing after the other, so that the UI thread never waits for a disk. Answers arrive
/// through `post` on the UI thread. Destroying it (on the UI thread) finishes what was handed in and delivers
/// nothing more.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/job.h"

namespace second_read::ui {

class SerialWorker {
public:
    explicit SerialWorker(Post post);
    ~SerialWorker();
    SerialWorker(const SerialWorker&) = delete;
    SerialWorker& operator=(const SerialWorker&) = delete;

    template <class T> void run(std::function<T()> work, std::function<void(T)> done) {
        push([this, work = std::move(work), done = std::move(done)] {
            auto result = std::make_shared<T>(work());
            m_post([alive = m_alive, done, result] {
                if (!alive.expired()) done(std::move(*result));
            });
        });
    }

    /// Waits until everything handed in so far is done (its answers may still be in the queue of `post`).
    void drain();

private:
    void push(std::function<void()> task);
    void loop();

    Post m_post;
    std::shared_ptr<int> m_life = std::make_shared<int>();
    std::weak_ptr<int> m_alive{m_life};
    std::mutex m_mutex;
    std::condition_variable m_wake, m_idle;
    std::deque<std::function<void()>> m_tasks;
    bool m_busy = false, m_ending = false;
    std::thread m_thread;
};

} // namespace second_read::ui
