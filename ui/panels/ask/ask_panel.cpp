#include "panels/ask/ask_panel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

AskPanel::AskPanel(AskPresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter), m_field(new QLineEdit(this)), m_key(new QLabel(m_field)),
      m_answer(new QFrame(this)), m_study(new QLabel(m_answer)), m_archive(new QLabel(m_answer)),
      m_jump(new QPushButton(tr("show place"), m_answer)), m_keep(new QPushButton(m_answer)),
      m_kept(new QToolButton(m_field)) {
    m_field->setObjectName(QStringLiteral("ask"));
    m_field->setMaxLength(800);
    m_field->setPlaceholderText(tr("Ask this study and the archive…"));
    m_field->setAccessibleName(tr("Ask this study and the archive"));
    m_field->installEventFilter(this);
    m_key->setText(QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText));
    m_key->setProperty("role", "faint");
    m_key->setAttribute(Qt::WA_TransparentForMouseEvents);
    auto* inside = new QHBoxLayout(m_field);
    inside->setContentsMargins(0, 0, 8, 0);
    inside->addStretch(1);
    inside->addWidget(m_key);
    inside->addWidget(m_kept);
    Words::makeLink(m_kept);
    m_kept->setObjectName(QStringLiteral("kept-queries"));
    m_kept->setCursor(Qt::ArrowCursor);
    m_kept->setPopupMode(QToolButton::InstantPopup);
    m_kept->setMenu(new QMenu(m_kept));
    connect(m_kept->menu(), &QMenu::aboutToShow, this, &AskPanel::listKept);
    m_kept->setToolTip(tr("Your sentences that every study is asked (Down in the empty field)"));

    m_answer->setObjectName(QStringLiteral("ask-answer"));
    m_answer->setAutoFillBackground(true);
    m_answer->setStyleSheet(
        QStringLiteral("#ask-answer { background: %1; border: 1px solid %2; border-radius: 4px; }")
            .arg(theme::raised.name(), theme::line.lighter(130).name()));
    for (auto* label : {m_study, m_archive}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_archive->setProperty("role", "quiet");
    Words::makeLink(m_jump);
    Words::makeLink(m_keep);
    m_keep->setObjectName(QStringLiteral("keep-query"));
    m_keep->setToolTip(tr("A kept sentence stands under the findings of every study, not calibrated"));
    auto* rows = new QVBoxLayout(m_answer);
    rows->setContentsMargins(10, 7, 10, 7);
    rows->setSpacing(3);
    auto* first = new QHBoxLayout;
    first->addWidget(m_study, 1);
    first->addWidget(m_keep, 0, Qt::AlignTop);
    first->addWidget(m_jump, 0, Qt::AlignTop);
    rows->addLayout(first);
    rows->addWidget(m_archive);
    m_answer->hide();

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_field);
    setFocusProxy(m_field);

    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        const auto& state = m_presenter.state();
        const auto sentence = m_field->text().trimmed().toStdString();
        if (!sentence.empty() && sentence == state.asked && state.place)
            Q_EMIT jumpTo(*state.place); // Enter asks; Enter again goes there
        else
            m_presenter.ask(sentence);
    });
    connect(m_field, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_key->setVisible(text.isEmpty()); });
    connect(m_jump, &QPushButton::clicked, this, [this] {
        if (m_presenter.state().place) Q_EMIT jumpTo(*m_presenter.state().place);
    });
    connect(m_keep, &QPushButton::clicked, this, [this] {
        if (m_presenter.state().isKept(m_presenter.state().asked))
            m_presenter.forget();
        else
            m_presenter.keep();
    });
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

AskPanel::~AskPanel() {
    m_presenter.changed = {};
    m_field->removeEventFilter(this);
    delete m_answer; // the window's child by now
}

