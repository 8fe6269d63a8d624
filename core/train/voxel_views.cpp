#include "train/voxel_views.h"

#include <algorithm>
#include <cmath>

#include "train/vision_training.h"
#include "vision/network.h"

namespace second_read::train {
namespace {

/// Most of a training sees windows of this size, two in three around a lesion: a third of a head's voxels, so
/// three times as many lesions in the same time.
constexpr std::array<std::int64_t, 3> kWindow{40, 48, 40}; // z, y, x; even, since answers are per 2 x 2 x 2
constexpr std::size_t kPlaces = 64;                        // kept of a lesion, enough to draw windows around

/// Voxels of lesions that the sequence shows, spread over them.
std::vector<std::array<std::int16_t, 3>> lesionsOf(const at::Tensor& truth, Sequence sequence) {
    const std::vector<bool> shown = lesionsShown(sequence);
    const auto* values = truth.data_ptr<std::uint8_t>();
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < truth.numel(); ++i)
        if (const int lesion = values[i] / 4; lesion > 0 && shown[static_cast<std::size_t>(lesion)])
            all.push_back(i);
    std::vector<std::array<std::int16_t, 3>> some;
    const std::int64_t rows = truth.size(1), columns = truth.size(2);
    const std::size_t count = std::min(kPlaces, all.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t at = all[i * all.size() / count];
        some.push_back({static_cast<std::int16_t>(at / columns / rows),
                        static_cast<std::int16_t>(at / columns % rows),
                        static_cast<std::int16_t>(at % columns)});
    }
    return some;
}

/// The voxel of a window's low corner.
std::array<std::int64_t, 3> drawWindow(const SeenExamination& examination, Sequence sequence, Draw& draw) {
    const auto& lesions = examination.lesions.at(sequence);
    const bool around = draw.chance(2.0 / 3) && !lesions.empty();
    const std::array<std::int16_t, 3> centre = around ? draw.from(lesions) : std::array<std::int16_t, 3>{};
    std::array<std::int64_t, 3> low{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t room = std::max<std::int64_t>(
            0, examination.truth.size(static_cast<std::int64_t>(axis)) - kWindow[axis]);
        const auto anywhere = [&](std::int64_t n) {
            return static_cast<std::int64_t>(draw.below(static_cast<std::size_t>(n)));
        };
        low[axis] = around ? centre[axis] - anywhere(kWindow[axis]) : anywhere(room + 1);
        low[axis] = std::clamp<std::int64_t>(low[axis], 0, room) / 2 * 2;
    }
    return low;
}

at::Tensor windowOf(at::Tensor tensor, const std::array<std::int64_t, 3>& low) {
    for (std::size_t axis = 0; axis < 3; ++axis)
        tensor = tensor.slice(static_cast<std::int64_t>(axis), low[axis], low[axis] + kWindow[axis]);
    return tensor;
}

/// Different sequences as far as there are.
std::vector<Sequence> drawSequences(std::vector<Sequence> among, std::size_t count, Draw& draw) {
    draw.shuffle(among);
    std::vector<Sequence> drawn;
    for (std::size_t i = 0; i < count; ++i) drawn.push_back(among[i % among.size()]);
    std::sort(drawn.begin(), drawn.end());
    return drawn;
}

/// A number a view, drawn by `one`, as a factor of [n, z, y, x].
template <class One> at::Tensor perView(const at::Tensor& voxels, One one) {
    at::Tensor factors = at::empty({voxels.size(0), 1, 1, 1}, at::kFloat);
    for (std::int64_t i = 0; i < voxels.size(0); ++i)
        factors.data_ptr<float>()[i] = static_cast<float>(one());
    return factors.to(voxels.device());
}

/// Smooth noise of unit spread, one field a view: `knots` random numbers an axis, and straight lines between.
at::Tensor smoothNoise(const at::Tensor& voxels, std::int64_t knots) {
    const at::Tensor coarse = at::randn({voxels.size(0), 1, knots, knots, knots}, voxels.options());
    return at::upsample_trilinear3d(coarse, voxels.sizes().slice(1), /*align_corners=*/true).squeeze(1);
}

/// From 1 in the middle of a view to 0 in its corners: the mean of a parabola along each axis.
at::Tensor middleness(const at::Tensor& voxels) {
    at::Tensor sum = at::zeros({1}, voxels.options());
    for (const int axis : {1, 2, 3}) {
        std::vector<std::int64_t> shape{1, 1, 1, 1};
        shape[static_cast<std::size_t>(axis)] = voxels.size(axis);
        sum = sum + (1 - at::linspace(-1, 1, voxels.size(axis), voxels.options()).square()).view(shape) / 3;
    }
    return sum;
}

/// What scanners differ in, drawn wider than the simulator does: coils bright near the scalp and on one side,
/// patches of tissue, the scalp's brightness, the grey scale, sharpness and noise. What a network then still
/// tells apart is a lesion's shape and place.
at::Tensor altered(at::Tensor voxels, const at::Tensor& air, const at::Tensor& outside,
                   const vision::Preprocessing& preprocessing, Draw& draw) {
    const auto between = [&](double low, double high) { return low + (high - low) * draw.unit(); };
    const auto sometimes = [&](double chance, double low, double high) {
        return draw.chance(chance) ? between(low, high) : 0.0;
    };
    const at::Tensor coil = perView(voxels, [&] { return sometimes(0.6, 0, 0.25); });
    const at::Tensor rim = perView(voxels, [&] { return sometimes(0.6, -0.2, 0.7); });
    const at::Tensor patches = perView(voxels, [&] { return sometimes(0.6, 0, 0.07); });
    const at::Tensor scalp = perView(voxels, [&] { return sometimes(0.5, -0.7, 0.6); });
    const at::Tensor gamma = perView(voxels, [&] { return std::exp(sometimes(0.6, -0.35, 0.35)); });
    const at::Tensor contrast = perView(voxels, [&] { return between(0.82, 1.2); });
    const at::Tensor brightness = perView(voxels, [&] { return between(-0.25, 0.25); });
    // Of the difference to the neighbours' mean: negative sharpens, positive blurs.
    const at::Tensor blur = perView(voxels, [&] { return sometimes(0.6, -0.6, 0.8); });
    const at::Tensor noise = perView(voxels, [&] { return sometimes(0.4, 0, 0.25); });
    const at::Tensor field = coil * smoothNoise(voxels, 3) + rim * (0.5 - middleness(voxels)) +
                             patches * smoothNoise(voxels, 9) + scalp * outside;
    const at::Tensor mean = (-air).clamp_min(0.5); // signal of the head, where z-scores are 0
    const at::Tensor signal = (voxels - air).clamp_min(0) / mean * field.exp();
    voxels = (signal.pow(gamma) - 1) * mean * contrast + brightness;
    const at::Tensor smooth = at::avg_pool3d(voxels.unsqueeze(1), 3, 1, 1, false, false).squeeze(1);
    voxels = voxels + blur * (smooth - voxels) + noise * at::randn_like(voxels);
    return voxels.clamp(preprocessing.clampLow, preprocessing.clampHigh);
}

} // namespace

