#pragma once
/// A pack: text encoder, one image encoder per sequence, the frozen catalogue with its query embeddings,
/// read-outs and calibration. manifest.json names every file with its SHA-256; nothing is used before its
/// hash was checked. Weights lie in the safetensors layout, which cannot carry code.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "evidence/fusion.h"
#include "examination/examination.h"
#include "pack/labeller.h"
#include "volume/volume.h"

namespace second_read::vision {
class Encoder; // vision/encoder.h names LibTorch
}

namespace second_read::pack {

enum class Device { Auto, Cpu, Cuda };

/// What an encoder made of one series: its embedding and what localisation needs.
class Encoded {
public:
    Encoded();
    Encoded(Encoded&&) noexcept;
    Encoded& operator=(Encoded&&) noexcept;
    ~Encoded();

    Sequence sequence = Sequence::Other;
    std::vector<float> embedding;      ///< unit length
    std::optional<std::string> unlike; ///< why this is unlike what the encoder was trained on
    struct Maps;
    std::unique_ptr<Maps> maps; ///< voxel evidence in patient space (opaque)
};

/// A map of where a similarity comes from.
struct Localisation {
    volume::Volume map; ///< higher = speaks for the query; LPS grid of the encoder
    std::array<double, 3> peakLps{};
    std::string place; ///< "left frontal lobe"
};

/// A linear read-out w . embedding + b of one question, fitted on report text alone.
using ReadOut = std::vector<float>; ///< dimension + 1 numbers, the last one is b

/// Weights of vision::leftMinusRight by sequence: their product is what the sequence adds to the log odds
/// that a finding lies on the left. Fitted on the sides that reports state.
using SideWeights = std::map<Sequence, std::vector<float>>;

struct Info {
    examination::PackId id;
    int dimension = 0;
    std::vector<std::string> findings;
    std::vector<Sequence> sequences;
    std::string device;     ///< "cpu", "cuda"
    std::string deviceNote; ///< why not CUDA, when it was asked for
};

class Pack {
public:
    /// Verifies every hash first. Corrupt names the file that was changed; Mismatch a manifest of another
    /// format.
    static Result<Pack> open(const std::filesystem::path& folder, Device device = Device::Auto);
    /// Manifest and hashes alone, nothing loaded.
    static Result<nlohmann::json> verify(const std::filesystem::path& folder);

    Pack(Pack&&) noexcept;
    Pack& operator=(Pack&&) noexcept;
    ~Pack();

    const Info& info() const;
    const catalogue::Catalogue& catalogue() const;
    const examination::Calibration& calibration() const;
    const evidence::ScoreModel& scoreModel() const;
    const std::map<std::string, ReadOut>& readOuts() const;  ///< by finding, kAbnormality included
    const std::map<std::string, SideWeights>& sides() const; ///< by finding that has a side
    bool has(Sequence sequence) const;
    /// What encodes a sequence, for who fits and measures; nullptr without one. The pack owns it.
    const vision::Encoder* encoder(Sequence sequence) const;

    /// Unit-length embeddings, one per text.
    Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts) const;

    /// Reads report text into labels with this pack's text encoder, which it needs: the pack must outlive it.
    /// `context` stops it.
    Labeller labeller(const JobContext& context = {}) const;

    /// Preprocesses as the manifest says and encodes. NaN, constant and one-slice volumes are Unsupported,
    /// with the reason.
    Result<Encoded> encode(const volume::Volume& volume, Sequence sequence,
                           const JobContext& context = {}) const;
    struct Series {
        const volume::Volume* volume;
        Sequence sequence;
    };
    /// Several series beside each other, one thread each as far as there are cores; results in their order.
    std::vector<Result<Encoded>> encode(const std::vector<Series>& series,
                                        const JobContext& context = {}) const;

    /// Similarity and read-out of every catalogue finding (kAbnormality included), with peak, place and
    /// asymmetry.
    evidence::SequenceScores score(const Encoded& encoded) const;
    /// A free text against one encoded series: similarity (cosine minus mean cosine to the normal sentences).
    double similarity(const Encoded& encoded, const std::vector<float>& text) const;
    /// Where the similarity to an embedded text, or to a catalogue finding, comes from.
    Result<Localisation> localise(const Encoded& encoded, const std::vector<float>& text) const;
    Result<Localisation> localise(const Encoded& encoded, const std::string& finding) const;

    /// The share of normal examinations whose similarity to this text lies below `similarity` (free queries;
    /// 0 to 100), nullopt without a cohort.
    std::optional<double> percentile(const std::vector<float>& text, Sequence sequence,
                                     double similarity) const;

private:
    struct Impl;
    explicit Pack(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace second_read::pack
