#include "panels/evidence/evidence_panel.h"

#include <set>

#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "panels/evidence/evidence_delegate.h"
#include "panels/return_key.h"
#include "panels/role.h"
#include "panels/rows_model.h"
#include "panels/words.h"

namespace second_read::ui {

EvidencePanel::EvidencePanel(EvidencePresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter), m_header(new PanelHeader(tr("Evidence"), this)),
      m_readFirst(new QToolButton(this)), m_progress(new QProgressBar(this)), m_stage(new QLabel(this)),
      m_stack(new QStackedWidget(this)), m_list(new QListView(this)),
      m_model(new RowsModel(m_list, [this](int row, int role) { return describe(row, role); })),
      m_sentence(new QLabel(this)), m_again(new QPushButton(tr("Analyse again"), this)),
      m_below(new QLabel(m_list)), m_footer(new QLabel(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);

    m_readFirst->setText(tr("read first"));
    m_readFirst->setCheckable(true);
    Words::makeLink(m_readFirst);
    m_readFirst->setToolTip(
        tr("Scores and flags stay hidden until the report has an impression: a wrong hint raises misses."));
    m_header->addTool(m_readFirst);

    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(2);
    m_stage->setProperty("role", "quiet");
    m_stage->setContentsMargins(12, 2, 12, 2);

    m_list->setObjectName(QStringLiteral("evidence"));
    m_list->setAccessibleName(tr("Evidence"));
    m_list->setItemDelegate(new EvidenceDelegate(presenter, this));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMouseTracking(true);
    m_list->viewport()->installEventFilter(this);
    m_below->setProperty("role", "below");
    m_below->setAttribute(Qt::WA_TransparentForMouseEvents);

    auto* message = new QWidget(this);
    auto* column = new QVBoxLayout(message);
    column->setContentsMargins(12, 4, 12, 8);
    m_sentence->setTextFormat(Qt::PlainText); // sentences come from files and processes: data, never markup
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_sentence);
    column->addWidget(m_again, 0, Qt::AlignLeft);
    column->addStretch(1);
    m_stack->addWidget(m_list);
    m_stack->addWidget(message);

    m_footer->setProperty("role", "faint");
    m_footer->setTextFormat(Qt::PlainText);
    m_footer->setWordWrap(true);
    m_footer->setContentsMargins(12, 4, 12, 6);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_progress);
    layout->addWidget(m_stage);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_footer);

    connect(m_readFirst, &QToolButton::clicked, this, [this](bool on) { m_presenter.chooseReadFirst(on); });
    connect(m_again, &QPushButton::clicked, this, [this] { m_presenter.analyseAgain(); });
    onReturn(m_list, [this] { jump(); });
    connect(m_list, &QListView::clicked, this, [this] { jump(); });
    m_model->selected = [this](std::size_t row) { m_presenter.select(row); };
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, &EvidencePanel::sayWhatIsBelow);
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

EvidencePanel::~EvidencePanel() { m_presenter.changed = {}; }

void EvidencePanel::focusList() {
    if (m_presenter.state().rows.empty()) return;
    if (!m_presenter.state().selected) m_presenter.select(0);
    m_list->setFocus(Qt::ShortcutFocusReason);
}

int EvidencePanel::wholeHeight() const {
    if (m_presenter.state().mode != EvidenceMode::Shown) return 0;
    int rows = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) rows += m_list->sizeHintForRow(row);
    const int footer = m_footer->isHidden() ? 0 : m_footer->heightForWidth(width());
    return m_header->sizeHint().height() + rows + footer + 4;
}

bool EvidencePanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) sayWhatIsBelow();
    return QWidget::eventFilter(watched, event);
}

void EvidencePanel::sayWhatIsBelow() {
    int below = 0;
    for (int row = m_model->rowCount() - 1; row >= 0; --row, ++below)
        if (m_list->visualRect(m_model->index(row)).center().y() < m_list->viewport()->height()) break;
    m_below->setVisible(below > 0);
    if (below == 0) return;
    m_below->setText(tr("▾ %n more", nullptr, below));
    m_below->adjustSize();
    m_below->move(m_list->viewport()->width() - m_below->width() - 4, m_list->height() - m_below->height());
}

void EvidencePanel::jump() {
    if (const auto place = m_presenter.selectedPlace()) Q_EMIT jumpTo(*place);
}

