#pragma once
/// The series of what is open: thumbnail, sequence with its reason, count and spacing, warnings. Enter or a
/// double click shows one in the active viewport; it can be dragged into any.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/series_list.h"

class QListView;

namespace second_read::ui {

class SeriesModel;

class SeriesPanel : public QWidget {
    Q_OBJECT
public:
    SeriesPanel(StudyPresenter& studies, LayoutPresenter& layout, QWidget* parent = nullptr);
    void focusList();

private:
    void refresh();
    void activate(const QModelIndex& index);

    StudyPresenter& m_studies;
    LayoutPresenter& m_layout;
    SeriesModel* m_model;
    QListView* m_list;
    PanelHeader* m_header;
    bool m_pending = false;
};

} // namespace second_read::ui
