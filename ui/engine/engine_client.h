#pragma once
/// The engine's process, spoken to from the window (core/engine/protocol.h). It is started in the background,
/// started again when it dies (with a growing pause, and at most a few times a minute), given up on with a
/// reason, and never waited for: lines are taken apart on a thread of their own. The window works without it.
///
/// Lives on the UI thread; so do all its callbacks. Requests made before it is ready wait. Those under way
/// when the process ends fail with `died`.

#include <chrono>
#include <deque>
#include <map>
#include <memory>

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include "presenters/engine_access.h"
#include "presenters/serial_worker.h"

namespace second_read::ui {

class EngineClient : public QObject, public EngineAccess {
    Q_OBJECT
public:
    struct Options {
        QString program; ///< empty: `secondread` beside this program
        QStringList arguments{QStringLiteral("engine")};
        std::chrono::milliseconds pause{250}; ///< before the first restart; doubles with every further death
        std::chrono::milliseconds longestPause{8000};
        int deathsPerMinute = 5;                      ///< with one more, no further restart by itself
        std::chrono::milliseconds startLimit{120000}; ///< from start to the pack's answer
        std::chrono::milliseconds silenceLimit{
            180000}; ///< with requests under way and no line at all: it hangs
        std::chrono::milliseconds cancelLimit{
            20000}; ///< a request that will not end is ended with the process
        qsizetype longestLine = qsizetype{64} << 20;
    };

    explicit EngineClient(Options options, QObject* parent = nullptr);
    ~EngineClient() override;

    void start();
    qint64 processId() const; ///< 0: none

    int request(const std::string& method, nlohmann::json params, Handlers handlers) override;
    void cancel(int id) override;
    void retry() override;
    EngineReport report() const override { return m_report; }

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Pending {
        QByteArray line;
        Handlers handlers;
        bool sent = false;
        std::optional<Moment> cancelled{};
    };
    struct Parsed;

    void launch();
    void flushRequests();
    void readOutput();
    void take(const std::vector<Parsed>& lines);
    void packArrived(const nlohmann::json& pack);
    void processEnded(int exitCode, QProcess::ExitStatus status);
    void endProcess(const QString& why);
    void giveUp(const QString& message);
    void settle(EngineCondition condition, const QString& message);
    void failSent(const QString& message);
    void watch();
    QString lastWords() const;
    static Error stopped();

    Options m_options;
    EngineReport m_report;
    std::unique_ptr<QProcess> m_process;
    SerialWorker m_parser;
    unsigned m_generation = 0; ///< of the process: lines of an earlier one are late
    int m_lastId = 0;
    int m_packId = 0;
    std::map<int, Pending> m_pending; ///< in the order asked
    QByteArray m_partial;             ///< output without its line end yet
    QByteArray m_errors;              ///< the end of what it wrote to standard error
    int m_noise = 0;                  ///< lines in a row that were no messages
    QString m_endedFor;               ///< why we ended the process ourselves
    std::deque<Moment> m_deaths;
    Moment m_launched{}, m_lastSign{};
    QTimer m_restart, m_watch;
};

} // namespace second_read::ui
