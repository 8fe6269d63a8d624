#include "panels/viewports/viewport_overlay.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "theme/theme.h"

namespace second_read::ui {
namespace {

constexpr int kMargin = 8;
constexpr double kMarkerRadius = 22; // pixels; the ring must not cover what it points at
const QColor kOnImage{0xb8, 0xc1, 0xcb};

QPointF pointOf(const Eigen::Vector2d& pixel) { return {pixel.x(), pixel.y()}; }

/// Text readable over any image: light letters on their own shadow.
void write(QPainter& painter, const QPointF& baseline, const QString& text, const QColor& color) {
    painter.setPen(QColor(0, 0, 0, 210));
    for (const QPointF& by : {QPointF(1, 1), QPointF(-1, 0), QPointF(0, -1)})
        painter.drawText(baseline + by, text);
    painter.setPen(color);
    painter.drawText(baseline, text);
}

/// A line of facts in as many lines as it needs, broken between facts: a name or a number is never cut for
/// want of width while there is another line.
QStringList wrapped(const QString& facts, const QFontMetrics& metrics, int width) {
    static const QString kBetween = QStringLiteral(" · ");
    QStringList lines;
    for (const QString& fact : facts.split(kBetween)) {
        const QString joined = lines.isEmpty() ? fact : lines.last() + kBetween + fact;
        if (!lines.isEmpty() && metrics.horizontalAdvance(joined) <= width)
            lines.last() = joined;
        else
            lines << fact;
    }
    return lines;
}

} // namespace

ViewportOverlay::ViewportOverlay(LayoutPresenter& layout, int index, QWidget* parent)
    : QWidget(parent), m_layout(layout), m_index(index) {
    setAttribute(Qt::WA_NoSystemBackground);
}

void ViewportOverlay::setProblem(const QString& problem) { m_problem = problem; }

void ViewportOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ViewportPresenter& viewport = m_layout.viewport(m_index);
    if (viewport.image()) {
        paintPlaces(painter, viewport);
        paintDistances(painter, viewport);
    }
    paintText(painter, viewport);
    paintBand(painter, viewport);
    const QString failure = m_problem.isEmpty() ? QString::fromStdString(viewport.failure()) : m_problem;
    if (!failure.isEmpty()) {
        painter.setPen(theme::flag);
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, failure);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    const bool active = m_index == m_layout.active() && m_layout.viewports() > 1 && !m_layout.maximised();
    painter.setPen(active ? QColor(0x3a, 0x6d, 0x97) : theme::line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void ViewportOverlay::paintBand(QPainter& painter, const ViewportPresenter& viewport) {
    if (!viewport.series() || viewport.series()->other.empty()) return;
    // Another patient or another day: the whole top edge says so, in words.
    const QRect band(0, 0, width(), fontMetrics().height() + 6);
    painter.fillRect(band, theme::evidenceDim);
    painter.setPen(theme::text);
    const QString text = tr("Not this case: %1").arg(QString::fromStdString(viewport.series()->other));
    painter.drawText(band.adjusted(kMargin, 0, -kMargin, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text, Qt::ElideRight, width() - 2 * kMargin));
}

void ViewportOverlay::paintText(QPainter& painter, const ViewportPresenter& viewport) {
    const ViewportPresenter::Text text = viewport.text(m_layout.followsActive(m_index));
    const int line = fontMetrics().height();
    const bool band = viewport.series() && !viewport.series()->other.empty();
    const int top = kMargin + (band ? line + 4 : 0);
    const int half = width() / 2 - 2 * kMargin;
    auto column = [&](const std::vector<std::string>& entries, bool right, bool bottom) {
        QStringList lines;
        for (const std::string& entry : entries)
            lines << wrapped(QString::fromStdString(entry), fontMetrics(), half);
        double y = bottom ? height() - kMargin - line * (static_cast<double>(lines.size()) - 1) -
                                fontMetrics().descent()
                          : top + fontMetrics().ascent();
        bool first = true;
        for (const QString& entry : lines) {
            const QString shown = fontMetrics().elidedText(entry, Qt::ElideRight, half);
            const double x = right ? width() - kMargin - fontMetrics().horizontalAdvance(shown) : kMargin;
            write(painter, {x, y}, shown, first && !right && !bottom ? theme::text : kOnImage);
            y += line;
            first = false;
        }
    };
    column(text.topLeft, false, false);
    column(text.topRight, true, false);
    column(text.bottomLeft, false, true);
    column(text.bottomRight, true, true);

    QFont bold = painter.font();
    bold.setWeight(QFont::Medium);
    painter.setFont(bold);
    const QFontMetrics metrics(bold);
    auto letter = [&](const std::string& name, double x, double y) {
        const QString shown = QString::fromStdString(name);
        write(painter, {x - metrics.horizontalAdvance(shown) / 2.0, y + metrics.ascent() / 2.0 - 1}, shown,
              theme::text);
    };
    const double inset = kMargin + metrics.horizontalAdvance(QStringLiteral("RAS")) / 2.0;
    letter(text.letters.left, inset, height() / 2.0);
    letter(text.letters.right, width() - inset, height() / 2.0);
    letter(text.letters.top, width() / 2.0, top + line / 2.0);
    letter(text.letters.bottom, width() / 2.0, height() - kMargin - line / 2.0);
    painter.setFont(font());
}

void ViewportOverlay::paintPlaces(QPainter& painter, const ViewportPresenter& viewport) {
    const ViewTransform transform = viewport.transform();
    painter.setBrush(Qt::NoBrush);
    if (const auto line = m_layout.referenceLine(m_index)) {
        painter.setPen(QPen(theme::referenceLine, 1, Qt::DashLine));
        painter.drawLine(pointOf(transform.screenOf(line->first)), pointOf(transform.screenOf(line->second)));
    }
    if (const auto cross = viewport.crosshair()) {
        const QPointF at = pointOf(transform.screenOf(*cross));
        painter.setPen(QPen(theme::measure, 1));
        for (const QPointF& direction : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
            painter.drawLine(at + direction * 6, at + direction * 28);
    }
    if (const auto marker = viewport.marker()) {
        // Near the peak a full ring; further off it fades and thins, so that scrolling shows where the place
        // ends.
        const double away = viewport.distanceToSlice(*marker);
        const double spacing = viewport.grid() ? viewport.grid()->spacing[2] : 1;
        const double near = std::max(spacing, 3.0);
        if (away <= 4 * near) {
            QColor color = theme::marker;
            color.setAlphaF(static_cast<float>(
                away <= near / 2 + 1e-6 ? 1.0 : std::max(0.15, 0.7 * (1 - away / (4 * near)))));
            painter.setPen(QPen(color, 1.6, away <= near / 2 + 1e-6 ? Qt::SolidLine : Qt::DotLine));
            painter.drawEllipse(pointOf(transform.screenOf(*marker)), kMarkerRadius, kMarkerRadius);
        }
    }
}

void ViewportOverlay::paintDistances(QPainter& painter, const ViewportPresenter& viewport) {
    const ViewTransform transform = viewport.transform();
    for (const Distance& distance : viewport.distances()) {
        const QPointF from = pointOf(transform.screenOf(distance.from)),
                      to = pointOf(transform.screenOf(distance.to));
        painter.setPen(QPen(theme::measure, 1.2));
        painter.drawLine(from, to);
        for (const QPointF& end : {from, to}) painter.drawEllipse(end, 2.5, 2.5);
        write(painter, to + QPointF(8, -6), QString::fromStdString(viewport.distanceText(distance)),
              theme::measure);
    }
}

} // namespace second_read::ui
