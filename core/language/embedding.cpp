#include "language/embedding.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <thread>
#include <unordered_map>

#include <c10/core/GradMode.h>

#include "language/inference_threads.h"

namespace second_read::language {
namespace {

// Padding included. A core is as fast with 512 as with more (measured for 8 to 256 tokens a window), and a
// stop waits for a batch; a graphics card wants more at once.
constexpr std::size_t kTokensPerBatch = 512, kTokensPerBatchOfCard = 2048;
constexpr std::size_t kWindowsPerBatch = 64;

/// A place in the order of windows up to another one.
struct Range {
    std::size_t begin, end;
};

std::vector<Range> batchesOf(const std::vector<Window>& windows, const std::vector<std::size_t>& order,
                             std::size_t mostTokens) {
    std::vector<Range> batches;
    for (std::size_t begin = 0; begin < order.size(); begin = batches.back().end) {
        std::size_t end = begin + 1;
        while (end < order.size() && end - begin < kWindowsPerBatch &&
               (end - begin + 1) * windows[order[end]].size() <= mostTokens)
            ++end;
        batches.push_back({begin, end});
    }
    return batches;
}

/// A single batch, or a card, has all of LibTorch; several batches on the CPU a thread and a core each, which
/// needs no waiting for one another within a batch.
Result<void> forEachBatch(std::size_t count, bool onCard, const JobContext& context,
                          const std::function<void(std::size_t)>& work) {
    const std::string stage = "embed";
    if (count <= 1 || onCard) {
        for (std::size_t i = 0; i < count; ++i) {
            SECOND_READ_CHECK(context.checkpoint(stage, static_cast<double>(i) / static_cast<double>(count)));
            work(i);
        }
        return {};
    }
    const Items items{stage, count, std::max(1U, std::thread::hardware_concurrency())};
    return forEachInference(items, context, [&](std::size_t i) -> Result<void> {
        work(i);
        return {};
    });
}

} // namespace

std::vector<Window> windowsOf(const Tokenizer& tokenizer, std::string_view text, int longest) {
    const std::vector<TokenId> ids = tokenizer.encode(text);
    const std::size_t room = static_cast<std::size_t>(longest) - 2;
    const std::size_t count = std::max<std::size_t>(1, (ids.size() + room - 1) / room);
    std::vector<Window> windows;
    for (std::size_t i = 0; i < count; ++i) {
        Window window{tokenizer.vocabulary().first()};
        window.insert(window.end(), ids.begin() + static_cast<std::ptrdiff_t>(ids.size() * i / count),
                      ids.begin() + static_cast<std::ptrdiff_t>(ids.size() * (i + 1) / count));
        window.push_back(tokenizer.vocabulary().last());
        windows.push_back(std::move(window));
    }
    return windows;
}

TokenBatch batchOf(const std::vector<const Window*>& windows, const Vocabulary& vocabulary,
                   const at::Device& device) {
    std::size_t longest = 1;
    for (const Window* window : windows) longest = std::max(longest, window->size());
    const auto rows = static_cast<std::int64_t>(windows.size()), columns = static_cast<std::int64_t>(longest);
    at::Tensor ids = at::full({rows, columns}, vocabulary.padding(), at::kLong);
    at::Tensor mask = at::zeros({rows, columns}, at::kLong);
    auto idAt = ids.accessor<std::int64_t, 2>();
    auto maskAt = mask.accessor<std::int64_t, 2>();
    for (std::int64_t row = 0; row < rows; ++row) {
        const Window& window = *windows[static_cast<std::size_t>(row)];
        for (std::size_t i = 0; i < window.size(); ++i) {
            idAt[row][static_cast<std::int64_t>(i)] = window[i];
            maskAt[row][static_cast<std::int64_t>(i)] = 1;
        }
    }
    return {ids.to(device), mask.to(device)};
}

Result<at::Tensor> embedTexts(const Bert& bert, const Tokenizer& tokenizer,
                              const std::vector<std::string>& texts, const JobContext& context) {
    const c10::NoGradGuard noGradient;
    std::unordered_map<std::string_view, std::int64_t> rowOf; // of the distinct texts
    std::vector<std::int64_t> rows;
    std::vector<Window> windows;
    std::vector<std::int64_t> owner; // row of each window
    for (const std::string& text : texts) {
        const auto [place, isNew] = rowOf.emplace(text, static_cast<std::int64_t>(rowOf.size()));
        rows.push_back(place->second);
        if (!isNew) continue;
        for (Window& window : windowsOf(tokenizer, text, bert.config().window)) {
            windows.push_back(std::move(window));
            owner.push_back(place->second);
        }
    }
    std::vector<std::size_t> order(windows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return windows[a].size() < windows[b].size(); });

    const at::Device device = bert.parameters().begin()->second.device();
    const auto batches = batchesOf(windows, order, device.is_cpu() ? kTokensPerBatch : kTokensPerBatchOfCard);
    std::vector<at::Tensor> embedded(batches.size());
    SECOND_READ_CHECK(forEachBatch(batches.size(), !device.is_cpu(), context, [&](std::size_t i) {
        std::vector<const Window*> batch;
        for (std::size_t place = batches[i].begin; place < batches[i].end; ++place)
            batch.push_back(&windows[order[place]]);
        const TokenBatch tokens = batchOf(batch, tokenizer.vocabulary(), device);
        embedded[i] = bert.embed(tokens.ids, tokens.mask).to(at::kCPU);
    }));
    at::Tensor sums = at::zeros({static_cast<std::int64_t>(rowOf.size()), bert.config().width});
    for (std::size_t i = 0; i < batches.size(); ++i) { // in this order whichever was done first
        std::vector<std::int64_t> owners;
        for (std::size_t place = batches[i].begin; place < batches[i].end; ++place)
            owners.push_back(owner[order[place]]);
        sums.index_add_(0, at::tensor(owners, at::kLong), embedded[i]);
    }
    sums = sums / sums.norm(2, 1, true).clamp_min(1e-12);
    return sums.index_select(0, at::tensor(rows, at::kLong));
}

at::Tensor embedTexts(const Bert& bert, const Tokenizer& tokenizer, const std::vector<std::string>& texts) {
    return embedTexts(bert, tokenizer, texts, {}).value();
}

} // namespace second_read::language
