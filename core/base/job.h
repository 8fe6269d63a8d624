#pragma once
/// Work that runs beside the caller: progress, time, cancel.

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "base/error.h"

namespace second_read {

/// Where a piece of work stands.
struct Progress {
    std::string stage;     ///< "open", "prepare", "encode", "score", "search", "report", ...
    double fraction = 0.0; ///< of the whole work, 0 to 1
    double ms = 0.0;       ///< since the work began
};

/// What running work may ask and must tell. The default one never stops and tells nobody.
struct JobContext {
    std::stop_token stop;
    std::function<void(const Progress&)> report;

    /// Call once per slice, tile or row. Fails with Cancelled when a stop was asked for.
    Result<void> checkpoint(const std::string& stage, double fraction) const {
        if (stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped at the user's wish");
        if (report) report({stage, fraction, 0.0});
        return {};
    }
};

/// Runs a call on the owner's thread (the window: the UI thread; tests: a plain queue).
using Post = std::function<void(std::function<void()>)>;

/// One piece of work on a thread of its own. cancel() still delivers `done`, with Cancelled. Destroying the
/// Job (on the owner's thread) stops the work, waits for its next checkpoint and delivers nothing more.
template <class T> class Job {
public:
    using Work = std::function<Result<T>(const JobContext&)>;

    Job(Post post, Work work, std::function<void(Progress)> progress, std::function<void(Result<T>)> done)
        : m_alive(std::make_shared<int>()),
          m_thread([post = std::move(post), work = std::move(work), progress = std::move(progress),
                    done = std::move(done), alive = std::weak_ptr<int>(m_alive)](std::stop_token stop) {
              auto deliver = [&post, alive](std::function<void()> call) {
                  post([alive, call = std::move(call)] {
                      if (!alive.expired()) call();
                  });
              };
              auto result =
                  std::make_shared<Result<T>>(work({stop, [&](const Progress& now) {
                                                        if (progress)
                                                            deliver([progress, now] { progress(now); });
                                                    }}));
              deliver([done, result] { done(std::move(*result)); });
          }) {}

    void cancel() { m_thread.request_stop(); }

private:
    std::shared_ptr<int> m_alive; // declared first: outlives the join
    std::jthread m_thread;
};

} // namespace second_read
