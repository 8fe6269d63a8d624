#include <set>

#include <gmock/gmock.h>

#include "simulate/grammar.h"
#include "simulate/report.h"

namespace second_read::simulate {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array kFindings{"acute_stroke",
                               "haemorrhage",
                               "mass",
                               "meningioma",
                               "hydrocephalus",
                               "atrophy",
                               "small_vessel_disease",
                               "white_matter_inflammation",
                               "encephalomalacia",
                               "vascular_abnormality"};

bool hasWord(const std::string& text, const std::string& word) {
    std::string lower;
    for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
        const bool before = at == 0 || !std::isalpha(static_cast<unsigned char>(lower[at - 1]));
        const auto end = at + word.size();
        if (before && (end == lower.size() || !std::isalpha(static_cast<unsigned char>(lower[end]))))
            return true;
    }
    return false;
}

TEST(Grammar, ChoosesFillsAndTidies) {
    Random random(1);
    EXPECT_EQ(expand("a {noun} [|] , seen  .", {{"noun", "acute infarct"}}, random),
              "An acute infarct, seen.");
    EXPECT_EQ(expand("[x]{nothing}.", {}, random), "X.");
    EXPECT_EQ(expand("an recent infarct (a [unilateral] one).", {}, random),
              "A recent infarct (a unilateral one).");
    EXPECT_EQ(americanised("haemorrhage with oedema centred on grey matter"),
              "hemorrhage with edema centered on gray matter");
}

TEST(Sentences, HundredsOfWordingsPerFindingAffirmedAndDenied) {
    for (const char* finding : kFindings) {
        std::set<std::string> said, denied;
        for (std::uint64_t seed = 0; seed < 4000; ++seed) {
            said.insert(writeSentence(finding, true, std::nullopt, seed));
            denied.insert(writeSentence(finding, false, std::nullopt, seed));
        }
        EXPECT_GT(said.size(), 500U) << finding;
        EXPECT_GT(denied.size(), 200U) << finding;
    }
}

TEST(Sentences, SideWordsAreThoseOfTheTruth) {
    for (const char* finding :
         {"acute_stroke", "haemorrhage", "mass", "meningioma", "encephalomalacia", "vascular_abnormality"})
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            const auto left = writeSentence(finding, true, Side::Left, seed);
            EXPECT_FALSE(hasWord(left, "right")) << left;
            EXPECT_FALSE(hasWord(left, "bilateral")) << left;
            const auto none = writeSentence(finding, true, std::nullopt, seed);
            EXPECT_FALSE(hasWord(none, "left") || hasWord(none, "right")) << none;
        }
}

TEST(Sentences, MostSidedSentencesNameTheSide) {
    int named = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed)
        named += hasWord(writeSentence("acute_stroke", true, Side::Right, seed), "right");
    EXPECT_GT(named, 330);
}

Examination strokeOnTheLeft() {
    Examination e;
    e.site = "A";
    e.age = 71;
    e.sex = "F";
    e.series[Sequence::DWI] = {};
    Truth truth;
    truth.finding = "acute_stroke", truth.subtype = "territorial", truth.side = Side::Left,
    truth.place = "middle cerebral artery territory", truth.volumeMl = 20;
    e.findings.push_back(truth);
    return e;
}

TEST(Reports, SayWhatIsThereOnTheRightSideAndNeverDenyIt) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto report = composeReport(strokeOnTheLeft(), seed);
        int affirmed = 0;
        for (const auto& line : report.body) {
            if (line.finding == "acute_stroke") {
                EXPECT_TRUE(line.affirms) << line.text;
                EXPECT_FALSE(hasWord(line.text, "right")) << line.text;
                ++affirmed;
            }
            if (!line.affirms) {
                EXPECT_EQ(line.finding.find("acute_stroke"), std::string::npos) << line.text;
            }
        }
        EXPECT_EQ(affirmed, 1);
    }
}

TEST(Reports, HarmlessThingsAndGradesAreThoseOfTheExamination) {
    Examination e = strokeOnTheLeft();
    e.findings[0].finding = "small_vessel_disease", e.findings[0].subtype = "Fazekas 2, lacunes";
    e.findings[0].side = Side::Bilateral;
    int cavum = 0, unchanged = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        const std::string plain = writeReport(e, seed);
        for (const char* other : {"cavum", "Cavum", "mucosal thickening", "perivascular spaces"})
            EXPECT_THAT(plain, Not(HasSubstr(other)));
        for (const char* grade : {"Fazekas 1", "Fazekas 3", "grade 1", "grade 3"})
            EXPECT_THAT(plain, Not(HasSubstr(grade)));
        unchanged += plain.find("no change") != std::string::npos ||
                     plain.find("Stable ") != std::string::npos ||
                     plain.find("hange since") != std::string::npos;
        e.variants = {"cavum septum pellucidum"};
        cavum += writeReport(e, seed).find("avum septum") != std::string::npos;
        e.variants.clear();
    }
    EXPECT_GT(cavum, 80);
    EXPECT_GT(unchanged, 5);
}

TEST(Reports, LobarAtrophyIsNotCalledGlobal) {
    Examination e = strokeOnTheLeft();
    e.findings[0] = {"atrophy", "medial temporal", Side::Bilateral, "medial temporal lobes", 0, {}, true, {}};
    for (std::uint64_t seed = 0; seed < 200; ++seed)
        for (const auto& line : composeReport(e, seed).body)
            if (line.finding == "atrophy" && line.affirms) {
                EXPECT_FALSE(hasWord(line.text, "global") || hasWord(line.text, "generalised")) << line.text;
                EXPECT_TRUE(hasWord(line.text, "temporal") || hasWord(line.text, "hippocampal") ||
                            hasWord(line.text, "hippocampi"))
                    << line.text;
            }
}

TEST(Reports, WhatIsNotReportedIsNotMentioned) {
    auto e = strokeOnTheLeft();
    e.findings[0].reported = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        for (const auto& line : composeReport(e, seed).body)
            EXPECT_FALSE(line.affirms && line.finding == "acute_stroke");
}

TEST(Reports, ThreeThousandSentencesInAThousandReports) {
    std::set<std::string> sentences;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        auto e = strokeOnTheLeft();
        e.site = std::string("ABCD").substr(seed % 4, 1);
        const auto ids = kFindings;
        e.findings[0].finding = ids[seed % ids.size()];
        e.findings[0].subtype.clear();
        e.findings[0].volumeMl = 0.5 + static_cast<double>(seed % 60);
        e.findings[0].side = seed % 2 ? Side::Left : Side::Right;
        e.findings[0].place = seed % 3 ? "frontal lobe" : "temporal lobe";
        const auto report = composeReport(e, seed);
        for (const auto* lines : {&report.body, &report.conclusion})
            for (const auto& line : *lines) sentences.insert(line.text);
    }
    EXPECT_GT(sentences.size(), 3000U);
}

TEST(Reports, TheSameSeedWritesTheSameText) {
    EXPECT_EQ(writeReport(strokeOnTheLeft(), 9), writeReport(strokeOnTheLeft(), 9));
    EXPECT_NE(writeReport(strokeOnTheLeft(), 9), writeReport(strokeOnTheLeft(), 10));
    EXPECT_THAT(writeReport(strokeOnTheLeft(), 9), Not(HasSubstr("{")));
}

} // namespace
} // namespace second_read::simulate
