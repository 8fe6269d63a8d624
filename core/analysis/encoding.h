#pragma once
/// From the files of one study to what the pack's encoders make of it: which series stands for each sequence,
/// and why the others were left out.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analysis/stages.h"
#include "pack/pack.h"
#include "study/study_reader.h"

namespace second_read::analysis {

/// Packs are trained on adults: of anybody younger nothing is said.
inline constexpr int kAdult = 18;

/// A folder of masks or label maps beside the images is no examination, though it may lie beside a report.
bool isOnlyMaps(const study::OpenedStudy& opened);

/// The one study under `path`, masks aside, or the one with that uid. Several without a uid: InvalidArgument
/// listing the uids.
Result<study::OpenedStudy> openOne(const std::filesystem::path& path,
                                   const std::optional<std::string>& studyUid, const JobContext& context);

/// Eligible series of the wanted sequences, best first within each sequence: recognised with
/// confidence, then covering a head (100 mm), then thin slices, then axial, then many images.
std::map<Sequence, std::vector<std::size_t>> candidates(const examination::Study& study,
                                                        const std::function<bool(Sequence)>& wanted);

struct EncodedSeries {
    std::size_t index = 0; ///< into study.series
    pack::Encoded encoded;
};

struct EncodedStudy {
    std::vector<EncodedSeries> series; ///< one per sequence at most, familiar ones only
    std::vector<std::string> unlike;   ///< why a series that could be read is unlike the training images
    std::vector<examination::NotEvaluated> notEvaluated;
    std::vector<std::uint8_t> thumbnail; ///< 128 x 128 of the series that shows most, if asked for

    /// Unit-length embeddings by sequence.
    std::map<Sequence, std::vector<float>> embeddings() const;
    /// What the encoders say of each of `series`.
    std::vector<evidence::SequenceScores> scores(const pack::Pack& pack,
                                                 const examination::Study& study) const;
};

enum class Thumbnail { No, Yes };

/// Decodes and encodes; when the best series of a sequence cannot be read, the next one is tried. When
/// nothing at all could be encoded, with the first reasons: Corrupt if something should have been usable,
/// else Unsupported. Covers [from, to] of the whole work.
Result<EncodedStudy> encode(const pack::Pack& pack, const study::OpenedStudy& opened, Stages& stages,
                            double from, double to, Thumbnail thumbnail = Thumbnail::No);

} // namespace second_read::analysis
