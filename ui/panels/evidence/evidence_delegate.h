#pragma once
/// Paints one finding: name, bar with the flag threshold as a tick, percentile, what the report says.

#include <QStyledItemDelegate>

#include "presenters/evidence_presenter.h"

namespace second_read::ui {

class EvidenceDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    EvidenceDelegate(const EvidencePresenter& presenter, QObject* parent)
        : QStyledItemDelegate(parent), m_presenter(presenter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// "affirmed left", "denied", "not mentioned"; for a conflict of sides "left; images right".
    static QString reportWords(const EvidenceRow& row);
    /// Place and lowered confidence; empty for rows that need no second line.
    static QString secondLine(const EvidenceRow& row);

private:
    const EvidencePresenter& m_presenter;
};

} // namespace second_read::ui
