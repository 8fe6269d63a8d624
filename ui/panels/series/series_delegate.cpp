#include "panels/series/series_delegate.h"

#include <QPainter>

#include "panels/series/series_model.h"
#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {
namespace {

constexpr int kPicture = 44, kMargin = 12, kGap = 9;

} // namespace

SeriesDelegate::SeriesDelegate(const SeriesModel& model, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model) {}

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const SeriesRow& row = m_model.row(index.row());
    const int line = option.fontMetrics.height();
    if (row.heading) return {100, 2 * line + 8};
    return {100, std::max(kPicture + 10, line * (row.warnings.empty() ? 2 : 3) + 12)};
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    const SeriesRow& row = m_model.row(index.row());
    painter->save();
    const QRect area = option.rect;
    if (option.state & QStyle::State_Selected || (row.heading && row.active))
        painter->fillRect(area, theme::selected);
    const QFont base = option.font, quiet = Words::smaller(option.font);
    const int line = QFontMetrics(base).height();
    auto write = [&](const QFont& font, const QColor& color, int x, int y, int width,
                     const std::string& text) {
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(x, y + QFontMetrics(font).ascent(),
                          QFontMetrics(font).elidedText(QString::fromStdString(text), Qt::ElideRight, width));
    };
    if (row.heading) {
        if (row.active) painter->fillRect(QRect(area.left(), area.top(), 2, area.height()), theme::quiet);
        write(base, row.active ? theme::text : theme::quiet, area.left() + kMargin, area.top() + 4,
              area.width() - 2 * kMargin, row.title);
        write(quiet, theme::faint, area.left() + kMargin, area.top() + 4 + line, area.width() - 2 * kMargin,
              row.detail);
        painter->restore();
        return;
    }
    const QRect picture(area.left() + kMargin, area.top() + 5, kPicture, kPicture);
    painter->fillRect(picture, Qt::black);
    if (const QPixmap image = m_model.thumbnail(index.row()); !image.isNull()) {
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawPixmap(picture, image);
    }
    painter->setPen(row.active ? theme::evidence : row.shown ? theme::quiet : theme::line);
    painter->drawRect(picture.adjusted(0, 0, -1, -1));
    const int x = picture.right() + kGap, width = area.right() - kMargin - x;
    const int lines = row.warnings.empty() ? 2 : 3;
    int y = area.top() + (area.height() - lines * line) / 2;
    const int extent = QFontMetrics(quiet).horizontalAdvance(QString::fromStdString(row.extent)) + 2;
    write(quiet, theme::quiet, x + width - extent, y + 1, extent, row.extent);
    write(base, theme::text, x, y, width - extent - kGap, row.title);
    write(quiet, theme::quiet, x, y + line, width, row.detail);
    if (!row.warnings.empty()) {
        const std::string more =
            row.warnings.size() > 1 ? " (+" + std::to_string(row.warnings.size() - 1) + ")" : "";
        write(quiet, theme::flag, x, y + 2 * line, width, "! " + row.warnings.front() + more);
    }
    painter->restore();
}

} // namespace second_read::ui
