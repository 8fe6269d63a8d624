#pragma once
/// The BERT encoder (Devlin et al. 2019) as plain tensors under their published names
/// ("embeddings.word_embeddings. weight", "encoder.layer.0.attention.self.query.weight", ...), so that
/// published weights load as they are.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "base/error.h"
#include "base/json.h"
#include "language/safetensors.h"

namespace second_read::language {

/// Sizes of an encoder; the JSON names are those of published config.json files.
struct BertConfig {
    int layers = 6;          ///< num_hidden_layers
    int width = 384;         ///< hidden_size
    int heads = 12;          ///< num_attention_heads, divides width
    int intermediate = 1536; ///< intermediate_size
    int positions = 512;     ///< max_position_embeddings
    int vocabulary = 0;      ///< vocab_size
    int types = 2;           ///< type_vocab_size
    int window = 256;        ///< most tokens read at once, [CLS] and [SEP] included; at most `positions`
    double epsilon = 1e-12;  ///< layer_norm_eps
    double dropout = 0.1;    ///< hidden_dropout_prob, while training
};

/// Corrupt when a size is missing, out of bounds or does not divide.
Result<BertConfig> parseBertConfig(const nlohmann::json& json);
nlohmann::json toJson(const BertConfig& config);

/// How weights are stored: Float as they are; Half as F16; Compact: matrices as I8 with one F16 scale a row
/// ("<name>.scale", symmetric, largest magnitude of the row = 127), vectors as F16.
enum class Storage { Float, Half, Compact };

class Bert {
public:
    /// Random weights: normal, 0.02, truncated nowhere; norms at one; biases at zero.
    explicit Bert(const BertConfig& config, std::uint64_t seed);
    /// Published or own weights of any stored type, with or without the prefix "bert."; tensors that the
    /// encoder does not use (pooler, position_ids) are ignored. Mismatch names a tensor that is missing or of
    /// another shape.
    static Result<Bert> fromTensors(const BertConfig& config, const StoredTensors& tensors);
    StoredTensors stored(Storage storage) const;

    const BertConfig& config() const { return m_config; }
    std::map<std::string, at::Tensor>& parameters() { return m_parameters; }
    const std::map<std::string, at::Tensor>& parameters() const { return m_parameters; }
    void to(const at::Device& device);
    /// Keeps these rows of the word embeddings, in this order.
    void takeWords(const std::vector<std::int64_t>& rows);
    /// A model with parameters of its own.
    Bert clone() const;
    /// Dropout on or off (off at first).
    void setTraining(bool training) { m_training = training; }

    /// ids, mask: [batch, tokens], int64; mask 1 for text, 0 for padding. Returns [batch, tokens, width].
    at::Tensor forward(const at::Tensor& ids, const at::Tensor& mask) const;
    /// Mean of the token vectors under the mask, unit length: [batch, width].
    at::Tensor embed(const at::Tensor& ids, const at::Tensor& mask) const;

private:
    explicit Bert(const BertConfig& config) : m_config(config) {}
    at::Tensor linear(const at::Tensor& input, const std::string& name) const;
    at::Tensor norm(const at::Tensor& input, const std::string& name) const;
    at::Tensor dropped(const at::Tensor& input) const;
    BertConfig m_config;
    std::map<std::string, at::Tensor> m_parameters; ///< float32
    bool m_training = false;
};

/// Names and shapes of all parameters of an encoder of these sizes.
std::map<std::string, std::vector<std::int64_t>> parameterShapes(const BertConfig& config);

} // namespace second_read::language
