#include "panels/worklist/worklist_delegate.h"

#include <QFileInfo>
#include <QPainter>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {
constexpr int kMargin = 12, kGap = 9, kDot = 7;
}

QString WorklistDelegate::title(const WorklistRow& row) {
    if (!row.name.empty()) return QString::fromStdString(row.name);
    const QFileInfo place(QString::fromStdString(row.path));
    const QString file = place.fileName();
    return file.isEmpty() ? tr("unnamed study") : file;
}

QString WorklistDelegate::detail(const WorklistRow& row) {
    QStringList parts;
    if (!row.description.empty()) parts << QString::fromStdString(row.description);
    QString when = QString::fromStdString(row.date);
    if (!row.time.empty())
        when += (when.isEmpty() ? QString() : QStringLiteral(" ")) + QString::fromStdString(row.time).left(5);
    if (!when.isEmpty()) parts << when;
    if (row.status == worklist::Status::Signed) parts << tr("signed");
    if (parts.isEmpty()) parts << tr("no date");
    return parts.join(QStringLiteral(" · "));
}

QSize WorklistDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {120, option.fontMetrics.height() + QFontMetrics(Words::smaller(option.font)).height() + 12};
}

void WorklistDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const auto& rows = m_presenter.state().rows;
    if (static_cast<std::size_t>(index.row()) >= rows.size()) return;
    const auto& row = rows[static_cast<std::size_t>(index.row())];
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect area = option.rect;
    if (option.state & QStyle::State_Selected)
        painter->fillRect(area, theme::selected);
    else if (row.current)
        painter->fillRect(area, theme::raised);
    if (row.current) painter->fillRect(QRect(area.left(), area.top(), 2, area.height()), theme::evidence);

    const QRectF dot(area.left() + kMargin, area.center().y() - kDot / 2.0 + 0.5, kDot, kDot);
    const bool flagged = row.openFlags > 0;
    const bool isSigned = row.status == worklist::Status::Signed;
    if (flagged || isSigned) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(flagged ? theme::flag : theme::agreement);
        painter->drawEllipse(dot);
    } else {
        painter->setPen(
            QPen(row.status == worklist::Status::New ? theme::quiet : theme::line.lighter(160), 1.2));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5));
    }

    const QFont font = option.font, small = Words::smaller(option.font);
    const QFontMetrics metrics(font), smallMetrics(small);
    const int top = area.top() + (area.height() - metrics.height() - smallMetrics.height()) / 2;
    QString upper, lower;
    if (row.analysing)
        upper = tr("analysing");
    else if (row.abnormality)
        upper = Words::percentile(*row.abnormality);
    if (flagged) lower = Words::flags(row.openFlags);
    const int rightWidth =
        std::max(smallMetrics.horizontalAdvance(upper), smallMetrics.horizontalAdvance(lower));
    const int left = area.left() + kMargin + kDot + kGap;
    const int right = area.right() - kMargin;
    const int width = right - left - (rightWidth > 0 ? rightWidth + kGap : 0);
    painter->setFont(font);
    painter->setPen(isSigned ? theme::quiet : theme::text);
    painter->drawText(left, top + metrics.ascent(), metrics.elidedText(title(row), Qt::ElideRight, width));
    painter->setFont(small);
    painter->setPen(isSigned ? theme::faint : theme::quiet);
    painter->drawText(left, top + metrics.height() + smallMetrics.ascent(),
                      smallMetrics.elidedText(detail(row), Qt::ElideRight, width));
    painter->setPen(row.analysing ? theme::evidence : theme::quiet);
    painter->drawText(right - smallMetrics.horizontalAdvance(upper), top + metrics.ascent(), upper);
    painter->setPen(theme::flag);
    painter->drawText(right - smallMetrics.horizontalAdvance(lower),
                      top + metrics.height() + smallMetrics.ascent(), lower);
    painter->restore();
}

} // namespace second_read::ui
