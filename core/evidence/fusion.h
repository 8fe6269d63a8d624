#pragma once
/// From what each encoder says of each finding to one piece of evidence per finding: standardised on normal
/// examinations, fused over the sequences present, as a percentile among normals (0 to 100) and a calibrated
/// probability.
///
/// An encoder trained by mean squared error shrinks towards the mean report, so raw cosines bunch together;
/// nothing leaves here that has not been standardised per query on a cohort of normal examinations.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "catalogue/catalogue.h"
#include "examination/examination.h"

namespace second_read::evidence {

/// What one encoder says about one finding.
struct FindingScore {
    /// Cosine to the best positive sentence minus the mean cosine to the normal sentences.
    double similarity = 0;
    double readOut = 0; ///< linear read-out of the embedding, fitted on report text alone
    /// What this sequence adds to the log odds that it lies on the left; 0: nothing known.
    double asymmetry = 0;
    std::optional<std::array<double, 3>> peakLps; ///< where it comes from
    std::optional<std::string> place;             ///< "left frontal lobe"
    std::optional<int> slice;
};

/// The key under which "is anything wrong at all" stands beside the findings.
inline constexpr const char* kAbnormality = "abnormality";
/// All that is asked of a study: kAbnormality, then the catalogue's findings in their order.
std::vector<std::string> questionsOf(const catalogue::Catalogue& catalogue);

/// What one encoder says about one study.
struct SequenceScores {
    Sequence sequence = Sequence::Other;
    std::string seriesUid;
    int stack = 0;
    std::map<std::string, FindingScore> findings; ///< by id, kAbnormality included
};

/// How the scores of one finding on one sequence behave in normal examinations.
struct NormalScores {
    double mean = 0;
    double sd = 1;
    double weight = 1; ///< of this sequence for this finding, learnt from report labels
    /// Standardised scores of the normals; the same examination at the same index in every sequence; NaN
    /// where it lacks the sequence.
    std::vector<float> cohort;
};

struct FindingModel {
    std::map<Sequence, NormalScores> sequences;
    /// Weight of the highest of the sequences' scores, beside their weighted mean: what one sequence shows
    /// and the others cannot.
    double strongest = 0;
    /// Weights of the other findings' mean scores, by id: what lights up for several speaks less for each.
    std::map<std::string, double> others;
    double slope = 0, intercept = 0; ///< probability = logistic(slope * fused + intercept)
    double sideBound = 0;            ///< log odds of a side below this state none; 0: never states one
};

/// All that is fitted to turn scores into evidence; part of a pack, replaced by a department's own
/// calibration.
struct ScoreModel {
    std::map<std::string, FindingModel> findings; ///< by id, kAbnormality included
};

nlohmann::json toJson(const ScoreModel& model);
Result<ScoreModel> scoreModelOf(const nlohmann::json& json);

/// Standardises, fuses and calibrates. Findings in the contract's order: evaluable first, then by
/// probability. A sequence without an encoder simply is not among `scores`; what is missing is named per
/// finding.
std::vector<examination::Evidence> fuse(const catalogue::Catalogue& catalogue, const ScoreModel& model,
                                        const std::vector<SequenceScores>& scores);
examination::Abnormality fuseAbnormality(const ScoreModel& model, const std::vector<SequenceScores>& scores);

/// By finding, then sequence: in units of the normals' spread, asinh-compressed.
using StandardisedScores = std::map<std::string, std::map<Sequence, double>>;
/// Of every sequence that model and study share; of two series of one sequence the stronger counts.
StandardisedScores standardised(const ScoreModel& model, const std::vector<SequenceScores>& scores);
/// By finding, the mean over the sequences.
std::map<std::string, double> meansOf(const StandardisedScores& scores);

/// By finding: the weighted mean over the sequences present, the strongest of them and the other findings'
/// means (see FindingModel), scaled to unit variance among normals (as it is where fewer than two have the
/// same sequences). A finding without a sequence of the model is not in it.
std::map<std::string, double> fusedScores(const ScoreModel& model, const std::vector<SequenceScores>& scores);
/// Log odds that the finding lies on the left: the sequences' own add up.
double leftOver(const std::vector<SequenceScores>& scores, const std::string& finding);

} // namespace second_read::evidence
