#pragma once
/// A department's own normals in place of the shipped ones: the ground that percentiles and flags stand on.

#include <filesystem>
#include <vector>

#include "analysis/failure.h"
#include "base/job.h"
#include "base/json.h"
#include "pack/pack.h"

namespace second_read::analysis {

struct CalibrateRequest {
    std::filesystem::path archive; ///< made with this pack
    std::filesystem::path pack;    ///< whose copy is calibrated
    std::filesystem::path out;     ///< the copy; must not exist yet
    std::size_t most = 500;        ///< normals read; the newest
};
struct CalibrateAnswer {
    int normals = 0;             ///< examinations whose report says that nothing is wrong, read and used
    std::vector<Failure> failed; ///< normal by their report, but their images cannot be read (any more)
};

/// Scores every adult examination of the archive whose report the labeller calls normal, and writes a copy of
/// the pack that is standardised on them; weights, probabilities and thresholds stay, embeddings too, so that
/// archives of the pack remain its own. InvalidArgument: fewer than evidence::kFewestNormals normals, or
/// `out` is there.
Result<CalibrateAnswer> calibrate(const pack::Pack& pack, const CalibrateRequest& request,
                                  const JobContext& context = {});

nlohmann::json toJson(const CalibrateAnswer& answer);

} // namespace second_read::analysis
