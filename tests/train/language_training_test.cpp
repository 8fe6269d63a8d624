#include "train/language_training.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/files.h"
#include "language/text_encoder.h"
#include "language/text_model.h"
#include "support/support.h"

namespace second_read::train {
namespace {

catalogue::Catalogue smallCatalogue() {
    catalogue::Catalogue catalogue;
    catalogue.region = "brain";
    catalogue.version = "test";
    for (const char* id : {"acute_stroke", "haemorrhage", "mass"}) {
        catalogue::Finding finding;
        finding.id = finding.name = id;
        finding.positives = {"There is " + finding.name + "."};
        finding.negatives = {"There is no " + finding.name + "."};
        catalogue.findings.push_back(finding);
    }
    catalogue.normalSentences = {"Normal study."};
    return catalogue;
}

LanguageOptions smallOptions(const std::filesystem::path& out) {
    LanguageOptions options;
    options.catalogue = smallCatalogue();
    options.out = out;
    options.vocabulary = 400;
    options.layers = 1;
    options.width = 32;
    options.heads = 2;
    options.intermediate = 64;
    options.maskedSteps = 0;
    options.matchingSteps = 60;
    options.batch = 8;
    options.learningRate = 3e-3;
    options.checkpointEvery = 10;
    options.halfPrecision = false;
    return options;
}

TEST(LanguageTraining, FromScratchLearnsWhatTheSentencesMean) {
    test::TemporaryFolder folder;
    auto options = smallOptions(folder.path() / "untrained");
    options.matchingSteps = 1;
    const auto before = trainLanguage(options);
    ASSERT_TRUE(before) << before.error().message;
    options.out = folder.path() / "trained";
    options.matchingSteps = 200;
    const auto after = trainLanguage(options);
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_GT((*after)["validation"]["match"], (*before)["validation"]["match"].get<double>() + 0.1);
    EXPECT_GT((*after)["validation"]["denial"], 0.7);
    EXPECT_LT((*after)["loss"], (*before)["loss"]);
    EXPECT_EQ((*after)["sections"]["n"], 100);
    EXPECT_GT((*after)["sections"]["same"], (*before)["sections"]["same"].get<double>());

    const auto encoder =
        language::TextEncoder::open(*readJson(options.out / "config.json"), options.out / "vocab.txt",
                                    options.out / "weights.safetensors");
    ASSERT_TRUE(encoder) << encoder.error().message;
    EXPECT_EQ(encoder->dimension(), 32);
    EXPECT_NE(readFile(options.out / "curves.svg")->find("</svg>"), std::string::npos);
}

TEST(LanguageTraining, AStoppedRunEndsWhereAnUndisturbedOneDoes) {
    test::TemporaryFolder folder;
    const auto whole = trainLanguage(smallOptions(folder.path() / "whole"));
    ASSERT_TRUE(whole) << whole.error().message;

    const auto options = smallOptions(folder.path() / "stopped");
    std::stop_source stop;
    JobContext context{stop.get_token(), [&](const Progress& now) {
                           if (now.fraction > 0.4) stop.request_stop();
                       }};
    const auto stopped = trainLanguage(options, context);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(options.out / "weights.safetensors"));
    const auto resumed = trainLanguage(options);
    ASSERT_TRUE(resumed) << resumed.error().message;
    EXPECT_NEAR((*resumed)["loss"].get<double>(), (*whole)["loss"].get<double>(), 1e-4);
    EXPECT_EQ((*resumed)["steps"], 60);
}

TEST(LanguageTraining, ACheckpointOfOtherOptionsIsRefused) {
    test::TemporaryFolder folder;
    auto options = smallOptions(folder.path());
    options.matchingSteps = 10;
    ASSERT_TRUE(trainLanguage(options));
    options.temperature = 0.1;
    const auto refused = trainLanguage(options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
}

TEST(LanguageTraining, FromABaseThePrunedModelIsHeldNearIt) {
    test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "corpus.txt",
                                    "the liver is normal\nthe heart is large\nno fracture of the wrist\n"));
    auto options = smallOptions(folder.path() / "base");
    options.corpora = {folder.path() / "corpus.txt"};
    options.maskedSteps = 20;
    options.matchingSteps = 20;
    ASSERT_TRUE(trainLanguage(options));
    options.base = options.out;
    options.maskedSteps = 0;
    options.frozenLayers = 0;
    options.distilled = 3;
    const auto movedUnder = [&](double distillation) {
        options.out = folder.path() / std::to_string(distillation);
        options.distillation = distillation;
        EXPECT_TRUE(trainLanguage(options));
        const std::vector<std::string> texts = {"the liver is normal", "the heart is large"};
        const auto embedded = [&](const std::filesystem::path& model) {
            return *language::TextEncoder::open(*readJson(model / "config.json"), model / "vocab.txt",
                                                model / "weights.safetensors")
                        ->embed(texts);
        };
        const auto before = embedded(*options.base), after = embedded(options.out);
        double distance = 0;
        for (std::size_t i = 0; i < before.size(); ++i)
            for (std::size_t k = 0; k < before[i].size(); ++k)
                distance += std::pow(before[i][k] - after[i][k], 2);
        return distance;
    };
    EXPECT_LT(movedUnder(50), 0.5 * movedUnder(0));
}

TEST(LanguageTraining, ImpossibleOptionsAreNamed) {
    test::TemporaryFolder folder;
    auto options = smallOptions(folder.path());
    options.maskedSteps = 5;
    const auto refused = trainLanguage(options);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("--corpus"), std::string::npos);
    options = smallOptions(folder.path());
    options.temperature = 0;
    EXPECT_FALSE(trainLanguage(options));
    options = smallOptions(folder.path());
    options.catalogue.findings.clear();
    EXPECT_FALSE(trainLanguage(options));
}

TEST(ReadCorpus, LeavesOutWhatHasNoOpenLicence) {
    test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "a.jsonl",
                                    "{\"text\":\"open\",\"licence\":\"CC BY\"}\r\n"
                                    "{\"text\":\"closed\",\"licence\":\"CC BY-NC\"}\n{\"text\":\"own\"}\n"));
    ASSERT_TRUE(writeFileAtomically(folder.path() / "b.tsv", "first\tsecond\n\n"));
    EXPECT_EQ(*readCorpus({folder.path() / "a.jsonl", folder.path() / "b.tsv"}),
              (std::vector<std::string>{"open", "own", "first"}));
}

TEST(ReadCorpus, NamesThePlaceOfWhatItCannotRead) {
    test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder.path() / "bad.jsonl", "{\"text\":\"fine\"}\n{\"txt\":1}\n"));
    const auto bad = readCorpus({folder.path() / "bad.jsonl"});
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().message.find("bad.jsonl line 2"), std::string::npos);
    ASSERT_TRUE(writeFileAtomically(folder.path() / "zip.txt", std::string("\x1f\x8b\0\0\0", 5)));
    EXPECT_FALSE(readCorpus({folder.path() / "zip.txt"}));
    EXPECT_FALSE(readCorpus({folder.path() / "missing.txt"}));
}

} // namespace
} // namespace second_read::train
