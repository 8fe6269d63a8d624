#include "catalogue/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace second_read::catalogue {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

json oneFinding() {
    return json::parse(R"({"region": "brain", "version": "1", "normal_sentences": ["Normal."],
        "words": {"old": ["old", "chronic"]},
        "findings": [{"id": "stroke", "name": "Stroke", "in_sentence": "a stroke", "radlex": "", "positives": ["There is a stroke."],
                      "terms": ["acute stroke"],
                      "qualified": [{"terms": ["infarct*"], "without": ["@old", "remote"]}],
                      "needs_any_of": ["DWI"], "also_useful": ["FLAIR"], "miss_weight": 1}]})");
}

std::string refusalOf(const json& document) {
    const auto catalogue = parseCatalogue(document);
    if (catalogue) return "accepted";
    EXPECT_EQ(catalogue.error().code, ErrorCode::Corrupt);
    return catalogue.error().message;
}

Catalogue shipped() {
    const auto catalogue = readShippedCatalogue();
    EXPECT_TRUE(catalogue) << catalogue.error().message;
    return catalogue.value_or(Catalogue{});
}

TEST(Catalogue, NamedListsOfQualifiersAreExpanded) {
    const auto catalogue = parseCatalogue(oneFinding());
    ASSERT_TRUE(catalogue) << catalogue.error().message;
    EXPECT_THAT(catalogue->findings[0].qualified[0].without, ElementsAre("old", "chronic", "remote"));
    EXPECT_TRUE(catalogue->findings[0].reportedReliably);
    EXPECT_EQ(catalogue->find("stroke"), &catalogue->findings[0]);
    EXPECT_EQ(catalogue->find("mass"), nullptr);
}

TEST(Catalogue, WhatIsWrittenIsReadBack) {
    const auto catalogue = parseCatalogue(oneFinding());
    ASSERT_TRUE(catalogue);
    const auto again = parseCatalogue(toJson(*catalogue));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, *catalogue);
    EXPECT_EQ(*parseCatalogue(toJson(shipped())), shipped());
}

TEST(Catalogue, RefusalsNameTheEntry) {
    const auto with = [](const char* pointer, const json& value) {
        json document = oneFinding();
        document[json::json_pointer(pointer)] = value;
        return refusalOf(document);
    };
    EXPECT_THAT(refusalOf(json::array()), HasSubstr("not an object"));
    EXPECT_THAT(with("/region", 7), HasSubstr("region is not a text"));
    EXPECT_THAT(with("/normal_sentences", json::array()), HasSubstr("normal_sentences is empty"));
    EXPECT_THAT(with("/findings", json::array()), HasSubstr("findings"));
    EXPECT_THAT(with("/findings/1", oneFinding()["findings"][0]), HasSubstr("'stroke' is there twice"));
    EXPECT_THAT(with("/findings/0/positives", json::array()),
                HasSubstr("'stroke': it has no positive sentence"));
    EXPECT_THAT(with("/findings/0/positives", json::array({""})), HasSubstr("positives"));
    EXPECT_THAT(with("/findings/0/needs_any_of/0", "CT"), HasSubstr("unknown sequence 'CT'"));
    EXPECT_THAT(with("/findings/0/needs_any_of", json::array()), HasSubstr("needs_any_of"));
    EXPECT_THAT(with("/findings/0/implies", json::array({"mass"})), HasSubstr("unknown finding 'mass'"));
    EXPECT_THAT(with("/findings/0/implies", json::array({"stroke"})), HasSubstr("'stroke'"));
    EXPECT_THAT(with("/findings/0/miss_weight", 1.5), HasSubstr("miss_weight"));
    EXPECT_THAT(with("/findings/0/default_side", "top"), HasSubstr("default_side"));
    EXPECT_THAT(with("/findings/0/lateralised", "no"), HasSubstr("lateralised"));
    EXPECT_THAT(with("/findings/0/qualified/0/without/0", "@young"), HasSubstr("unknown list '@young'"));
    EXPECT_THAT(with("/findings/0/qualified/0/terms", json::array()), HasSubstr("no terms"));
    EXPECT_THAT(with("/findings/0", "stroke"), HasSubstr("id is missing"));
    json cut = oneFinding();
    cut["findings"][0].erase("name");
    EXPECT_THAT(refusalOf(cut), HasSubstr("finding 'stroke': name is missing"));
}

