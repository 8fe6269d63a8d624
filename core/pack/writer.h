#pragma once
/// Makes a pack's folder out of its parts. The shipped pack and the tests' small ones are written by the same
/// code.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pack/pack.h"
#include "vision/encoder.h"

namespace second_read::pack {

struct LanguageFiles {
    nlohmann::json config;
    std::filesystem::path vocabulary;
    std::filesystem::path weights; ///< safetensors
};

/// The text encoder's files in `folder`: of a pack, its hashes checked first, or as `train language` writes
/// them (config.json, vocab.txt, weights.safetensors). NotFound for a folder that is neither.
Result<LanguageFiles> languageIn(const std::filesystem::path& folder);

struct EncoderParts {
    vision::Preprocessing preprocessing;
    vision::NetworkShape shape;
    vision::Familiar familiar;
    vision::Tensors weights;                ///< network and projection, as asStored() gives them
    std::vector<std::vector<float>> cohort; ///< unit-length embeddings of normal examinations (free queries)
};

/// What a pack gives back of these weights: kernels are kept as int8, the rest as F16, and what is fitted on
/// their output has to see what they lose by it.
Result<vision::Tensors> asStored(const vision::Tensors& weights);

struct Parts {
    std::string id;        ///< "brain-mri"
    std::string version;   ///< "0.1.0"
    std::string trainedOn; ///< a sentence for the manifest
    LanguageFiles language;
    catalogue::Catalogue catalogue;
    std::map<Sequence, EncoderParts> encoders;
    std::map<std::string, ReadOut> readOuts;  ///< by finding, evidence::kAbnormality included
    std::map<std::string, SideWeights> sides; ///< by finding that has a side
    LabelModel labels;                        ///< of report text; without findings: the rules alone
    evidence::ScoreModel scoreModel;
    examination::Calibration calibration;
};

/// Embeds the catalogue's sentences with the pack's own text encoder and writes every file, the manifest
/// last.
Result<void> writePack(const std::filesystem::path& folder, const Parts& parts);

/// The float32 tensors of every image encoder of a pack, projection included, to train on from. Hashes are
/// checked first.
Result<std::map<Sequence, vision::Tensors>> readNetworks(const std::filesystem::path& folder);

} // namespace second_read::pack
