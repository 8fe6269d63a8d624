#pragma once
/// Which series stands in which viewport, which viewport is active, what scrolls together. Follows
/// StudyPresenter: hangs a study when it was opened, puts pixels into the viewports as they arrive.

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <QObject>

#include "presenters/place.h"
#include "presenters/study_presenter.h"
#include "presenters/viewport_presenter.h"

namespace second_read::ui {

class LayoutPresenter : public QObject {
    Q_OBJECT
public:
    static constexpr int kMostViewports = 9;

    explicit LayoutPresenter(StudyPresenter& studies);

    Layout layout() const { return m_layout; }
    void setLayout(Layout layout);
    int rows() const;
    int columns() const;
    int viewports() const { return rows() * columns(); }
    ViewportPresenter& viewport(int index) { return *m_viewports[static_cast<std::size_t>(index)]; }
    const ViewportPresenter& viewport(int index) const {
        return *m_viewports[static_cast<std::size_t>(index)];
    }

    int active() const { return m_active; }
    void setActive(int index);
    void nextViewport(int step);
    /// One viewport over the whole panel, or back.
    bool maximised() const { return m_maximised; }
    void toggleMaximised(int index);

    void show(int index, const SeriesKey& key);
    void stepSeries(int step); ///< active viewport: the next or previous series as they hang
    void edgeSeries(bool last);

    void scroll(int index, int by);
    void setSlice(int index, int slice);

    bool linked() const { return m_linked; }
    bool followsActive(int index) const; ///< scrolls with the active viewport
    /// Linking again takes the present positions of an examination beside as belonging together.
    void setLinked(bool linked);
    /// All viewports jump to a point of viewport `index`, marked with a crosshair.
    void crosshairAt(int index, const Eigen::Vector2d& pixel);
    void clearCrosshair();
    bool referenceLines() const { return m_referenceLines; }
    void setReferenceLines(bool shown);
    /// Where the active slice cuts the one in viewport `index`, LPS.
    std::optional<std::pair<Eigen::Vector3d, Eigen::Vector3d>> referenceLine(int index) const;

    MouseMode mouseMode() const { return m_mode; }
    void setMouseMode(MouseMode mode);
    void cycleOverlay();

    /// Jumps to a place of the case that is read: its series (shown if it is not), the slice nearest to the
    /// peak, else the slice named; the peak gets a marker in every view. Without a series: the active one.
    /// False when there is no such series.
    bool goTo(const Place& place);
    void clearMarkers();

    bool comparing() const;
    bool besideColumn(int index) const; ///< the viewport belongs to the examination beside

Q_SIGNALS:
    void viewportChanged(int index);
    void layoutChanged(); ///< number, order or maximising of viewports
    void activeChanged();
    void modeChanged();
    void linkChanged();

private:
    void onOpened(Role role);
    void hangReading();
    void hangBeside();
    void fill(int index, const std::optional<SeriesKey>& key);
    void request();
    void follow(int from);
    void takeOffsets();
    std::optional<Eigen::Vector3d> offsetBetween(int from, int to) const;
    std::vector<SeriesKey> keysOf(Role role) const;
    std::vector<int> visible() const;

    StudyPresenter& m_studies;
    std::vector<std::unique_ptr<ViewportPresenter>> m_viewports;
    Layout m_layout = Layout::TwoByTwo;
    Layout m_chosen =
        Layout::TwoByTwo; ///< by the hanging or the reader; a case with fewer series gets fewer viewports
    int m_active = 0;
    bool m_maximised = false;
    bool m_linked = true, m_referenceLines = true;
    MouseMode m_mode = MouseMode::Window;
    OverlayLevel m_overlay = OverlayLevel::All;
    using Frames = std::pair<std::optional<std::string>, std::optional<std::string>>;
    /// From a frame of reference of the case that is read to one of the examination beside, mm.
    std::map<Frames, Eigen::Vector3d> m_offsets;
    bool m_wasComparing = false;
    struct Before {
        Layout layout;
        std::vector<std::optional<SeriesKey>> keys;
    };
    std::optional<Before> m_before; ///< what stood there before an examination was opened beside
};

} // namespace second_read::ui
