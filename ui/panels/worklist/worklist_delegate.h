#pragma once
/// Paints one study of the worklist: status, name, what and when; percentile and flags on the right.

#include <QStyledItemDelegate>

#include "presenters/worklist_presenter.h"

namespace second_read::ui {

class WorklistDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    WorklistDelegate(const WorklistPresenter& presenter, QObject* parent)
        : QStyledItemDelegate(parent), m_presenter(presenter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// The patient's name, or the folder's for a study that names nobody.
    static QString title(const WorklistRow& row);
    /// "MR brain with contrast · 2026-11-20 09:42 · signed"
    static QString detail(const WorklistRow& row);

private:
    const WorklistPresenter& m_presenter;
};

} // namespace second_read::ui
