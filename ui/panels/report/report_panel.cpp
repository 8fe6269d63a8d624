#include "panels/report/report_panel.h"

#include <QApplication>
#include <QDateTime>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

#include "panels/report/flag_delegate.h"
#include "panels/report/report_editor.h"
#include "panels/return_key.h"
#include "panels/rows_model.h"
#include "panels/words.h"

namespace second_read::ui {

ReportPanel::ReportPanel(ReportPresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter), m_header(new PanelHeader(tr("Provisional report"), this)),
      m_identity(new QWidget(this)), m_identityText(new QLabel(m_identity)),
      m_confirm(new QPushButton(m_identity)), m_problem(new QLabel(this)), m_hidden(new QLabel(this)),
      m_flags(new QListView(this)),
      m_model(new RowsModel(m_flags, [this](int row, int role) { return describe(row, role); })),
      m_editor(new ReportEditor(this)), m_checksTitle(new QLabel(tr("Text checks"), this)),
      m_checks(new ElidedLabel(this)), m_sign(new QPushButton(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);

    m_identityText->setProperty("role", "note");
    m_identityText->setTextFormat(Qt::PlainText); // names come from files: data, never markup
    m_identityText->setWordWrap(true);
    Words::makeLink(m_confirm);
    auto* identity = new QVBoxLayout(m_identity);
    identity->setContentsMargins(12, 0, 12, 4);
    identity->setSpacing(2);
    identity->addWidget(m_identityText);
    identity->addWidget(m_confirm, 0, Qt::AlignLeft);
    m_problem->setProperty("role", "note");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 2, 12, 2);
    m_hidden->setProperty("role", "quiet");
    m_hidden->setWordWrap(true);
    m_hidden->setContentsMargins(12, 2, 12, 4);

    m_flags->setObjectName(QStringLiteral("flags"));
    m_flags->setAccessibleName(tr("Flags"));
    m_flags->setItemDelegate(new FlagDelegate(presenter, this));
    m_flags->setSelectionMode(QAbstractItemView::SingleSelection);
    m_flags->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_flags->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_flags->setResizeMode(QListView::Adjust);
    m_flags->installEventFilter(this);
    m_flags->viewport()->installEventFilter(this);

    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(12, 4, 8, 6);
    m_checksTitle->setProperty("role", "title");
    m_checks->setProperty("role", "faint");
    m_checks->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    Words::makeLink(m_sign);
    bottom->addWidget(m_checksTitle);
    bottom->addStretch(1);
    bottom->addWidget(m_checks);
    bottom->addSpacing(6);
    bottom->addWidget(m_sign);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_identity);
    column->addWidget(m_problem);
    column->addWidget(m_hidden);
    column->addWidget(m_flags);
    column->addWidget(m_editor, 1);
    column->addLayout(bottom);

    connect(m_editor, &QTextEdit::textChanged, this, [this] {
        if (!m_refreshing) m_presenter.edit(m_editor->text().toStdString());
    });
    connect(m_confirm, &QPushButton::clicked, this,
            [this] { m_presenter.confirmPatient(!m_presenter.state().useNevertheless); });
    connect(m_sign, &QPushButton::clicked, this, &ReportPanel::sign);
    onReturn(m_flags, [this] { showSelected(); });
    connect(m_flags, &QListView::clicked, this, [this] { showSelected(); });
    m_model->selected = [this](std::size_t row) { m_presenter.selectFlag(row); };
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

ReportPanel::~ReportPanel() { m_presenter.changed = {}; }

void ReportPanel::focusEditor() { m_editor->setFocus(Qt::ShortcutFocusReason); }

void ReportPanel::nextFlag() { moveFlag(+1); }

void ReportPanel::previousFlag() { moveFlag(-1); }

void ReportPanel::moveFlag(int step) {
    m_presenter.moveFlag(step);
    const QWidget* focused = QApplication::focusWidget();
    const bool writing = qobject_cast<const QTextEdit*>(focused) || qobject_cast<const QLineEdit*>(focused);
    if (m_presenter.state().selectedFlag && !writing) m_flags->setFocus(Qt::ShortcutFocusReason);
    showSelected();
}

