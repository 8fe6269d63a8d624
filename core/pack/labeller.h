#pragma once
/// From what a report's rules and its embedding say to one probability per finding: that the report says it
/// is there, hedges included. The rules (core/report) find words; the read-outs recognise wordings that no
/// rule lists.

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/words.h"
#include "language/text_encoder.h"

namespace second_read::pack {

/// What is known of one finding in one report.
struct TextSigns {
    Assertion assertion =
        Assertion::Absent; ///< of the rules; for evidence::kAbnormality the strongest of all findings
    double whole = 0;      ///< read-out of the whole text
    double strongest = 0;  ///< highest read-out among its sentences
};

/// Logistic regression over the signs.
struct LabelWeights {
    double intercept = 0;
    double affirmed = 0, uncertain = 0, historical = 0, negated = 0; ///< added where the rules say so
    double whole = 0, strongest = 0;                                 ///< times the read-outs
    bool operator==(const LabelWeights&) const = default;
};

struct LabelModel {
    struct Finding {
        std::vector<float> readOut; ///< dimension + 1 numbers, the last one added
        LabelWeights weights;
        bool operator==(const Finding&) const = default;
    };
    std::map<std::string, Finding> findings; ///< by id, evidence::kAbnormality included
    bool operator==(const LabelModel&) const = default;
};

/// Chance, 0 to 1, that the report says the finding is there.
double labelProbability(const LabelWeights& weights, const TextSigns& signs);

/// A report for the labeller: its text, its sentences, and what the rules found, by finding.
struct ReadReport {
    std::string text;
    std::vector<std::string> sentences;
    std::map<std::string, Assertion> assertions;
};

/// The signs of every finding of the model, one map a report. Equal sentences are embedded once.
Result<std::vector<std::map<std::string, TextSigns>>> signsOf(const LabelModel& model,
                                                              const language::TextEncoder& encoder,
                                                              const std::vector<ReadReport>& reports);
/// Probabilities by finding, one map a report.
Result<std::vector<std::map<std::string, double>>>
label(const LabelModel& model, const language::TextEncoder& encoder, const std::vector<ReadReport>& reports);

nlohmann::json toJson(const LabelModel& model);
/// Corrupt names the finding whose numbers are missing or not finite; Mismatch read-outs of another
/// dimension.
Result<LabelModel> labelModelOf(const nlohmann::json& json, int dimension);

} // namespace second_read::pack
