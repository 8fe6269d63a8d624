#include "pack/labeller.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "base/utf8.h"
#include "evidence/fusion.h"

namespace second_read::pack {
namespace {

constexpr std::size_t kMostKnown = 1'000'000; ///< sentences kept; about 200 bytes each

struct WeightRow {
    const char* name;
    double LabelWeights::*place;
};
constexpr std::array<WeightRow, 6> kWeights = {{{"intercept", &LabelWeights::intercept},
                                                {"affirmed", &LabelWeights::affirmed},
                                                {"uncertain", &LabelWeights::uncertain},
                                                {"historical", &LabelWeights::historical},
                                                {"negated", &LabelWeights::negated},
                                                {"strongest", &LabelWeights::strongest}}};

float readOutOf(const std::vector<float>& readOut, const std::vector<float>& embedding) {
    if (readOut.empty()) return 0;
    return std::inner_product(embedding.begin(), embedding.end(), readOut.begin(), readOut.back());
}

/// For the question whether anything is abnormal, the strongest assertion of any finding stands.
Assertion assertionOf(const report::Reading& reading, const std::string& finding) {
    if (finding == evidence::kAbnormality) {
        Assertion strongest = Assertion::Absent;
        for (const auto& [id, said] : reading.findings) strongest = std::max(strongest, said.assertion);
        return strongest;
    }
    const auto found = reading.findings.find(finding);
    return found == reading.findings.end() ? Assertion::Absent : found->second.assertion;
}

} // namespace

LabelModel unfittedLabels(const catalogue::Catalogue& catalogue) {
    LabelModel model;
    for (const auto& question : evidence::questionsOf(catalogue)) model.findings[question];
    return model;
}

double labelProbability(const LabelWeights& weights, const TextSigns& signs) {
    const auto ofAssertion = [&] {
        switch (signs.assertion) {
        case Assertion::Affirmed:
            return weights.affirmed;
        case Assertion::Uncertain:
            return weights.uncertain;
        case Assertion::Historical:
            return weights.historical;
        case Assertion::Negated:
            return weights.negated;
        case Assertion::Absent:
            break;
        }
        return 0.0;
    };
    const double sum = weights.intercept + ofAssertion() + weights.strongest * signs.strongest;
    return 1 / (1 + std::exp(-sum));
}

std::string plainSentence(std::u32string_view sentence) {
    std::string plain;
    bool space = false, number = false;
    for (char c : encodeUtf8(sentence)) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = true;
            continue;
        }
        if (space && !plain.empty()) plain += ' ';
        const bool digit = c >= '0' && c <= '9';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        if (!digit)
            plain += c;
        else if (!number || space)
            plain += '0';
        number = digit;
        space = false;
    }
    return plain;
}

std::vector<std::size_t> silentSentences(const report::Reading& reading) {
    std::vector<bool> names(reading.sentences.size(), false);
    for (const report::Mention& mention : reading.mentions) names[mention.sentence] = true;
    std::vector<std::size_t> silent;
    for (std::size_t s = 0; s < reading.sentences.size(); ++s) {
        const auto section = reading.sentences[s].section;
        const bool aboutImages = section != report::SectionKind::ClinicalDetails &&
                                 section != report::SectionKind::Technique &&
                                 section != report::SectionKind::Comparison;
        if (aboutImages && !names[s]) silent.push_back(s);
    }
    return silent;
}

Labeller::Labeller(LabelModel model, Embed embed) : m_model(std::move(model)), m_embed(std::move(embed)) {}

Result<void> Labeller::remember(const std::vector<std::string>& sentences) {
    std::vector<std::string> unknown;
    std::unordered_set<std::string_view> asked;
    for (const std::string& sentence : sentences)
        if (!m_known.contains(sentence) && asked.insert(sentence).second) unknown.push_back(sentence);
    if (unknown.empty()) return {};
    SECOND_READ_TRY(embeddings, m_embed(unknown));
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        auto& readOuts = m_known[unknown[i]];
        for (const auto& [id, finding] : m_model.findings)
            readOuts.push_back(readOutOf(finding.readOut, embeddings[i]));
    }
    return {};
}

Result<std::vector<std::map<std::string, TextSigns>>>
Labeller::signsOf(const std::vector<ReadReport>& reports) {
    const bool fitted = std::ranges::any_of(
        m_model.findings, [](const auto& finding) { return !finding.second.readOut.empty(); });
    std::vector<std::string> sentences;
    std::vector<std::vector<std::size_t>> silent(reports.size());
    for (std::size_t r = 0; fitted && r < reports.size(); ++r) {
        const std::u32string text = decodeUtf8(reports[r].text);
        silent[r] = silentSentences(reports[r].reading);
        for (const std::size_t s : silent[r]) {
            const Span span = reports[r].reading.sentences[s].span;
            sentences.push_back(
                plainSentence(std::u32string_view(text).substr(span.begin, span.end - span.begin)));
        }
    }
    if (m_known.size() > kMostKnown) m_known.clear();
    SECOND_READ_CHECK(remember(sentences));
    std::vector<std::map<std::string, TextSigns>> all;
    std::size_t next = 0;
    for (std::size_t r = 0; r < reports.size(); ++r) {
        auto& signs = all.emplace_back();
        for (const auto& [id, finding] : m_model.findings)
            signs[id].assertion = assertionOf(reports[r].reading, id);
        for (const std::size_t s : silent[r]) {
            const auto& readOuts = m_known.at(sentences[next++]);
            std::size_t column = 0;
            for (auto& [id, sign] : signs) { // the model's order: both are sorted by id
                const double readOut = readOuts[column++];
                if (sign.sentence && sign.strongest >= readOut) continue;
                sign.strongest = readOut;
                sign.sentence = s;
            }
        }
    }
    return all;
}

Result<std::vector<std::map<std::string, Label>>> Labeller::label(const std::vector<ReadReport>& reports) {
    SECOND_READ_TRY(signs, signsOf(reports));
    std::vector<std::map<std::string, Label>> all;
    for (std::size_t r = 0; r < reports.size(); ++r) {
        auto& labels = all.emplace_back();
        for (const auto& [id, sign] : signs[r]) {
            Label& label = labels[id];
            label.probability = labelProbability(m_model.findings.at(id).weights, sign);
            if (sign.assertion == Assertion::Absent && sign.sentence)
                label.sentence = reports[r].reading.sentences[*sign.sentence].span;
        }
    }
    return all;
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
        if (!part.readOut.empty() && part.readOut.size() != static_cast<std::size_t>(dimension) + 1)
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
