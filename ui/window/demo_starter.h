#pragma once
/// Has the command line build the demo where it is absent, and tells where it lies. Nothing waits for it.

#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QProcess>
#include <QString>

namespace second_read::ui {

class DemoStarter : public QObject {
    Q_OBJECT
public:
    struct Case {
        QString name, study, report;
    };

    /// `program`: `secondread`.
    explicit DemoStarter(QString program, QObject* parent = nullptr);
    void start();
    bool running() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
    void progress(const QString& line);
    void ready(const std::vector<second_read::ui::DemoStarter::Case>& cases, const QString& archive);
    void failed(const QString& why);

private:
    void finished(int exitCode, QProcess::ExitStatus status);

    QString m_program;
    QProcess m_process;
    QByteArray m_errors;
};

} // namespace second_read::ui
