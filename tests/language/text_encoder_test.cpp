#include "language/text_encoder.h"

#include <cmath>
#include <cstdlib>
#include <numeric>

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "language/embedding.h"
#include "language/text_model.h"
#include "support/support.h"

namespace second_read::language {
namespace {

/// A tiny random model that spells every lower-case word.
TextModel tinyModel(int window = 32) {
    std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "infarct",
                                       "there", "no",    "left",  "brain", "##s"};
    for (char letter = 'a'; letter <= 'z'; ++letter) {
        pieces.push_back(std::string(1, letter));
        if (letter != 's') pieces.push_back("##" + std::string(1, letter));
    }
    BertConfig config;
    config.layers = 2;
    config.width = 16;
    config.heads = 2;
    config.intermediate = 32;
    config.positions = 64;
    config.window = window;
    config.vocabulary = static_cast<int>(pieces.size());
    return {Tokenizer(*Vocabulary::fromPieces(std::move(pieces), "tiny")), Bert(config, 7)};
}

float dot(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

Result<TextEncoder> opened(const std::filesystem::path& folder) {
    return TextEncoder::open(*readJson(folder / "config.json"), folder / "vocab.txt",
                             folder / "weights.safetensors");
}

class TextEncoderTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(writeTextModel(m_folder.path(), tinyModel(), Storage::Float)); }
    test::TemporaryFolder m_folder;
};

TEST_F(TextEncoderTest, EmbeddingsHaveUnitLengthAndDependOnTheTextAlone) {
    const auto encoder = opened(m_folder.path());
    ASSERT_TRUE(encoder) << encoder.error().message;
    EXPECT_EQ(encoder->dimension(), 16);
    const std::vector<std::string> texts = {"there is no infarct", "infarct", "", "there is no infarct",
                                            "a left brain infarct among many words"};
    const auto together = encoder->embed(texts);
    ASSERT_TRUE(together);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_NEAR(dot((*together)[i], (*together)[i]), 1.0F, 1e-5F) << texts[i];
        EXPECT_NEAR(dot((*together)[i], (*encoder->embed({texts[i]}))[0]), 1.0F, 1e-5F)
            << "padding must not be seen: " << texts[i];
    }
    EXPECT_EQ((*together)[0], (*together)[3]);
    EXPECT_LT(dot((*together)[0], (*together)[1]), 0.9999F);
    EXPECT_TRUE(encoder->embed({})->empty());
}

TEST_F(TextEncoderTest, ALongTextIsReadInWindows) {
    const auto encoder = opened(m_folder.path());
    std::string text;
    for (int i = 0; i < 45; ++i) text += "infarct ";
    EXPECT_EQ(encoder->windows("infarct"), 1U);
    EXPECT_EQ(encoder->windows(text), 2U); // 30 tokens fit beside [CLS] and [SEP]
    EXPECT_NEAR(dot((*encoder->embed({text}))[0], (*encoder->embed({text}))[0]), 1.0F, 1e-5F);
    const auto early = encoder->embed({text + "no no no no no no no no"});
    EXPECT_LT(dot((*early)[0], (*encoder->embed({text}))[0]), 0.99999F)
        << "the end of a long text counts too";
    EXPECT_FALSE(encoder->embed({std::string(2 << 20, 'a')}));
}

TEST_F(TextEncoderTest, ManyTextsOnSeveralThreadsAreAsEachAlone) {
    const auto encoder = opened(m_folder.path());
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < 400; ++i) {
        std::string& text = texts.emplace_back();
        for (std::size_t word = 0; word < 1 + i * 7 % 45; ++word)
            text += (word + i) % 3 ? "infarct " : "brain " + std::string(1, static_cast<char>('a' + i % 26));
    }
    const int threads = at::get_num_threads();
    const auto together = *encoder->embed(texts);
    EXPECT_EQ(at::get_num_threads(), threads) << "LibTorch is left as it was";
    EXPECT_EQ(*encoder->embed(texts), together) << "whichever thread is faster";
    for (std::size_t i = 0; i < texts.size(); i += 7) {
        const auto alone = *encoder->embed({texts[i]});
        for (std::size_t n = 0; n < alone[0].size(); ++n) ASSERT_NEAR(together[i][n], alone[0][n], 1e-5F);
    }
}

TEST_F(TextEncoderTest, AStopEndsIt) {
    const auto encoder = opened(m_folder.path());
    std::stop_source stop;
    std::vector<std::string> texts(1000);
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = "infarct " + std::to_string(i);
    int told = 0;
    const auto stopped = encoder->embed(texts, {stop.get_token(), [&](const Progress&) {
                                                    if (++told == 2) stop.request_stop();
                                                }});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(told, 2) << "no batch is begun after it";
    EXPECT_FALSE(encoder->embed({"infarct"}, {stop.get_token(), {}})) << "one text alone too";
}