TEST(Catalogue, AFileThatIsNoCatalogueIsNamed) {
    const auto missing = readCatalogue("/nowhere/brain.json");
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("/nowhere/brain.json"));
}

TEST(Catalogue, TheBrainCatalogueHasTheTenFindingsOfTheContract) {
    const Catalogue brain = shipped();
    std::vector<std::string> ids;
    for (const Finding& finding : brain.findings) {
        ids.push_back(finding.id);
        EXPECT_GE(finding.positives.size(), 5u) << finding.id;
        EXPECT_GE(finding.negatives.size(), 3u) << finding.id;
        EXPECT_FALSE(finding.terms.empty()) << finding.id;
        for (const std::string& sentence : finding.positives) {
            EXPECT_THAT(sentence, ::testing::EndsWith("."));
            EXPECT_THAT(sentence, ::testing::Not(::testing::ContainsRegex(" (left|right) ")))
                << "sides are added in use";
        }
    }
    EXPECT_THAT(ids, ElementsAre("acute_stroke", "haemorrhage", "mass", "meningioma", "hydrocephalus",
                                 "atrophy", "small_vessel_disease", "white_matter_inflammation",
                                 "encephalomalacia", "vascular_abnormality"));
    EXPECT_THAT(brain.find("meningioma")->implies, ElementsAre("mass"));
    for (const Finding& finding : brain.findings) {
        const bool unreliable = finding.id == "atrophy" || finding.id == "encephalomalacia" ||
                                finding.id == "vascular_abnormality";
        EXPECT_EQ(finding.reportedReliably, !unreliable) << finding.id;
    }
}

TEST(Catalogue, NotComputedIsNeverNegative) {
    const Catalogue brain = shipped();
    const auto evaluable = [&](const char* id, const std::set<Sequence>& present) {
        return evaluability(*brain.find(id), present).evaluable;
    };
    EXPECT_TRUE(evaluable("acute_stroke", {Sequence::DWI}));
    EXPECT_FALSE(evaluable("acute_stroke", {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::ADC}));
    EXPECT_TRUE(evaluable("haemorrhage", {Sequence::SWI}));
    EXPECT_FALSE(evaluable("haemorrhage", {Sequence::T2}));
    EXPECT_TRUE(evaluable("meningioma", {Sequence::T1Gd}));
    EXPECT_FALSE(evaluable("meningioma", {Sequence::T1}));
    for (const char* id : {"mass", "hydrocephalus", "atrophy", "small_vessel_disease",
                           "white_matter_inflammation", "encephalomalacia", "vascular_abnormality"})
        for (const Sequence one : {Sequence::T1, Sequence::T1Gd, Sequence::T2, Sequence::FLAIR})
            EXPECT_TRUE(evaluable(id, {one})) << id << ' ' << nameOf(one);
    for (const char* id : {"mass", "hydrocephalus", "atrophy"})
        EXPECT_TRUE(evaluable(id, {Sequence::DWI})) << id;
    for (const char* id :
         {"small_vessel_disease", "white_matter_inflammation", "encephalomalacia", "vascular_abnormality"})
        EXPECT_FALSE(evaluable(id, {Sequence::DWI})) << id;
    for (const Finding& finding : brain.findings)
        EXPECT_FALSE(evaluability(finding, {}).evaluable) << finding.id;
}

TEST(Catalogue, MissingSequencesAreNamed) {
    const Catalogue brain = shipped();
    const auto full = evaluability(*brain.find("acute_stroke"), {Sequence::DWI, Sequence::FLAIR});
    EXPECT_TRUE(full.whyNot.empty());
    EXPECT_TRUE(full.missing.empty());
    EXPECT_THAT(evaluability(*brain.find("acute_stroke"), {Sequence::DWI}).missing,
                ElementsAre(Sequence::FLAIR));
    const auto none = evaluability(*brain.find("acute_stroke"), {Sequence::T1});
    EXPECT_EQ(none.whyNot, "Acute stroke cannot be judged without DWI.");
    EXPECT_THAT(none.missing, ElementsAre(Sequence::DWI, Sequence::FLAIR));
}

} // namespace
} // namespace second_read::catalogue