void EvidencePanel::refresh() {
    const auto& state = m_presenter.state();
    m_model->show(state.rows, &EvidenceRow::id, state.selected);
    m_list->doItemsLayout(); // a row may have gained or lost its second line

    const bool busy = state.busy.has_value();
    m_progress->setVisible(busy);
    m_stage->setVisible(busy);
    if (busy) {
        m_progress->setValue(static_cast<int>(state.busy->fraction * 1000));
        const auto stage = Words::stage(QString::fromStdString(state.busy->stage));
        m_stage->setText(stage.isEmpty()
                             ? tr("waiting for the engine")
                             : tr("%1 · %2 s").arg(stage, QString::number(state.busy->ms / 1000, 'f', 1)));
    }
    m_readFirst->setChecked(state.readFirst);
    m_again->setVisible(state.mode == EvidenceMode::Failed && !busy);
    const bool note = state.mode == EvidenceMode::Failed || state.mode == EvidenceMode::Abstained;
    setRole(m_sentence, note ? "note" : "quiet");
    switch (state.mode) {
    case EvidenceMode::Empty:
        m_sentence->setText(tr("Open a study: what the images say stands here."));
        break;
    case EvidenceMode::Waiting:
        m_sentence->setText(busy ? QString() : tr("Not analysed yet."));
        break;
    case EvidenceMode::Hidden:
        m_sentence->setText(tr("Read first: the evidence is shown once the report has an impression."));
        break;
    case EvidenceMode::Abstained:
        m_sentence->setText(
            tr("Nothing is said about this study: %1").arg(QString::fromStdString(state.message)));
        break;
    case EvidenceMode::Failed:
        m_sentence->setText(QString::fromStdString(state.message));
        break;
    case EvidenceMode::Shown:
        break;
    }
    const bool shown = state.mode == EvidenceMode::Shown;
    m_stack->setCurrentIndex(shown ? 0 : 1);
    const QString cohort = Words::cohort(QString::fromStdString(state.cohort));
    m_header->setNote(!shown             ? QString()
                      : cohort.isEmpty() ? tr("not calibrated")
                                         : tr("percentile among %1").arg(cohort));
    m_footer->setText(shown ? footer() : QString());
    m_footer->setVisible(!m_footer->text().isEmpty());
    sayWhatIsBelow();
    Q_EMIT wholeHeightChanged();
}

QString EvidencePanel::footer() const {
    const auto& state = m_presenter.state();
    QStringList lines;
    if (state.abnormality)
        lines << tr("Anything abnormal at all: percentile %1").arg(Words::percentile(*state.abnormality));
    std::set<Sequence> missing; // of rows with lowered confidence
    for (const auto& row : state.rows)
        if (row.reduced) missing.insert(row.missing.begin(), row.missing.end());
    QStringList names;
    for (const auto sequence : missing) {
        const auto name = nameOf(sequence);
        names << QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
    }
    QStringList signs{tr("bar: percentile among normals"),
                      tr("tick: a silent report is flagged from here on")};
    if (!names.isEmpty())
        signs << tr("hollow: reduced confidence, no %1").arg(names.join(QStringLiteral(", ")));
    lines << signs.join(QStringLiteral(" · "));
    return lines.join(QStringLiteral("\n"));
}

QString EvidencePanel::describe(int index, int role) const {
    const auto& state = m_presenter.state();
    if (static_cast<std::size_t>(index) >= state.rows.size()) return {};
    const auto& row = state.rows[static_cast<std::size_t>(index)];
    QStringList parts{QString::fromStdString(row.name)};
    if (row.ownQuery)
        parts << (row.evaluable ? tr("your own sentence, not calibrated")
                                : tr("your own sentence: no series can be asked"));
    if (!row.evaluable && !row.ownQuery) {
        const QString why = QString::fromStdString(row.whyNot);
        if (why.startsWith(parts.front())) parts.clear(); // the sentence names it itself
        parts << (parts.isEmpty() ? why : tr("not evaluable: %1").arg(why));
    } else {
        const QString cohort = Words::cohort(QString::fromStdString(state.cohort));
        if (row.percentile)
            parts << (cohort.isEmpty()
                          ? tr("percentile %1").arg(Words::percentile(*row.percentile))
                          : tr("percentile %1 among %2").arg(Words::percentile(*row.percentile), cohort));
        if (row.probability) parts << tr("probability %1").arg(QString::number(*row.probability, 'f', 2));
        if (row.similarity) parts << tr("similarity %1").arg(Words::similarity(*row.similarity, 3));
        if (!row.where.empty()) parts << QString::fromStdString(row.where);
        if (row.threshold)
            parts << tr("a silent report is flagged from percentile %1 on")
                         .arg(Words::percentile(*row.threshold));
        if (row.reduced) {
            QStringList names;
            for (const auto sequence : row.missing) {
                const auto name = nameOf(sequence);
                names << QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
            }
            parts << tr("reduced confidence: no %1").arg(names.join(QStringLiteral(", ")));
        }
    }
    if (const QString report = EvidenceDelegate::reportWords(row); !report.isEmpty() && !row.ownQuery)
        parts << tr("report: %1").arg(report);
    return parts.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
}

} // namespace second_read::ui
