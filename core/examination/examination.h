#pragma once
/// The plain values everyone speaks: what a study is, what was found, where report and images disagree. Their
/// JSON (see json.h beside this file) is the contract of the command line and of the engine.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "base/words.h"
#include "volume/grid.h"

namespace second_read::examination {

struct Patient {
    std::optional<std::string> name; ///< as in DICOM, DOE^JANE
    std::optional<std::string> id;
    std::optional<std::string> sex; ///< "M", "F", "O"
    std::optional<int> age;         ///< years
    bool operator==(const Patient&) const = default;
};

/// One stack of parallel slices. A DICOM series that had to be split gives several with one uid.
struct Series {
    std::string uid;
    int stack = 0; ///< 0, 1, ... within the uid
    std::string description;
    Sequence sequence = Sequence::Other;
    double confidence = 0; ///< of the sequence, 0 to 1
    std::string why;       ///< "TI 2200 ms, TE 120 ms"
    std::string plane;     ///< "axial", "coronal", "sagittal", "oblique", "" when unknown
    std::array<int, 3> matrix{0, 0, 0};
    std::array<double, 3> spacing{0, 0, 0};
    /// Voxel index to LPS mm of the voxel's centre; nullopt without position or orientation.
    std::optional<Eigen::Matrix4d> affineLps;
    /// Series with the same one share coordinates (PS3.3 C.7.4.1); nullopt when none is stated, as in NIfTI.
    std::optional<std::string> frameOfReference;
    int images = 0;
    bool eligible = false; ///< may be analysed
    std::vector<std::string> warnings;
};

struct Study {
    std::string uid;
    Patient patient;
    std::optional<std::string> date; ///< "2026-11-20"
    std::optional<std::string> time; ///< "09:42"
    std::optional<std::string> accession;
    std::optional<std::string> description; ///< "MR brain with contrast"
    std::vector<Series> series;
    std::vector<std::string> warnings;
};

enum class Confidence { Full, Reduced };

/// What the report says about a finding, as it travels.
struct ReportStatement {
    Assertion assertion = Assertion::Absent;
    std::optional<Side> side;
    std::vector<Span> spans;
};

/// All that the images say about one finding on one study.
struct Evidence {
    std::string id;
    std::string name;
    bool evaluable = false;
    std::optional<std::string> whyNot;
    Confidence confidence = Confidence::Full;
    std::vector<Sequence> missing;
    /// Cosine to the best positive sentence minus mean cosine to the normal ones.
    std::optional<double> similarity;
    std::optional<double> percentile;  ///< among normal examinations, 0 to 100
    std::optional<double> probability; ///< calibrated, 0 to 1
    std::optional<Side> side;
    std::optional<std::string> place; ///< "left frontal lobe"
    std::optional<std::array<double, 3>> peakLps;
    std::optional<std::string> seriesUid; ///< the series that shows it best
    std::optional<int> stack;
    std::optional<int> slice; ///< index k of that stack
    std::optional<ReportStatement> report;
};

enum class FlagKind { PossibleMiss, PossibleOvercall, SideMismatch, TextConflict };

struct Flag {
    FlagKind kind = FlagKind::PossibleMiss;
    std::optional<std::string> finding;
    std::string message;                     ///< a whole sentence
    std::vector<Span> spans;                 ///< of the report text
    double weight = 0;                       ///< worst first
    std::optional<double> expectedPrecision; ///< of flags like this one, 0 to 1
};

struct Similar {
    std::string id;
    double similarity = 0;
    std::optional<std::string> date;
    std::optional<int> age;
    std::optional<std::string> sex;
    std::string passage;      ///< the part of the past report that matched
    std::optional<Span> span; ///< of that passage in the report
    std::string path;         ///< to the images
};

struct QueryAnswer {
    std::string text;
    std::optional<double> similarity;
    std::optional<double> percentile;
    std::optional<Side> side;
    std::optional<std::array<double, 3>> peakLps;
};

struct Abnormality {
    std::optional<double> similarity;
    std::optional<double> percentile;
    std::optional<double> probability;
};

struct PackId {
    std::string id;
    std::string version;
    bool operator==(const PackId&) const = default;
};

struct NotEvaluated {
    std::string seriesUid;
    std::string why;
    bool failed =
        false; ///< it should have been usable: the command line's exit code 3. Does not travel as JSON
};

/// Everything the pipeline says about one study; shown, printed and compared in tests.
struct Analysis {
    Study study;
    PackId pack;
    std::string device = "cpu";
    std::optional<std::string> abstained; ///< why nothing is said
    Abnormality abnormality;
    std::vector<Evidence> findings; ///< evaluable first, then by probability, else by percentile
    std::vector<Flag> flags;        ///< worst first
    std::vector<QueryAnswer> queries;
    std::vector<Similar> similar;
    std::map<std::string, double> timingsMs; ///< open, prepare, encode, score, search, report, total
    std::vector<NotEvaluated> notEvaluated;
};

/// Thresholds under the budget of false flags, per finding, fitted on examinations that no figure is
/// reported on.
struct FlagThreshold {
    double missPercentile = 101; ///< at or above: a finding the report does not affirm is flagged; 101: never
    double missProbability = 1.01;  ///< and at or above
    double overcallPercentile = -1; ///< at or below: a finding the report affirms is flagged; -1: never
    double missPrecision = 0;       ///< expected share of such flags that are right
    double overcallPrecision = 0;
    double sidePrecision = 0; ///< 0: no side flags
    /// Of a miss where the report affirms a confusable that may lie at the same place; 1.01: never flagged
    /// there.
    double missProbabilityBeside = 1.01;
    double missPrecisionBeside = 0;
};

/// How scores become percentiles, probabilities and flags, and on whom that was measured.
struct Calibration {
    std::string cohort; ///< "shipped: 500 simulated normal examinations", "department, 2026-11-01"
    int normals = 0;
    std::map<std::string, FlagThreshold> thresholds; ///< by finding id
};

} // namespace second_read::examination
