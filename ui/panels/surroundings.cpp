#include "panels/surroundings.h"

#include <QTimer>

namespace second_read::ui {

Surroundings qtSurroundings(QObject* owner, std::filesystem::path worklistFile, Settings* settings) {
    Surroundings surroundings;
    surroundings.post = [owner](std::function<void()> call) {
        QMetaObject::invokeMethod(owner, std::move(call), Qt::QueuedConnection);
    };
    surroundings.after = [owner](std::chrono::milliseconds delay, std::function<void()> call) {
        QTimer::singleShot(delay, owner, std::move(call));
    };
    surroundings.now = [] { return std::chrono::system_clock::now(); };
    surroundings.worklistFile = std::move(worklistFile);
    surroundings.settings = settings;
    return surroundings;
}

} // namespace second_read::ui
