#pragma once
/// How long a reader waits at the start: measured where it counts, in the program itself.

#include <functional>

#include <QString>

namespace second_read::ui {

class MainWindow;

/// Looks every few milliseconds until the worklist can be used and, with `image`, the first image is drawn;
/// after `limitSeconds` it tells what there is. `done` gets one line for people, in seconds since the process
/// began. Call it before the event loop runs, after the study was asked for.
void tellStartTimes(MainWindow& window, bool image, int limitSeconds,
                    std::function<void(const QString&)> done);

} // namespace second_read::ui
