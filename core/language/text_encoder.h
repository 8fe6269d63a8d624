#pragma once
/// NeuroBERT: a BERT-type encoder (Devlin et al. 2019) over WordPiece tokens, mean pooling under the
/// attention mask (Reimers and Gurevych 2019), unit-length embeddings.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "base/json.h"

namespace second_read::language {

/// Threads: embed() may be called from one thread at a time.
class TextEncoder {
public:
    /// config (JSON as published for BERT: num_hidden_layers, hidden_size, ..., and "window"), vocabulary
    /// (one piece a line), weights (safetensors, BERT parameter names; float32, float16 or int8 with scales).
    static Result<TextEncoder> open(const nlohmann::json& config, const std::filesystem::path& vocabulary,
                                    const std::filesystem::path& weights, bool cuda = false);
    TextEncoder(TextEncoder&&) noexcept;
    TextEncoder& operator=(TextEncoder&&) noexcept;
    ~TextEncoder();

    int dimension() const;
    /// One unit-length embedding per text. Equal texts are embedded once; a text longer than the window is
    /// split into windows whose embeddings are averaged. Many texts share the processor's cores.
    Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>& texts,
                                                  const JobContext& context = {}) const;

    /// Into how many windows a text is split (1 for most).
    std::size_t windows(const std::string& text) const;

private:
    struct Impl;
    explicit TextEncoder(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace second_read::language
