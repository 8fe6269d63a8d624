#include "panels/viewports/viewport_widget.h"

#include <cmath>

#include <QDragEnterEvent>
#include <QMimeData>
#include <QMouseEvent>

#include "panels/viewports/viewport_overlay.h"
#include "render/slice_view.h"

namespace second_read::ui {
namespace {

constexpr double kNotch = 120;          // QWheelEvent: eighths of a degree, 15 degrees a notch
constexpr double kPixelsPerSlice = 6;   // of a scroll drag
constexpr double kZoomPerPixel = 1.006; // of a zoom drag
constexpr double kFast = 4;             // Ctrl while dragging

Eigen::Vector2d vectorOf(const QPointF& point) { return {point.x(), point.y()}; }

} // namespace

QByteArray encodeSeries(const SeriesKey& key) {
    return QByteArray::fromStdString(key.study + "\n" + key.series + "\n" + std::to_string(key.stack));
}

std::optional<SeriesKey> decodeSeries(const QByteArray& bytes) {
    const QList<QByteArray> parts = bytes.split('\n');
    bool number = false;
    if (parts.size() != 3) return std::nullopt;
    const int stack = parts[2].toInt(&number);
    if (!number) return std::nullopt;
    return SeriesKey{parts[0].toStdString(), parts[1].toStdString(), stack};
}

ViewportWidget::ViewportWidget(LayoutPresenter& layout, int index, QWidget* parent)
    : QWidget(parent), m_layout(layout), m_index(index), m_slices(new SliceView(this)),
      m_overlay(new ViewportOverlay(layout, index, this)) {
    setMouseTracking(true);
    setAcceptDrops(true);
    for (QWidget* child : {static_cast<QWidget*>(m_slices), static_cast<QWidget*>(m_overlay)})
        child->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_overlay->raise();
    setObjectName(QStringLiteral("viewport%1").arg(index));
}

ViewportPresenter& ViewportWidget::viewport() { return m_layout.viewport(m_index); }

void ViewportWidget::refresh() {
    const ViewportPresenter& state = viewport();
    m_slices->draw(state.image(), state.drawnSlice(), state.window(), state.inverted(), state.transform());
    m_overlay->setProblem(m_slices->problem());
    m_overlay->update();
}

void ViewportWidget::resizeEvent(QResizeEvent*) {
    m_slices->setGeometry(rect());
    m_overlay->setGeometry(rect());
    viewport().setSize(width(), height());
}

void ViewportWidget::wheelEvent(QWheelEvent* event) {
    const double delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (event->modifiers() & Qt::ControlModifier) {
        viewport().zoom(std::pow(1.1, delta / kNotch), vectorOf(event->position()));
    } else {
        m_wheel -= delta; // towards the reader: the next slice
        const int notches = static_cast<int>(m_wheel / kNotch);
        m_wheel -= notches * kNotch;
        if (notches != 0) m_layout.scroll(m_index, notches);
    }
    event->accept();
}

void ViewportWidget::mousePressEvent(QMouseEvent* event) {
    m_layout.setActive(m_index);
    m_pressed = m_last = event->position();
    m_scrolled = 0;
    m_dragging = event->button() == Qt::MiddleButton  ? MouseMode::Pan
                 : event->button() == Qt::RightButton ? MouseMode::Zoom
                                                      : m_layout.mouseMode();
    if (m_dragging == MouseMode::Distance) viewport().beginDistance(vectorOf(event->position()));
    if (m_dragging == MouseMode::Crosshair) m_layout.crosshairAt(m_index, vectorOf(event->position()));
}

void ViewportWidget::mouseMoveEvent(QMouseEvent* event) {
    const QPointF position = event->position();
    if (m_dragging) drag(*m_dragging, m_last, position, event->modifiers() & Qt::ControlModifier ? kFast : 1);
    m_last = position;
    viewport().setPointer(vectorOf(position));
}

void ViewportWidget::drag(MouseMode mode, const QPointF& from, const QPointF& to, double speed) {
    const QPointF by = (to - from) * speed;
    switch (mode) {
    case MouseMode::Window:
        viewport().dragWindow(by.x(), by.y());
        break;
    case MouseMode::Pan:
        viewport().pan(by.x(), by.y());
        break;
    case MouseMode::Zoom:
        viewport().zoom(std::pow(kZoomPerPixel, -by.y()), vectorOf(m_pressed));
        break;
    case MouseMode::Distance:
        viewport().moveDistance(vectorOf(to));
        break;
    case MouseMode::Crosshair:
        m_layout.crosshairAt(m_index, vectorOf(to));
        break;
    case MouseMode::Scroll: {
        m_scrolled += by.y() / kPixelsPerSlice;
        const int slices = static_cast<int>(m_scrolled);
        m_scrolled -= slices;
        if (slices != 0) m_layout.scroll(m_index, slices);
        break;
    }
    }
}

void ViewportWidget::mouseReleaseEvent(QMouseEvent*) {
    if (m_dragging == MouseMode::Distance) viewport().endDistance();
    m_dragging.reset();
}

void ViewportWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_dragging.reset();
    m_layout.toggleMaximised(m_index);
}

void ViewportWidget::leaveEvent(QEvent*) { viewport().setPointer(std::nullopt); }

void ViewportWidget::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasFormat(QLatin1String(kSeriesMime))) event->acceptProposedAction();
}

void ViewportWidget::dropEvent(QDropEvent* event) {
    const auto key = decodeSeries(event->mimeData()->data(QLatin1String(kSeriesMime)));
    if (!key) return;
    m_layout.show(m_index, *key);
    event->acceptProposedAction();
}

} // namespace second_read::ui
