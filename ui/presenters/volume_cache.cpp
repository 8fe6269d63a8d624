#include "presenters/volume_cache.h"

#include <algorithm>

namespace second_read::ui {

std::shared_ptr<const volume::Volume> VolumeCache::find(const SeriesKey& key) {
    const auto found =
        std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept& kept) { return kept.key == key; });
    if (found == m_kept.end()) return nullptr;
    m_kept.splice(m_kept.begin(), m_kept, found);
    return m_kept.front().volume;
}

bool VolumeCache::contains(const SeriesKey& key) const {
    return std::any_of(m_kept.begin(), m_kept.end(), [&](const Kept& kept) { return kept.key == key; });
}

void VolumeCache::put(const SeriesKey& key, std::shared_ptr<const volume::Volume> volume) {
    const auto old =
        std::find_if(m_kept.begin(), m_kept.end(), [&](const Kept& kept) { return kept.key == key; });
    if (old != m_kept.end()) {
        m_bytes -= old->bytes;
        m_kept.erase(old);
    }
    const std::size_t bytes = volume->voxels.size() * sizeof(float);
    if (bytes > m_budget) return;
    while (m_bytes + bytes > m_budget) {
        m_bytes -= m_kept.back().bytes;
        m_kept.pop_back();
    }
    m_kept.push_front({key, std::move(volume), bytes});
    m_bytes += bytes;
}

void VolumeCache::clear() {
    m_kept.clear();
    m_bytes = 0;
}

} // namespace second_read::ui
