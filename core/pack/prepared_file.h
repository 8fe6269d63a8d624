#pragma once
/// A prepared examination as it lies on disk: images on the canonical grid of a pack's encoders and the
/// report, one safetensors file each. `prepare` writes them of real studies, `train store` of simulated ones;
/// training reads both and never opens DICOM.
///
///   tensor "voxels"    uint8 [sequences, z, y, x], a z-score over the head: byte b stands for
///                      clamp_low + b (clamp_high - clamp_low) / 255
///   tensor "truth"     uint8 [z, y, x], tissue + 4 * lesion; where the examination was simulated
///   "sequences"        JSON list of names, in the tensor's order
///   "grid"             JSON {"size", "spacing", "origin"}, LPS mm, of the first sequence: each may have been
///                      sampled around a head's centre of its own
///   "preprocessing"    JSON, as in a pack's manifest; a file without it was made with the first values
///   "report"           the text
///   "mirrored_report"  the same with left and right exchanged
///   "findings"         JSON list of {"id", "side", "reported", "volume_ml", "centroid_lps"}
///
/// Further keys are passed over: stores of earlier programs have "site".

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/words.h"
#include "vision/preprocessing.h"
#include "volume/grid.h"

namespace second_read::pack {

/// What the report says: of a simulated examination the labels that a report labeller would give, of a real
/// one what the report affirms or hedges, its size and place not known (0).
struct ReportedFinding {
    std::string id;
    Side side = Side::Bilateral;
    bool reported = true; ///< false: there, and not mentioned
    double volumeMl = 0;
    std::array<double, 3> centroidLps{};
};

/// All but the voxels.
struct PreparedFacts {
    std::vector<Sequence> sequences;
    volume::Grid grid;                   ///< isotropic, not turned
    vision::Preprocessing preprocessing; ///< that gave the voxels
    std::string report;
    std::string mirroredReport; ///< of the same examination with left and right exchanged
    std::vector<ReportedFinding> findings;
};

struct PreparedFile : PreparedFacts {
    std::string voxels; ///< a byte each, one sequence behind the other
    std::string truth;  ///< a byte each, or empty
};

/// InvalidArgument when the bytes do not fit sequences and grid.
Result<void> writePreparedFile(const std::filesystem::path& file, const PreparedFile& prepared);
/// Corrupt: no prepared examination, or bytes that do not fit its grid.
Result<PreparedFile> readPreparedFile(const std::filesystem::path& file);

} // namespace second_read::pack
