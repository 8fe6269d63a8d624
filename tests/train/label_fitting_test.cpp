#include "train/label_fitting.h"

#include <cmath>
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "base/files.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"
#include "support/support.h"
#include "train/language_training.h"

namespace second_read::train {
namespace {

TEST(AreaUnderCurve, IsTheShareOfPairsInRightOrder) {
    EXPECT_DOUBLE_EQ(areaUnderCurve({0.1, 0.4, 0.35, 0.8}, {false, false, true, true}), 0.75);
    EXPECT_DOUBLE_EQ(areaUnderCurve({1, 1, 1}, {true, false, true}), 0.5);
    EXPECT_TRUE(std::isnan(areaUnderCurve({1, 2}, {true, true})));
}

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
    const auto model = fitLabels(*encoder, smallCatalogue(), options);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->findings.size(), 4U);

    const report::ReportReader reader(evidence::termsOf(smallCatalogue()));
    const auto labelled =
        pack::label(*model, *encoder,
                    {readForLabels(reader, "FINDINGS: Acute infarct in the left frontal lobe."),
                     readForLabels(reader, "FINDINGS: No acute infarct. Normal study.")});
    ASSERT_TRUE(labelled);
    EXPECT_GT((*labelled)[0].at("acute_stroke"), 0.5);
    EXPECT_LT((*labelled)[1].at("acute_stroke"), 0.2);
    EXPECT_LT((*labelled)[0].at("mass"), 0.4);
    EXPECT_GT((*labelled)[0].at(evidence::kAbnormality), (*labelled)[1].at(evidence::kAbnormality));

    const auto again = pack::labelModelOf(pack::toJson(*model), 32);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *model);
    EXPECT_EQ(pack::labelModelOf(pack::toJson(*model), 33).error().code, ErrorCode::Mismatch);
    auto broken = pack::toJson(*model);
    broken["mass"]["negated"] = nullptr;
    EXPECT_EQ(pack::labelModelOf(broken, 32).error().code, ErrorCode::Corrupt);
    EXPECT_FALSE(pack::labelModelOf(nlohmann::json::array(), 32));
}

TEST(LabelProbability, RisesWithEverySignThatSpeaksForIt) {
    const pack::LabelWeights weights{-3, 5, 3.5, 0, -1, 2, 2};
    const auto p = [&](Assertion assertion, double whole) {
        return pack::labelProbability(weights, {assertion, whole, whole});
    };
    EXPECT_GT(p(Assertion::Affirmed, 0), p(Assertion::Uncertain, 0));
    EXPECT_GT(p(Assertion::Uncertain, 0), p(Assertion::Absent, 0));
    EXPECT_GT(p(Assertion::Absent, 0), p(Assertion::Negated, 0));
    EXPECT_GT(p(Assertion::Absent, 1), p(Assertion::Absent, 0));
    EXPECT_NEAR(p(Assertion::Absent, 0), 1 / (1 + std::exp(3.0)), 1e-12);
}

TEST(ReadLabelledReports, LeavesOutWhatIsAmbiguousAndNamesBadLines) {
    test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(
        folder.path() / "a.jsonl",
        R"({"text":"x","labels":{"normal":1,"mass":0,"haemorrhage":1},"ambiguous":["mass"]})"
        "\n\n"));
    const auto reports = readLabelledReports(folder.path() / "a.jsonl");
    ASSERT_TRUE(reports) << reports.error().message;
    EXPECT_EQ(reports->front().labels,
              (std::map<std::string, bool>{{"haemorrhage", true}, {evidence::kAbnormality, false}}));
    ASSERT_TRUE(writeFileAtomically(folder.path() / "b.jsonl", "{\"text\":\"x\"}\n"));
    EXPECT_NE(readLabelledReports(folder.path() / "b.jsonl").error().message.find("line 1"),
              std::string::npos);
}

/// Figures on real reports; the text encoder is the shipped one or that of SECOND_READ_TEXT_MODEL.
TEST(FitLabels, HoldsOnRealReports) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    const char* place = std::getenv("SECOND_READ_TEXT_MODEL");
    if (!place) GTEST_SKIP() << "no text encoder: set SECOND_READ_TEXT_MODEL to its folder";
    const std::filesystem::path model = place;
    const auto encoder = language::TextEncoder::open(*readJson(model / "config.json"), model / "vocab.txt",
                                                     model / "weights.safetensors");
    ASSERT_TRUE(encoder) << encoder.error().message;
    const auto resources = shippedFolder("resources");
    ASSERT_TRUE(resources) << resources.error().message;
    const auto catalogue = catalogue::readCatalogue(*resources / "findings/brain.json");
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    LabelFitOptions options;
    options.reports = 600;
    const auto labels = fitLabels(*encoder, *catalogue, options);
    ASSERT_TRUE(labels) << labels.error().message;
    const auto reports = readLabelledReports(data / "text/tune/brain_reports.jsonl");
    ASSERT_TRUE(reports) << reports.error().message;
    const auto quality = measureLabels(*labels, *encoder, *catalogue, *reports);
    ASSERT_TRUE(quality);
    double sum = 0;
    int counted = 0;
    for (const auto& [finding, one] : *quality) {
        std::cout << finding << ": AUC " << one.auc << ", F1 " << one.f1 << " (" << one.positives << " of "
                  << one.positives + one.negatives << ")\n";
        if (finding == evidence::kAbnormality || one.positives < 5) continue;
        sum += one.auc;
        ++counted;
    }
    EXPECT_GT(sum / counted, 0.93);
    EXPECT_GT(quality->at(evidence::kAbnormality).auc, 0.93);
}

} // namespace
} // namespace second_read::train
