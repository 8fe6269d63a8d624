#include "window/start_times.h"

#include <optional>

#include <QFile>
#include <QTimer>

#include <time.h>
#include <unistd.h>

#include "window/main_window.h"

namespace second_read::ui {
namespace {

constexpr int kLookMs = 4;

/// Loading the libraries counts: the kernel's start time of this process, in steps of 10 ms (proc(5), field
/// 22 of /proc/self/stat, in clock ticks since boot). The name, field 2, may hold spaces, but ends with ")".
double secondsSinceStart() {
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly)) return 0;
    const QByteArray line = stat.readAll();
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    constexpr int kStart = 22 - 3;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double started =
        fields.value(kStart).toDouble() / static_cast<double>(std::max(1L, sysconf(_SC_CLK_TCK)));
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started;
}

} // namespace

void tellStartTimes(MainWindow& window, bool image, int limitSeconds,
                    std::function<void(const QString&)> done) {
    struct Times {
        std::optional<double> worklist, image;
    };
    auto* timer = new QTimer(&window);
    QObject::connect(timer, &QTimer::timeout, &window,
                     [&window, timer, image, limitSeconds, asked = secondsSinceStart(), times = Times{},
                      done = std::move(done)]() mutable {
                         if (!times.worklist && window.worklistUsable()) {
                             window.repaint(); // what is loaded but not painted cannot be used
                             times.worklist = secondsSinceStart();
                         }
                         if (!times.image && window.imageDrawn()) times.image = secondsSinceStart();
                         const bool late = secondsSinceStart() > limitSeconds;
                         if (!late && !(times.worklist && (times.image || !image))) return;
                         timer->stop();
                         auto text = [](std::optional<double> seconds) {
                             return seconds ? QString::number(*seconds, 'f', 2)
                                            : QStringLiteral("not reached");
                         };
                         QString line = QStringLiteral("worklist %1 s").arg(text(times.worklist));
                         if (image)
                             line += QStringLiteral(", first image %1 s, asked for at %2 s")
                                         .arg(text(times.image), text(asked));
                         done(line);
                     });
    timer->start(kLookMs);
}

} // namespace second_read::ui
