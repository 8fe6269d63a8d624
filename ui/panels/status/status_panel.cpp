#include "panels/status/status_panel.h"

#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {

/// Filled: ready. Ring: on its way. Amber: not there. The words beside it say the same.
QPixmap dot(EngineCondition condition, qreal ratio) {
    constexpr int kSize = 8;
    QPixmap pixmap(QSize(kSize, kSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool filled = condition == EngineCondition::Ready || condition == EngineCondition::Unavailable;
    const QColor color = condition == EngineCondition::Ready         ? theme::agreement
                         : condition == EngineCondition::Unavailable ? theme::flag
                                                                     : theme::quiet;
    painter.setPen(QPen(color, 1.2));
    painter.setBrush(filled ? QBrush(color) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QRectF(1, 1, kSize - 2, kSize - 2));
    return pixmap;
}

} // namespace

StatusPanel::StatusPanel(StatusPresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter), m_dot(new QLabel(this)), m_engine(new ElidedLabel(this)),
      m_work(new ElidedLabel(this)), m_archive(new ElidedLabel(this)), m_progress(new QProgressBar(this)),
      m_cancel(new QPushButton(tr("cancel  Ctrl+."), this)), m_retry(new QPushButton(tr("try again"), this)),
      m_keys(new QPushButton(tr("F1 keys"), this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    for (auto* label : {m_engine, m_work, m_archive}) label->setProperty("role", "faint");
    for (auto* button : {m_cancel, m_retry, m_keys}) {
        Words::makeLink(button);
    }
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(90, 3);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 2, 8, 2);
    row->setSpacing(8);
    row->addWidget(m_dot);
    row->addWidget(m_engine);
    row->addWidget(m_retry);
    row->addSpacing(12);
    row->addWidget(m_progress);
    row->addWidget(m_work);
    row->addWidget(m_cancel);
    row->addStretch(1);
    row->addWidget(m_archive);
    row->addSpacing(8);
    row->addWidget(m_keys);

    connect(m_cancel, &QPushButton::clicked, this, &StatusPanel::cancelAnalysis);
    connect(m_retry, &QPushButton::clicked, this, &StatusPanel::retryEngine);
    connect(m_keys, &QPushButton::clicked, this, &StatusPanel::keysRequested);
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

StatusPanel::~StatusPanel() { m_presenter.changed = {}; }

QString StatusPanel::engineWords() const {
    const auto& state = m_presenter.state();
    switch (state.engine) {
    case EngineCondition::Starting:
        return tr("engine starting");
    case EngineCondition::Restarting:
        return tr("engine restarting: %1").arg(QString::fromStdString(state.message));
    case EngineCondition::Unavailable:
        return QString::fromStdString(state.message);
    case EngineCondition::Ready:
        break;
    }
    QStringList parts{tr("engine ready")};
    if (!state.device.empty()) parts << QString::fromStdString(state.device).toUpper();
    if (!state.packId.empty())
        parts << tr("%1 %2", "pack and its version")
                     .arg(QString::fromStdString(state.packId), QString::fromStdString(state.packVersion));
    return parts.join(QStringLiteral(" · "));
}

QString StatusPanel::workWords() const {
    const auto& state = m_presenter.state();
    if (state.busy) {
        const auto stage = Words::stage(QString::fromStdString(state.busy->stage));
        return stage.isEmpty() ? tr("waiting for the engine")
                               : tr("%1 · %2 s").arg(stage, QString::number(state.busy->ms / 1000, 'f', 1));
    }
    QStringList parts;
    for (const auto& [stage, seconds] : state.timings) {
        if (seconds <= 0) continue; // it did not run
        const QString time = QString::number(seconds, 'f', seconds < 0.01 ? 3 : seconds < 1 ? 2 : 1);
        const QString done = Words::stageDone(QString::fromStdString(stage));
        parts << (parts.isEmpty() ? tr("%1 %2 s").arg(done, time) : tr("%1 %2").arg(done, time));
    }
    return parts.join(QStringLiteral(" · "));
}

void StatusPanel::refresh() {
    const auto& state = m_presenter.state();
    m_dot->setPixmap(dot(state.engine, devicePixelRatioF()));
    m_engine->setWholeText(engineWords());
    m_retry->setVisible(state.canRetry);
    m_progress->setVisible(state.busy.has_value());
    if (state.busy) m_progress->setValue(static_cast<int>(state.busy->fraction * 1000));
    m_work->setWholeText(workWords());
    m_cancel->setVisible(state.canCancel);
    QString archive;
    if (!state.problem.empty())
        archive = QString::fromStdString(state.problem);
    else if (!state.archiveProblem.empty())
        archive = QString::fromStdString(state.archiveProblem);
    else if (state.archiveName.empty())
        archive = tr("no archive");
    else
        archive = tr("archive: %1, %2")
                      .arg(QString::fromStdString(state.archiveName),
                           QLocale().toString(static_cast<qulonglong>(state.archiveSize)));
    m_archive->setWholeText(archive);
}

} // namespace second_read::ui
