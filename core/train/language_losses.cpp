#include "train/language_losses.h"

#include <limits>

#include "train/draw.h"

namespace second_read::train {
namespace {

constexpr std::int64_t kNotAsked = -100;

at::Device deviceOf(const language::Bert& bert) { return bert.parameters().begin()->second.device(); }

std::vector<language::Window> firstWindows(const language::Tokenizer& tokenizer,
                                           const std::vector<std::string>& texts, int longest) {
    std::vector<language::Window> windows;
    for (const std::string& text : texts)
        windows.push_back(language::windowsOf(tokenizer, text, longest).front());
    return windows;
}

language::TokenBatch batchOf(const std::vector<language::Window>& windows,
                             const language::Tokenizer& tokenizer, const at::Device& device) {
    std::vector<const language::Window*> pointers;
    for (const auto& window : windows) pointers.push_back(&window);
    return language::batchOf(pointers, tokenizer.vocabulary(), device);
}

} // namespace

at::Tensor embedForTraining(const language::TextModel& model, const std::vector<std::string>& texts,
                            int longest) {
    const auto batch =
        batchOf(firstWindows(model.tokenizer, texts, longest), model.tokenizer, deviceOf(model.bert));
    return model.bert.embed(batch.ids, batch.mask);
}

at::Tensor matchingLoss(const at::Tensor& anchors, const at::Tensor& positives, const at::Tensor& negatives,
                        const std::vector<Example>& examples, const catalogue::Catalogue& catalogue,
                        double temperature) {
    const at::Tensor candidates = at::cat({positives, negatives});
    const auto rows = anchors.size(0), columns = candidates.size(0);
    at::Tensor hide = at::zeros({rows, columns}, at::kBool);
    auto hideAt = hide.accessor<bool, 2>();
    for (std::int64_t row = 0; row < rows; ++row) {
        const State& state = examples[static_cast<std::size_t>(row)].anchor.state;
        std::int64_t column = 0;
        const auto consider = [&](const Text& text, bool own) {
            hideAt[row][column++] = !own && !differs(state, text.state, catalogue);
        };
        for (std::int64_t other = 0; other < rows; ++other)
            consider(examples[static_cast<std::size_t>(other)].positive, other == row);
        for (const Example& example : examples)
            for (const Text& text : example.negatives) consider(text, false);
    }
    const at::Tensor logits = at::matmul(anchors, candidates.t()) / temperature;
    const at::Tensor shown =
        logits.masked_fill(hide.to(anchors.device()), -std::numeric_limits<float>::infinity());
    return at::cross_entropy_loss(
        shown, at::arange(rows, at::TensorOptions().dtype(at::kLong).device(anchors.device())));
}

at::Tensor ownAmongAll(const at::Tensor& anchors, const at::Tensor& candidates, double temperature) {
    return at::cross_entropy_loss(
        at::matmul(anchors, candidates.t()) / temperature,
        at::arange(anchors.size(0), at::TensorOptions().dtype(at::kLong).device(anchors.device())));
}

at::Tensor distillationLoss(const at::Tensor& embeddings, const at::Tensor& base) {
    const at::Tensor moved = at::matmul(embeddings, embeddings.t()) - at::matmul(base, base.t());
    return 10 * moved.square().mean() + (1 - (embeddings * base).sum(1)).mean();
}

MaskedBatch maskedBatch(const language::Tokenizer& tokenizer, const std::vector<std::string>& texts,
                        int longest, std::uint64_t seed, const at::Device& device) {
    Draw draw(seed);
    const auto& vocabulary = tokenizer.vocabulary();
    auto windows = firstWindows(tokenizer, texts, longest);
    std::vector<std::vector<std::int64_t>> asked;
    std::int64_t columns = 1;
    for (auto& window : windows) {
        asked.emplace_back(window.size(), kNotAsked);
        columns = std::max(columns, static_cast<std::int64_t>(window.size()));
        for (std::size_t i = 1; i + 1 < window.size(); ++i) {
            if (!draw.chance(0.15)) continue;
            asked.back()[i] = window[i];
            const double die = draw.unit();
            if (die < 0.8)
                window[i] = vocabulary.mask().value_or(vocabulary.unknown());
            else if (die < 0.9)
                window[i] = static_cast<language::TokenId>(draw.below(vocabulary.size()));
        }
    }
    at::Tensor targets = at::full({static_cast<std::int64_t>(windows.size()), columns}, kNotAsked, at::kLong);
    auto targetAt = targets.accessor<std::int64_t, 2>();
    for (std::size_t row = 0; row < asked.size(); ++row)
        for (std::size_t i = 0; i < asked[row].size(); ++i)
            targetAt[static_cast<std::int64_t>(row)][static_cast<std::int64_t>(i)] = asked[row][i];
    return {batchOf(windows, tokenizer, device), targets.to(device)};
}

at::Tensor maskedLoss(const language::Bert& bert, const MaskedBatch& batch) {
    const at::Tensor places = batch.targets.ne(kNotAsked).view({-1}).nonzero().view({-1});
    const at::Tensor hidden =
        bert.forward(batch.tokens.ids, batch.tokens.mask).view({-1, bert.config().width});
    if (places.numel() == 0) return hidden.sum() * 0; // nothing was hidden in a very small batch
    const at::Tensor logits = at::matmul(hidden.index_select(0, places),
                                         bert.parameters().at("embeddings.word_embeddings.weight").t());
    return at::cross_entropy_loss(logits, batch.targets.view({-1}).index_select(0, places));
}

} // namespace second_read::train