Result<void> ViewedStore::refresh() {
    SECOND_READ_TRY(files, storeFiles(m_options.store));
    for (const auto& file : files) {
        if (!m_read.insert(file).second) continue;
        SECOND_READ_TRY(examination, readPrepared(file, m_options.preprocessing));
        if (!examination.truth.defined())
            return fail(ErrorCode::Mismatch,
                        "\"" + file.string() +
                            "\" has no voxel truth, which only simulated examinations have; align the "
                            "networks of a pack to it with \"pack make\" instead");
        SeenExamination seen{{}, examination.truth.to(m_device), {}};
        const bool held = m_held.size() < m_options.held;
        for (const Sequence sequence : m_options.sequences) {
            const auto at = std::find(examination.sequences.begin(), examination.sequences.end(), sequence);
            if (at == examination.sequences.end())
                return fail(ErrorCode::Mismatch,
                            "\"" + file.string() + "\" lacks the sequence " + std::string(nameOf(sequence)));
            seen.voxels[sequence] = examination.voxels[at - examination.sequences.begin()].to(
                m_device, at::kByte, false, /*copy=*/true);
            seen.lesions[sequence] = lesionsOf(examination.truth, sequence);
            if (!held && !seen.lesions[sequence].empty()) m_withLesion[sequence].push_back(m_train.size());
        }
        (held ? m_held : m_train).push_back(std::move(seen));
    }
    if (m_train.empty()) return fail(ErrorCode::NotFound, "the store holds too few examinations to train on");
    return {};
}

const SeenExamination& ViewedStore::drawFor(Sequence sequence, Draw& draw) const {
    const auto found = m_withLesion.find(sequence);
    if (found != m_withLesion.end() && draw.chance(2.0 / 3)) return m_train[draw.from(found->second)];
    return draw.from(m_train);
}

Views drawViews(const ViewedStore& store, std::size_t count, bool whole, Draw& draw) {
    const ViewOptions& options = store.options();
    Views views{drawSequences(options.sequences, count, draw), {}, {}};
    std::vector<at::Tensor> voxels, truths, airs;
    for (const Sequence sequence : views.sequences) {
        const SeenExamination& examination = store.drawFor(sequence, draw);
        at::Tensor view = examination.voxels.at(sequence), truth = examination.truth;
        airs.push_back(view.amin());
        if (!whole) {
            const auto low = drawWindow(examination, sequence, draw);
            view = windowOf(view, low), truth = windowOf(truth, low);
        }
        const bool flipped = draw.chance(0.5);
        voxels.push_back(flipped ? view.flip({2}) : view);
        truths.push_back(flipped ? truth.flip({2}) : truth);
    }
    const at::Tensor truth = at::stack(truths),
                     air = intensitiesOf(at::stack(airs), options.preprocessing).view({-1, 1, 1, 1});
    views.voxels = altered(intensitiesOf(at::stack(voxels), options.preprocessing), air,
                           truth.remainder(4).eq(0), options.preprocessing, draw);
    views.truth = vision::cellsOf(truth);
    return views;
}

} // namespace second_read::train
