#include "presenters/serial_worker.h"

namespace second_read::ui {

SerialWorker::SerialWorker(Post post) : m_post(std::move(post)), m_thread([this] { loop(); }) {}

SerialWorker::~SerialWorker() {
    m_life.reset();
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void SerialWorker::push(std::function<void()> task) {
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
    }
    m_wake.notify_all();
}

void SerialWorker::drain() {
    std::unique_lock lock(m_mutex);
    m_idle.wait(lock, [this] { return m_tasks.empty() && !m_busy; });
}

void SerialWorker::loop() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_ending || !m_tasks.empty(); });
        if (m_tasks.empty()) return; // ending, and all is done
        auto task = std::move(m_tasks.front());
        m_tasks.pop_front();
        m_busy = true;
        lock.unlock();
        task();
        task = {};
        lock.lock();
        m_busy = false;
        if (m_tasks.empty()) m_idle.notify_all();
    }
}

} // namespace second_read::ui
