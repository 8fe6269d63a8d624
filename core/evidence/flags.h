#pragma once
/// Where images and report disagree, under a budget of false flags. Pure functions of plain values: the
/// window calls them at every keystroke.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "examination/examination.h"
#include "report/report.h"

namespace second_read::evidence {

/// Puts what the report says beside each finding's evidence. Terms come from the catalogue.
std::vector<report::FindingTerms> termsOf(const catalogue::Catalogue& catalogue);
void attachReport(std::vector<examination::Evidence>& evidence, const report::Reading& reading);

/// Left or right, not both and not between.
bool isOneSide(const std::optional<Side>& side);
/// Left against right exclude each other; everything else may be the same place.
bool mayBeSamePlace(const std::optional<Side>& a, const std::optional<Side>& b);

/// What a report affirms: the side of each finding, by id.
using Affirmed = std::map<std::string, std::optional<Side>>;

/// What a report names in a finding's stead, which the images may show as well as the finding itself.
struct NamedInstead {
    /// The finding under a broader name (a mass for a meningioma) that may lie at the same place: nothing was
    /// missed.
    bool broader = false;
    /// The first of its confusables that may lie at the same place; nullptr without one.
    const std::string* confusable = nullptr;
};
NamedInstead namedInstead(const catalogue::Finding& finding, const std::optional<Side>& side,
                          const Affirmed& affirmed);

/// Whether the images raise a possible miss beside a report that names this instead: at or above the
/// thresholds.
bool isMiss(const examination::FlagThreshold& threshold, const examination::Evidence& evidence,
            const NamedInstead& instead = {});
/// Whether they alone raise a possible overcall: at or below the threshold, and with full confidence.
bool isOvercall(const examination::FlagThreshold& threshold, const examination::Evidence& evidence);

/// Worst first. Rules:
///
/// - possible_miss: evaluable, isMiss, and the report neither affirms nor hedges it; never for findings that
///   reports mention unreliably; never where the report affirms what it implies at the same place (a mass for
///   a meningioma). Where the report affirms one of its confusables at the same place, images and words may
///   see the same thing and name it differently, so that a threshold of its own must be reached.
/// - possible_overcall: evaluable, isOvercall, and the report affirms it.
/// - side_mismatch: the report affirms it on one side, the images state the other.
/// - text_conflict: what report::Reading found in the text itself.
///
/// Not for a study on which the analysis abstained. Of a finding and one that it implies (meningioma and
/// mass) only the first is flagged. Weight is the finding's missWeight times how certain the images are
/// (probability, else percentile), less for what is no miss.
std::vector<examination::Flag> flags(const catalogue::Catalogue& catalogue,
                                     const examination::Calibration& calibration,
                                     const std::vector<examination::Evidence>& evidence,
                                     const report::Reading& reading);

} // namespace second_read::evidence
