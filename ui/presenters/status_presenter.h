#pragma once
/// The line at the bottom: what the window stands on right now.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "presenters/engine_access.h"

namespace second_read::ui {

struct StatusState {
    EngineCondition engine = EngineCondition::Starting;
    std::string message; ///< why it restarts or is unavailable
    std::string device, deviceNote;
    std::string packId, packVersion;
    std::optional<Progress> busy;                        ///< of the running analysis
    std::vector<std::pair<std::string, double>> timings; ///< stage and seconds, in the order they ran
    std::string archiveName;                             ///< its folder's name; empty: none
    std::size_t archiveSize = 0;
    std::string archiveProblem;
    std::string problem; ///< a choice that could not be kept; a sentence
    bool canCancel = false;
    bool canRetry = false;
};

class StatusPresenter {
public:
    const StatusState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void()> cancelRequested, retryRequested;

    void setEngine(const EngineReport& report);
    void setBusy(std::optional<Progress> progress);
    /// Milliseconds by stage, as in examination::Analysis.
    void setTimings(const std::map<std::string, double>& milliseconds);
    void setArchive(std::string name, std::size_t size, std::string problem);

    void setProblem(std::string sentence) {
        m_state.problem = std::move(sentence);
        notify();
    }

    void cancel() {
        if (m_state.canCancel && cancelRequested) cancelRequested();
    }
    void retry() {
        if (m_state.canRetry && retryRequested) retryRequested();
    }

private:
    void notify() {
        if (changed) changed();
    }
    StatusState m_state;
};

} // namespace second_read::ui
