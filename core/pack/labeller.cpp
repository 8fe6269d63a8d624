#include "pack/labeller.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "evidence/fusion.h"

namespace second_read::pack {
namespace {

struct WeightRow {
    const char* name;
    double LabelWeights::*place;
};
constexpr std::array<WeightRow, 7> kWeights = {{{"intercept", &LabelWeights::intercept},
                                                {"affirmed", &LabelWeights::affirmed},
                                                {"uncertain", &LabelWeights::uncertain},
                                                {"historical", &LabelWeights::historical},
                                                {"negated", &LabelWeights::negated},
                                                {"whole", &LabelWeights::whole},
                                                {"strongest", &LabelWeights::strongest}}};

double readOutOf(const std::vector<float>& readOut, const std::vector<float>& embedding) {
    return std::inner_product(embedding.begin(), embedding.end(), readOut.begin(),
                              static_cast<double>(readOut.back()));
}

/// For the question whether anything is abnormal, the strongest assertion of any finding stands.
Assertion assertionOf(const ReadReport& report, const std::string& finding) {
    if (finding == evidence::kAbnormality) {
        Assertion strongest = Assertion::Absent;
        for (const auto& [id, assertion] : report.assertions) strongest = std::max(strongest, assertion);
        return strongest;
    }
    const auto found = report.assertions.find(finding);
    return found == report.assertions.end() ? Assertion::Absent : found->second;
}

} // namespace

double labelProbability(const LabelWeights& weights, const TextSigns& signs) {
    double sum = weights.intercept + weights.whole * signs.whole + weights.strongest * signs.strongest;
    switch (signs.assertion) {
    case Assertion::Affirmed:
        sum += weights.affirmed;
        break;
    case Assertion::Uncertain:
        sum += weights.uncertain;
        break;
    case Assertion::Historical:
        sum += weights.historical;
        break;
    case Assertion::Negated:
        sum += weights.negated;
        break;
    case Assertion::Absent:
        break;
    }
    return 1 / (1 + std::exp(-sum));
}

Result<std::vector<std::map<std::string, TextSigns>>> signsOf(const LabelModel& model,
                                                              const language::TextEncoder& encoder,
                                                              const std::vector<ReadReport>& reports) {
    std::vector<std::string> texts;
    for (const ReadReport& report : reports) {
        texts.push_back(report.text);
        texts.insert(texts.end(), report.sentences.begin(), report.sentences.end());
    }
    SECOND_READ_TRY(embeddings, encoder.embed(texts));
    std::vector<std::map<std::string, TextSigns>> all;
    std::size_t next = 0;
    for (const ReadReport& report : reports) {
        auto& signs = all.emplace_back();
        const std::size_t whole = next++, end = next + report.sentences.size();
        for (const auto& [finding, part] : model.findings) {
            TextSigns& sign = signs[finding];
            sign.assertion = assertionOf(report, finding);
            sign.whole = sign.strongest = readOutOf(part.readOut, embeddings[whole]);
            for (std::size_t i = next; i < end; ++i)
                sign.strongest = i == next ? readOutOf(part.readOut, embeddings[i])
                                           : std::max(sign.strongest, readOutOf(part.readOut, embeddings[i]));
        }
        next = end;
    }
    return all;
}

Result<std::vector<std::map<std::string, double>>>
label(const LabelModel& model, const language::TextEncoder& encoder, const std::vector<ReadReport>& reports) {
    SECOND_READ_TRY(signs, signsOf(model, encoder, reports));
    std::vector<std::map<std::string, double>> probabilities;
    for (const auto& report : signs) {
        auto& one = probabilities.emplace_back();
        for (const auto& [finding, sign] : report)
            one[finding] = labelProbability(model.findings.at(finding).weights, sign);
    }
    return probabilities;
}

nlohmann::json toJson(const LabelModel& model) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [finding, part] : model.findings) {
        json[finding]["read_out"] = part.readOut;
        for (const WeightRow& row : kWeights) json[finding][row.name] = part.weights.*row.place;
    }
    return json;
}

Result<LabelModel> labelModelOf(const nlohmann::json& json, int dimension) {
    if (!json.is_object()) return fail(ErrorCode::Corrupt, "the labeller's numbers are no JSON object");
    LabelModel model;
    for (const auto& [finding, value] : json.items()) {
        const auto corrupt = [&, name = finding] {
            return fail(ErrorCode::Corrupt,
                        "the labeller's numbers for '" + name + "' are missing or not finite");
        };
        if (!value.is_object() || !value.contains("read_out") || !value["read_out"].is_array())
            return corrupt();
        auto& part = model.findings[finding];
        for (const auto& number : value["read_out"]) {
            if (!number.is_number() || !std::isfinite(number.get<double>())) return corrupt();
            part.readOut.push_back(number.get<float>());
        }
        if (part.readOut.size() != static_cast<std::size_t>(dimension) + 1)
            return fail(ErrorCode::Mismatch,
                        "the labeller's read-out of '" + finding + "' was fitted for another text encoder");
        for (const WeightRow& row : kWeights) {
            if (!value.contains(row.name) || !value[row.name].is_number() ||
                !std::isfinite(value[row.name].get<double>()))
                return corrupt();
            part.weights.*row.place = value[row.name].get<double>();
        }
    }
    return model;
}

} // namespace second_read::pack
