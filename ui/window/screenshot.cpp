#include "window/screenshot.h"

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>

#include "window/main_window.h"

namespace second_read::ui {
namespace {

constexpr int kLookMs = 100;
constexpr int kQuietLooks = 5; // settled this often in a row: the last paint is done too

} // namespace

void saveWhenSettled(MainWindow& window, const QString& file, int limitSeconds,
                     std::function<void(const QString&)> done) {
    auto* timer = new QTimer(&window);
    QElapsedTimer clock;
    clock.start();
    QObject::connect(
        timer, &QTimer::timeout, &window,
        [&window, file, limitSeconds, done = std::move(done), timer, clock, quiet = 0,
         jumped = false]() mutable {
            quiet = window.settled() ? quiet + 1 : 0;
            const bool late = clock.elapsed() > 1000LL * limitSeconds;
            if (quiet < kQuietLooks && !late) return;
            if (!jumped && !late) { // a flag is shown with its place, as a reader would see it
                jumped = true;
                quiet = 0;
                window.run(Action::FlagNext);
                return;
            }
            timer->stop();
            if (late)
                qWarning("The window was not complete after %d s; the picture shows what was there.",
                         limitSeconds);
            const bool saved = window.grab().save(file);
            done(
                saved
                    ? QString()
                    : MainWindow::tr("The picture cannot be written to %1; choose another place.").arg(file));
        });
    timer->start(kLookMs);
}

} // namespace second_read::ui
