#include "simulate/scene.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/parallel.h"

namespace second_read::simulate {
namespace {

constexpr double kCoarse = 8.0;     // mm: the smooth shape field is stored this coarsely
constexpr float kVentricleFar = 22; // mm: how far the ventricles' widening reaches (trial: exp(-d/22 mm))

float lookup(const std::vector<float>& field, const Size& size, float x, float y, float z) {
    const int i = std::clamp(static_cast<int>(x), 0, size[0] - 2),
              j = std::clamp(static_cast<int>(y), 0, size[1] - 2),
              k = std::clamp(static_cast<int>(z), 0, size[2] - 2);
    const float u = std::clamp(x - static_cast<float>(i), 0.0F, 1.0F),
                v = std::clamp(y - static_cast<float>(j), 0.0F, 1.0F),
                w = std::clamp(z - static_cast<float>(k), 0.0F, 1.0F);
    const auto row = static_cast<std::size_t>(size[0]), plane = row * static_cast<std::size_t>(size[1]);
    const float* p = &field[static_cast<std::size_t>(i) + row * static_cast<std::size_t>(j) +
                            plane * static_cast<std::size_t>(k)];
    const float a = p[0] + u * (p[1] - p[0]), b = p[row] + u * (p[row + 1] - p[row]);
    const float c = p[plane] + u * (p[plane + 1] - p[plane]),
                d = p[plane + row] + u * (p[plane + row + 1] - p[plane + row]);
    const float e = a + v * (b - a), f = c + v * (d - c);
    return e + w * (f - e);
}

constexpr int kGainSteps = 24; // of the sulci of a lobe, either way
constexpr float kGainStep = 0.125F;
using SulcalShares = std::array<std::uint8_t, 256>;

/// From the share of CSF in what is cortex or CSF to the share after sulci opened by a gain.
SulcalShares sulcalShares(float gain) {
    const float exponent = std::exp2(-gain);
    SulcalShares shares{};
    for (std::size_t c = 0; c < 256; ++c)
        shares[c] =
            static_cast<std::uint8_t>(std::lround(255 * std::pow(static_cast<float>(c) / 255, exponent)));
    return shares;
}

} // namespace

Scene::Scene(const Head& head, const volume::Grid& grid, Random& random)
    : m_head(&head), m_grid(grid), m_seed(random.bits()) {
    const auto angle = [&](double degrees) {
        return static_cast<float>(std::clamp(random.normal(), -2.0, 2.0) * degrees / 2 * 3.14159265 / 180);
    };
    const float scale = static_cast<float>(random.uniform(0.88, 1.13));
    const Eigen::Vector3f scales(scale * static_cast<float>(random.uniform(0.95, 1.05)),
                                 scale * static_cast<float>(random.uniform(0.95, 1.05)),
                                 scale * static_cast<float>(random.uniform(0.95, 1.05)));
    m_flipped = random.chance(0.5);
    const Eigen::Matrix3f pose = (Eigen::AngleAxisf(angle(10), Eigen::Vector3f::UnitZ()) *
                                  Eigen::AngleAxisf(angle(8), Eigen::Vector3f::UnitY()) *
                                  Eigen::AngleAxisf(angle(16), Eigen::Vector3f::UnitX()))
                                     .toRotationMatrix();
    m_fromAnatomy = pose * scales.asDiagonal() * Eigen::Vector3f(m_flipped ? -1.0F : 1.0F, 1, 1).asDiagonal();
    m_toAnatomy = m_fromAnatomy.inverse();
    m_shift =
        Eigen::Vector3f(static_cast<float>(random.normal(0, 4)), static_cast<float>(random.normal(0, 5)),
                        static_cast<float>(random.normal(0, 6)));
    m_volumeFactor = scales.prod();

    // Smooth shape: coarse and finer folds of the trial's size, kept on a coarse grid.
    const Eigen::Vector3d extent =
        Eigen::Vector3d(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1).cwiseProduct(grid.spacing);
    m_coarse.spacing.setConstant(kCoarse);
    for (Eigen::Index a = 0; a < 3; ++a)
        m_coarse.size[static_cast<std::size_t>(a)] =
            std::max(4, static_cast<int>(std::ceil(extent[a] / kCoarse)) + 2);
    m_coarse.origin = grid.origin;
    const double wide = random.uniform(0.8, 3.2), fine = random.uniform(0.2, 1.1);
    for (auto& field : m_shape) {
        field = smoothField(m_coarse.size, {6, 7, 6}, wide, random);
        const auto finer = smoothField(m_coarse.size, {11, 13, 11}, fine, random);
        for (std::size_t i = 0; i < field.size(); ++i) field[i] += finer[i];
    }
}

Point Scene::placeOf(int i, int j, int k) const {
    return {static_cast<float>(m_grid.origin[0] + i * m_grid.spacing[0]),
            static_cast<float>(m_grid.origin[1] + j * m_grid.spacing[1]),
            static_cast<float>(m_grid.origin[2] + k * m_grid.spacing[2])};
}

Point Scene::anatomyAt(const Point& place) const {
    const float cell = 1.0F / static_cast<float>(kCoarse);
    const float x = (place[0] - static_cast<float>(m_coarse.origin[0])) * cell,
                y = (place[1] - static_cast<float>(m_coarse.origin[1])) * cell,
                z = (place[2] - static_cast<float>(m_coarse.origin[2])) * cell;
    const Eigen::Vector3f moved(place[0] - m_shift[0] + lookup(m_shape[0], m_coarse.size, x, y, z),
                                place[1] - m_shift[1] + lookup(m_shape[1], m_coarse.size, x, y, z),
                                place[2] - m_shift[2] + lookup(m_shape[2], m_coarse.size, x, y, z));
    const Eigen::Vector3f q = m_toAnatomy * moved;
    return {q[0], q[1], q[2]};
}

Point Scene::deformed(const Point& place) const {
    Point p = place;
    for (const auto& push : m_pushes) {
        const float dx = p[0] - push.centre[0], dy = p[1] - push.centre[1], dz = p[2] - push.centre[2];
        const float r = std::sqrt(dx * dx + dy * dy + dz * dz) + 1e-3F;
        if (r > 4 * push.radius) continue;
        // Full at the lesion's edge, zero at its centre, dying off with distance.
        const float reach = r < push.radius ? r / push.radius
                                            : std::exp(-(r - push.radius) / (0.9F * push.radius)) *
                                                  (4 * push.radius - r) / (3 * push.radius);
        const float step = -push.mm * reach / r;
        p[0] += dx * step, p[1] += dy * step, p[2] += dz * step;
    }
    Point q = anatomyAt(p);
    if (m_ventricleMm != 0) {
        const Landmarks here = m_head->landmarksAt(q);
        if (here.depth > -6) {
            // Outside: toward the ventricle. Inside the step shrinks so that the wall alone moves.
            const float fall =
                here.ventricle > 0 ? std::exp(-here.ventricle / kVentricleFar) : std::exp(here.ventricle / 4);
            const float low = here.infratentorial > 0 ? 0.25F : 1.0F;
            const float edge = std::clamp((here.depth + 6) / 12, 0.0F, 1.0F);
            // Closing must not swell the septum between the ventricles.
            const float septum =
                m_ventricleMm < 0 ? std::clamp((std::abs(here.midline) - 2) / 8, 0.0F, 1.0F) : 1.0F;
            const float step = -m_ventricleMm * fall * low * edge * septum;
            q[0] += step * here.away[0], q[1] += step * here.away[1], q[2] += step * here.away[2];
        }
    }
    return q;
}

Landmarks Scene::flippedLandmarks(const Point& anatomy) const {
    Landmarks mark = m_head->landmarksAt(anatomy);
    if (m_flipped) mark.midline = -mark.midline;
    return mark;
}

Point Scene::flippedMni(const Point& anatomy) const {
    Point mni = m_head->mni(anatomy);
    if (m_flipped) mni[0] = -mni[0];
    return mni;
}

float Scene::lobarGain(const Point& anatomy) const {
    const Point mni = flippedMni(anatomy);
    float gain = 0;
    for (const auto& lobe : m_lobes) gain += lobe.gain * lobe.share(mni);
    return gain;
}

Landmarks Scene::landmarksAt(const Point& place) const { return flippedLandmarks(deformed(place)); }
Structure Scene::structureAt(const Point& place) const { return m_head->structureAt(deformed(place)); }

Point Scene::awayAt(const Point& place) const {
    const Landmarks mark = m_head->landmarksAt(deformed(place));
    const Eigen::Vector3f turned =
        (m_fromAnatomy * Eigen::Vector3f(mark.away[0], mark.away[1], mark.away[2])).normalized();
    return {turned[0], turned[1], turned[2]};
}

Point Scene::placeOfMni(const Point& mni) const {
    const double x = (m_flipped ? -mni[0] : mni[0]) * m_head->toSide / 68, y = mni[1] + 18, z = mni[2] - 8;
    const Eigen::Vector3f q(
        static_cast<float>(m_head->anchor[0] + x),
        static_cast<float>(m_head->anchor[1] - (y > 0 ? y * m_head->toFront / 90 : y * m_head->toBack / 87)),
        static_cast<float>(m_head->anchor[2] + (z > 0 ? z * m_head->toTop / 72 : z * m_head->toBottom / 70)));
    const Eigen::Vector3f p = m_fromAnatomy * q + m_shift;
    return {p[0], p[1], p[2]};
}

Point Scene::mniAt(const Point& place) const { return flippedMni(deformed(place)); }

Probe Scene::probe(const Point& place, std::array<std::uint8_t, kMatters>& storage) const {
    const Point q = deformed(place);
    m_head->fractionsAt(q, storage.data());
    return {place, flippedLandmarks(q), storage.data()};
}

std::string Scene::placeAt(const Point& place) const {
    std::array<std::uint8_t, kMatters> storage{};
    const Probe here = probe(place, storage);
    const Structure structure = structureAt(place);
    return placeName(mniAt(place), structure, here.white() > 0.6F && here.landmarks.cortex > 6,
                     here.landmarks.infratentorial > 0);
}

bool Scene::find(Random& random, const std::function<bool(const Probe&, const Point&, Structure)>& wanted,
                 Point& found) const {
    std::array<std::uint8_t, kMatters> storage{};
    for (int tries = 0; tries < 6000; ++tries) {
        // Drawn in the anatomy's box, so that few draws fall outside the head.
        const Eigen::Vector3f q(static_cast<float>(random.uniform(-75, 75)),
                                static_cast<float>(random.uniform(-95, 95)),
                                static_cast<float>(random.uniform(-85, 75)));
        const Eigen::Vector3f p = m_fromAnatomy * q + m_shift;
        const Point place{p[0], p[1], p[2]};
        const Eigen::Vector3d voxel = (p.cast<double>() - m_grid.origin).cwiseQuotient(m_grid.spacing);
        if (!m_grid.contains(voxel)) continue;
        const Point moved = deformed(place);
        m_head->fractionsAt(moved, storage.data());
        const Probe here{place, flippedLandmarks(moved), storage.data()};
        if (here.landmarks.depth < -12) continue;
        if (wanted(here, flippedMni(moved), m_head->structureAt(moved))) {
            found = place;
            return true;
        }
    }
    return false;
}

void Scene::resize(double ventricleMm, double sulcalGain) {
    m_ventricleMm = static_cast<float>(ventricleMm);
    m_sulcalGain = static_cast<float>(sulcalGain);
}

void Scene::widenSulci(double gain, std::function<float(const Point&)> share) {
    m_lobes.push_back({static_cast<float>(gain), std::move(share)});
}

void Scene::push(const Point& centre, double radius, double mm) {
    m_pushes.push_back({centre, static_cast<float>(radius), static_cast<float>(mm)});
}

void Scene::build(std::size_t threads) {
    matter.resize(m_grid.voxels() * kMatters);
    landmarks.resize(m_grid.voxels());
    const std::size_t plane =
        static_cast<std::size_t>(m_grid.size[0]) * static_cast<std::size_t>(m_grid.size[1]);
    const auto widened = sulcalShares(m_sulcalGain);
    std::vector<SulcalShares> lobar; // by gain, in steps
    if (!m_lobes.empty())
        for (int step = -kGainSteps; step <= kGainSteps; ++step)
            lobar.push_back(sulcalShares(kGainStep * static_cast<float>(step)));
    const auto readSlice = [&](std::size_t slice) -> Result<void> {
        std::size_t index = slice * plane;
        for (int j = 0; j < m_grid.size[1]; ++j)
            for (int i = 0; i < m_grid.size[0]; ++i, ++index) {
                const Point q = deformed(placeOf(i, j, static_cast<int>(slice)));
                std::uint8_t* here = &matter[index * kMatters];
                m_head->fractionsAt(q, here);
                landmarks[index] = flippedLandmarks(q);
                if (m_sulcalGain == 0 && lobar.empty()) continue;
                // Sulci: the share of CSF in what is cortex or CSF.
                const int pair = here[at(Matter::Csf)] + here[at(Matter::Cortex)];
                if (pair > 8 && here[at(Matter::Csf)] > 0 && landmarks[index].infratentorial < 0) {
                    std::size_t share = widened[static_cast<std::size_t>(here[at(Matter::Csf)] * 255 / pair)];
                    if (!lobar.empty()) {
                        const auto step = static_cast<int>(std::lround(lobarGain(q) / kGainStep));
                        share = lobar[static_cast<std::size_t>(std::clamp(step, -kGainSteps, kGainSteps) +
                                                               kGainSteps)][share];
                    }
                    const int csf = static_cast<int>(share) * pair / 255;
                    here[at(Matter::Csf)] = static_cast<std::uint8_t>(csf);
                    here[at(Matter::Cortex)] = static_cast<std::uint8_t>(pair - csf);
                }
            }
        return {};
    };
    std::ignore =
        forEachItem({.stage = "", .count = static_cast<std::size_t>(m_grid.size[2]), .threads = threads}, {},
                    readSlice); // nothing in it fails
}

void Scene::boxAround(const Point& centre, double reach, std::array<int, 3>& low,
                      std::array<int, 3>& size) const {
    for (std::size_t a = 0; a < 3; ++a) {
        const auto e = static_cast<Eigen::Index>(a);
        const double first = (centre[a] - reach - m_grid.origin[e]) / m_grid.spacing[e],
                     last = (centre[a] + reach - m_grid.origin[e]) / m_grid.spacing[e];
        low[a] = std::clamp(static_cast<int>(std::floor(first)), 0, m_grid.size[a] - 1);
        size[a] = std::clamp(static_cast<int>(std::ceil(last)), low[a], m_grid.size[a] - 1) - low[a] + 1;
    }
}

Layer& Scene::paint(Lesion lesion, int finding, const Stuff& stuff, const Point& centre, double reach,
                    const std::function<float(const Probe&)>& amount) {
    Layer layer;
    layer.lesion = lesion, layer.finding = finding, layer.stuff = stuff;
    layer.noiseSeed = mixed(m_seed + layers.size());
    boxAround(centre, reach, layer.low, layer.size);
    layer.amount.resize(countOf(layer.size));
    std::size_t target = 0;
    for (int k = 0; k < layer.size[2]; ++k)
        for (int j = 0; j < layer.size[1]; ++j)
            for (int i = 0; i < layer.size[0]; ++i, ++target) {
                const std::size_t index = static_cast<std::size_t>(layer.low[0] + i) +
                                          static_cast<std::size_t>(m_grid.size[0]) *
                                              (static_cast<std::size_t>(layer.low[1] + j) +
                                               static_cast<std::size_t>(m_grid.size[1]) *
                                                   static_cast<std::size_t>(layer.low[2] + k));
                const Probe here{placeOf(layer.low[0] + i, layer.low[1] + j, layer.low[2] + k),
                                 landmarks[index], &matter[index * kMatters]};
                layer.amount[target] =
                    static_cast<std::uint8_t>(std::clamp(amount(here), 0.0F, 1.0F) * 255.0F + 0.5F);
            }
    layers.push_back(std::move(layer));
    return layers.back();
}

Layer& Scene::paintAll(Lesion lesion, int finding, const Stuff& stuff,
                       const std::function<float(const Probe&)>& amount) {
    const Point middle = placeOf(m_grid.size[0] / 2, m_grid.size[1] / 2, m_grid.size[2] / 2);
    return paint(lesion, finding, stuff, middle, 400, amount);
}

void Scene::convert(Matter target, const Point& centre, double reach,
                    const std::function<float(const Probe&)>& amount) {
    std::array<int, 3> low{}, size{};
    boxAround(centre, reach, low, size);
    for (int k = low[2]; k < low[2] + size[2]; ++k)
        for (int j = low[1]; j < low[1] + size[1]; ++j)
            for (int i = low[0]; i < low[0] + size[0]; ++i) {
                const std::size_t index =
                    static_cast<std::size_t>(i) +
                    static_cast<std::size_t>(m_grid.size[0]) *
                        (static_cast<std::size_t>(j) +
                         static_cast<std::size_t>(m_grid.size[1]) * static_cast<std::size_t>(k));
                std::uint8_t* here = &matter[index * kMatters];
                const float share =
                    std::clamp(amount({placeOf(i, j, k), landmarks[index], here}), 0.0F, 1.0F);
                if (share <= 0) continue;
                int sum = 0;
                for (std::size_t m = 0; m < kMatters; ++m) {
                    here[m] = static_cast<std::uint8_t>(static_cast<float>(here[m]) * (1 - share));
                    sum += here[m];
                }
                here[at(target)] = static_cast<std::uint8_t>(here[at(target)] + std::max(0, 255 - sum));
            }
}

} // namespace second_read::simulate
