#include "panels/series/series_panel.h"

#include <QListView>
#include <QTimer>
#include <QVBoxLayout>

#include "panels/return_key.h"
#include "panels/series/series_delegate.h"
#include "panels/series/series_model.h"

namespace second_read::ui {

SeriesPanel::SeriesPanel(StudyPresenter& studies, LayoutPresenter& layout, QWidget* parent)
    : QWidget(parent), m_studies(studies), m_layout(layout), m_model(new SeriesModel(studies, layout, this)),
      m_list(new QListView(this)), m_header(new PanelHeader(tr("Series"), this)) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_list->setObjectName(QStringLiteral("series"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new SeriesDelegate(*m_model, this));
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_list, 1);
    connect(m_list, &QListView::doubleClicked, this, &SeriesPanel::activate);
    onReturn(m_list, [this] { activate(m_list->currentIndex()); });

    // Many events in a row (slices arriving) make one refresh.
    auto later = [this] {
        if (m_pending) return;
        m_pending = true;
        QTimer::singleShot(0, this, [this] {
            m_pending = false;
            refresh();
        });
    };
    connect(&studies, &StudyPresenter::opened, this, later);
    connect(&studies, &StudyPresenter::sliceReady, this, later);
    connect(&studies, &StudyPresenter::volumeReady, this, later);
    connect(&studies, &StudyPresenter::seriesFailed, this, later);
    connect(&layout, &LayoutPresenter::activeChanged, this, later);
    connect(&layout, &LayoutPresenter::layoutChanged, this, later);
    refresh();
}

void SeriesPanel::focusList() {
    m_list->setFocus();
    if (!m_list->currentIndex().isValid() && m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(0));
}

void SeriesPanel::refresh() {
    m_model->refresh();
    const Case* reading = m_studies.at(Role::Reading);
    m_header->setNote(
        reading ? tr("%1 of %2 loaded").arg(m_studies.loadedSeries()).arg(reading->study().series.size())
                : QString());
}

void SeriesPanel::activate(const QModelIndex& index) {
    if (!index.isValid()) return;
    const SeriesRow row = m_model->row(index.row());
    if (row.heading) {
        if (!row.active) m_studies.choose(row.role, row.study);
        return;
    }
    int target = m_layout.active();
    if (row.role == Role::Beside && !m_layout.besideColumn(target)) target += 1;
    if (row.role == Role::Reading && m_layout.besideColumn(target)) target -= 1;
    m_layout.show(target, row.key);
}

} // namespace second_read::ui
