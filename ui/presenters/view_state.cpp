#include "presenters/view_state.h"

#include "presenters/json_text.h"

namespace second_read::ui {
namespace {

int whole(const nlohmann::json& object, const char* key, int fallback) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return fallback;
    const auto value = found->get<std::int64_t>();
    return value >= 0 && value < 100'000 ? static_cast<int>(value) : fallback;
}

} // namespace

nlohmann::json viewState(const LayoutPresenter& layout) {
    nlohmann::json viewports = nlohmann::json::array();
    for (int index = 0; index < layout.viewports(); ++index) {
        const ViewportPresenter& viewport = layout.viewport(index);
        if (viewport.empty() || layout.besideColumn(index))
            viewports.push_back(nullptr);
        else
            viewports.push_back({{"series", viewport.series()->key.series},
                                 {"stack", viewport.series()->key.stack},
                                 {"slice", viewport.slice()}});
    }
    return {{"layout", nameOf(layout.layout())},
            {"active", layout.active()},
            {"linked", layout.linked()},
            {"viewports", std::move(viewports)}};
}

void restoreView(LayoutPresenter& layout, const StudyPresenter& studies, const nlohmann::json& state) {
    const Case* reading = studies.at(Role::Reading);
    if (!state.is_object() || !reading) return;
    const auto wanted = layoutOf(textIn(state, "layout"));
    const auto viewports = state.find("viewports");
    if (!wanted || viewports == state.end() || !viewports->is_array()) return;
    layout.setLayout(*wanted);
    if (const auto linked = state.find("linked"); linked != state.end() && linked->is_boolean())
        layout.setLinked(linked->get<bool>());
    const bool linked = layout.linked();
    layout.setLinked(false); // each goes to its own slice; they are linked again afterwards
    for (int index = 0; index < layout.viewports() && index < static_cast<int>(viewports->size()); ++index) {
        const auto& entry = (*viewports)[static_cast<std::size_t>(index)];
        if (!entry.is_object() || !entry.contains("series") || !entry["series"].is_string()) continue;
        const SeriesKey key{reading->study().uid, entry["series"].get<std::string>(),
                            whole(entry, "stack", 0)};
        if (!studies.facts(key)) continue;
        layout.show(index, key);
        layout.setSlice(index, whole(entry, "slice", layout.viewport(index).slice()));
    }
    layout.setActive(whole(state, "active", 0));
    layout.setLinked(linked);
}

} // namespace second_read::ui
