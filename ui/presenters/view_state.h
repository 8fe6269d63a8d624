#pragma once
/// What stands in the viewports, as JSON, so that it stands there again after a restart or a crash:
/// {"layout": "2x2", "active": 0, "linked": true, "viewports": [{"series", "stack", "slice"} or null, ...]}

#include "base/json.h"
#include "presenters/layout_presenter.h"

namespace second_read::ui {

nlohmann::json viewState(const LayoutPresenter& layout);
/// Series that are not there any more, and whatever else does not fit, are passed over.
void restoreView(LayoutPresenter& layout, const StudyPresenter& studies, const nlohmann::json& state);

} // namespace second_read::ui