void AskPanel::focusField() {
    if (!m_field->hasFocus()) m_before = window()->focusWidget();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

bool AskPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_field && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        m_field->clear();
        m_presenter.withdraw();
        if (m_before) m_before->setFocus(Qt::OtherFocusReason);
        return true;
    }
    if (watched == m_field && event->type() == QEvent::KeyPress && m_field->text().isEmpty() &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Down && !m_presenter.state().kept.empty()) {
        m_kept->showMenu();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void AskPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    placeAnswer();
}

void AskPanel::moveEvent(QMoveEvent* event) {
    QWidget::moveEvent(event);
    placeAnswer();
}

void AskPanel::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_answer->hide();
}

void AskPanel::placeAnswer() {
    if (!m_answer->isVisible() || window() == m_answer) return;
    m_answer->setFixedWidth(std::max(320, width()));
    m_answer->adjustSize();
    const int right = std::max(0, window()->width() - m_answer->width());
    const QPoint at = mapTo(window(), QPoint(0, height() + 3));
    m_answer->move(std::clamp(at.x(), 0, right), at.y());
}

QString AskPanel::studyWords() const {
    const auto& state = m_presenter.state();
    if (!state.studyOpen) return tr("No study is open; the archive alone is asked.");
    if (state.studyBusy) return tr("asking this study…");
    if (!state.answer || !state.answer->similarity)
        return state.studyNote.empty() ? tr("No series of this study can be asked.")
                                       : tr("This study: %1").arg(QString::fromStdString(state.studyNote));
    QString line = tr("This study: similarity %1").arg(Words::similarity(*state.answer->similarity, 3));
    line = state.answer->percentile ? tr("%1, percentile %2 among normals, not calibrated")
                                          .arg(line, Words::percentile(*state.answer->percentile))
                                    : tr("%1, no percentile, not calibrated").arg(line);
    if (state.answer->side) line = tr("%1, %2").arg(line, Words::side(*state.answer->side));
    return line;
}

QString AskPanel::archiveWords() const {
    const auto& state = m_presenter.state();
    if (!state.archiveOpen) return tr("No archive is chosen, so no past examinations are searched.");
    if (state.archiveBusy) return tr("searching the archive…");
    if (!state.archiveNote.empty()) return tr("Archive: %1").arg(QString::fromStdString(state.archiveNote));
    if (!state.found) return {};
    return *state.found == 0 ? tr("Nothing in the archive is comparable.")
                             : tr("Past examinations: the %n nearest stand among the similar cases.", nullptr,
                                  *state.found);
}

void AskPanel::listKept() {
    auto* menu = m_kept->menu();
    menu->clear();
    for (const auto& each : m_presenter.state().kept) {
        const QString sentence = QString::fromStdString(each);
        QString label = fontMetrics().elidedText(sentence, Qt::ElideRight, 480);
        menu->addAction(label.replace(u'&', QStringLiteral("&&")), this, [this, sentence] {
            m_field->setText(sentence);
            m_presenter.ask(sentence.toStdString());
        });
    }
}

void AskPanel::refresh() {
    const auto& state = m_presenter.state();
    m_kept->setVisible(!state.kept.empty());
    m_kept->setText(tr("kept: %1").arg(state.kept.size()));
    m_field->setTextMargins(0, 0, state.kept.empty() ? 0 : m_kept->sizeHint().width() + 8, 0);
    if (state.asked.empty()) {
        m_answer->hide();
        return;
    }
    m_study->setText(studyWords());
    m_archive->setText(archiveWords());
    m_archive->setVisible(!m_archive->text().isEmpty());
    m_jump->setVisible(state.place.has_value());
    m_keep->setVisible(state.canKeep() || state.isKept(state.asked));
    m_keep->setText(state.isKept(state.asked) ? tr("ask no longer") : tr("ask every study"));
    if (m_answer->parentWidget() != window()) m_answer->setParent(window());
    m_answer->show();
    m_answer->raise();
    placeAnswer();
}

} // namespace second_read::ui
