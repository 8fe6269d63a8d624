#pragma once
/// Texts to batches of tokens, and batches to embeddings.

#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "base/job.h"
#include "language/bert.h"
#include "language/tokenizer.h"

namespace second_read::language {

/// One text's tokens between [CLS] and [SEP].
using Window = std::vector<TokenId>;

/// A text as windows of at most `longest` tokens ([CLS] and [SEP] included): one for most texts; a longer one
/// is cut into equal parts, so that no stub of a few tokens weighs as much as a full window. Never empty.
std::vector<Window> windowsOf(const Tokenizer& tokenizer, std::string_view text, int longest);

/// Padded ids and mask, [windows, longest of them], int64.
struct TokenBatch {
    at::Tensor ids;
    at::Tensor mask;
};
TokenBatch batchOf(const std::vector<const Window*>& windows, const Vocabulary& vocabulary,
                   const at::Device& device);

/// One unit-length embedding per text, [texts, width] on the CPU, no gradient. Equal texts are embedded once,
/// windows run in batches of similar length, a text's windows are averaged. Rows do not depend on what else
/// is in the call, up to rounding. On the CPU several batches share its cores, one LibTorch thread each; in a
/// stop the batches that have begun are ended.
Result<at::Tensor> embedTexts(const Bert& bert, const Tokenizer& tokenizer,
                              const std::vector<std::string>& texts, const JobContext& context);
/// The same for who never stops it.
at::Tensor embedTexts(const Bert& bert, const Tokenizer& tokenizer, const std::vector<std::string>& texts);

} // namespace second_read::language