TEST_F(TextEncoderTest, HalfAndCompactStorageKeepTheMeaning) {
    const auto encoder = opened(m_folder.path());
    const std::vector<std::string> texts = {"there is no infarct", "left brain"};
    const auto whole = *encoder->embed(texts);
    for (const Storage storage : {Storage::Half, Storage::Compact}) {
        test::TemporaryFolder other;
        ASSERT_TRUE(writeTextModel(other.path(), tinyModel(), storage));
        const auto stored = opened(other.path());
        ASSERT_TRUE(stored) << stored.error().message;
        const auto rows = *stored->embed(texts);
        for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_GT(dot(rows[i], whole[i]), 0.998F);
        EXPECT_LT(std::filesystem::file_size(other.path() / "weights.safetensors"),
                  std::filesystem::file_size(m_folder.path() / "weights.safetensors"));
    }
}

TEST_F(TextEncoderTest, RefusesFilesThatDoNotBelongTogether) {
    const auto config = *readJson(m_folder.path() / "config.json");
    const auto code = [&](const nlohmann::json& json) {
        const auto encoder =
            TextEncoder::open(json, m_folder.path() / "vocab.txt", m_folder.path() / "weights.safetensors");
        return encoder ? ErrorCode::Internal : encoder.error().code;
    };
    for (const auto& [name, value, expected] :
         {std::tuple{"vocab_size", nlohmann::json(7), ErrorCode::Mismatch},
          std::tuple{"num_hidden_layers", nlohmann::json(3), ErrorCode::Mismatch},
          std::tuple{"intermediate_size", nlohmann::json(64), ErrorCode::Mismatch},
          std::tuple{"num_attention_heads", nlohmann::json(5), ErrorCode::Corrupt},
          std::tuple{"hidden_size", nlohmann::json(-1), ErrorCode::Corrupt},
          std::tuple{"num_hidden_layers", nlohmann::json(100000), ErrorCode::Corrupt},
          std::tuple{"hidden_act", nlohmann::json("relu"), ErrorCode::Unsupported}}) {
        auto changed = config;
        changed[name] = value;
        EXPECT_EQ(code(changed), expected) << name;
    }
    EXPECT_EQ(code(nlohmann::json::array()), ErrorCode::Corrupt);
    EXPECT_FALSE(
        TextEncoder::open(config, m_folder.path() / "nowhere.txt", m_folder.path() / "weights.safetensors"));
}

TEST(Bert, PublishedNamesAreReadWithAndWithoutPrefix) {
    const TextModel model = tinyModel();
    StoredTensors prefixed;
    for (const auto& [name, tensor] : model.bert.stored(Storage::Float)) prefixed["bert." + name] = tensor;
    prefixed["bert.pooler.dense.weight"] = prefixed.begin()->second; // not used, not a reason to refuse
    const auto read = Bert::fromTensors(model.bert.config(), prefixed);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(at::equal(embedTexts(*read, model.tokenizer, {"infarct"}),
                          embedTexts(model.bert, model.tokenizer, {"infarct"})));
}

TEST(PrunedModel, EmbedsWhatItKeptAsBefore) {
    const TextModel model = tinyModel();
    const TextModel pruned = prunedModel(model, {"left infarct"}, 60);
    EXPECT_LT(pruned.tokenizer.vocabulary().size(), model.tokenizer.vocabulary().size());
    for (const char* text : {"left infarct", "xyz"})
        EXPECT_TRUE(at::allclose(embedTexts(pruned.bert, pruned.tokenizer, {text}),
                                 embedTexts(model.bert, model.tokenizer, {text}), 0, 1e-6))
            << text;
}

/// Against a reimplementation in numpy with the reference tokenizer, on all-MiniLM-L6-v2 (Apache-2.0).
TEST(Bert, AgreesWithThePublishedModel) {
    const char* folder = std::getenv("SECOND_READ_BASE_MODEL");
    if (!folder)
        GTEST_SKIP() << "no base model: set SECOND_READ_BASE_MODEL to a folder with all-MiniLM-L6-v2";
    const auto model = readTextModel(folder);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->tokenizer.encode("Acute infarct in the left middle cerebral artery territory, with "
                                      "haemorrhagic transformation; 3.5 x 2 cm."),
              (std::vector<TokenId>{11325, 1999, 14971, 6593, 1999, 1996, 2187,  2690,  18439, 16749,
                                    3700,  1010, 2007,  5292, 6633, 2953, 25032, 22974, 2278,  8651,
                                    1025,  1017, 1012,  1019, 1060, 1016, 4642,  1012}));
    const at::Tensor embeddings =
        embedTexts(model->bert, model->tokenizer, {"there is an acute infarct", "The quick brown fox"});
    const at::Tensor expected =
        at::tensor({-0.063957F, 0.030674F, -0.00181F, 0.033746F, 0.060573F, -0.022321F, -0.021621F, 0.110118F,
                    0.002773F, 0.033269F, -0.000685F, 0.042997F, 0.036146F, -0.03334F, 0.055513F, -0.104811F})
            .view({2, 8});
    EXPECT_TRUE(at::allclose(embeddings.slice(1, 0, 8), expected, 0, 1e-4));
    const at::Tensor card = embedTexts(model->bert, model->tokenizer,
                                       {"That is a happy person", "That is a happy dog",
                                        "That is a very happy person", "Today is a sunny day"});
    EXPECT_TRUE(at::allclose(at::matmul(card, card[0]), at::tensor({1.0F, 0.695F, 0.943F, 0.257F}), 0, 1e-3))
        << "the model card's example";
}

} // namespace
} // namespace second_read::language
