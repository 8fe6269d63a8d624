#include "train/label_fitting.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/files.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "support/support.h"
#include "train/language_training.h"

namespace second_read::train {
namespace {

TEST(FitLogistic, FindsTheRatesAndStaysAtThePriorWithoutData) {
    std::vector<std::vector<double>> features;
    std::vector<bool> labels;
    for (int i = 0; i < 4000; ++i) {
        const bool group = i % 2 == 0;
        features.push_back({1.0, group ? 1.0 : 0.0, 0.0});
        labels.push_back(group ? i % 10 != 0 : i % 4 == 1); // 4 of 5, and one of two
    }
    const auto weights = fitLogistic(features, labels, {0, 0, 2.5}, 1e-3);
    EXPECT_NEAR(1 / (1 + std::exp(-weights[0] - weights[1])), 0.8, 0.01);
    EXPECT_NEAR(1 / (1 + std::exp(-weights[0])), 0.5, 0.01);
    EXPECT_NEAR(weights[2], 2.5, 1e-6) << "nothing was seen of it";
    const auto separable = fitLogistic({{1, -1}, {1, 1}}, {false, true}, {0, 0}, 1.0);
    EXPECT_TRUE(std::isfinite(separable[1]));
    EXPECT_GT(separable[1], 0);
}

catalogue::Catalogue smallCatalogue() {
    catalogue::Catalogue catalogue;
    catalogue.region = "brain";
    catalogue.version = "test";
    for (const auto& [id, term] : {std::pair{"acute_stroke", "infarct*"},
                                   std::pair{"haemorrhage", "hemorrhag*"}, std::pair{"mass", "tumour*"}}) {
        catalogue::Finding finding;
        finding.id = finding.name = id;
        finding.terms = {term};
        finding.positives = {"There is " + finding.name + "."};
        finding.negatives = {"There is no " + finding.name + "."};
        catalogue.findings.push_back(finding);
    }
    catalogue.normalSentences = {"Normal study."};
    return catalogue;
}

/// A small encoder that was trained a little on sentences of the same catalogue.
Result<language::TextEncoder> smallEncoder(const std::filesystem::path& folder) {
    LanguageOptions options;
    options.catalogue = smallCatalogue();
    options.out = folder;
    options.vocabulary = 600;
    options.layers = 1;
    options.width = 32;
    options.heads = 2;
    options.intermediate = 64;
    options.matchingSteps = 120;
    options.batch = 8;
    options.learningRate = 3e-3;
    options.halfPrecision = false;
    SECOND_READ_TRY(metrics, trainLanguage(options));
    EXPECT_EQ(metrics["steps"], 120);
    return language::TextEncoder::open(*readJson(folder / "config.json"), folder / "vocab.txt",
                                       folder / "weights.safetensors");
}

TEST(FitLabels, TellsReportsThatSayItFromThoseThatDoNot) {
    test::TemporaryFolder folder;
    const auto encoder = smallEncoder(folder.path());
    ASSERT_TRUE(encoder) << encoder.error().message;
    LabelFitOptions options;
    options.reports = 300;
    options.sentences = 600;
    const auto model = fitLabels(*encoder, smallCatalogue(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->findings.size(), 4U);

    const report::ReportReader reader(evidence::termsOf(smallCatalogue()));
    std::vector<pack::ReadReport> reports;
    for (const std::string text :
         {"FINDINGS: Acute infarct in the left frontal lobe.", "FINDINGS: No acute infarct. Normal study.",
          "Something lies in the left lobe."})
        reports.push_back({text, reader.read(text)});
    pack::Labeller labeller(*model, [&](const auto& texts) { return encoder->embed(texts); });
    const auto labelled = labeller.label(reports);
    ASSERT_TRUE(labelled);
    const auto p = [&](std::size_t i, const std::string& id) { return (*labelled)[i].at(id).probability; };
    EXPECT_GT(p(0, "acute_stroke"), 0.5);
    EXPECT_LT(p(1, "acute_stroke"), 0.2);
    EXPECT_LT(p(0, "mass"), 0.4);
    EXPECT_GT(p(0, evidence::kAbnormality), p(1, evidence::kAbnormality));
    EXPECT_FALSE((*labelled)[0].at("acute_stroke").sentence) << "words of the rules decide";
    EXPECT_EQ((*labelled)[2].at("acute_stroke").sentence, (Span{0, 32}));

    for (const auto& [id, finding] : model->findings)
        EXPECT_GT(pack::labelProbability(finding.weights, {Assertion::Uncertain, 0, {}}), 0.7)
            << "a hedge is said";

    const auto again = pack::labelModelOf(pack::toJson(*model), 32);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *model);
    EXPECT_EQ(pack::labelModelOf(pack::toJson(*model), 33).error().code, ErrorCode::Mismatch);
    auto broken = pack::toJson(*model);
    broken["mass"]["negated"] = nullptr;
    EXPECT_EQ(pack::labelModelOf(broken, 32).error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(pack::labelModelOf(nlohmann::json::array(), 32));
}

} // namespace
} // namespace second_read::train
