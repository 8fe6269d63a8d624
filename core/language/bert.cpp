#include "language/bert.h"

#include <cmath>

#include "language/stored_tensor.h"

namespace second_read::language {
namespace {

std::string layerName(int layer) { return "encoder.layer." + std::to_string(layer) + "."; }

bool endsWith(const std::string& text, std::string_view end) { return text.ends_with(end); }

} // namespace

std::map<std::string, std::vector<std::int64_t>> parameterShapes(const BertConfig& config) {
    std::map<std::string, std::vector<std::int64_t>> shapes;
    const std::int64_t width = config.width, wide = config.intermediate;
    const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
        shapes[name + ".weight"] = {out, in};
        shapes[name + ".bias"] = {out};
    };
    const auto norm = [&](const std::string& name) {
        shapes[name + ".weight"] = {width};
        shapes[name + ".bias"] = {width};
    };
    shapes["embeddings.word_embeddings.weight"] = {config.vocabulary, width};
    shapes["embeddings.position_embeddings.weight"] = {config.positions, width};
    shapes["embeddings.token_type_embeddings.weight"] = {config.types, width};
    norm("embeddings.LayerNorm");
    for (int layer = 0; layer < config.layers; ++layer) {
        const std::string name = layerName(layer);
        for (const char* part : {"query", "key", "value"})
            linear(name + "attention.self." + part, width, width);
        linear(name + "attention.output.dense", width, width);
        norm(name + "attention.output.LayerNorm");
        linear(name + "intermediate.dense", wide, width);
        linear(name + "output.dense", width, wide);
        norm(name + "output.LayerNorm");
    }
    return shapes;
}

Bert::Bert(const BertConfig& config, std::uint64_t seed) : m_config(config) {
    at::Generator generator = at::detail::createCPUGenerator(seed);
    for (const auto& [name, shape] : parameterShapes(config)) {
        at::Tensor value = endsWith(name, "LayerNorm.weight") ? at::ones(shape)
                           : endsWith(name, ".bias")          ? at::zeros(shape)
                                                              : at::empty(shape).normal_(0, 0.02, generator);
        m_parameters[name] = value;
    }
}

Result<Bert> Bert::fromTensors(const BertConfig& config, const StoredTensors& tensors) {
    Bert bert(config);
    for (const auto& [name, shape] : parameterShapes(config)) {
        const std::string found = tensors.contains(name) ? name : "bert." + name;
        if (!tensors.contains(found))
            return fail(ErrorCode::Mismatch, "the weights lack tensor '" + name +
                                                 "': weights and configuration do not "
                                                 "belong together");
        SECOND_READ_TRY(value, floatTensor(tensors, found));
        at::Tensor parameter = value;
        if (name == "embeddings.position_embeddings.weight" && parameter.dim() == 2 &&
            parameter.size(0) > shape[0])
            parameter = parameter.slice(0, 0, shape[0]).clone(); // a shorter window than published
        if (parameter.sizes() != at::IntArrayRef(shape))
            return fail(ErrorCode::Mismatch, "tensor '" + name +
                                                 "' has another shape than the configuration says: "
                                                 "weights and configuration do not belong together");
        bert.m_parameters[name] = parameter.contiguous();
    }
    return bert;
}

StoredTensors Bert::stored(Storage storage) const {
    StoredTensors tensors;
    for (const auto& [name, parameter] : m_parameters) {
        const at::Tensor value = parameter.detach().to(at::kCPU);
        if (storage == Storage::Compact && value.dim() == 2)
            storeCompact(tensors, name, value);
        else
            tensors[name] =
                fromTensor(value, storage == Storage::Float ? ElementType::F32 : ElementType::F16);
    }
    return tensors;
}

void Bert::to(const at::Device& device) {
    for (auto& [name, parameter] : m_parameters) parameter = parameter.to(device);
}

void Bert::takeWords(const std::vector<std::int64_t>& rows) {
    at::Tensor& words = m_parameters.at("embeddings.word_embeddings.weight");
    words = words.detach().index_select(
        0, at::tensor(rows, at::TensorOptions().dtype(at::kLong).device(words.device())));
    m_config.vocabulary = static_cast<int>(rows.size());
}

Bert Bert::clone() const {
    Bert copy(m_config);
    for (const auto& [name, parameter] : m_parameters) copy.m_parameters[name] = parameter.detach().clone();
    return copy;
}

at::Tensor Bert::linear(const at::Tensor& input, const std::string& name) const {
    return at::linear(input, m_parameters.at(name + ".weight"), m_parameters.at(name + ".bias"));
}

at::Tensor Bert::norm(const at::Tensor& input, const std::string& name) const {
    return at::layer_norm(input, {m_config.width}, m_parameters.at(name + ".weight"),
                          m_parameters.at(name + ".bias"), m_config.epsilon);
}

at::Tensor Bert::dropped(const at::Tensor& input) const {
    return m_training && m_config.dropout > 0 ? at::dropout(input, m_config.dropout, true) : input;
}

at::Tensor Bert::forward(const at::Tensor& ids, const at::Tensor& mask) const {
    const std::int64_t batch = ids.size(0), tokens = ids.size(1);
    const std::int64_t heads = m_config.heads, each = m_config.width / heads;
    at::Tensor hidden = at::embedding(m_parameters.at("embeddings.word_embeddings.weight"), ids) +
                        m_parameters.at("embeddings.position_embeddings.weight").slice(0, 0, tokens) +
                        m_parameters.at("embeddings.token_type_embeddings.weight").select(0, 0);
    hidden = dropped(norm(hidden, "embeddings.LayerNorm"));
    const at::Tensor hide = mask.eq(0).view({batch, 1, 1, tokens}).to(at::kFloat) * -1e9;
    for (int layer = 0; layer < m_config.layers; ++layer) {
        const std::string name = layerName(layer);
        const auto split = [&](const char* part) {
            return linear(hidden, name + "attention.self." + part)
                .view({batch, tokens, heads, each})
                .transpose(1, 2);
        };
        const at::Tensor query = split("query") / std::sqrt(static_cast<double>(each));
        const at::Tensor scores = at::matmul(query, split("key").transpose(2, 3)) + hide;
        const at::Tensor weights = dropped(at::softmax(scores, -1));
        const at::Tensor mixed =
            at::matmul(weights, split("value")).transpose(1, 2).reshape({batch, tokens, m_config.width});
        hidden = norm(hidden + dropped(linear(mixed, name + "attention.output.dense")),
                      name + "attention.output.LayerNorm");
        const at::Tensor wide = at::gelu(linear(hidden, name + "intermediate.dense"));
        hidden = norm(hidden + dropped(linear(wide, name + "output.dense")), name + "output.LayerNorm");
    }
    return hidden;
}

at::Tensor Bert::embed(const at::Tensor& ids, const at::Tensor& mask) const {
    const at::Tensor weights = mask.to(at::kFloat).unsqueeze(2);
    const at::Tensor mean = (forward(ids, mask) * weights).sum(1) / weights.sum(1).clamp_min(1);
    return mean / mean.norm(2, 1, true).clamp_min(1e-12);
}

} // namespace second_read::language
