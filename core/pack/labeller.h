#pragma once
/// From what a report says, as the rules of core/report read it, to one probability per finding: that the
/// report says it is there, hedges included. Where the rules find no name in a sentence, the sentence's
/// embedding is asked: linear read-outs recognise wordings that no rule lists.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/words.h"
#include "catalogue/catalogue.h"
#include "report/report.h"

namespace second_read::pack {

/// What is known of one finding in one report.
struct TextSigns {
    /// Of the rules; for evidence::kAbnormality the strongest of all findings.
    Assertion assertion = Assertion::Absent;
    double strongest = 0; ///< highest read-out among the sentences that name no finding; 0 without one
    std::optional<std::size_t> sentence; ///< which one that is, an index into Reading::sentences
};

/// Logistic regression over the signs. The numbers here are what is believed before any report was seen; they
/// stand where nothing was fitted.
struct LabelWeights {
    double intercept = -4;
    double affirmed = 6.5, uncertain = 5, historical = 0.5, negated = -1; ///< added where the rules say so
    double strongest = 5;                                                 ///< times the read-out
    bool operator==(const LabelWeights&) const = default;
};

struct LabelModel {
    struct Finding {
        std::vector<float> readOut; ///< dimension + 1 numbers, the last one added; empty: rules alone
        LabelWeights weights;
        bool operator==(const Finding&) const = default;
    };
    std::map<std::string, Finding> findings; ///< by id, evidence::kAbnormality included
    bool operator==(const LabelModel&) const = default;
};

/// Nothing fitted: the rules with the weights as believed beforehand.
LabelModel unfittedLabels(const catalogue::Catalogue& catalogue);

/// Chance, 0 to 1, that the report says the finding is there.
double labelProbability(const LabelWeights& weights, const TextSigns& signs);

struct ReadReport {
    std::string text; ///< UTF-8
    report::Reading reading;
};

struct Label {
    double probability = 0;
    std::optional<Span> sentence; ///< the sentence that decides, where the rules found no word for it
};

/// Remembers what it has embedded: reports repeat their sentences. Threads: one at a time.
class Labeller {
public:
    using Embed = std::function<Result<std::vector<std::vector<float>>>(const std::vector<std::string>&)>;
    /// `embed` gives unit-length embeddings of the dimension that the model was fitted on.
    Labeller(LabelModel model, Embed embed);

    /// The signs of every finding of the model, one map a report.
    Result<std::vector<std::map<std::string, TextSigns>>> signsOf(const std::vector<ReadReport>& reports);
    /// Labels by finding, one map a report.
    Result<std::vector<std::map<std::string, Label>>> label(const std::vector<ReadReport>& reports);

    const LabelModel& model() const { return m_model; }

private:
    Result<void> remember(const std::vector<std::string>& sentences);

    LabelModel m_model;
    Embed m_embed;
    std::unordered_map<std::string, std::vector<float>>
        m_known; ///< read-outs in the model's order, by sentence
};

/// A sentence as it is embedded for labels: lower case, white space single, numbers as "0": "12 mm" and "9
/// mm" are one sentence.
std::string plainSentence(std::u32string_view sentence);

/// Which sentences of a report the embeddings are asked about: those about the images that name no finding.
std::vector<std::size_t> silentSentences(const report::Reading& reading);

nlohmann::json toJson(const LabelModel& model);
/// Corrupt names the finding whose numbers are missing or not finite; Mismatch read-outs of another
/// dimension.
Result<LabelModel> labelModelOf(const nlohmann::json& json, int dimension);

} // namespace second_read::pack
