#pragma once
/// Paints one flag as a card: its sentence with the sides in bold, its place, how often such flags are right,
/// the keys.

#include <QStyledItemDelegate>

#include "presenters/report_presenter.h"

namespace second_read::ui {

class FlagDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    FlagDelegate(const ReportPresenter& presenter, QObject* parent)
        : QStyledItemDelegate(parent), m_presenter(presenter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// "FLAIR slice 17 · 9 in 10 such flags are right"
    static QString standing(const FlagCard& card);
    /// "9 in 10 such flags are right"; rounded down, so that it never promises too much.
    static QString precision(double expected);

private:
    const FlagCard* cardAt(const QModelIndex& index) const;
    const ReportPresenter& m_presenter;
};

} // namespace second_read::ui
