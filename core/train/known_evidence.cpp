#include "train/known_evidence.h"

#include <algorithm>

#include "train/vision_alignment.h"

namespace second_read::train {

using examination::Evidence;

const Evidence* KnownEvidence::of(const std::string& id) const {
    const auto found = std::ranges::find(evidence, id, &Evidence::id);
    return found != evidence.end() && found->evaluable && found->probability ? &*found : nullptr;
}

std::vector<KnownEvidence> knownOf(const catalogue::Catalogue& catalogue, const evidence::ScoreModel& model,
                                   const std::vector<ScoredExamination>& examinations) {
    std::vector<KnownEvidence> known;
    for (const auto& examination : examinations)
        known.push_back({evidence::fuse(catalogue, model, examination.scores), &examination});
    return known;
}

evidence::NamedInstead insteadOf(const catalogue::Finding& finding, const Evidence& evidence,
                                 const std::vector<ReportedFinding>& findings) {
    const bool said = says(findings, finding.id);
    evidence::Affirmed affirmed;
    for (const auto& one : findings)
        if (one.reported && !(said && std::ranges::find(finding.implies, one.id) != finding.implies.end()))
            affirmed[one.id] = sideSaid(findings, one.id);
    return evidence::namedInstead(finding, evidence.side, affirmed);
}

} // namespace second_read::train
