#pragma once
/// Simulated examinations as tensors: real anatomy (label maps), MR physics, pathology placed as disease
/// places it, and the words of the report. LibTorch only; used for training on the fly and, through
/// core/cohort, for DICOM.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/words.h"
#include "volume/volume.h"

namespace second_read::simulate {

/// Voxel truth of a simulated examination, one value per voxel.
enum class Tissue : std::uint8_t { Outside, Brain, Csf, Ventricle };
enum class Lesion : std::uint8_t {
    None,
    AcuteInfarct,
    Haemorrhage,
    TumourCore,
    Oedema,
    Meningioma,
    WhiteMatterChange,
    Demyelination,
    Cavity,
    Vascular
};

/// What is truly there.
struct Truth {
    std::string finding; ///< catalogue id
    std::string subtype; ///< "territorial", "lacunar", "high-grade glioma", ...
    Side side = Side::Bilateral;
    std::string place; ///< "frontal lobe"
    double volumeMl = 0;
    std::array<double, 3> centroidLps{};
    bool reported = true;
    std::vector<std::uint8_t> mask; ///< on the truth grid; empty for findings without a focus (atrophy)
};

/// How a series was run, for its DICOM attributes.
struct Acquisition {
    std::string scanningSequence;  ///< DICOM: "SE", "GR", "IR", "EP"
    bool volumetric = false;       ///< 3-D acquisition
    double tr = 0, te = 0, ti = 0; ///< ms; ti 0: no inversion
    double flip = 90;              ///< degrees
    double bValue = 0;             ///< s/mm2
    bool contrast = false, fatSaturated = false;
    std::string plane; ///< "axial", "sagittal", "coronal"
};

struct Examination {
    std::string site; ///< "A" to "D"
    int age = 50;
    std::string sex; ///< "M", "F"
    std::vector<Truth> findings;
    std::vector<std::string> variants; ///< harmless things that a reader may mention: "sinus mucosa", ...
    std::map<Sequence, volume::Volume> series; ///< as acquired: its own grid, thickness and gaps
    std::map<Sequence, double> sliceThickness; ///< mm
    double tesla = 1.5;
    std::map<Sequence, Acquisition> acquisitions; ///< how each series was run (native only)
    std::optional<volume::Volume> unweighted;     ///< the b = 0 images of DWI, on its grid; where asked for
    volume::Grid truthGrid;
    std::vector<std::uint8_t> tissue; ///< Tissue per voxel of the truth grid
    std::vector<std::uint8_t> lesion; ///< Lesion per voxel of the truth grid
};

/// The share of examinations with each finding, by id; what remains is normal.
using Prevalences = std::map<std::string, double>;
Prevalences defaultPrevalences();

struct Options {
    std::vector<Sequence> sequences = {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI};
    Prevalences prevalences = defaultPrevalences();
    std::optional<std::string> site;                  ///< nullopt: drawn
    std::optional<std::vector<std::string>> findings; ///< exactly these (the demo); nullopt: drawn
    std::optional<Side> side;                         ///< of focal findings; nullopt: drawn
    /// Training: every sequence resampled to one canonical grid of `trainingSpacing` mm (size trainingSize),
    /// head centred, research-data artefacts (skull stripped, resampled) included. nullopt: native
    /// acquisition.
    struct Training {
        double spacing = 3.0;
        std::array<int, 3> size{56, 64, 56};
    };
    std::optional<Training> training;
    /// Native acquisition may be held small: at most so many pixels a side and slices (tests, the demo's
    /// archive).
    struct Bounds {
        int matrix = 512;
        int slices = 200;
    };
    Bounds bounds;
    bool unweighted = false; ///< native: the b = 0 images beside DWI
    std::size_t threads = 1; ///< of this one examination; it is the same with any number
};

/// Subjects to simulate from: label maps reduced to soft tissue fractions once, held in memory.
class Anatomies {
public:
    /// Every .nii.gz label map (FreeSurfer labels) of a folder. Unknown labels, no spacing or unreadable: an
    /// error that names the file. At most `limit` maps, in name order.
    static Result<Anatomies> load(const std::filesystem::path& folder, double spacing,
                                  std::size_t limit = 1000);
    /// These files, in this order.
    static Result<Anatomies> load(const std::vector<std::filesystem::path>& files, double spacing);
    /// All of them in one; nothing is copied.
    static Anatomies united(const std::vector<const Anatomies*>& parts);
    /// The label maps of a folder, by name; NotFound when there is none.
    static Result<std::vector<std::filesystem::path>> filesIn(const std::filesystem::path& folder);
    Anatomies(Anatomies&&) noexcept;
    Anatomies& operator=(Anatomies&&) noexcept;
    ~Anatomies();
    std::size_t size() const;
    /// The anatomies [first, last) alone: training and test never share one.
    Anatomies part(std::size_t first, std::size_t last) const;

    struct Impl;
    std::shared_ptr<const Impl> impl;

private:
    explicit Anatomies(std::shared_ptr<const Impl> held);
};

/// The same seed, options and anatomies give the same examination on the same machine.
Examination simulate(const Anatomies& anatomies, const Options& options, std::uint64_t seed);

/// The report that a radiologist of that site would write of it, sections and all (never fails; same seed,
/// same text).
std::string writeReport(const Examination& examination, std::uint64_t seed);

/// A sentence that affirms, or denies, a finding, in one of many wordings; for training the language side.
std::string writeSentence(const std::string& finding, bool affirmed, std::optional<Side> side,
                          std::uint64_t seed);

} // namespace second_read::simulate
