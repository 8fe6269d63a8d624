#include "pack/labeller.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "evidence/fusion.h"
#include "pack/pack.h"
#include "pack/replacing.h"
#include "support/support.h"
#include "support/tiny_pack.h"

namespace second_read::pack {
namespace {

report::ReportReader reader() { return report::ReportReader({{"mass", {"tumour"}, {}, {}}}); }

ReadReport read(const std::string& text) { return {text, reader().read(text)}; }

LabelModel model() {
    LabelModel model;
    model.findings["mass"].readOut = {1, 0};
    model.findings[evidence::kAbnormality].readOut = {1, 0};
    return model;
}

/// One number: 1 for a sentence with "growth", else 0; counts what it is asked.
struct Encoder {
    std::vector<std::string> asked;
    Labeller::Embed embed() {
        return [this](const std::vector<std::string>& texts) -> Result<std::vector<std::vector<float>>> {
            asked.insert(asked.end(), texts.begin(), texts.end());
            std::vector<std::vector<float>> rows;
            for (const auto& text : texts)
                rows.push_back({text.find("growth") == std::string::npos ? 0.0F : 1.0F});
            return rows;
        };
    }
};

TEST(LabelProbability, RisesWithEverySignThatSpeaksForIt) {
    const LabelWeights weights;
    const auto p = [&](Assertion assertion, double strongest) {
        return labelProbability(weights, {assertion, strongest, {}});
    };
    EXPECT_GT(p(Assertion::Affirmed, 0), p(Assertion::Uncertain, 0));
    EXPECT_GT(p(Assertion::Uncertain, 0), 0.5) << "hedges included";
    EXPECT_GT(p(Assertion::Uncertain, 0), p(Assertion::Absent, 0));
    EXPECT_GT(p(Assertion::Absent, 0), p(Assertion::Negated, 0));
    EXPECT_GT(p(Assertion::Absent, 1), p(Assertion::Absent, 0));
    EXPECT_NEAR(p(Assertion::Absent, 0), 1 / (1 + std::exp(-weights.intercept)), 1e-12);
}

TEST(Labeller, AsksTheEmbeddingsOnlyWhereTheRulesFindNoName) {
    Encoder encoder;
    Labeller labeller(model(), encoder.embed());
    const auto labels = labeller
                            .label({read("No tumour. Abnormal growth of 12 mm. The orbits are normal."),
                                    read("TECHNIQUE: growth hormone.\nFINDINGS: Normal.")})
                            .value();
    EXPECT_EQ(encoder.asked,
              (std::vector<std::string>{"abnormal growth of 0 mm.", "the orbits are normal.", "normal."}));
    EXPECT_GT(labels[0].at("mass").probability, labels[1].at("mass").probability);
    EXPECT_FALSE(labels[0].at("mass").sentence) << "the rules found a word for it";
    EXPECT_GT(labels[0].at(evidence::kAbnormality).probability,
              labels[1].at(evidence::kAbnormality).probability);
}

TEST(Labeller, TheDecidingSentenceIsGivenWhereNoWordIs) {
    Encoder encoder;
    Labeller labeller(model(), encoder.embed());
    const std::string text = "\xc3\x9c"
                             "bersicht. Abnormal growth.";
    const auto labels = labeller.label({read(text)}).value();
    ASSERT_TRUE(labels[0].at("mass").sentence);
    EXPECT_EQ(slice(text, *labels[0].at("mass").sentence), "Abnormal growth.");
}

TEST(Labeller, EqualSentencesAreEmbeddedOnce) {
    Encoder encoder;
    Labeller labeller(model(), encoder.embed());
    ASSERT_TRUE(
        labeller.label({read("Growth of 3 mm."), read("Growth  of 14 mm."), read("GROWTH of 3 mm.")}));
    ASSERT_TRUE(labeller.label({read("Growth of 8 mm.")}));
    EXPECT_EQ(encoder.asked, (std::vector<std::string>{"growth of 0 mm."}));
}

TEST(Labeller, WithoutReadOutsTheRulesAreAskedAlone) {
    catalogue::Catalogue catalogue;
    catalogue.findings.emplace_back().id = "mass";
    Encoder encoder;
    Labeller labeller(unfittedLabels(catalogue), encoder.embed());
    const auto labels =
        labeller.label({read("A tumour."), read("No tumour."), read("Normal growth.")}).value();
    EXPECT_TRUE(encoder.asked.empty());
    EXPECT_GT(labels[0].at("mass").probability, 0.8);
    EXPECT_LT(labels[1].at("mass").probability, 0.05);
    EXPECT_LT(labels[2].at(evidence::kAbnormality).probability, 0.05);
}

TEST(Labeller, AnErrorOfTheEncoderIsPassedOn) {
    Labeller labeller(model(), [](const auto&) -> Result<std::vector<std::vector<float>>> {
        return fail(ErrorCode::Inference, "out of memory");
    });
    EXPECT_EQ(labeller.label({read("Normal.")}).error().code, ErrorCode::Inference);
}

TEST(Labeller, APacksOneStopsAsItsContextSays) {
    const test::TemporaryFolder folder;
    const auto place = folder.path() / "pack";
    ASSERT_TRUE(test::writeTinyPack(place, SECOND_READ_CATALOGUE));
    LabelModel labels = unfittedLabels(Pack::open(place, Device::Cpu)->catalogue());
    labels.findings["mass"].readOut.assign(
        static_cast<std::size_t>(Pack::open(place, Device::Cpu)->info().dimension) + 1, 0.5F);
    ASSERT_TRUE(replaceLabels(place, labels));
    const auto pack = Pack::open(place, Device::Cpu);
    ASSERT_TRUE(pack) << pack.error().message;
    std::stop_source stop;
    Labeller labeller = pack->labeller({stop.get_token(), {}});
    ASSERT_TRUE(labeller.label({read("Abnormal growth.")}));
    stop.request_stop();
    EXPECT_TRUE(labeller.label({read("Abnormal growth.")})) << "known: nothing is embedded";
    EXPECT_EQ(labeller.label({read("Normal orbits.")}).error().code, ErrorCode::Cancelled);
}

TEST(ReplaceLabels, ThePackAnswersWithTheNewOnesAndStaysWhole) {
    const test::TemporaryFolder folder;
    const auto place = folder.path() / "pack";
    ASSERT_TRUE(test::writeTinyPack(place, SECOND_READ_CATALOGUE));
    LabelModel labels = unfittedLabels(Pack::open(place, Device::Cpu)->catalogue());
    for (const double intercept : {-1.5, -2.5}) {
        labels.findings["mass"].weights.intercept = intercept;
        ASSERT_TRUE(replaceLabels(place, labels));
        const auto pack = Pack::open(place, Device::Cpu);
        ASSERT_TRUE(pack) << pack.error().message;
        EXPECT_EQ(pack->labeller().model(), labels);
    }
    const std::filesystem::directory_iterator files(place);
    EXPECT_EQ(
        std::count_if(begin(files), end(files),
                      [](const auto& file) { return file.path().filename().string().starts_with("labels"); }),
        1)
        << "the one before is gone";
    std::ofstream(place / "vocabulary.txt", std::ios::app) << "x";
    EXPECT_FALSE(replaceLabels(place, labels)) << "a spoiled pack is not blessed with new hashes";
}

} // namespace
} // namespace second_read::pack
