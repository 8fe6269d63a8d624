#include "train/statements.h"

#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "train/language_training.h"
#include "train/learning_curve.h"
#include "train/optimiser.h"
#include "train/phrasebook.h"

namespace second_read::train {
namespace {

catalogue::Catalogue catalogueOf() {
    catalogue::Catalogue catalogue;
    for (const char* id : {"acute_stroke", "mass", "meningioma", "atrophy"}) {
        catalogue::Finding finding;
        finding.id = finding.name = id;
        finding.positives = {"There is " + finding.name + "."};
        finding.negatives = {"There is no " + finding.name + "."};
        catalogue.findings.push_back(finding);
    }
    catalogue.findings[2].implies = {"mass"};
    catalogue.findings[3].lateralised = false;
    return catalogue;
}

TEST(Differs, TellsWhatAReaderWouldTell) {
    const auto catalogue = catalogueOf();
    const State left{{"mass", Side::Left}}, right{{"mass", Side::Right}}, unsaid{{"mass", std::nullopt}};
    EXPECT_TRUE(differs(left, right, catalogue));
    EXPECT_FALSE(differs(left, unsaid, catalogue));
    EXPECT_TRUE(differs(left, {}, catalogue));
    EXPECT_FALSE(differs({}, {}, catalogue));
    EXPECT_FALSE(differs(left, {{"meningioma", Side::Left}}, catalogue)) << "a meningioma is a mass";
    EXPECT_TRUE(differs(right, {{"meningioma", Side::Left}}, catalogue));
    EXPECT_TRUE(differs(left, {{"acute_stroke", Side::Left}}, catalogue));
    EXPECT_TRUE(differs(left, {{"mass", Side::Left}, {"atrophy", std::nullopt}}, catalogue));
}

TEST(Examples, NegativesDifferAndPositivesDoNot) {
    const auto catalogue = catalogueOf();
    for (std::uint64_t seed = 0; seed < 300; ++seed)
        for (const Example& example :
             {sentenceExample(catalogue, seed, 3), reportExample(catalogue, seed, 3)}) {
            EXPECT_FALSE(differs(example.anchor.state, example.positive.state, catalogue));
            EXPECT_FALSE(example.anchor.text.empty());
            EXPECT_FALSE(example.positive.text.empty());
            EXPECT_EQ(example.negatives.size(), 3U);
        }
    int different = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed)
        for (const Text& text : sentenceExample(catalogue, seed, 3).negatives)
            different += differs(sentenceExample(catalogue, seed, 3).anchor.state, text.state, catalogue);
    EXPECT_GT(different, 800) << "of 900; a mass against a meningioma is the rare exception";
}

TEST(Examples, TheSeedDecidesAll) {
    const auto catalogue = catalogueOf();
    EXPECT_EQ(reportExample(catalogue, 5, 3).anchor.text, reportExample(catalogue, 5, 3).anchor.text);
    EXPECT_NE(sentenceExample(catalogue, 5, 3).anchor.text, sentenceExample(catalogue, 6, 3).anchor.text);
}

TEST(Phrase, SaysTheSideAndOnlyThatSide) {
    for (const char* finding : {"acute_stroke", "haemorrhage", "mass", "meningioma", "encephalomalacia",
                                "vascular_abnormality", "small_vessel_disease"})
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const auto left = *phrase(finding, true, Side::Left, seed),
                       right = *phrase(finding, true, Side::Right, seed);
            EXPECT_NE((left + " ").find("eft"), std::string::npos) << left;
            EXPECT_EQ(left.find("ight s"), std::string::npos) << left;
            EXPECT_NE(left, right);
            EXPECT_EQ(left.find('{'), std::string::npos) << left;
            const auto none = *phrase(finding, true, std::nullopt, seed);
            EXPECT_EQ(none.find("left"), std::string::npos) << none;
            EXPECT_EQ(phrase(finding, false, Side::Left, seed)->find("left"), std::string::npos);
        }
    EXPECT_FALSE(phrase("no_such_finding", true, std::nullopt, 1));
}

TEST(Passages, OneSentenceAgainstTheOthersOfTheSameText) {
    const auto passages = passagesOf({"Only one sentence is in this text.",
                                      "There is no midline shift. The ventricles are normal in size."},
                                     3);
    ASSERT_EQ(passages.size(), 1U);
    const std::set<std::string> parts{passages[0].sentence, passages[0].others};
    EXPECT_EQ(parts.size(), 2U);
    EXPECT_TRUE(parts.contains("There is no midline shift."));
    EXPECT_TRUE(parts.contains("The ventricles are normal in size."));
}

TEST(Optimiser, NothingToLearnFromChangesNothing) {
    at::Tensor place = at::ones({2});
    Optimiser optimiser({{"place", place}});
    EXPECT_EQ(optimiser.step(0.1), 0);
    EXPECT_TRUE(at::equal(place.detach(), at::ones({2})));
}

TEST(Optimiser, FindsTheMinimumAndGoesOnFromItsState) {
    at::Tensor place = at::full({2}, 5.0F);
    Optimiser optimiser({{"place", place}}, 0.0);
    const auto go = [](Optimiser& on, at::Tensor& at) {
        on.zeroGradients();
        (at - 1).square().sum().backward();
        on.step(0.05);
    };
    for (int i = 0; i < 100; ++i) go(optimiser, place);
    at::Tensor copy = place.detach().clone();
    Optimiser resumed({{"place", copy}}, 0.0);
    ASSERT_TRUE(resumed.restore(optimiser.state()));
    for (int i = 0; i < 200; ++i) go(optimiser, place), go(resumed, copy);
    EXPECT_NEAR(place[0].item<float>(), 1.0F, 0.02F);
    EXPECT_EQ(place[0].item<float>(), copy[0].item<float>());
    at::Tensor other = at::zeros({3});
    EXPECT_FALSE(Optimiser({{"place", other}}).restore(optimiser.state()));
    EXPECT_FALSE(Optimiser({{"elsewhere", other}}).restore(optimiser.state()));
}

TEST(Optimiser, AGradientThatIsNotFiniteChangesNothing) {
    at::Tensor place = at::ones({2});
    Optimiser optimiser({{"place", place}});
    optimiser.zeroGradients();
    (place * std::numeric_limits<float>::infinity()).sum().backward();
    optimiser.step(0.1);
    EXPECT_TRUE(at::equal(place.detach(), at::ones({2})));
}

TEST(DrawCurves, SurvivesEmptyFlatAndWildCurves) {
    for (const auto& curves : {std::vector<Curve>{},
                               {{"flat", {{1, 2}, {2, 2}}}},
                               {{"<wild>", {{1, NAN}, {2, INFINITY}, {3, 1}}}}}) {
        const std::string svg = drawCurves("a & b", curves);
        EXPECT_EQ(svg.find("nan"), std::string::npos);
        EXPECT_EQ(svg.find("inf"), std::string::npos);
        EXPECT_EQ(svg.find("<wild>"), std::string::npos);
        EXPECT_NE(svg.find("a &amp; b"), std::string::npos);
    }
}

} // namespace
} // namespace second_read::train