QWidget& ReportPanel::flags() const { return *m_flags; }

void ReportPanel::acceptFlag() { m_presenter.decide(worklist::Decision::Accepted); }

void ReportPanel::dismissFlag() { m_presenter.decide(worklist::Decision::Dismissed); }

void ReportPanel::sign() { m_presenter.sign(!m_presenter.state().isSigned); }

void ReportPanel::showSelected() {
    const auto& state = m_presenter.state();
    if (!state.selectedFlag) return;
    const auto& card = state.flags[*state.selectedFlag];
    if (!card.spans.empty()) m_editor->reveal(card.spans.front());
    m_flags->scrollTo(m_model->index(static_cast<int>(*state.selectedFlag)));
    if (card.place) Q_EMIT jumpTo(*card.place);
}

bool ReportPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_flags->viewport() && event->type() == QEvent::Resize) {
        const auto* resize = static_cast<QResizeEvent*>(event);
        if (resize->size().width() != resize->oldSize().width()) fitFlags(); // sentences wrap anew
    }
    if (watched != m_flags || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers() != Qt::NoModifier) return QWidget::eventFilter(watched, event);
    if (key->key() == Qt::Key_A) {
        acceptFlag();
        return true;
    }
    if (key->key() == Qt::Key_D) {
        dismissFlag();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ReportPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitFlags();
}

/// Cards take the room they need, at most two fifths of the panel; beyond that they scroll.
void ReportPanel::fitFlags() {
    // First: as it appears it gets its width, and fits itself to it.
    m_flags->setVisible(m_model->rowCount() > 0);
    int height = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) height += m_flags->sizeHintForRow(row);
    const int most = std::max(80, this->height() * 2 / 5);
    // Never "as needed": sentences wrap anew beside a scroll bar, and Qt would put it on and off without end.
    m_flags->setVerticalScrollBarPolicy(height + 2 > most ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    m_flags->setFixedHeight(std::min(height + 2, most));
}

void ReportPanel::refresh() {
    m_refreshing = true;
    refreshFlags();
    refreshText();
    refreshLines();
    m_refreshing = false;
}

void ReportPanel::refreshFlags() {
    const auto& state = m_presenter.state();
    m_model->show(state.flags, &FlagCard::key, state.selectedFlag);
    m_flags->doItemsLayout(); // a decided card is lower than an open one
    fitFlags();
}

void ReportPanel::refreshText() {
    const auto& state = m_presenter.state();
    if (state.loads != m_loads) {
        m_loads = state.loads;
        m_editor->load(QString::fromStdString(state.text));
    }
    m_editor->setReadOnly(!state.open || state.isSigned);
    m_editor->setPlaceholderText(state.open ? tr("No report yet: dictate or type. Flags follow as you write.")
                                            : QString());
    if (!state.marksFit)
        return; // the reader types on; the marks move with their words until the next reading
    m_editor->setMarks(state.marks);
    std::vector<Utf16Span> flagged, strong;
    for (std::size_t i = 0; i < state.flags.size(); ++i) {
        if (state.flags[i].decision == worklist::Decision::Dismissed) continue;
        auto& spans = state.selectedFlag == i ? strong : flagged;
        spans.insert(spans.end(), state.flags[i].spans.begin(), state.flags[i].spans.end());
    }
    m_editor->setFlagged(flagged, strong);
}

