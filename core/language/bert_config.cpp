#include <algorithm>
#include <optional>

#include "language/bert.h"

namespace second_read::language {

Result<BertConfig> parseBertConfig(const nlohmann::json& json) {
    BertConfig config;
    struct Row {
        const char* name;
        int* place;
        int most;
        bool needed;
    };
    for (const Row& row :
         {Row{"num_hidden_layers", &config.layers, 48, true}, Row{"hidden_size", &config.width, 4096, true},
          Row{"num_attention_heads", &config.heads, 64, true},
          Row{"intermediate_size", &config.intermediate, 16384, true},
          Row{"max_position_embeddings", &config.positions, 8192, true},
          Row{"vocab_size", &config.vocabulary, 1'000'000, true},
          Row{"type_vocab_size", &config.types, 16, false}, Row{"window", &config.window, 8192, false}}) {
        if (!json.is_object() || !json.contains(row.name)) {
            if (!row.needed) continue;
            return fail(ErrorCode::Corrupt,
                        std::string("the text encoder's configuration lacks '") + row.name + "'");
        }
        const auto& value = json[row.name];
        if (!value.is_number_integer() || value.get<std::int64_t>() < 1 ||
            value.get<std::int64_t>() > row.most)
            return fail(ErrorCode::Corrupt, std::string("the text encoder's configuration has no usable '") +
                                                row.name + "': a whole number from 1 to " +
                                                std::to_string(row.most) + " is needed");
        *row.place = value.get<int>();
    }
    if (config.width % config.heads != 0)
        return fail(ErrorCode::Corrupt,
                    "the text encoder's configuration contradicts itself: hidden_size is no multiple of "
                    "num_attention_heads");
    if (const auto activation = json.value("hidden_act", nlohmann::json("gelu")); activation != "gelu")
        return fail(ErrorCode::Unsupported, "the text encoder wants another activation than gelu");
    if (const auto type = json.value("model_type", nlohmann::json("bert")); type != "bert")
        return fail(ErrorCode::Unsupported, "the text encoder is no BERT model");
    for (const auto& [name, place] :
         {std::pair{"layer_norm_eps", &config.epsilon}, std::pair{"hidden_dropout_prob", &config.dropout}}) {
        const auto value = json.value(name, nlohmann::json(*place));
        if (!value.is_number() || value.get<double>() < 0 || value.get<double>() >= 1)
            return fail(ErrorCode::Corrupt,
                        std::string("the text encoder's configuration has no usable '") + name + "'");
        *place = value.get<double>();
    }
    config.window = std::min(config.window, config.positions);
    if (config.window < 3)
        return fail(ErrorCode::Corrupt, "the text encoder's window must hold at least three tokens");
    return config;
}

nlohmann::json toJson(const BertConfig& config) {
    return {{"model_type", "bert"},
            {"hidden_act", "gelu"},
            {"num_hidden_layers", config.layers},
            {"hidden_size", config.width},
            {"num_attention_heads", config.heads},
            {"intermediate_size", config.intermediate},
            {"max_position_embeddings", config.positions},
            {"vocab_size", config.vocabulary},
            {"type_vocab_size", config.types},
            {"window", config.window},
            {"layer_norm_eps", config.epsilon},
            {"hidden_dropout_prob", config.dropout}};
}

} // namespace second_read::language
