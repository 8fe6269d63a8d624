#pragma once
/// Saves a picture of the window once everything that was asked for is shown, at the first flag's place if
/// there is a flag, then calls back.

#include <functional>

#include <QObject>
#include <QString>

namespace second_read::ui {

class MainWindow;

/// Looks ten times a second; after `limitSeconds` it saves what there is and says so. `done`: empty, or why
/// there is no picture.
void saveWhenSettled(MainWindow& window, const QString& file, int limitSeconds,
                     std::function<void(const QString&)> done);

} // namespace second_read::ui
