#pragma once
/// Evidence of examinations whose reports are known: what calibration is fitted on and measured with.

#include <string>
#include <vector>

#include "catalogue/catalogue.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "train/vision_evidence.h"

namespace second_read::train {

/// One examination as the encoders score it, and what its report says.
struct ScoredExamination {
    std::vector<evidence::SequenceScores> scores;
    std::vector<ReportedFinding> findings;
};

struct KnownEvidence {
    std::vector<examination::Evidence> evidence;
    const ScoredExamination* examination = nullptr; ///< outlives this
    /// nullptr where it cannot be judged.
    const examination::Evidence* of(const std::string& id) const;
};
std::vector<KnownEvidence> knownOf(const catalogue::Catalogue& catalogue, const evidence::ScoreModel& model,
                                   const std::vector<ScoredExamination>& examinations);

/// What the report names in the finding's stead. A report that leaves a finding out does not name what the
/// finding implies either: no mass for a meningioma.
evidence::NamedInstead insteadOf(const catalogue::Finding& finding, const examination::Evidence& evidence,
                                 const std::vector<ReportedFinding>& findings);

} // namespace second_read::train
