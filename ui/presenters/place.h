#pragma once
/// Where in a study something is seen: what a click on a finding or a flag jumps to.

#include <array>
#include <optional>
#include <string>

#include "examination/examination.h"

namespace second_read::ui {

struct Place {
    std::string seriesUid; ///< empty: whatever series is shown, at the peak
    int stack = 0;
    int slice = -1; ///< index k of that stack; -1: the slice nearest to the peak
    std::optional<std::array<double, 3>> peakLps; ///< mm
    bool operator==(const Place&) const = default;
};

/// nullopt when the evidence names neither a series nor a peak.
inline std::optional<Place> placeOf(const examination::Evidence& evidence) {
    if (!evidence.seriesUid && !evidence.peakLps) return std::nullopt;
    return Place{evidence.seriesUid.value_or(""), evidence.stack.value_or(0), evidence.slice.value_or(-1),
                 evidence.peakLps};
}

} // namespace second_read::ui
