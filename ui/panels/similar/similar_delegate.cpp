#include "panels/similar/similar_delegate.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {

constexpr int kGap = 10, kInner = 5, kPassageLines = 2;
constexpr std::size_t kPictures = 300;

QString month(const std::string& date) { return QString::fromStdString(date).left(7); }

} // namespace

QString SimilarDelegate::facts(const SimilarCard& card) {
    QStringList parts{Words::similarity(card.similarity)};
    if (const QString who = Words::sexAndAge(QString::fromStdString(card.sex), card.age); !who.isEmpty())
        parts << who;
    if (!card.date.empty()) parts << month(card.date);
    return parts.join(QStringLiteral(" · "));
}

QString SimilarDelegate::label(const SimilarCard& card) {
    QStringList parts{tr("similar case")};
    if (const QString who = Words::sexAndAge(QString::fromStdString(card.sex), card.age); !who.isEmpty())
        parts << who;
    if (!card.date.empty()) parts << month(card.date);
    return parts.join(QStringLiteral(" · "));
}

QPixmap SimilarDelegate::picture(const SimilarCard& card) const {
    if (card.thumbnail.empty()) return {};
    if (m_pictures.size() > kPictures) m_pictures.clear();
    auto& pixmap = m_pictures[card.id];
    if (pixmap.isNull())
        pixmap =
            QPixmap::fromImage(QImage(card.thumbnail.data(), kArchiveThumbnailSide, kArchiveThumbnailSide,
                                      kArchiveThumbnailSide, QImage::Format_Grayscale8)
                                   .copy());
    return pixmap;
}

QSize SimilarDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    // The picture takes what height the panel has over the text; the card is a little wider than it is high.
    const QFontMetrics small(Words::smaller(option.font));
    const int text = small.height() * (1 + kPassageLines) + 4 + 2 * kInner;
    const auto* view = option.widget;
    const int height = std::max(text + 48, view ? view->height() - 4 : 0);
    const int side = height - text;
    const int facts = small.horizontalAdvance(QStringLiteral("0.00 · M 00 · 0000-00")) + 8;
    return {std::clamp(side * 5 / 4, facts, std::max(facts, 230)) + 2 * kInner + kGap, height};
}

void SimilarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    const auto& cards = m_presenter.state().cards;
    if (static_cast<std::size_t>(index.row()) >= cards.size()) return;
    const auto& card = cards[static_cast<std::size_t>(index.row())];
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect area = option.rect.adjusted(0, 0, -kGap, 0);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme::selected);
        painter->drawRoundedRect(area, 3, 3);
    }
    const QFont small = Words::smaller(option.font);
    const QFontMetrics metrics(small);
    const int textHeight = metrics.height() * (1 + kPassageLines) + 4;
    const QRect frame = area.adjusted(kInner, kInner, -kInner, -kInner - textHeight);
    painter->fillRect(frame, Qt::black);
    if (const QPixmap pixmap = picture(card); !pixmap.isNull()) {
        // Fills the frame's width, cut above and below: what is beside the head says nothing.
        const double scale = std::max(frame.width() / static_cast<double>(kArchiveThumbnailSide),
                                      frame.height() / static_cast<double>(kArchiveThumbnailSide));
        const QSizeF part(frame.width() / scale, frame.height() / scale);
        painter->drawPixmap(QRectF(frame), pixmap,
                            QRectF((kArchiveThumbnailSide - part.width()) / 2,
                                   (kArchiveThumbnailSide - part.height()) / 2, part.width(), part.height()));
    }
    painter->setPen(option.state & QStyle::State_HasFocus && option.state & QStyle::State_Selected
                        ? theme::evidence
                        : theme::line);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(frame.adjusted(0, 0, -1, -1));

    int y = frame.bottom() + 4;
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    const QString number = Words::similarity(card.similarity);
    painter->setFont(strong);
    painter->setPen(theme::text);
    painter->drawText(frame.left(), y + metrics.ascent(), number);
    const int after = QFontMetrics(strong).horizontalAdvance(number);
    painter->setFont(small);
    painter->setPen(theme::quiet);
    painter->drawText(
        frame.left() + after, y + metrics.ascent(),
        metrics.elidedText(facts(card).mid(number.size()), Qt::ElideRight, frame.width() - after));
    y += metrics.height();

    QString passage = QString::fromStdString(card.passage).simplified();
    if (passage.isEmpty()) passage = tr("no report");
    painter->setPen(card.passage.empty() ? theme::faint : theme::text);
    QTextLayout layout(passage, small);
    layout.beginLayout();
    for (int lines = 0; lines < kPassageLines; ++lines) {
        auto line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(frame.width());
        const bool last = lines == kPassageLines - 1;
        const QString text = passage.mid(line.textStart(), last ? -1 : line.textLength());
        painter->drawText(frame.left(), y + metrics.ascent(),
                          metrics.elidedText(text, Qt::ElideRight, frame.width()));
        y += metrics.height();
    }
    layout.endLayout();
    painter->restore();
}

} // namespace second_read::ui
