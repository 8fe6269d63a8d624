#include "presenters/view_state.h"

namespace second_read::ui {
namespace {

constexpr Layout kLayouts[] = {Layout::OneByOne, Layout::OneByTwo, Layout::TwoByTwo, Layout::ThreeByThree};

int whole(const nlohmann::json& object, const char* key, int fallback) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return fallback;
    const auto value = found->get<std::int64_t>();
    return value >= 0 && value < 100'000 ? static_cast<int>(value) : fallback;
}

} // namespace

const char* nameOf(Layout layout) {
    switch (layout) {
    case Layout::OneByOne:
        return "1x1";
    case Layout::OneByTwo:
        return "1x2";
    case Layout::TwoByTwo:
        return "2x2";
    case Layout::ThreeByThree:
        return "3x3";
    }
    return "1x1";
}

std::optional<Layout> layoutOf(std::string_view name) {
    for (const Layout layout : kLayouts)
        if (name == nameOf(layout)) return layout;
    return std::nullopt;
}

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
    const auto name = state.find("layout");
    const auto wanted =
        name != state.end() && name->is_string() ? layoutOf(name->get<std::string>()) : std::nullopt;
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
