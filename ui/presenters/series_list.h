#pragma once
/// The rows of the series list: studies under the path (headings when there are several), their series as
/// they hang.

#include <string>
#include <vector>

#include "presenters/layout_presenter.h"

namespace second_read::ui {

struct SeriesRow {
    bool heading = false; ///< a study; else a series
    Role role = Role::Reading;
    std::size_t study = 0; ///< index within its case
    SeriesKey key;         ///< of a series of the study that is shown
    std::string title;     ///< "FLAIR ax"; a heading: "2026-11-20 09:42 · MR brain"
    std::string extent;    ///< "26 × 5.5 mm"; of a heading empty
    std::string detail;    ///< "sure: TI 2200 ms, TE 120 ms"
    std::vector<std::string> warnings;
    bool shown = false;  ///< in a viewport
    bool active = false; ///< in the active one; a heading: the study that is shown
};

std::vector<SeriesRow> seriesRows(const StudyPresenter& studies, const LayoutPresenter& layout);

/// "sure", "probable", "a guess": a confidence in words.
std::string confidenceWord(double confidence);

} // namespace second_read::ui
