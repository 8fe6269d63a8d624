#include "panels/evidence/evidence_delegate.h"

#include <QPainter>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {

constexpr int kMargin = 12, kGap = 10;
constexpr double kNotable = 90; ///< percentile from which on a row says where, even below its flag threshold

bool notable(const EvidenceRow& row) {
    return row.conflict ||
           (row.percentile && *row.percentile >= std::min(kNotable, row.threshold.value_or(kNotable)));
}

QColor reportColor(const EvidenceRow& row) {
    if (row.conflict) return theme::flag;
    // Agreement covers the side as well: where the images state none, nothing is agreed on.
    if (row.reported == Assertion::Affirmed && notable(row) && row.reportedSide == row.side)
        return theme::agreement;
    if (row.reported == Assertion::Affirmed || row.reported == Assertion::Uncertain) return theme::text;
    return theme::quiet;
}

int rowHeight(const QFont& font) { return QFontMetrics(font).height() + 9; }

/// Shares of a row's width: the name gives way first, the number never.
struct Columns {
    QRect name, bar, number, report;
};

Columns columnsOf(const QRect& area, const QFont& font) {
    const QFontMetrics metrics(font);
    const int height = rowHeight(font);
    const int width = area.width() - 2 * kMargin;
    const int number = metrics.horizontalAdvance(QStringLiteral(">99")) + 4;
    const int bar = std::clamp(width / 6, 44, 120);
    const int report = std::max(0, std::min(width * 3 / 10, metrics.averageCharWidth() * 22));
    const int name = width - number - bar - report - 3 * kGap;
    Columns columns;
    int x = area.left() + kMargin;
    const auto take = [&](int wide) {
        const QRect rect(x, area.top(), std::max(0, wide), height);
        x += wide + kGap;
        return rect;
    };
    columns.name = take(name);
    columns.bar = take(bar);
    columns.number = take(number);
    columns.report = take(report);
    return columns;
}

void paintBar(QPainter& painter, const QRect& area, const EvidenceRow& row) {
    constexpr int kThick = 6;
    const QRectF track(area.left(), area.center().y() - kThick / 2.0 + 0.5, area.width(), kThick);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::line);
    painter.drawRoundedRect(track, kThick / 2.0, kThick / 2.0);
    if (!row.percentile) return;
    QRectF filled = track;
    filled.setWidth(std::max<double>(kThick, track.width() * std::clamp(*row.percentile, 0.0, 100.0) / 100));
    const QColor color = notable(row) ? theme::evidence : theme::evidenceDim.lighter(130);
    if (row.reduced) { // hollow: seen with less than it should be seen with
        painter.setPen(QPen(color, 1));
        painter.setBrush(theme::evidenceDim.darker(140));
        filled.adjust(0.5, 0.5, -0.5, -0.5);
    } else {
        painter.setBrush(color);
    }
    painter.drawRoundedRect(filled, kThick / 2.0, kThick / 2.0);
    if (!row.threshold) return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::quiet);
    painter.drawRect(
        QRectF(track.left() + track.width() * *row.threshold / 100 - 0.5, track.top() - 3, 1, kThick + 6));
}

QString missingWords(const EvidenceRow& row) {
    QStringList names;
    for (const auto sequence : row.missing)
        names << QString::fromLatin1(nameOf(sequence).data(),
                                     static_cast<qsizetype>(nameOf(sequence).size()));
    return names.join(QStringLiteral(", "));
}

} // namespace

QString EvidenceDelegate::reportWords(const EvidenceRow& row) {
    if (row.ownQuery) return row.evaluable ? tr("not calibrated") : QString();
    if (!row.reported) return {};
    const QString side = row.reportedSide ? Words::side(*row.reportedSide) : QString();
    if (row.conflict && *row.reported == Assertion::Affirmed && row.reportedSide && row.side &&
        *row.side != *row.reportedSide)
        return tr("%1; images %2").arg(side, Words::side(*row.side));
    switch (*row.reported) {
    case Assertion::Affirmed:
        return side.isEmpty() ? tr("affirmed") : tr("affirmed %1").arg(side);
    case Assertion::Uncertain:
        return side.isEmpty() ? tr("possible") : tr("possible %1").arg(side);
    case Assertion::Historical:
        return tr("in the past");
    case Assertion::Negated:
        return tr("denied");
    case Assertion::Absent:
        break;
    }
    return tr("not mentioned");
}

QString EvidenceDelegate::secondLine(const EvidenceRow& row) {
    if (!row.evaluable || !notable(row)) return {};
    const QString where = QString::fromStdString(row.where);
    if (!row.reduced) return where;
    const QString reduced = row.missing.empty() ? tr("reduced confidence")
                                                : tr("reduced confidence: no %1").arg(missingWords(row));
    return where.isEmpty() ? reduced : tr("%1 · %2").arg(where, reduced);
}

QSize EvidenceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto& rows = m_presenter.state().rows;
    const auto row = static_cast<std::size_t>(index.row());
    const bool two = row < rows.size() && !secondLine(rows[row]).isEmpty();
    return {200, rowHeight(option.font) + (two ? QFontMetrics(Words::smaller(option.font)).height() + 2 : 0)};
}

void EvidenceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
    const auto& rows = m_presenter.state().rows;
    if (static_cast<std::size_t>(index.row()) >= rows.size()) return;
    const auto& row = rows[static_cast<std::size_t>(index.row())];
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(option.rect, theme::selected);
        if (option.state & QStyle::State_HasFocus)
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()),
                              theme::evidence);
    }
    const QFont font = option.font, small = Words::smaller(option.font);
    const auto columns = columnsOf(option.rect, font);
    const auto write = [&](const QRect& rect, const QFont& type, const QColor& color, const QString& text,
                           Qt::Alignment align = Qt::AlignLeft) {
        painter->setFont(type);
        painter->setPen(color);
        painter->drawText(rect, static_cast<int>(align | Qt::AlignVCenter) | Qt::TextSingleLine,
                          QFontMetrics(type).elidedText(text, Qt::ElideRight, rect.width()));
    };
    const QString name = QString::fromStdString(row.name);
    if (!row.evaluable) { // the reason in the same row, in place of bar and number
        const QString why = row.ownQuery ? tr("no series can be asked") : QString::fromStdString(row.whyNot);
        const QString report = reportWords(row);
        const int reported = report.isEmpty() ? 0 : QFontMetrics(small).horizontalAdvance(report) + kGap;
        const QRect rest(columns.name.left(), columns.name.top(),
                         option.rect.right() - kMargin - reported - columns.name.left(), rowHeight(font));
        write(rest, small, theme::faint,
              why.startsWith(name) ? why : tr("%1: not evaluable, %2").arg(name, why));
        write(QRect(rest.right(), rest.top(), option.rect.right() - kMargin - rest.right(), rest.height()),
              small, reportColor(row), report, Qt::AlignRight);
    } else {
        write(columns.name, font, notable(row) ? theme::text : theme::text.darker(115), name);
        paintBar(*painter, columns.bar, row);
        if (row.percentile)
            write(columns.number, font, notable(row) ? theme::text : theme::quiet,
                  Words::percentile(*row.percentile), Qt::AlignRight);
        if (const QString second = secondLine(row); !second.isEmpty()) {
            const QRect under(columns.name.left(), option.rect.top() + rowHeight(font) - 4,
                              option.rect.right() - kMargin - columns.name.left(),
                              QFontMetrics(small).height());
            write(under, small, theme::quiet, second);
        }
        write(columns.report, small, reportColor(row), reportWords(row));
    }
    painter->restore();
}

} // namespace second_read::ui
