#pragma once
/// Paints one past examination as a card: picture, similarity, who and when, the passage that matched.

#include <map>

#include <QPixmap>
#include <QStyledItemDelegate>

#include "presenters/similar_presenter.h"

namespace second_read::ui {

class SimilarDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    SimilarDelegate(const SimilarPresenter& presenter, QObject* parent)
        : QStyledItemDelegate(parent), m_presenter(presenter) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// "0.91 · F 47 · 2019-06"
    static QString facts(const SimilarCard& card);
    /// "similar case · F 47 · 2019-06", for the viewport that shows it
    static QString label(const SimilarCard& card);

private:
    QPixmap picture(const SimilarCard& card) const;

    const SimilarPresenter& m_presenter;
    mutable std::map<std::string, QPixmap>
        m_pictures; ///< by study uid; as many as were ever shown stay small
};

} // namespace second_read::ui
