#pragma once
/// The real surroundings of the presenters: Qt's event loop, timers, the clock.

#include <QObject>

#include "presenters/surroundings.h"

namespace second_read::ui {

/// `owner` lives on the UI thread and longer than the presenters.
Surroundings qtSurroundings(QObject* owner, std::filesystem::path worklistFile, Settings* settings = nullptr);

} // namespace second_read::ui
