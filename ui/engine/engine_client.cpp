#include "engine/engine_client.h"

#include <algorithm>
#include <csignal>
#include <unistd.h>

#include <QCoreApplication>
#include <QFileInfo>

#include "engine/protocol.h"

namespace second_read::ui {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kNoiseLimit = 100;       ///< lines in a row that are no messages: it speaks something else
constexpr qsizetype kErrorTail = 4096; ///< of standard error, for the reason why it would not start
constexpr int kNiceness = 5;           ///< the images under the reader's hand come first

} // namespace

struct EngineClient::Parsed {
    Result<engine::Reply> reply;
};

EngineClient::EngineClient(Options options, QObject* parent)
    : QObject(parent), m_options(std::move(options)),
      m_parser([this](std::function<void()> call) { QMetaObject::invokeMethod(this, std::move(call)); }) {
    m_restart.setSingleShot(true);
    connect(&m_restart, &QTimer::timeout, this, &EngineClient::launch);
    connect(&m_watch, &QTimer::timeout, this, &EngineClient::watch);
    const auto tightest = std::min({m_options.startLimit, m_options.silenceLimit, m_options.cancelLimit});
    m_watch.setInterval(std::clamp(tightest / 4, milliseconds{10}, milliseconds{1000}));
    if (m_options.program.isEmpty())
        m_options.program = QCoreApplication::applicationDirPath() + QStringLiteral("/secondread");
}

EngineClient::~EngineClient() {
    changed = {};
    if (!m_process) return;
    m_process->disconnect(this);
    m_process->closeWriteChannel(); // the engine's sign to go
    if (!m_process->waitForFinished(200)) {
        m_process->kill();
        m_process->waitForFinished(2000);
    }
}

void EngineClient::start() {
    if (!m_process && !m_restart.isActive()) launch();
}

qint64 EngineClient::processId() const { return m_process ? m_process->processId() : 0; }

void EngineClient::launch() {
    ++m_generation;
    ++m_report.starts;
    m_partial.clear();
    m_errors.clear();
    m_noise = 0;
    m_endedFor.clear();
    m_launched = m_lastSign = Clock::now();
    if (m_process) {
        m_process->disconnect(this);        // an end that comes late is not the new one's
        m_process.release()->deleteLater(); // it may be the sender of the signal we are in
    }
    m_process = std::make_unique<QProcess>();
    m_process->setChildProcessModifier([] { static_cast<void>(::nice(kNiceness)); });
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &EngineClient::readOutput);
    connect(m_process.get(), &QProcess::readyReadStandardError, this,
            [this] { m_errors = (m_errors + m_process->readAllStandardError()).right(kErrorTail); });
    connect(m_process.get(), &QProcess::finished, this, &EngineClient::processEnded);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        giveUp(tr("The engine %1 could not be started (%2); images and report work without it. Install it "
                  "beside the viewer and try again.")
                   .arg(m_options.program, m_process->errorString()));
    });
    m_packId = ++m_lastId;
    m_process->start(m_options.program, m_options.arguments);
    m_process->write(QByteArray::fromStdString(engine::encode(engine::Request{m_packId, "pack"})) + '\n');
    m_watch.start();
    if (m_report.condition != EngineCondition::Restarting) settle(EngineCondition::Starting, {});
}

int EngineClient::request(const std::string& method, nlohmann::json params, Handlers handlers) {
    const int id = ++m_lastId;
    m_pending[id] = {
        QByteArray::fromStdString(engine::encode(engine::Request{id, method, std::move(params)})) + '\n',
        std::move(handlers),
        false,
        {}};
    if (m_report.condition == EngineCondition::Ready) {
        flushRequests();
    } else if (m_report.condition == EngineCondition::Unavailable) {
        QTimer::singleShot(0, this, [this, id] {
            if (m_report.condition != EngineCondition::Unavailable) return; // a retry came first: it waits
            auto node = m_pending.extract(id);
            if (node && node.mapped().handlers.error)
                node.mapped().handlers.error({ErrorCode::Io, m_report.message}, true);
        });
    }
    return id;
}

