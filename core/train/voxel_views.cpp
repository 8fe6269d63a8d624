#include "train/voxel_views.h"

#include <algorithm>

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

/// Brightness, contrast, grey scale, sharpness and noise that scanners differ in.
at::Tensor altered(at::Tensor voxels, const vision::Preprocessing& preprocessing, Draw& draw) {
    const at::Tensor contrast = perView(voxels, [&] { return 0.88 + 0.24 * draw.unit(); });
    const at::Tensor brightness = perView(voxels, [&] { return (draw.unit() - 0.5) * 0.3; });
    // Bends the grey scale without moving the mean or the spread of z-scores much.
    const at::Tensor curve =
        perView(voxels, [&] { return draw.chance(0.5) ? 0.12 * draw.unit() - 0.06 : 0.0; });
    // Of the difference to the neighbours' mean: negative sharpens, positive blurs.
    const at::Tensor blur = perView(voxels, [&] { return draw.chance(0.5) ? 1.1 * draw.unit() - 0.4 : 0.0; });
    const at::Tensor noise = perView(voxels, [&] { return draw.chance(0.3) ? 0.15 * draw.unit() : 0.0; });
    voxels = voxels * contrast + brightness;
    voxels = voxels + curve * (voxels.square() - 1);
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
    std::vector<at::Tensor> voxels, truths;
    for (const Sequence sequence : views.sequences) {
        const SeenExamination& examination = store.drawFor(sequence, draw);
        at::Tensor view = examination.voxels.at(sequence), truth = examination.truth;
        if (!whole) {
            const auto low = drawWindow(examination, sequence, draw);
            view = windowOf(view, low), truth = windowOf(truth, low);
        }
        const bool flipped = draw.chance(0.5);
        voxels.push_back(flipped ? view.flip({2}) : view);
        truths.push_back(flipped ? truth.flip({2}) : truth);
    }
    views.voxels =
        altered(intensitiesOf(at::stack(voxels), options.preprocessing), options.preprocessing, draw);
    views.truth = vision::cellsOf(at::stack(truths));
    return views;
}

} // namespace second_read::train
