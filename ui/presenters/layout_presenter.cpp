#include "presenters/layout_presenter.h"

#include <algorithm>
#include <limits>

#include "presenters/slice_geometry.h"

namespace second_read::ui {
namespace {

/// One place of the patient has the same coordinates in both (PS3.3 C.7.4.1).
bool shareCoordinates(const ShownSeries& a, const ShownSeries& b) {
    return a.key.study == b.key.study && a.facts.frameOfReference == b.facts.frameOfReference;
}

} // namespace

LayoutPresenter::LayoutPresenter(StudyPresenter& studies)
    : m_studies(studies), m_layout(studies.hanging().layout), m_chosen(m_layout) {
    for (int index = 0; index < kMostViewports; ++index)
        m_viewports.push_back(
            std::make_unique<ViewportPresenter>([this, index] { Q_EMIT viewportChanged(index); }));
    connect(&studies, &StudyPresenter::opened, this, &LayoutPresenter::onOpened);
    connect(&studies, &StudyPresenter::sliceReady, this, [this](const SeriesKey& key) {
        for (auto& viewport : m_viewports)
            if (viewport->series() && viewport->series()->key == key)
                viewport->show(*viewport->series(), m_studies.middleSlice(key));
    });
    connect(&studies, &StudyPresenter::volumeReady, this,
            [this](const SeriesKey& key, const std::shared_ptr<const volume::Volume>& volume) {
                for (auto& viewport : m_viewports)
                    if (viewport->series() && viewport->series()->key == key && !viewport->loaded())
                        viewport->setVolume(volume);
            });
    connect(&studies, &StudyPresenter::seriesFailed, this, [this](const SeriesKey& key, const QString& why) {
        for (auto& viewport : m_viewports)
            if (viewport->series() && viewport->series()->key == key) viewport->setFailure(why.toStdString());
    });
}

int LayoutPresenter::rows() const { return rowsOf(m_layout); }
int LayoutPresenter::columns() const { return columnsOf(m_layout); }

bool LayoutPresenter::comparing() const { return m_studies.at(Role::Beside) != nullptr; }

bool LayoutPresenter::besideColumn(int index) const {
    return comparing() && columns() > 1 && index % columns() >= (columns() + 1) / 2;
}

std::vector<int> LayoutPresenter::visible() const {
    if (m_maximised) return {m_active};
    std::vector<int> indices;
    for (int index = 0; index < viewports(); ++index) indices.push_back(index);
    return indices;
}

std::vector<SeriesKey> LayoutPresenter::keysOf(Role role) const {
    std::vector<SeriesKey> keys;
    if (const Case* opened = m_studies.at(role))
        for (const std::size_t i : m_studies.order(role))
            keys.push_back(StudyPresenter::keyOf(opened->study(), i));
    return keys;
}

void LayoutPresenter::onOpened(Role role) {
    const bool nowComparing = comparing();
    if (nowComparing && !m_wasComparing) {
        m_before = Before{m_layout, {}};
        for (const auto& viewport : m_viewports)
            m_before->keys.push_back(viewport->series() ? std::optional(viewport->series()->key)
                                                        : std::nullopt);
    }
    m_maximised = false;
    if (nowComparing) {
        m_layout = viewports() > 2 ? Layout::TwoByTwo : Layout::OneByTwo;
        m_active = 0;
        hangBeside();
    } else if (m_wasComparing && m_before && role == Role::Beside && m_studies.at(Role::Reading)) {
        m_layout = m_before->layout;
        for (int index = 0; index < kMostViewports; ++index)
            fill(index, m_before->keys[static_cast<std::size_t>(index)]);
    } else {
        m_active = 0;
        hangReading();
    }
    if (!nowComparing) m_before.reset();
    m_wasComparing = nowComparing;
    m_active = std::min(m_active, viewports() - 1);
    takeOffsets();
    follow(m_active);
    request();
    Q_EMIT layoutChanged();
    Q_EMIT activeChanged();
}

void LayoutPresenter::hangReading() {
    const std::vector<SeriesKey> keys = keysOf(Role::Reading);
    m_layout = m_chosen;
    if (keys.size() == 2 && viewports() > 2) m_layout = Layout::OneByTwo;
    if (keys.size() == 1) m_layout = Layout::OneByOne;
    for (std::size_t index = 0; index < m_viewports.size(); ++index)
        fill(static_cast<int>(index), index < keys.size() && static_cast<int>(index) < viewports()
                                          ? std::optional(keys[index])
                                          : std::nullopt);
}

void LayoutPresenter::hangBeside() {
    const std::vector<SeriesKey> mine = keysOf(Role::Reading), theirs = keysOf(Role::Beside);
    std::vector<SeriesKey> left(theirs);
    for (int row = 0; row < rows(); ++row) {
        const auto r = static_cast<std::size_t>(row);
        const std::optional<SeriesKey> own = r < mine.size() ? std::optional(mine[r]) : std::nullopt;
        fill(row * columns(), own);
        // The same sequence beside it; without one, the next that is not shown yet.
        const examination::Series* facts = own ? m_studies.facts(*own) : nullptr;
        auto match = left.end();
        if (facts)
            match = std::find_if(left.begin(), left.end(), [&](const SeriesKey& key) {
                return m_studies.facts(key)->sequence == facts->sequence;
            });
        if (match == left.end()) match = left.begin();
        fill(row * columns() + 1, match == left.end() ? std::nullopt : std::optional(*match));
        if (match != left.end()) left.erase(match);
    }
    for (int index = viewports(); index < kMostViewports; ++index) fill(index, std::nullopt);
}

void LayoutPresenter::fill(int index, const std::optional<SeriesKey>& key) {
    ViewportPresenter& target = viewport(index);
    const examination::Series* facts = key ? m_studies.facts(*key) : nullptr;
    if (!facts) {
        target.clear();
        return;
    }
    const auto role = m_studies.roleOf(*key);
    const Case& opened = *m_studies.at(*role);
    std::string other;
    if (*role == Role::Beside) other = opened.label.empty() ? opened.placeName() : opened.label;
    target.show({*key, *facts, patientText(opened.study(), opened.placeName()), other},
                m_studies.middleSlice(*key));
    if (const auto volume = m_studies.volume(*key); volume && !target.loaded()) target.setVolume(volume);
    if (const auto why = m_studies.failure(*key)) target.setFailure(*why);
}

void LayoutPresenter::request() {
    std::vector<SeriesKey> keys;
    for (int index = 0; index < viewports(); ++index)
        if (viewport(index).series()) keys.push_back(viewport(index).series()->key);
    m_studies.want(keys);
}

void LayoutPresenter::setLayout(Layout layout) {
    if (comparing()) layout = rowsOf(layout) > 1 ? Layout::TwoByTwo : Layout::OneByTwo;
    m_maximised = false;
    m_layout = layout;
    if (!comparing()) m_chosen = layout;
    if (comparing()) {
        hangBeside();
    } else {
        // What is shown stays where it is; new viewports take the series that are not shown yet, as they
        // hang.
        std::vector<SeriesKey> keys = keysOf(Role::Reading);
        for (int index = 0; index < viewports(); ++index)
            if (viewport(index).series()) std::erase(keys, viewport(index).series()->key);
        for (int index = 0; index < viewports(); ++index)
            if (viewport(index).empty() && !keys.empty()) {
                fill(index, keys.front());
                keys.erase(keys.begin());
            }
    }
    m_active = std::min(m_active, viewports() - 1);
    follow(m_active);
    request();
    Q_EMIT layoutChanged();
    Q_EMIT activeChanged();
}

void LayoutPresenter::setActive(int index) {
    if (index < 0 || index >= viewports() || index == m_active) return;
    m_active = index;
    if (m_maximised) Q_EMIT layoutChanged();
    Q_EMIT activeChanged();
}

void LayoutPresenter::nextViewport(int step) { setActive((m_active + step + viewports()) % viewports()); }

void LayoutPresenter::toggleMaximised(int index) {
    m_maximised = !m_maximised;
    m_active = std::clamp(index, 0, viewports() - 1);
    Q_EMIT layoutChanged();
    Q_EMIT activeChanged();
}

void LayoutPresenter::show(int index, const SeriesKey& key) {
    if (index < 0 || index >= viewports()) return;
    fill(index, key);
    m_active = index;
    for (const int other : visible())
        if (followsActive(other)) { // the new series comes to where the others are
            follow(other);
            break;
        }
    request();
    Q_EMIT activeChanged();
}

void LayoutPresenter::stepSeries(int step) {
    const std::vector<SeriesKey> keys = keysOf(besideColumn(m_active) ? Role::Beside : Role::Reading);
    if (keys.empty()) return;
    const auto& shown = viewport(m_active).series();
    const auto at = shown ? std::find(keys.begin(), keys.end(), shown->key) : keys.end();
    if (at == keys.end()) return show(m_active, keys.front());
    const auto count = static_cast<std::ptrdiff_t>(keys.size());
    const std::ptrdiff_t next = std::clamp<std::ptrdiff_t>(at - keys.begin() + step, 0, count - 1);
    show(m_active, keys[static_cast<std::size_t>(next)]);
}

void LayoutPresenter::edgeSeries(bool last) {
    const std::vector<SeriesKey> keys = keysOf(besideColumn(m_active) ? Role::Beside : Role::Reading);
    if (!keys.empty()) show(m_active, last ? keys.back() : keys.front());
}

void LayoutPresenter::scroll(int index, int by) { setSlice(index, viewport(index).slice() + by); }

void LayoutPresenter::setSlice(int index, int slice) {
    const int before = viewport(index).slice();
    viewport(index).setSlice(slice);
    if (viewport(index).slice() != before) follow(index);
}

/// What leads from a point of one viewport's series to the same place in the other's; nullopt when the two
/// have no place in common.
std::optional<Eigen::Vector3d> LayoutPresenter::offsetBetween(int from, int to) const {
    const ShownSeries &here = *viewport(from).series(), &there = *viewport(to).series();
    if (here.key.study == there.key.study)
        return shareCoordinates(here, there) ? std::optional(Eigen::Vector3d(0, 0, 0)) : std::nullopt;
    const bool onwards = m_studies.roleOf(there.key) == Role::Beside;
    const auto& own = onwards ? here : there;
    const auto& other = onwards ? there : here;
    const auto found = m_offsets.find({own.facts.frameOfReference, other.facts.frameOfReference});
    if (found == m_offsets.end()) return std::nullopt;
    return onwards ? found->second : Eigen::Vector3d(-found->second);
}

void LayoutPresenter::takeOffsets() {
    m_offsets.clear();
    if (!comparing()) return;
    // Two examinations share no coordinates: what stands side by side now is taken as the same place.
    for (int index = 0; index < viewports(); ++index) {
        if (besideColumn(index) || index + 1 >= viewports() || !besideColumn(index + 1)) continue;
        const auto own = viewport(index).grid(), other = viewport(index + 1).grid();
        if (!own || !other || !sameWay(*own, *other)) continue;
        m_offsets.try_emplace({viewport(index).series()->facts.frameOfReference,
                               viewport(index + 1).series()->facts.frameOfReference},
                              sliceCenter(*other, viewport(index + 1).slice()) -
                                  sliceCenter(*own, viewport(index).slice()));
    }
}

void LayoutPresenter::follow(int from) {
    Q_EMIT viewportChanged(from);
    const auto grid = viewport(from).grid();
    if (grid && m_linked) {
        const Eigen::Vector3d point = sliceCenter(*grid, viewport(from).slice());
        for (int index = 0; index < viewports(); ++index) {
            const auto other = viewport(index).grid();
            if (index == from || !other || !sameWay(*grid, *other)) continue;
            const auto offset = offsetBetween(from, index);
            if (!offset) continue;
            if (const auto slice =
                    nearestSlice(*other, point + *offset, std::numeric_limits<double>::infinity()))
                viewport(index).setSlice(*slice);
        }
    }
    for (int index = 0; index < viewports(); ++index) // reference lines moved
        if (index != from) Q_EMIT viewportChanged(index);
}

bool LayoutPresenter::followsActive(int index) const {
    const auto own = viewport(index).grid(), active = viewport(m_active).grid();
    return m_linked && index != m_active && own && active && sameWay(*own, *active) &&
           offsetBetween(m_active, index);
}

void LayoutPresenter::setLinked(bool linked) {
    m_linked = linked;
    if (linked) {
        takeOffsets();
        follow(m_active);
    }
    Q_EMIT linkChanged();
    for (int index = 0; index < viewports(); ++index) Q_EMIT viewportChanged(index);
}

void LayoutPresenter::crosshairAt(int index, const Eigen::Vector2d& pixel) {
    if (!viewport(index).positionKnown() || !viewport(index).image()) return;
    const Eigen::Vector3d point = viewport(index).transform().patientOf(pixel);
    for (int other = 0; other < viewports(); ++other) {
        const auto grid = viewport(other).grid();
        if (!grid) continue;
        const auto offset = offsetBetween(index, other);
        if (!offset) {
            viewport(other).setCrosshair(std::nullopt);
            continue;
        }
        const Eigen::Vector3d there = point + *offset;
        if (other != index)
            if (const auto slice = nearestSlice(*grid, there, grid->spacing[2]))
                viewport(other).setSlice(*slice);
        viewport(other).setCrosshair(there);
    }
}

void LayoutPresenter::clearCrosshair() {
    for (auto& viewport : m_viewports) viewport->setCrosshair(std::nullopt);
}

void LayoutPresenter::setReferenceLines(bool shown) {
    m_referenceLines = shown;
    for (int index = 0; index < viewports(); ++index) Q_EMIT viewportChanged(index);
}

std::optional<std::pair<Eigen::Vector3d, Eigen::Vector3d>> LayoutPresenter::referenceLine(int index) const {
    if (!m_referenceLines || index == m_active) return std::nullopt;
    const ViewportPresenter &drawn = viewport(index), &moving = viewport(m_active);
    const auto here = drawn.grid(), there = moving.grid();
    if (!here || !there || !shareCoordinates(*drawn.series(), *moving.series())) return std::nullopt;
    return cut(*here, drawn.shownSlice(), *there, moving.shownSlice());
}

void LayoutPresenter::setMouseMode(MouseMode mode) {
    m_mode = mode;
    if (mode != MouseMode::Crosshair) clearCrosshair();
    Q_EMIT modeChanged();
}

void LayoutPresenter::cycleOverlay() {
    m_overlay = m_overlay == OverlayLevel::All           ? OverlayLevel::LettersOnly
                : m_overlay == OverlayLevel::LettersOnly ? OverlayLevel::None
                                                         : OverlayLevel::All;
    for (auto& viewport : m_viewports) viewport->setOverlayLevel(m_overlay);
}

bool LayoutPresenter::goTo(const Place& place) {
    const Case* reading = m_studies.at(Role::Reading);
    if (!reading) return false;
    const int own = besideColumn(m_active) ? m_active - 1 : m_active;
    SeriesKey key{reading->study().uid, place.seriesUid, place.stack};
    if (place.seriesUid.empty()) {
        if (viewport(own).empty()) return false;
        key = viewport(own).series()->key;
    }
    if (!m_studies.facts(key)) return false;
    int target = -1;
    for (const int index : visible())
        if (target < 0 && viewport(index).series() && viewport(index).series()->key == key) target = index;
    if (target < 0) {
        target = own;
        fill(target, key);
        request();
    }
    clearMarkers();
    int slice = place.slice;
    if (place.peakLps) {
        const Eigen::Vector3d peak((*place.peakLps)[0], (*place.peakLps)[1], (*place.peakLps)[2]);
        if (const auto grid = viewport(target).grid(); grid && peak.allFinite())
            slice = nearestSlice(*grid, peak, grid->spacing[2]).value_or(slice);
        // Every view that shares its coordinates marks the place, and draws it only on slices that are near.
        for (int index = 0; index < viewports(); ++index)
            if (viewport(index).grid() && peak.allFinite() &&
                shareCoordinates(*viewport(index).series(), *viewport(target).series()))
                viewport(index).setMarker(peak);
    }
    if (slice >= 0) viewport(target).setSlice(slice);
    m_active = target;
    follow(target);
    Q_EMIT activeChanged();
    return true;
}

void LayoutPresenter::clearMarkers() {
    for (auto& viewport : m_viewports)
        if (viewport->marker()) viewport->setMarker(std::nullopt);
}

} // namespace second_read::ui
