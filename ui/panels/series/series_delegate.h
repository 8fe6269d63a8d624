#pragma once
/// Paints one row of the series list.

#include <QStyledItemDelegate>

namespace second_read::ui {

class SeriesModel;

class SeriesDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    SeriesDelegate(const SeriesModel& model, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const SeriesModel& m_model;
};

} // namespace second_read::ui
