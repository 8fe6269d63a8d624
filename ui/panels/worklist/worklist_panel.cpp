#include "panels/worklist/worklist_panel.h"

#include <QFileDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

#include "panels/return_key.h"
#include "panels/role.h"
#include "panels/rows_model.h"
#include "panels/words.h"
#include "panels/worklist/worklist_delegate.h"

namespace second_read::ui {

WorklistPanel::WorklistPanel(WorklistPresenter& presenter, QWidget* parent)
    : QWidget(parent), m_presenter(presenter), m_header(new PanelHeader(tr("Worklist"), this)),
      m_filter(new QLineEdit(this)), m_list(new QListView(this)),
      m_model(new RowsModel(m_list, [this](int row, int role) { return describe(row, role); })),
      m_hint(new QLabel(this)), m_line(new QLabel(this)), m_scan(new QPushButton(this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);

    Words::makeLink(m_scan);
    m_header->addTool(m_scan);

    m_filter->setObjectName(QStringLiteral("worklist-filter"));
    m_filter->setPlaceholderText(tr("Filter: name, number, date, description"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);

    m_list->setObjectName(QStringLiteral("worklist"));
    m_list->setAccessibleName(tr("Worklist"));
    m_list->setItemDelegate(new WorklistDelegate(presenter, this));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->installEventFilter(this);

    for (auto* label : {m_hint, m_line}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setContentsMargins(12, 4, 12, 6);
    }
    m_hint->setProperty("role", "quiet");
    m_line->setProperty("role", "faint");

    auto* field = new QHBoxLayout;
    field->setContentsMargins(10, 0, 10, 6);
    field->addWidget(m_filter);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(field);
    column->addWidget(m_hint);
    column->addWidget(m_list, 1);
    column->addWidget(m_line);

    connect(m_filter, &QLineEdit::textChanged, this,
            [this](const QString& text) { m_presenter.setFilter(text.trimmed().toStdString()); });
    connect(m_scan, &QPushButton::clicked, this, [this] {
        if (m_presenter.state().scanning)
            m_presenter.cancelScan();
        else
            chooseFolder();
    });
    onReturn(m_list, [this] { m_presenter.openSelected(); });
    connect(m_list, &QListView::clicked, this, [this] { m_presenter.openSelected(); });
    m_model->selected = [this](std::size_t row) { m_presenter.select(row); };
    m_presenter.openRequested = [this](const std::string& path, const std::string& uid) {
        Q_EMIT openRequested(QString::fromStdString(path), QString::fromStdString(uid));
    };
    m_presenter.changed = [this] { refresh(); };
    refresh();
}

WorklistPanel::~WorklistPanel() {
    m_presenter.changed = {};
    m_presenter.openRequested = {};
}

void WorklistPanel::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void WorklistPanel::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add all studies under a folder"));
    if (!folder.isEmpty()) m_presenter.scan(folder.toStdString());
}

void WorklistPanel::openNext() { m_presenter.openNeighbour(+1); }

void WorklistPanel::openPrevious() { m_presenter.openNeighbour(-1); }

void WorklistPanel::openFirst() { m_presenter.openNeighbour(-m_model->rowCount()); }

void WorklistPanel::openLast() { m_presenter.openNeighbour(m_model->rowCount()); }

bool WorklistPanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == m_filter) { // the list is worked from the field, without leaving it
        switch (key->key()) {
        case Qt::Key_Down:
            m_presenter.moveSelection(+1);
            return true;
        case Qt::Key_Up:
            m_presenter.moveSelection(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_presenter.openSelected();
            return true;
        case Qt::Key_Escape:
            m_filter->clear();
            return true;
        default:
            break;
        }
    } else if (watched == m_list && key->key() == Qt::Key_Delete) {
        m_presenter.removeSelected();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void WorklistPanel::refresh() {
    const auto& state = m_presenter.state();
    m_model->show(state.rows, &WorklistRow::studyUid, state.selected);

    const int studies = static_cast<int>(state.rows.size());
    const QString count = QLocale().toString(studies);
    m_header->setNote(studies == 0 ? QString()
                      : state.flags > 0
                          ? tr("%1 · %2", "studies, flags").arg(count, Words::flags(state.flags))
                          : count);
    m_scan->setText(state.scanning ? tr("stop") : tr("scan…"));
    m_scan->setToolTip(state.scanning ? tr("Stops looking through the folder")
                                      : tr("Adds all studies under a folder; images stay where they are"));
    m_hint->setVisible(studies == 0 && state.loaded);
    m_hint->setText(state.filter.empty() ? tr("No studies yet. Open one (Ctrl+O), drop a folder on the "
                                              "window, or scan a folder for all of them.")
                                         : tr("Nothing matches the filter."));
    QString line;
    bool note = false;
    if (!state.problem.empty() || !state.scanProblem.empty()) {
        line = QString::fromStdString(state.problem.empty() ? state.scanProblem : state.problem);
        note = true;
    } else if (state.scanning) {
        line = tr("looking for studies…");
    } else if (state.added >= 0) {
        line = Words::studiesFound(state.added);
        if (state.refused > 0)
            line = tr("%1 · %2", "studies found, files not usable")
                       .arg(line, Words::filesUnusable(state.refused));
    }
    m_line->setVisible(!line.isEmpty());
    m_line->setText(line);
    setRole(m_line, note ? "note" : "faint");
}

QString WorklistPanel::describe(int index, int role) const {
    const auto& rows = m_presenter.state().rows;
    if (static_cast<std::size_t>(index) >= rows.size()) return {};
    const auto& row = rows[static_cast<std::size_t>(index)];
    QStringList parts{WorklistDelegate::title(row), WorklistDelegate::detail(row)};
    if (row.analysing) parts << tr("analysing");
    if (row.abnormality)
        parts << tr("abnormality at percentile %1 among normals").arg(Words::percentile(*row.abnormality));
    if (row.openFlags > 0) parts << Words::openFlags(row.openFlags);
    if (role == Qt::ToolTipRole) parts << QString::fromStdString(row.path);
    return parts.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
}

} // namespace second_read::ui