void EngineClient::flushRequests() {
    for (auto& [id, pending] : m_pending) {
        if (pending.sent) continue;
        if (std::none_of(m_pending.begin(), m_pending.end(),
                         [](const auto& each) { return each.second.sent; }))
            m_lastSign = Clock::now(); // it had nothing to say until now
        pending.sent = true;
        m_process->write(pending.line);
        pending.line.clear();
    }
}

void EngineClient::cancel(int id) {
    const auto found = m_pending.find(id);
    if (found == m_pending.end() || found->second.cancelled) return;
    found->second.cancelled = Clock::now();
    if (found->second.sent) {
        m_process->write(
            QByteArray::fromStdString(engine::encode(engine::Request{++m_lastId, "cancel", {{"id", id}}})) +
            '\n');
        return;
    }
    QTimer::singleShot(0, this, [this, id] {
        auto node = m_pending.extract(id);
        if (node && node.mapped().handlers.error) node.mapped().handlers.error(stopped(), false);
    });
}

Error EngineClient::stopped() {
    return {ErrorCode::Cancelled, tr("stopped at the user's wish").toStdString()};
}

void EngineClient::retry() {
    if (m_report.condition != EngineCondition::Unavailable) return;
    m_deaths.clear();
    launch();
}

void EngineClient::readOutput() {
    const qsizetype known = m_partial.size(); // has no line end in it: a long line is looked through once
    m_partial += m_process->readAllStandardOutput();
    m_lastSign = Clock::now();
    std::vector<QByteArray> lines;
    qsizetype from = 0;
    for (qsizetype end; (end = m_partial.indexOf('\n', std::max(from, known))) >= 0; from = end + 1)
        lines.push_back(m_partial.mid(from, end - from));
    m_partial.remove(0, from);
    if (m_partial.size() > m_options.longestLine) {
        m_partial.clear();
        endProcess(tr("it sent a line of more than %1 bytes").arg(m_options.longestLine));
        return;
    }
    if (lines.empty()) return;
    m_parser.run<std::vector<Parsed>>(
        [lines = std::move(lines)] {
            std::vector<Parsed> parsed;
            for (const auto& line : lines)
                parsed.push_back(
                    {engine::parseReply({line.constData(), static_cast<std::size_t>(line.size())})});
            return parsed;
        },
        [this, generation = m_generation](std::vector<Parsed> parsed) {
            if (generation == m_generation) take(parsed);
        });
}

void EngineClient::take(const std::vector<Parsed>& lines) {
    const auto generation = m_generation;
    for (const auto& line : lines) {
        if (generation != m_generation) return; // a handler asked for a retry
        if (!line.reply) { // libraries print their notes; a whole stream of them is no engine
            if (++m_noise >= kNoiseLimit) {
                endProcess(tr("it does not speak the engine's protocol"));
                return;
            }
            continue;
        }
        m_noise = 0;
        const auto& reply = *line.reply;
        const auto* progress = std::get_if<Progress>(&reply.content);
        if (reply.id == m_packId) {
            if (const auto* pack = std::get_if<nlohmann::json>(&reply.content))
                packArrived(*pack);
            else if (const auto* error = std::get_if<Error>(&reply.content))
                giveUp(tr("The engine cannot work: %1").arg(QString::fromStdString(error->message)));
            continue;
        }
        const auto found = m_pending.find(reply.id);
        if (found == m_pending.end()) continue; // the end of a cancel, or of something long gone
        if (progress) {
            if (const auto tell = found->second.handlers.progress) tell(*progress);
            continue;
        }
        const auto handlers = std::move(m_pending.extract(found).mapped().handlers);
        if (const auto* result = std::get_if<nlohmann::json>(&reply.content)) {
            if (handlers.result) handlers.result(*result);
        } else if (handlers.error) {
            handlers.error(std::get<Error>(reply.content), false);
        }
    }
}

void EngineClient::packArrived(const nlohmann::json& pack) {
    m_report.pack = pack;
    settle(EngineCondition::Ready, {});
    flushRequests();
}

