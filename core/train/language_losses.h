#pragma once
/// The losses of the language side, apart from the loop that uses them.

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "language/embedding.h"
#include "language/text_model.h"
#include "train/statements.h"

namespace second_read::train {

/// Embeddings of texts with gradient, the first `longest` tokens of each: [texts, width].
at::Tensor embedForTraining(const language::TextModel& model, const std::vector<std::string>& texts,
                            int longest);

/// Multiple negatives ranking: cross-entropy of each anchor's positive among all positives and hard negatives
/// of the batch, cosine over temperature; texts that do not differ in what they affirm are left out of the
/// sum.
at::Tensor matchingLoss(const at::Tensor& anchors, const at::Tensor& positives, const at::Tensor& negatives,
                        const std::vector<Example>& examples, const catalogue::Catalogue& catalogue,
                        double temperature);

/// Cross-entropy of each row's own candidate among those of all rows: [rows, width] each.
at::Tensor ownAmongAll(const at::Tensor& anchors, const at::Tensor& candidates, double temperature);

/// How far the similarities among some texts, and the texts themselves, moved away from the base model's.
at::Tensor distillationLoss(const at::Tensor& embeddings, const at::Tensor& base);

/// Tokens with 15 % hidden (of these 80 % as [MASK], 10 % another token, 10 % as they are), and what they
/// were (-100 where nothing is asked). Needs a vocabulary with [MASK].
struct MaskedBatch {
    language::TokenBatch tokens;
    at::Tensor targets;
};
MaskedBatch maskedBatch(const language::Tokenizer& tokenizer, const std::vector<std::string>& texts,
                        int longest, std::uint64_t seed, const at::Device& device);
/// Cross-entropy of the hidden tokens under the word embeddings as output layer.
at::Tensor maskedLoss(const language::Bert& bert, const MaskedBatch& batch);

} // namespace second_read::train
