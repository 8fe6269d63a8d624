#include "panels/similar/similar_panel.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "panels/return_key.h"
#include "panels/role.h"
#include "panels/rows_model.h"
#include "panels/similar/similar_delegate.h"
#include "panels/words.h"

namespace second_read::ui {

SimilarPanel::SimilarPanel(SimilarPresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter),
      m_header(new PanelHeader(tr("Similar past examinations"), this)),
      m_back(new QPushButton(tr("this study"), this)), m_samePatient(new QPushButton(this)),
      m_import(new QPushButton(tr("import…"), this)), m_choose(new QPushButton(tr("archive…"), this)),
      m_stack(new QStackedWidget(this)), m_list(new QListView(this)),
      m_model(new RowsModel(m_list, [this](int row, int role) { return describe(row, role); })),
      m_sentence(new QLabel(this)), m_suggested(new QPushButton(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    for (auto* button : {m_back, m_samePatient, m_import, m_choose}) {
        Words::makeLink(button);
        m_header->addTool(button);
    }
    m_back->setToolTip(tr("Back to what looks like the open study"));
    m_samePatient->setToolTip(
        tr("Whether other examinations of the same patient, and near-duplicates of this "
           "study, stand among the similar ones"));
    m_import->setToolTip(tr("Imports studies and their reports from a folder into the archive"));
    m_choose->setToolTip(tr("Chooses the archive's folder"));

    m_list->setObjectName(QStringLiteral("similar"));
    m_list->setAccessibleName(tr("Similar past examinations"));
    m_list->setItemDelegate(new SimilarDelegate(presenter, this));
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(false);
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // the wheel and the arrows move it
    m_list->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->installEventFilter(this);

    auto* message = new QWidget(this);
    auto* column = new QVBoxLayout(message);
    column->setContentsMargins(12, 2, 12, 8);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    column->addWidget(m_suggested, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_stack->addWidget(m_list);
    m_stack->addWidget(message);

    auto* framed = new QHBoxLayout;
    framed->setContentsMargins(7, 0, 7, 6);
    framed->addWidget(m_stack);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addLayout(framed, 1);

    connect(m_back, &QPushButton::clicked, this, &SimilarPanel::showThisStudy);
    connect(m_samePatient, &QPushButton::clicked, this,
            [this] { m_presenter.chooseSamePatient(!m_presenter.state().samePatient); });
    connect(m_choose, &QPushButton::clicked, this, &SimilarPanel::chooseArchive);
    connect(m_import, &QPushButton::clicked, this, [this] {
        if (m_presenter.state().importing)
            m_presenter.cancelImport();
        else
            importFolder();
    });
    connect(m_suggested, &QPushButton::clicked, this, [this] {
        if (m_presenter.state().archive)
            importFolder();
        else
            chooseArchive();
    });
    onReturn(m_list, [this] { m_presenter.openSelected(); });
    connect(m_list, &QListView::clicked, this, [this] { m_presenter.openSelected(); });
    m_model->selected = [this](std::size_t row) { m_presenter.select(row); };
    m_presenter.openBesideRequested = [this](const std::string& path, const std::string& uid) {
        QString label;
        for (const auto& card : m_presenter.state().cards)
            if (card.id == uid) label = SimilarDelegate::label(card);
        Q_EMIT openBeside(QString::fromStdString(path), QString::fromStdString(uid), label);
    };
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

SimilarPanel::~SimilarPanel() {
    m_presenter.changed = {};
    m_presenter.openBesideRequested = {};
}

void SimilarPanel::focusList() {
    if (m_presenter.state().cards.empty()) return;
    if (!m_presenter.state().selected) m_presenter.select(0);
    m_list->setFocus(Qt::ShortcutFocusReason);
}

void SimilarPanel::chooseArchive() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Choose the archive's folder, or an empty one for a new archive"));
    if (!folder.isEmpty()) m_presenter.chooseArchive(folder.toStdString());
}

void SimilarPanel::importFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Import studies and reports from a folder"));
    if (!folder.isEmpty()) m_presenter.importFrom(folder.toStdString());
}

void SimilarPanel::showThisStudy() { m_presenter.showStudy(); }

void SimilarPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_list->doItemsLayout(); // the cards' size follows the panel's
}

bool SimilarPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel) { // there is only one way to scroll here
        const auto* wheel = static_cast<QWheelEvent*>(event);
        const auto delta = wheel->angleDelta();
        auto* bar = m_list->horizontalScrollBar();
        bar->setValue(bar->value() - (delta.x() != 0 ? delta.x() : delta.y()));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QString SimilarPanel::sentence() const {
    const auto& state = m_presenter.state();
    switch (state.mode) {
    case SimilarMode::NoArchive:
        return tr("No archive is chosen. Past examinations with their reports live in a folder: choose one, "
                  "or an empty "
                  "folder and import studies into it.");
    case SimilarMode::NoStudy:
        if (state.archive && state.archive->size == 0)
            return tr("The archive is empty: import studies and their reports.");
        return tr("Open a study, or ask the archive a sentence (Ctrl+K).");
    case SimilarMode::Searching:
        return tr("searching…");
    case SimilarMode::Failed:
        return QString::fromStdString(state.problem);
    case SimilarMode::Shown:
        break;
    }
    return state.cards.empty() ? tr("Nothing in the archive is comparable.") : QString();
}

QString SimilarPanel::note() const {
    const auto& state = m_presenter.state();
    if (state.importing) {
        const auto stage = QString::fromStdString(state.importing->stage);
        return tr("importing %1 %").arg(static_cast<int>(state.importing->fraction * 100)) +
               (stage.isEmpty() ? QString() : QStringLiteral(" · ") + Words::stage(stage));
    }
    QStringList parts;
    if (state.imported) {
        const auto& outcome = *state.imported;
        if (outcome.noArchive)
            parts << tr("choose an archive to import into first");
        else if (outcome.cancelled)
            parts << tr("import stopped; what was imported stays");
        else if (!outcome.problem.empty())
            parts << QString::fromStdString(outcome.problem);
        else
            parts << tr("%1 imported, %2 updated, %3 unchanged")
                         .arg(outcome.imported)
                         .arg(outcome.updated)
                         .arg(outcome.skipped);
        if (outcome.failed > 0)
            parts << tr("%1 failed, first %2")
                         .arg(QString::number(outcome.failed), QString::fromStdString(outcome.firstFailure));
    }
    if (state.mode == SimilarMode::Shown && state.archive) {
        parts << tr("%1 of %2")
                     .arg(state.cards.size())
                     .arg(QLocale().toString(static_cast<qulonglong>(state.archive->size)));
        if (state.ms) parts << tr("%1 ms").arg(QString::number(*state.ms, 'f', *state.ms < 10 ? 1 : 0));
        if (state.query.empty())
            parts << (state.samePatient ? tr("same patient included") : tr("same patient left out"));
    }
    return parts.join(QStringLiteral(" · "));
}

void SimilarPanel::refresh() {
    const auto& state = m_presenter.state();
    m_model->show(state.cards, &SimilarCard::id, state.selected);

    const QString about =
        state.query.empty()
            ? (state.mode == SimilarMode::Shown || state.mode == SimilarMode::Searching ? tr("this study")
                                                                                        : QString())
            : tr("“%1”").arg(QString::fromStdString(state.query));
    m_header->setTitle(about.isEmpty() ? tr("Similar past examinations")
                                       : tr("Similar past examinations · %1").arg(about));
    m_header->setNote(note());
    m_back->setVisible(state.canShowStudy);
    m_samePatient->setVisible(state.mode == SimilarMode::Shown && state.query.empty());
    m_samePatient->setText(state.samePatient ? tr("leave same patient out") : tr("include same patient"));
    m_import->setText(state.importing ? tr("stop") : tr("import…"));
    const QString text = sentence();
    m_sentence->setText(text);
    setRole(m_sentence, state.mode == SimilarMode::Failed ? "note" : "quiet");
    const bool empty = state.archive && state.archive->size == 0;
    m_suggested->setVisible(state.mode == SimilarMode::NoArchive ||
                            (state.mode == SimilarMode::NoStudy && empty));
    m_suggested->setText(empty ? tr("Import studies…") : tr("Choose an archive…"));
    m_stack->setCurrentIndex(text.isEmpty() ? 0 : 1);
}

QString SimilarPanel::describe(int index, int role) const {
    const auto& cards = m_presenter.state().cards;
    if (static_cast<std::size_t>(index) >= cards.size()) return {};
    const auto& card = cards[static_cast<std::size_t>(index)];
    const QString passage = QString::fromStdString(card.passage);
    if (role != Qt::ToolTipRole) return tr("similarity %1: %2").arg(SimilarDelegate::facts(card), passage);
    QStringList lines{tr("similarity (cosine) %1").arg(Words::similarity(card.similarity, 3))};
    if (!card.date.empty()) lines << QString::fromStdString(card.date);
    lines << passage.left(1200);
    lines << (card.path.empty() ? tr("The archive does not say where its images are.")
                                : QString::fromStdString(card.path));
    return lines.join(u'\n');
}

} // namespace second_read::ui
