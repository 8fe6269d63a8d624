#pragma once
/// From trained voxel networks to a pack: evidence of the stores, projections, read-outs, calibration, files.

#include "train/label_fitting.h"
#include "train/side_fitting.h"
#include "train/vision_alignment.h"
#include "train/vision_calibration.h"
#include "train/vision_training.h"

namespace second_read::train {

struct PackOptions {
    /// Folders of trainVoxelNetworks, at least one; of a sequence in several, the last counts. Evidence is
    /// kept in the first.
    std::vector<std::filesystem::path> networks;
    std::filesystem::path store;    ///< prepared examinations to fit projections and read-outs on
    std::filesystem::path normals;  ///< prepared normal examinations of other anatomies
    std::filesystem::path mixed;    ///< prepared examinations of other anatomies, in natural prevalence
    std::filesystem::path language; ///< a pack or a folder of trainLanguage (pack::languageIn)
    /// Real sentences that the labeller may learn from (readCorpus).
    std::vector<std::filesystem::path> corpora;
    std::filesystem::path catalogue; ///< resources/findings/brain.json
    std::filesystem::path out;
    std::string id = "brain-mri";
    std::string version = "0.1.0";
    vision::Preprocessing preprocessing;
    std::size_t limit = 100000; ///< examinations of `store` at most
    double heldShare = 0.4;     ///< of `mixed`, and the last fifth of `normals`: for figures alone
    int threads = 1;
    AlignmentOptions alignment;
    SideOptions sides;
    LabelFitOptions labels; ///< their corpus comes from `corpora`
    CalibrationOptions calibration;
};

/// Writes the pack and returns its figures on the held examinations (see measureScores), of each sequence
/// alone, and of the text space; a text encoder that tells findings or sides apart too badly is refused
/// (Mismatch).
Result<nlohmann::json> makePack(const PackOptions& options, const JobContext& context = {});

/// The same figures of a pack as it lies, by its own calibration, on the prepared examinations behind the
/// first `skip` of a store: how two packs compare on examinations that neither was fitted on.
Result<nlohmann::json> measurePack(const std::filesystem::path& folder, const std::filesystem::path& store,
                                   std::size_t skip, int threads, const JobContext& context = {});

} // namespace second_read::train
