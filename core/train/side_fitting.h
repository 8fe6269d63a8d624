#pragma once
/// Which side a finding lies on, from the voxel evidence of both halves, learnt from the sides that reports
/// state.

#include <map>
#include <string>

#include "pack/writer.h"
#include "train/vision_evidence.h"

namespace second_read::train {

struct SideOptions {
    double ridge = 100;        ///< of the weights of evidence in units of its spread
    double leftOutShare = 0.4; ///< of the sequences in each examination's second copy: real studies lack some
    std::uint64_t seed = 1;
};

/// Logistic regression without an intercept (ridge, by Newton's method) on left minus right: the mirrored
/// examination gets the mirrored side by construction. Findings without a side, or of which fewer than twenty
/// reports state one, are left out.
std::map<std::string, pack::SideWeights>
fitSides(const EvidenceTable& table, const catalogue::Catalogue& catalogue, const SideOptions& options);

} // namespace second_read::train
