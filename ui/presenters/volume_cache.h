#pragma once
/// Decoded volumes under a budget of bytes: the one looked at longest ago goes first.

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <tuple>

#include "volume/volume.h"

namespace second_read::ui {

/// One stack of one study.
struct SeriesKey {
    std::string study;  ///< study uid
    std::string series; ///< series uid
    int stack = 0;
    bool operator==(const SeriesKey&) const = default;
    auto operator<=>(const SeriesKey&) const = default;
};

/// Owned by one thread. What a viewport shows stays alive by its own pointer after it left the cache.
class VolumeCache {
public:
    explicit VolumeCache(std::size_t budgetBytes) : m_budget(budgetBytes) {}

    std::shared_ptr<const volume::Volume>
    find(const SeriesKey& key); ///< null if absent; a hit becomes the newest
    /// A volume larger than the whole budget is not kept.
    void put(const SeriesKey& key, std::shared_ptr<const volume::Volume> volume);
    bool contains(const SeriesKey& key) const;
    std::size_t bytes() const { return m_bytes; }
    std::size_t budget() const { return m_budget; }
    void clear();

private:
    struct Kept {
        SeriesKey key;
        std::shared_ptr<const volume::Volume> volume;
        std::size_t bytes;
    };
    std::size_t m_budget;
    std::size_t m_bytes = 0;
    std::list<Kept> m_kept; // newest first; a study has tens of series, so a list is searched
};

} // namespace second_read::ui
