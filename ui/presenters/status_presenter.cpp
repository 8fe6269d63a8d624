#include "presenters/status_presenter.h"

namespace second_read::ui {

namespace {

std::string textAt(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

void StatusPresenter::setEngine(const EngineReport& report) {
    m_state.engine = report.condition;
    m_state.message = report.message;
    m_state.canRetry = report.condition == EngineCondition::Unavailable;
    if (report.pack && report.pack->is_object()) {
        m_state.device = textAt(*report.pack, "device");
        m_state.deviceNote = textAt(*report.pack, "device_note");
        m_state.packId = textAt(*report.pack, "id");
        m_state.packVersion = textAt(*report.pack, "version");
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
