#pragma once
/// The rows of seriesRows() for a list view.

#include <map>
#include <vector>

#include <QAbstractListModel>
#include <QPixmap>

#include "presenters/series_list.h"

namespace second_read::ui {

class SeriesModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum { RowRole = Qt::UserRole };

    SeriesModel(StudyPresenter& studies, LayoutPresenter& layout, QObject* parent);
    void refresh();
    const SeriesRow& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
    /// Null until the middle slice was read.
    QPixmap thumbnail(int index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

private:
    StudyPresenter& m_studies;
    LayoutPresenter& m_layout;
    std::vector<SeriesRow> m_rows;
    mutable std::map<SeriesKey, QPixmap> m_pictures;
};

} // namespace second_read::ui
