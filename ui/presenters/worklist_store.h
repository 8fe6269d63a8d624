#pragma once
/// The worklist's file behind a thread of its own: opened there at the first request, all requests in order,
/// so a draft that was handed in before another is on disk before it. A file that could not be opened is
/// tried again at the next request, which fails with the reason.

#include <filesystem>
#include <optional>

#include "presenters/serial_worker.h"
#include "worklist/worklist.h"

namespace second_read::ui {

class WorklistStore {
public:
    WorklistStore(std::filesystem::path file, Post post)
        : m_file(std::move(file)), m_worker(std::move(post)) {}

    template <class T>
    void run(std::function<Result<T>(worklist::Worklist&)> work, std::function<void(Result<T>)> done) {
        m_worker.run<Result<T>>(
            [this, work = std::move(work)]() -> Result<T> {
                SECOND_READ_CHECK(ensureOpen());
                return work(*m_worklist);
            },
            std::move(done));
    }

    /// There is a file, readable or not, that may hold drafts. For another thread than the window's.
    bool holdsAnything() const {
        std::error_code failed;
        const auto bytes = std::filesystem::file_size(m_file, failed);
        return !failed && bytes > 0;
    }

    void drain() { m_worker.drain(); }

private:
    Result<void> ensureOpen() { // on the worker's thread
        if (m_worklist) return {};
        SECOND_READ_TRY(opened, worklist::Worklist::open(m_file));
        m_worklist.emplace(std::move(opened));
        return {};
    }

    std::filesystem::path m_file;
    std::optional<worklist::Worklist> m_worklist; ///< touched by the worker's thread alone
    SerialWorker m_worker;                        ///< declared last: joined before the worklist goes
};

} // namespace second_read::ui
