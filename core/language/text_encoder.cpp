#include "language/text_encoder.h"

#include "language/embedding.h"
#include "language/text_model.h"

namespace second_read::language {
namespace {

constexpr std::size_t kLongestText = 1 << 20; // bytes; a report is refused earlier (report::readReportText)

} // namespace

struct TextEncoder::Impl {
    TextModel model;
};

TextEncoder::TextEncoder(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TextEncoder::TextEncoder(TextEncoder&&) noexcept = default;
TextEncoder& TextEncoder::operator=(TextEncoder&&) noexcept = default;
TextEncoder::~TextEncoder() = default;

Result<TextEncoder> TextEncoder::open(const nlohmann::json& config, const std::filesystem::path& vocabulary,
                                      const std::filesystem::path& weights, bool cuda) {
    try {
        SECOND_READ_TRY(model, readTextModel(config, vocabulary, weights));
        if (cuda) model.bert.to(at::kCUDA);
        return TextEncoder(std::make_unique<Impl>(Impl{std::move(model)}));
    } catch (const std::exception& problem) { // LibTorch: out of memory, no such device
        return fail(ErrorCode::Inference,
                    "the text encoder cannot be set up: " + std::string(problem.what()));
    }
}

int TextEncoder::dimension() const { return m_impl->model.bert.config().width; }

std::size_t TextEncoder::windows(const std::string& text) const {
    return windowsOf(m_impl->model.tokenizer, text, m_impl->model.bert.config().window).size();
}

Result<std::vector<std::vector<float>>> TextEncoder::embed(const std::vector<std::string>& texts,
                                                           const JobContext& context) const {
    for (const std::string& text : texts)
        if (text.size() > kLongestText)
            return fail(ErrorCode::Unsupported,
                        "a text of " + std::to_string(text.size()) +
                            " bytes is too long to be embedded; at most 1 MB is read");
    try {
        SECOND_READ_TRY(embedded, embedTexts(m_impl->model.bert, m_impl->model.tokenizer, texts, context));
        const at::Tensor embeddings = embedded.contiguous();
        std::vector<std::vector<float>> rows;
        rows.reserve(texts.size());
        const float* value = embeddings.data_ptr<float>();
        for (std::size_t i = 0; i < texts.size(); ++i, value += dimension())
            rows.emplace_back(value, value + dimension());
        return rows;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Inference, "the text could not be embedded: " + std::string(problem.what()));
    }
}

} // namespace second_read::language
