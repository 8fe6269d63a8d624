#pragma once
/// What the presenters ask of the engine process; EngineClient (ui/engine) is the real one, tests have a
/// fake. All calls and all callbacks happen on the UI thread and none waits.

#include <functional>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"

namespace second_read::ui {

enum class EngineCondition {
    Starting,   ///< the process runs, the pack is being loaded
    Ready,      ///< answers requests
    Restarting, ///< it died and comes back by itself
    Unavailable ///< it could not be started, or died too often; `retry` tries again
};

struct EngineReport {
    EngineCondition condition = EngineCondition::Starting;
    std::string message;                ///< why it restarts or is unavailable; a sentence
    std::optional<nlohmann::json> pack; ///< answer of the method `pack`, once it was ready
    int starts = 0;                     ///< how often the process was started; grows when it died in between
};

class EngineAccess {
public:
    struct Handlers {
        std::function<void(const Progress&)> progress; ///< may be empty
        std::function<void(nlohmann::json)> result;
        /// `died`: not the engine's answer; its process ended, hung or is not there. Asking again may help.
        std::function<void(const Error&, bool died)> error;
    };

    virtual ~EngineAccess() = default;

    /// Sent when the engine is ready; exactly one of `result` and `error` follows, never during this call.
    virtual int request(const std::string& method, nlohmann::json params, Handlers handlers) = 0;
    /// The request then ends with Cancelled. Unknown ids are ignored.
    virtual void cancel(int id) = 0;
    /// Tries again after Unavailable.
    virtual void retry() = 0;
    virtual EngineReport report() const = 0;

    std::function<void()> changed; ///< the report changed
};

} // namespace second_read::ui