void EngineClient::endProcess(const QString& why) {
    m_endedFor = why;
    m_process->kill(); // the rest happens when it has ended
}

QString EngineClient::lastWords() const {
    const auto lines = QString::fromUtf8(m_errors).split(u'\n', Qt::SkipEmptyParts);
    return lines.isEmpty() ? QString() : lines.back().trimmed().left(400);
}

void EngineClient::processEnded(int exitCode, QProcess::ExitStatus status) {
    m_errors = (m_errors + m_process->readAllStandardError()).right(kErrorTail);
    const bool wasReady = m_report.condition == EngineCondition::Ready;
    ++m_generation;
    m_watch.stop();
    if (m_report.condition == EngineCondition::Unavailable) return; // given up on before it ended

    QString why = m_endedFor;
    if (why.isEmpty())
        why = (status == QProcess::CrashExit ? tr("signal %1") : tr("exit code %1")).arg(exitCode);
    // Exit codes 1 and 2 are the program's own refusal; it would refuse again.
    if (!wasReady && m_endedFor.isEmpty() && status == QProcess::NormalExit &&
        (exitCode == 1 || exitCode == 2)) {
        const QString words = lastWords();
        giveUp(tr("The engine refused to start: %1").arg(words.isEmpty() ? why : words));
        return;
    }
    const auto now = Clock::now();
    m_deaths.push_back(now);
    while (!m_deaths.empty() && now - m_deaths.front() > std::chrono::minutes(1)) m_deaths.pop_front();
    const auto deaths = static_cast<int>(m_deaths.size());
    if (deaths > m_options.deathsPerMinute) {
        giveUp(tr("The engine ended %1 times within a minute, last by %2; images and report work without "
                  "it. Try again, or start \"secondread engine\" by hand to see why.")
                   .arg(QString::number(deaths), why));
        return;
    }
    const auto pause = std::min(m_options.pause * (1 << std::min(deaths - 1, 12)), m_options.longestPause);
    const QString message = tr("The engine ended (%1) and is being started again.").arg(why);
    settle(EngineCondition::Restarting, message);
    m_restart.start(pause);
    failSent(message);
}

void EngineClient::giveUp(const QString& message) {
    m_watch.stop();
    m_restart.stop();
    settle(EngineCondition::Unavailable, message);
    if (m_process && m_process->state() != QProcess::NotRunning) m_process->kill();
    for (auto& [id, pending] : m_pending) pending.sent = true; // those that wait would wait for ever
    failSent(message);
}

void EngineClient::failSent(const QString& message) {
    std::vector<Pending> lost;
    for (auto it = m_pending.begin(); it != m_pending.end();) {
        if (it->second.sent) {
            lost.push_back(std::move(it->second));
            it = m_pending.erase(it);
        } else {
            ++it;
        }
    }
    for (const auto& each : lost) { // handlers may ask anew: m_pending is settled by now
        if (!each.handlers.error) continue;
        if (each.cancelled)
            each.handlers.error(stopped(), false);
        else
            each.handlers.error({ErrorCode::Io, message.toStdString()}, true);
    }
}

void EngineClient::settle(EngineCondition condition, const QString& message) {
    m_report.condition = condition;
    m_report.message = message.toStdString();
    if (changed) changed();
}

void EngineClient::watch() {
    const auto now = Clock::now();
    if (!m_process || m_process->state() == QProcess::NotRunning || !m_endedFor.isEmpty()) return;
    if (m_report.condition != EngineCondition::Ready) {
        if (now - m_launched > m_options.startLimit) endProcess(tr("it did not load its pack in time"));
        return;
    }
    bool waiting = false;
    for (const auto& [id, pending] : m_pending) {
        waiting = waiting || pending.sent;
        if (pending.sent && pending.cancelled && now - *pending.cancelled > m_options.cancelLimit) {
            endProcess(tr("it did not stop when asked to"));
            return;
        }
    }
    if (waiting && now - m_lastSign > m_options.silenceLimit) endProcess(tr("it stopped answering"));
}

} // namespace second_read::ui
