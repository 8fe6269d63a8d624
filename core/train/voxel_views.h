#pragma once
/// What the voxel networks are trained on: views of prepared examinations, whole or windows around lesions,
/// flipped, brightened, blurred and noised at random.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <vector>

#include <ATen/ATen.h>

#include "base/error.h"
#include "train/draw.h"
#include "train/vision_store.h"

namespace second_read::train {

struct ViewOptions {
    std::filesystem::path store;
    std::vector<Sequence> sequences;
    vision::Preprocessing preprocessing;
    std::size_t held = 24; ///< first examinations of the store, never trained on
};

/// An examination of which only what training reads is kept.
struct SeenExamination {
    std::map<Sequence, at::Tensor> voxels; ///< [z, y, x], uint8; see intensitiesOf
    at::Tensor truth;                      ///< [z, y, x], uint8: tissue + 4 * lesion
    /// Some voxels {z, y, x} of lesions that the sequence shows; none where it shows none.
    std::map<Sequence, std::vector<std::array<std::int16_t, 3>>> lesions;
};

/// The store in the device's memory.
class ViewedStore {
public:
    ViewedStore(ViewOptions options, at::Device device) : m_options(std::move(options)), m_device(device) {}
    /// Reads what the store holds by now. Mismatch: an examination without voxel truth, or lacking a
    /// sequence.
    Result<void> refresh();
    const ViewOptions& options() const { return m_options; }
    const std::vector<SeenExamination>& train() const { return m_train; }
    const std::vector<SeenExamination>& held() const { return m_held; }
    /// Most sequences show no lesion in most examinations: two in three drawn are ones that show some.
    const SeenExamination& drawFor(Sequence sequence, Draw& draw) const;

private:
    ViewOptions m_options;
    at::Device m_device;
    std::vector<SeenExamination> m_train, m_held;
    std::map<Sequence, std::vector<std::size_t>> m_withLesion;
    std::set<std::filesystem::path> m_read; ///< threads finish a store out of order
};

struct Views {
    std::vector<Sequence> sequences; ///< of each; those of a sequence lie together
    at::Tensor voxels;               ///< [n, z, y, x], z-scores
    at::Tensor truth;                ///< [n, 8, z/2, y/2, x/2]
};

/// `count` views, each of another examination; `whole` heads or windows of a third of one.
Views drawViews(const ViewedStore& store, std::size_t count, bool whole, Draw& draw);

} // namespace second_read::train