void ReportPanel::refreshLines() {
    const auto& state = m_presenter.state();
    m_header->setTitle(state.isSigned                        ? tr("Report, signed")
                       : state.source == ReportSource::Final ? tr("Final report")
                                                             : tr("Provisional report"));
    m_header->setNote(sourceWords());
    m_identity->setVisible(!state.mismatches.empty());
    m_identityText->setText(identityWords());
    m_confirm->setText(state.useNevertheless ? tr("Take that back")
                                             : tr("It does belong to this patient: compare it"));
    const auto& problem = state.saveProblem.empty() ? state.loadProblem : state.saveProblem;
    m_problem->setVisible(!problem.empty());
    m_problem->setText(
        state.saveProblem.empty()
            ? QString::fromStdString(problem)
            : tr("Not saved, tried again every few seconds: %1").arg(QString::fromStdString(problem)));
    m_hidden->setVisible(state.flagsHidden && state.open);
    m_hidden->setText(tr("Read first: flags are shown once the report has an impression."));

    QString checks;
    QStringList contradictions; // flags show them in place, but not where the analysis abstained
    for (const auto& sentence : state.conflicts) contradictions << QString::fromStdString(sentence);
    if (state.open && !state.checked)
        checks = tr("no text yet");
    else if (state.open)
        checks = Words::contradictions(static_cast<int>(contradictions.size()));
    if (state.openFlags > 0)
        checks = tr("%1 · %2", "contradictions, open flags")
                     .arg(checks, Words::openFlags(static_cast<int>(state.openFlags)));
    m_checks->setWholeText(checks);
    m_checksTitle->setToolTip(Words::toolTip(contradictions.join(u'\n')));
    m_sign->setVisible(state.open);
    m_sign->setText(state.isSigned ? tr("open again") : tr("sign  Ctrl+Shift+Enter"));
}

QString ReportPanel::sourceWords() const {
    const auto& state = m_presenter.state();
    if (!state.open) return {};
    if (state.unsaved) return tr("saving…");
    if (state.source == ReportSource::Draft && state.saved) {
        const auto saved =
            QDateTime::fromString(QString::fromStdString(*state.saved), Qt::ISODateWithMs).toLocalTime();
        if (!saved.isValid()) return tr("draft saved");
        return saved.date() == QDate::currentDate()
                   ? tr("draft saved %1").arg(saved.time().toString(QStringLiteral("HH:mm:ss")))
                   : tr("draft saved %1").arg(saved.toString(QStringLiteral("yyyy-MM-dd HH:mm")));
    }
    if (state.source == ReportSource::Draft) return tr("draft saved");
    if (state.source == ReportSource::None) return tr("no report found");
    return QString::fromStdString(state.sourceFile);
}

QString ReportPanel::identityWords() const {
    QStringList parts;
    for (const auto& mismatch : m_presenter.state().mismatches) {
        const auto inReport = QString::fromStdString(mismatch.inReport),
                   inStudy = QString::fromStdString(mismatch.inStudy);
        switch (mismatch.field) {
        case IdentityField::Name:
            parts << tr("name %1, the study %2").arg(inReport, inStudy);
            break;
        case IdentityField::Id:
            parts << tr("number %1, the study %2").arg(inReport, inStudy);
            break;
        case IdentityField::Sex:
            parts << tr("sex %1, the study %2").arg(inReport, inStudy);
            break;
        case IdentityField::Age:
            parts << tr("age %1, the study %2").arg(inReport, inStudy);
            break;
        }
    }
    const QString facts = parts.join(QStringLiteral("; "));
    return m_presenter.state().useNevertheless
               ? tr("This report states another patient (%1). It is compared with the images because you "
                    "said so.")
                     .arg(facts)
               : tr("This report states another patient: %1. It is not compared with the images.").arg(facts);
}

QString ReportPanel::describe(int index, int role) const {
    const auto& flags = m_presenter.state().flags;
    if (static_cast<std::size_t>(index) >= flags.size()) return {};
    const auto& card = flags[static_cast<std::size_t>(index)];
    QStringList parts{QString::fromStdString(card.message)};
    if (const QString standing = FlagDelegate::standing(card); !standing.isEmpty()) parts << standing;
    if (card.decision)
        parts << (*card.decision == worklist::Decision::Accepted ? tr("accepted; A takes it back")
                                                                 : tr("dismissed; D takes it back"));
    return parts.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(". "));
}

} // namespace second_read::ui
