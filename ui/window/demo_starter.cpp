#include "window/demo_starter.h"

#include "presenters/json_text.h"

namespace second_read::ui {
namespace {

constexpr qsizetype kLastWords = 2000; // of standard error, for the message

} // namespace

DemoStarter::DemoStarter(QString program, QObject* parent) : QObject(parent), m_program(std::move(program)) {
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_errors = (m_errors + m_process.readAllStandardError()).right(kLastWords);
        const QList<QByteArray> lines = m_errors.replace('\r', '\n').trimmed().split('\n');
        Q_EMIT progress(QString::fromUtf8(lines.last()).simplified());
    });
    connect(&m_process, &QProcess::finished, this, &DemoStarter::finished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT failed(tr("The demo cannot be built: %1 does not start (%2). Build or install the command "
                             "line program.")
                              .arg(m_program, m_process.errorString()));
    });
}

void DemoStarter::start() {
    if (running()) return;
    m_errors.clear();
    Q_EMIT progress(tr("preparing the demo"));
    m_process.start(m_program, {QStringLiteral("demo"), QStringLiteral("--json")});
    m_process.closeWriteChannel();
}

void DemoStarter::finished(int exitCode, QProcess::ExitStatus status) {
    const QByteArray answer = m_process.readAllStandardOutput();
    const auto json =
        parseJson(std::string_view(answer.data(), static_cast<std::size_t>(answer.size())), "demo");
    if (status != QProcess::NormalExit || (exitCode != 0 && exitCode != 3) || !json || !json->is_object()) {
        const QString why = QString::fromUtf8(m_errors).trimmed().section(QLatin1Char('\n'), -1);
        Q_EMIT failed(tr("The demo could not be built: %1")
                          .arg(why.isEmpty() ? tr("exit code %1").arg(exitCode) : why));
        return;
    }
    auto text = [](const nlohmann::json& object, const char* key) {
        return QString::fromStdString(textIn(object, key));
    };
    std::vector<Case> cases;
    if (const auto list = json->find("cases"); list != json->end() && list->is_array())
        for (const auto& entry : *list)
            if (entry.is_object())
                cases.push_back({text(entry, "name"), text(entry, "study"), text(entry, "report")});
    if (cases.empty()) {
        Q_EMIT failed(tr("The demo has no examinations; run \"secondread demo\" to see why."));
        return;
    }
    Q_EMIT ready(cases, text(*json, "archive"));
}

} // namespace second_read::ui
