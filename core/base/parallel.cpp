#include "base/parallel.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace second_read {
namespace {

/// Which item is next, and whether there is a next one.
class Queue {
public:
    Queue(const Items& items, const JobContext& context) : m_items(items), m_context(context) {}

    /// nullopt: nothing is left to begin.
    std::optional<std::size_t> take() {
        const std::scoped_lock lock(m_mutex);
        if (m_failure || m_thrown || m_next == m_items.count) return std::nullopt;
        const double fraction = static_cast<double>(m_done) / static_cast<double>(m_items.count);
        const bool tell = m_next % std::max<std::size_t>(1, m_items.tellEvery) == 0;
        const JobContext quiet{m_context.stop, {}};
        if (auto go = (tell ? m_context : quiet).checkpoint(m_items.stage, fraction); !go) {
            m_failure = std::move(go).error();
            return std::nullopt;
        }
        return m_next++;
    }
    void end(Result<void> result) {
        const std::scoped_lock lock(m_mutex);
        if (result)
            ++m_done;
        else if (!m_failure)
            m_failure = std::move(result).error();
    }
    void endThrowing(std::exception_ptr thrown) {
        const std::scoped_lock lock(m_mutex);
        if (!m_thrown) m_thrown = std::move(thrown);
    }
    /// When every thread has ended.
    Result<void> result() const {
        if (m_thrown) std::rethrow_exception(m_thrown);
        if (m_failure) return tl::unexpected<Error>(*m_failure);
        return m_context.checkpoint(m_items.stage, 1);
    }

private:
    const Items& m_items;
    const JobContext& m_context;
    std::mutex m_mutex;
    std::size_t m_next = 0, m_done = 0;
    std::optional<Error> m_failure;
    std::exception_ptr m_thrown;
};

} // namespace

Result<void> forEachItem(const Items& items, const JobContext& context,
                         const std::function<Result<void>(std::size_t)>& work) {
    Queue queue(items, context);
    const auto run = [&] {
        try {
            while (const auto item = queue.take()) queue.end(work(*item));
        } catch (...) {
            queue.endThrowing(std::current_exception());
        }
    };
    {
        std::vector<std::jthread> threads;
        const std::size_t count =
            std::clamp<std::size_t>(items.threads, 1, std::max<std::size_t>(1, items.count));
        while (threads.size() < count) threads.emplace_back(run);
    }
    return queue.result();
}

} // namespace second_read
