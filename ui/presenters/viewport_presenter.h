#pragma once
/// What one viewport shows and how: series, slice, window, zoom, turn, measurements, marker. Plain values;
/// the widget draws `transform()`, `drawnSlice()` and `overlay` and forwards mouse and keys. Pixels are
/// device-independent, from the top left corner of the viewport; points are LPS mm.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "examination/examination.h"
#include "presenters/view_transform.h"
#include "presenters/volume_cache.h"
#include "volume/volume.h"

namespace second_read::ui {

/// What a left drag does (Weasis's mouse modes).
enum class MouseMode { Window, Zoom, Pan, Scroll, Distance, Crosshair };

/// How much is written over the image.
enum class OverlayLevel { All, LettersOnly, None };

/// A distance, kept in patient space so that zoom and pan leave it right.
struct Distance {
    int slice = 0;
    Eigen::Vector3d from{0, 0, 0}, to{0, 0, 0};
};

/// The series in a viewport and the lines that name it.
struct ShownSeries {
    SeriesKey key;
    examination::Series facts;
    std::string patient; ///< "DOE^JANE · F 52 · 2026-11-20"
    std::string other;   ///< not empty: another examination, opened beside; named in a band over the image
};

/// Factors on the robust window of the volume: MR has no units, so presets are relative. Digits 1 to 6; 0 =
/// all values.
struct WindowPreset {
    const char* name;
    double center, width;
};
const std::vector<WindowPreset>& windowPresets();

class ViewportPresenter {
public:
    using Changed = std::function<void()>;
    /// `changed` is called after every change that must be drawn.
    explicit ViewportPresenter(Changed changed) : m_changed(std::move(changed)) {}

    void show(ShownSeries series, std::shared_ptr<const volume::Volume> preview);
    void setVolume(std::shared_ptr<const volume::Volume> volume);
    void setFailure(const std::string& why);
    void clear();
    void setSize(double width, double height);

    bool empty() const { return !m_series.has_value(); }
    const std::optional<ShownSeries>& series() const { return m_series; }
    const std::shared_ptr<const volume::Volume>& image() const {
        return m_image;
    } ///< the volume, else its middle slice
    bool loaded() const { return m_loaded; }
    const std::string& failure() const { return m_failure; }

    int slice() const { return m_slice; } ///< index k within the stack that was asked for
    int shownSlice() const;               ///< the one that is drawn: the middle one until the volume is there
    int slices() const;                   ///< of the stack; 0 when empty
    int drawnSlice() const;               ///< index within image(): 0 while only the middle slice is there
    void setSlice(int slice);             ///< clamped
    /// Of the whole stack, known before its pixels are; nullopt when empty or without position.
    std::optional<volume::Grid> grid() const;
    void scroll(int by) { setSlice(m_slice + by); }

    const volume::Window& window() const { return m_window; }
    bool inverted() const { return m_inverted; }
    void dragWindow(double dx, double dy); ///< right widens, up lowers the centre (IHE BIR)
    void preset(int digit);                ///< 0: all values, 1: robust window, 2...: windowPresets()
    void invert();

    ViewTransform transform() const;
    void zoom(double factor, const Eigen::Vector2d& about); ///< the point under `about` stays where it is
    void pan(double dx, double dy);
    void fit();
    void rotate(int quarterTurns);
    void mirror();
    void reset(); ///< window, zoom, place, turn; not the slice

    void beginDistance(const Eigen::Vector2d& pixel);
    void moveDistance(const Eigen::Vector2d& pixel);
    void endDistance();                      ///< one shorter than a pixel is dropped
    void removeDistance();                   ///< the newest
    std::vector<Distance> distances() const; ///< of the slice that is shown
    std::string
    distanceText(const Distance& distance) const; ///< "31.4 mm"; "12.0 px" where the spacing is not known

    void setMarker(const std::optional<Eigen::Vector3d>& lps);
    std::optional<Eigen::Vector3d> marker() const { return m_marker; }
    void setCrosshair(const std::optional<Eigen::Vector3d>& lps);
    std::optional<Eigen::Vector3d> crosshair() const { return m_crosshair; }
    double distanceToSlice(const Eigen::Vector3d& lps) const; ///< mm between a point and the drawn slice

    /// The value and the position under a pixel: "318 · R 31.4 A 44.0 S 41.2"; empty outside the image.
    std::string readOut(const Eigen::Vector2d& pixel) const;
    void setPointer(const std::optional<Eigen::Vector2d>& pixel);

    /// False: no letters, no position, no reference lines.
    bool positionKnown() const { return m_series && m_series->facts.affineLps.has_value(); }
    bool spacingKnown() const;

    struct Text {
        std::vector<std::string> topLeft, topRight, bottomLeft, bottomRight;
        EdgeLetters letters;
    };
    Text text(bool linked) const;

    void setOverlayLevel(OverlayLevel level);

private:
    struct View { // what reset() puts back
        double zoom = 1;
        Eigen::Vector2d pan{0, 0}; // mm on screen, right and down
        int quarterTurns = 0;
        bool mirrored = false;
    };
    double fitScale() const;
    ViewAxes axes() const;
    void changed() const { m_changed(); }

    Changed m_changed;
    std::optional<ShownSeries> m_series;
    std::shared_ptr<const volume::Volume> m_image;
    bool m_loaded = false;
    std::string m_failure;
    int m_slice = 0;
    volume::Window m_robust, m_window;
    bool m_windowTouched = false;
    bool m_inverted = false;
    View m_view;
    Eigen::Vector2d m_size{1, 1};
    std::map<SeriesKey, std::vector<Distance>> m_distances;
    std::optional<Distance> m_drawing;
    std::optional<Eigen::Vector3d> m_marker, m_crosshair;
    std::optional<Eigen::Vector2d> m_pointer;
    OverlayLevel m_overlay = OverlayLevel::All;
};

/// "FLAIR ax", "T1+Gd sag": as radiologists name a series; the description where the sequence is not known.
std::string shortName(const examination::Series& series);
/// "0.90 × 0.90 × 5.5 mm"; empty where the spacing is not known.
std::string spacingText(const examination::Series& series);
/// "DOE^JANE · F 52 · 2026-11-20"; parts that are not known are left out; without a name, `place` (the
/// folder's).
std::string patientText(const examination::Study& study, const std::string& place);

} // namespace second_read::ui
