#pragma once
/// Voxel evidence of a whole store, computed once: what projections, read-outs and calibration are fitted on.

#include <filesystem>
#include <map>
#include <vector>

#include "base/job.h"
#include "train/vision_store.h"
#include "vision/encoder.h"

namespace second_read::train {

/// One row an examination, in the order of storeFiles(); empty where the examination lacks the sequence.
struct EvidenceTable {
    std::map<Sequence, std::vector<std::vector<float>>> values;            ///< see vision::evidenceNames
    std::map<Sequence, std::vector<std::map<std::string, double>>> traits; ///< see vision::traitsOf
    /// LPS mm from the grid's centre.
    std::map<Sequence, std::vector<std::optional<std::array<double, 3>>>> brainOffset;
    std::vector<std::string> reports, mirroredReports;
    std::vector<std::vector<ReportedFinding>> findings;
    std::size_t size() const { return reports.size(); }
};

/// Of at most `limit` examinations behind the first `skip`, with `threads` threads. What was worked out is
/// kept in `cache` (empty: nowhere), and taken from there when networks and store are still the same.
Result<EvidenceTable> evidenceOfStore(const std::filesystem::path& store,
                                      const std::map<Sequence, vision::Tensors>& networks,
                                      const vision::Preprocessing& preprocessing, std::size_t skip,
                                      std::size_t limit, int threads, const std::filesystem::path& cache,
                                      const JobContext& context = {});

} // namespace second_read::train
