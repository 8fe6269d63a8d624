#include "presenters/viewport_presenter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include <QCoreApplication>

#include "presenters/slice_geometry.h"
#include "volume/orientation.h"

namespace second_read::ui {
namespace {

constexpr double kDragPixels = 300; // a drag over so many pixels changes width or centre by one robust width
constexpr double kMinZoom = 0.05, kMaxZoom = 40;

std::string number(double value) {
    std::array<char, 32> text{};
    const double size = std::abs(value);
    std::snprintf(text.data(), text.size(),
                  size >= 100 || value == std::round(value) ? "%.0f"
                  : size >= 1                               ? "%.1f"
                                                            : "%.3g",
                  value);
    return text.data();
}

} // namespace

const std::vector<WindowPreset>& windowPresets() {
    static const std::vector<WindowPreset> presets = {
        {"robust window", 1.0, 1.0}, {"high contrast", 1.0, 0.5}, {"low contrast", 1.0, 1.6},
        {"dark parts", 0.6, 0.6},    {"bright parts", 1.35, 0.7}, {"narrow", 1.0, 0.3},
    };
    return presets;
}

void ViewportPresenter::show(ShownSeries series, std::shared_ptr<const volume::Volume> preview) {
    const bool another = !m_series || m_series->key != series.key;
    m_series = std::move(series);
    m_failure.clear();
    if (another) {
        m_image.reset();
        m_loaded = false;
        m_view = {};
        m_windowTouched = false;
        m_inverted = false;
        m_drawing.reset();
        m_marker.reset();
        m_crosshair.reset();
        m_slice = std::max(0, slices() / 2);
    }
    if (preview && !m_loaded) {
        m_image = std::move(preview);
        m_robust = volume::robustWindow(*m_image);
        if (!m_windowTouched) m_window = m_robust;
    }
    changed();
}

void ViewportPresenter::setVolume(std::shared_ptr<const volume::Volume> volume) {
    if (!m_series || !volume) return;
    m_image = std::move(volume);
    m_loaded = true;
    m_failure.clear();
    m_robust = volume::robustWindow(*m_image);
    if (!m_windowTouched) m_window = m_robust;
    m_slice = std::clamp(m_slice, 0, std::max(0, slices() - 1));
    changed();
}

void ViewportPresenter::setFailure(const std::string& why) {
    m_failure = why;
    changed();
}

void ViewportPresenter::clear() {
    m_series.reset();
    m_image.reset();
    m_loaded = false;
    m_failure.clear();
    m_drawing.reset();
    m_marker.reset();
    m_crosshair.reset();
    changed();
}

void ViewportPresenter::setSize(double width, double height) {
    m_size = {std::max(1.0, width), std::max(1.0, height)};
    changed();
}

int ViewportPresenter::slices() const {
    if (m_loaded) return m_image->grid.size[2];
    return m_series ? std::max(m_series->facts.matrix[2], m_image ? 1 : 0) : 0;
}

int ViewportPresenter::shownSlice() const { return m_loaded ? m_slice : slices() / 2; }

std::optional<volume::Grid> ViewportPresenter::grid() const {
    if (!positionKnown()) return std::nullopt;
    if (m_loaded) return m_image->grid;
    return volume::Grid::fromAffine(*m_series->facts.affineLps, m_series->facts.matrix);
}

int ViewportPresenter::drawnSlice() const { return m_loaded ? m_slice : 0; }

void ViewportPresenter::setSlice(int slice) {
    const int wanted = std::clamp(slice, 0, std::max(0, slices() - 1));
    if (wanted == m_slice) return;
    m_slice = wanted;
    changed();
}

void ViewportPresenter::dragWindow(double dx, double dy) {
    if (!m_image) return;
    const double unit = m_robust.width / kDragPixels;
    m_window.width = std::max(m_robust.width * 1e-3, m_window.width + dx * unit);
    m_window.center += dy * unit; // y grows downwards: dragging up lowers the centre
    m_windowTouched = true;
    changed();
}

void ViewportPresenter::preset(int digit) {
    if (!m_image) return;
    if (digit == 0) {
        const double low = volume::percentile(*m_image, 0), high = volume::percentile(*m_image, 1);
        m_window = {(low + high) / 2, std::max(high - low, 1e-6)};
    } else if (const auto index = static_cast<std::size_t>(digit - 1);
               digit > 0 && index < windowPresets().size()) {
        const WindowPreset& chosen = windowPresets()[index];
        m_window = {m_robust.center * chosen.center, m_robust.width * chosen.width};
    } else {
        return;
    }
    m_windowTouched = digit != 1;
    changed();
}

void ViewportPresenter::invert() {
    m_inverted = !m_inverted;
    changed();
}

ViewAxes ViewportPresenter::axes() const {
    return volume::turned(volume::standardAxes(m_image->grid, positionKnown()), m_view.quarterTurns,
                          m_view.mirrored);
}

double ViewportPresenter::fitScale() const {
    const volume::Grid& grid = m_image->grid;
    const Eigen::Vector3d columns[2] = {grid.direction.col(0), grid.direction.col(1)};
    const ViewAxes drawn = axes();
    double width = 0, height = 0; // mm on screen
    for (int axis = 0; axis < 2; ++axis) {
        const double extent = grid.size[static_cast<std::size_t>(axis)] * grid.spacing[axis];
        width += extent * std::abs(columns[axis].dot(drawn.right));
        height += extent * std::abs(columns[axis].dot(drawn.down));
    }
    return std::min(m_size.x() / std::max(width, 1e-6), m_size.y() / std::max(height, 1e-6));
}

ViewTransform ViewportPresenter::transform() const {
    ViewTransform transform;
    transform.size = m_size;
    if (!m_image) return transform;
    transform.axes = axes();
    transform.pixelsPerMm = fitScale() * m_view.zoom;
    transform.center = sliceCenter(m_image->grid, drawnSlice()) - m_view.pan.x() * transform.axes.right -
                       m_view.pan.y() * transform.axes.down;
    return transform;
}

void ViewportPresenter::zoom(double factor, const Eigen::Vector2d& about) {
    if (!m_image || !(factor > 0)) return;
    const Eigen::Vector2d fromMiddle = about - m_size / 2;
    const double before = transform().pixelsPerMm;
    m_view.zoom = std::clamp(m_view.zoom * factor, kMinZoom, kMaxZoom);
    const double after = transform().pixelsPerMm;
    m_view.pan += fromMiddle / after - fromMiddle / before;
    changed();
}

void ViewportPresenter::pan(double dx, double dy) {
    if (!m_image) return;
    m_view.pan += Eigen::Vector2d(dx, dy) / transform().pixelsPerMm;
    changed();
}

void ViewportPresenter::fit() {
    m_view.zoom = 1;
    m_view.pan = {0, 0};
    changed();
}

void ViewportPresenter::rotate(int quarterTurns) {
    // What stands in the middle stays there: the offset turns with the image.
    m_view.pan = {0, 0};
    m_view.quarterTurns = (m_view.quarterTurns + quarterTurns + 4) % 4;
    changed();
}

void ViewportPresenter::mirror() {
    m_view.mirrored = !m_view.mirrored;
    m_view.pan.x() = -m_view.pan.x();
    changed();
}

void ViewportPresenter::reset() {
    m_view = {};
    m_window = m_robust;
    m_windowTouched = false;
    m_inverted = false;
    changed();
}

bool ViewportPresenter::spacingKnown() const {
    return m_series && m_series->facts.spacing[0] > 0 && m_series->facts.spacing[1] > 0;
}

void ViewportPresenter::beginDistance(const Eigen::Vector2d& pixel) {
    if (!m_image) return;
    const Eigen::Vector3d point = transform().patientOf(pixel);
    m_drawing = Distance{shownSlice(), point, point};
    changed();
}

void ViewportPresenter::moveDistance(const Eigen::Vector2d& pixel) {
    if (!m_drawing) return;
    m_drawing->to = transform().patientOf(pixel);
    changed();
}

void ViewportPresenter::endDistance() {
    if (!m_drawing) return;
    if ((m_drawing->to - m_drawing->from).norm() * transform().pixelsPerMm >= 1)
        m_distances[m_series->key].push_back(*m_drawing);
    m_drawing.reset();
    changed();
}

void ViewportPresenter::removeDistance() {
    if (!m_series) return;
    auto& kept = m_distances[m_series->key];
    for (auto it = kept.rbegin(); it != kept.rend(); ++it)
        if (it->slice == shownSlice()) {
            kept.erase(std::next(it).base());
            changed();
            return;
        }
}

std::vector<Distance> ViewportPresenter::distances() const {
    std::vector<Distance> shown;
    if (!m_series) return shown;
    if (const auto kept = m_distances.find(m_series->key); kept != m_distances.end())
        std::copy_if(kept->second.begin(), kept->second.end(), std::back_inserter(shown),
                     [&](const Distance& distance) { return distance.slice == shownSlice(); });
    if (m_drawing && m_drawing->slice == shownSlice()) shown.push_back(*m_drawing);
    return shown;
}

std::string ViewportPresenter::distanceText(const Distance& distance) const {
    std::array<char, 32> text{};
    if (spacingKnown()) {
        std::snprintf(text.data(), text.size(), "%.1f mm", (distance.to - distance.from).norm());
    } else if (m_image) {
        const Eigen::Vector3d voxels =
            m_image->grid.voxelOf(distance.to) - m_image->grid.voxelOf(distance.from);
        std::snprintf(text.data(), text.size(), "%.1f px", voxels.head<2>().norm());
    }
    return text.data();
}

void ViewportPresenter::setMarker(const std::optional<Eigen::Vector3d>& lps) {
    m_marker = lps;
    changed();
}

void ViewportPresenter::setCrosshair(const std::optional<Eigen::Vector3d>& lps) {
    if (!lps && !m_crosshair) return;
    m_crosshair = lps;
    changed();
}

double ViewportPresenter::distanceToSlice(const Eigen::Vector3d& lps) const {
    if (!m_image) return 0;
    const volume::Grid& drawn = m_image->grid;
    return std::abs((lps - sliceCenter(drawn, drawnSlice())).dot(volume::sliceNormal(drawn)));
}

std::string ViewportPresenter::readOut(const Eigen::Vector2d& pixel) const {
    if (!m_image) return {};
    const volume::Grid& grid = m_image->grid;
    const Eigen::Vector3d point = transform().patientOf(pixel);
    const Eigen::Vector3d voxel = grid.voxelOf(point);
    const auto i = std::lround(voxel.x()), j = std::lround(voxel.y());
    if (!voxel.allFinite() || i < 0 || j < 0 || i >= grid.size[0] || j >= grid.size[1]) return {};
    std::string text = number(m_image->at(static_cast<int>(i), static_cast<int>(j), drawnSlice()));
    if (positionKnown()) text += " · " + volume::describe(point);
    return text;
}

void ViewportPresenter::setPointer(const std::optional<Eigen::Vector2d>& pixel) {
    if (!pixel && !m_pointer) return;
    m_pointer = pixel;
    changed();
}

ViewportPresenter::Text ViewportPresenter::text(bool linked) const {
    Text text;
    if (!m_series || m_overlay == OverlayLevel::None) return text;
    if (m_image && positionKnown()) text.letters = volume::edgeLetters(transform().axes);
    if (m_overlay == OverlayLevel::LettersOnly) return text;
    text.topLeft.push_back(shortName(m_series->facts));
    if (slices() > 0) {
        std::string place = std::to_string(shownSlice() + 1) + " / " + std::to_string(slices());
        if (m_image && positionKnown()) place += " · " + slicePosition(m_image->grid, drawnSlice());
        text.topLeft.push_back(place);
    }
    if (!m_loaded && m_failure.empty())
        text.topLeft.push_back(QCoreApplication::translate("Viewport", "loading…").toStdString());
    text.topRight.push_back(m_series->patient);
    if (const std::string spacing = spacingText(m_series->facts); !spacing.empty())
        text.topRight.push_back(spacing);
    if (!positionKnown())
        text.topRight.push_back(QCoreApplication::translate("Viewport", "position not known").toStdString());
    if (linked) text.topRight.push_back(QCoreApplication::translate("Viewport", "linked").toStdString());
    if (m_image) {
        std::string window = "W " + number(m_window.width) + " L " + number(m_window.center);
        if (m_inverted) window += " · " + QCoreApplication::translate("Viewport", "inverted").toStdString();
        if (const double zoom = m_view.zoom; std::abs(zoom - 1) > 0.005)
            window += " · " + number(std::round(zoom * 100)) + " %";
        text.bottomLeft.push_back(window);
    }
    if (m_pointer)
        if (const std::string value = readOut(*m_pointer); !value.empty()) text.bottomRight.push_back(value);
    return text;
}

void ViewportPresenter::setOverlayLevel(OverlayLevel level) {
    m_overlay = level;
    changed();
}

} // namespace second_read::ui
