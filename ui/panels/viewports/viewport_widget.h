#pragma once
/// One viewport: the slice, what is written and drawn over it, the mouse.

#include <QWidget>

#include "presenters/layout_presenter.h"

namespace second_read::ui {

class SliceView;
class ViewportOverlay;

/// Carries a series from the list to a viewport: study uid, series uid and stack, line by line.
inline constexpr char kSeriesMime[] = "application/x-second-read-series";
QByteArray encodeSeries(const SeriesKey& key);
std::optional<SeriesKey> decodeSeries(const QByteArray& bytes);

class ViewportWidget : public QWidget {
    Q_OBJECT
public:
    ViewportWidget(LayoutPresenter& layout, int index, QWidget* parent);

    /// Takes over the presenter's state; the paint follows.
    void refresh();
    SliceView& slices() { return *m_slices; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    ViewportPresenter& viewport();
    void drag(MouseMode mode, const QPointF& from, const QPointF& to, double speed);

    LayoutPresenter& m_layout;
    int m_index;
    SliceView* m_slices;
    ViewportOverlay* m_overlay;
    std::optional<MouseMode> m_dragging;
    QPointF m_pressed, m_last;
    double m_wheel = 0, m_scrolled = 0; ///< what is left over of a notch, of a slice
};

} // namespace second_read::ui
