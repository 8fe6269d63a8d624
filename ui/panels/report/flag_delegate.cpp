#include "panels/report/flag_delegate.h"

#include <cmath>

#include <QAbstractItemView>
#include <QPainter>
#include <QRegularExpression>
#include <QTextLayout>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {

constexpr int kMargin = 12, kEdge = 3, kPad = 8, kGap = 4;

/// The words that decide are bold. The sentence is data: laid out as plain text, never as markup.
QList<QTextLayout::FormatRange> boldSides(const QString& sentence) {
    static const QRegularExpression sides(QStringLiteral(R"(\b(left|right|bilateral|both sides|midline)\b)"),
                                          QRegularExpression::CaseInsensitiveOption);
    QList<QTextLayout::FormatRange> ranges;
    for (auto it = sides.globalMatch(sentence); it.hasNext();) {
        const auto match = it.next();
        QTextLayout::FormatRange range;
        range.start = static_cast<int>(match.capturedStart());
        range.length = static_cast<int>(match.capturedLength());
        range.format.setFontWeight(QFont::Bold);
        ranges << range;
    }
    return ranges;
}

qreal layOut(QTextLayout& layout, qreal width) {
    layout.beginLayout();
    qreal height = 0;
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    return height;
}

/// Of the sentence. Before it is painted a row's rectangle is not known, the list's width is.
int innerWidth(const QStyleOptionViewItem& option) {
    const auto* list = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = list ? list->viewport()->width() : option.rect.width();
    return std::max(80, width - 2 * kMargin - kEdge - 2 * kPad);
}

} // namespace

QString FlagDelegate::precision(double expected) {
    if (expected < 0.1) return tr("fewer than 1 in 10 such flags are right");
    return tr("%1 in 10 such flags are right")
        .arg(static_cast<int>(std::floor(std::min(expected, 0.999) * 10 + 1e-9)));
}

QString FlagDelegate::standing(const FlagCard& card) {
    QStringList parts;
    if (!card.sequence.empty() && card.slice > 0)
        parts << tr("%1 slice %2").arg(QString::fromStdString(card.sequence)).arg(card.slice);
    else if (!card.sequence.empty())
        parts << QString::fromStdString(card.sequence);
    if (card.kind == examination::FlagKind::TextConflict) parts << tr("in the text itself");
    if (card.expectedPrecision) parts << precision(*card.expectedPrecision);
    return parts.join(QStringLiteral(" · "));
}

const FlagCard* FlagDelegate::cardAt(const QModelIndex& index) const {
    const auto& flags = m_presenter.state().flags;
    const auto row = static_cast<std::size_t>(index.row());
    return row < flags.size() ? &flags[row] : nullptr;
}

QSize FlagDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto* card = cardAt(index);
    if (!card) return {};
    const int small = QFontMetrics(Words::smaller(option.font)).height();
    if (card->decision) return {200, small + 8 + kGap};
    QTextLayout layout(QString::fromStdString(card->message), option.font);
    layout.setFormats(boldSides(QString::fromStdString(card->message)));
    const auto height = layOut(layout, innerWidth(option));
    return {200, static_cast<int>(std::ceil(height)) + 2 + small + 2 * kPad - 2 + kGap};
}

void FlagDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
    const auto* card = cardAt(index);
    if (!card) return;
    painter->save();
    const QFont small = Words::smaller(option.font);
    const QFontMetrics metrics(small);
    const QRect area = option.rect.adjusted(kMargin, 0, -kMargin, -kGap);
    const bool selected = option.state & QStyle::State_Selected;
    const QString sentence = QString::fromStdString(card->message);

    if (card->decision) { // one quiet line: it was dealt with
        const bool accepted = *card->decision == worklist::Decision::Accepted;
        if (selected) painter->fillRect(area, theme::raised);
        painter->fillRect(QRect(area.left(), area.top(), kEdge, area.height()),
                          accepted ? theme::flag.darker(170) : theme::line);
        painter->setFont(small);
        painter->setPen(selected ? theme::quiet : theme::faint);
        const QString line =
            accepted ? tr("✓ accepted: %1").arg(sentence) : tr("dismissed: %1").arg(sentence);
        const QRect text = area.adjusted(kEdge + kPad, 0, -kPad, 0);
        painter->drawText(text, Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(line, Qt::ElideRight, text.width()));
        painter->restore();
        return;
    }
    painter->fillRect(area, selected ? theme::flagDim.lighter(135) : theme::flagDim);
    painter->fillRect(QRect(area.left(), area.top(), kEdge, area.height()), theme::flag);
    QTextLayout layout(sentence, option.font);
    layout.setFormats(boldSides(sentence));
    const auto height = layOut(layout, innerWidth(option));
    painter->setPen(theme::text);
    layout.draw(painter, QPointF(area.left() + kEdge + kPad, area.top() + kPad - 2));
    painter->setFont(small);
    const int y = area.top() + kPad + static_cast<int>(std::ceil(height)) + metrics.ascent();
    const int width = area.width() - kEdge - 2 * kPad;
    const QString first = metrics.elidedText(standing(*card), Qt::ElideRight, width);
    painter->setPen(theme::quiet);
    painter->drawText(area.left() + kEdge + kPad, y, first);
    const bool letters = option.widget && option.widget->hasFocus();
    const QString decide = letters ? tr("F8 next, A accept, D dismiss") : tr("Alt+A accept, Alt+D dismiss");
    const QString keys =
        (first.isEmpty() ? QString() : QStringLiteral(" · ")) + (selected ? decide : tr("F8"));
    const int used = metrics.horizontalAdvance(first);
    painter->setPen(theme::faint);
    painter->drawText(area.left() + kEdge + kPad + used, y,
                      metrics.elidedText(keys, Qt::ElideRight, width - used));
    painter->restore();
}

} // namespace second_read::ui
