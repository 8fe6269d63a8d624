#include "presenters/status_presenter.h"

#include "presenters/json_text.h"

namespace second_read::ui {

void StatusPresenter::setEngine(const EngineReport& report) {
    m_state.engine = report.condition;
    m_state.message = report.message;
    m_state.canRetry = report.condition == EngineCondition::Unavailable;
    if (report.pack && report.pack->is_object()) {
        m_state.device = textIn(*report.pack, "device");
        m_state.deviceNote = textIn(*report.pack, "device_note");
        m_state.packId = textIn(*report.pack, "id");
        m_state.packVersion = textIn(*report.pack, "version");
    }
    notify();
}

void StatusPresenter::setBusy(std::optional<Progress> progress) {
    m_state.busy = std::move(progress);
    m_state.canCancel = m_state.busy.has_value();
    notify();
}

void StatusPresenter::setTimings(const std::map<std::string, double>& milliseconds) {
    m_state.timings.clear();
    for (const char* stage : {"open", "prepare", "encode", "score", "search", "report", "total"})
        if (const auto found = milliseconds.find(stage); found != milliseconds.end())
            m_state.timings.emplace_back(stage, found->second / 1000.0);
    notify();
}

void StatusPresenter::setArchive(std::string name, std::size_t size, std::string problem) {
    m_state.archiveName = std::move(name);
    m_state.archiveSize = size;
    m_state.archiveProblem = std::move(problem);
    notify();
}

} // namespace second_read::ui
