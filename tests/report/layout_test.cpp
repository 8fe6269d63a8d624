#include "report/layout.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "report/report.h"
#include "support/support.h"

namespace second_read::report {
namespace {

using enum SectionKind;

std::vector<SectionKind> kindsOf(const std::string& text) {
    std::vector<SectionKind> kinds;
    for (const Section& section : sectionsOf(decodeUtf8(text))) kinds.push_back(section.kind);
    return kinds;
}

std::vector<std::string> sentencesIn(const std::string& text) {
    const std::u32string decoded = decodeUtf8(text);
    std::vector<std::string> all;
    for (const Sentence& sentence : sentencesOf(decoded, sectionsOf(decoded)))
        all.push_back(slice(text, sentence.span));
    return all;
}

using Kinds = std::vector<SectionKind>;
using Texts = std::vector<std::string>;

TEST(Sections, EnglishHeadingsOnTheirLinesAndInLine) {
    EXPECT_EQ(kindsOf("CLINICAL DETAILS: headache\nTECHNIQUE: T1\nCOMPARISON: none\nFINDINGS: "
                      "normal\nIMPRESSION: normal"),
              (Kinds{ClinicalDetails, Technique, Comparison, Findings, Conclusion}));
    EXPECT_EQ(kindsOf("Findings\nNormal.\n\nConclusion\nNormal."), (Kinds{Findings, Conclusion}));
    EXPECT_EQ(kindsOf("FINDINGS: The brain is normal. IMPRESSION: Normal."), (Kinds{Findings, Conclusion}));
    EXPECT_EQ(kindsOf("Clinical details: ?stroke. Findings: normal. Impression: normal."),
              (Kinds{ClinicalDetails, Findings, Conclusion}));
    EXPECT_EQ(kindsOf("**Findings:** normal\n## Impression\nnormal"), (Kinds{Findings, Conclusion}));
    EXPECT_EQ(kindsOf("MRI BRAIN FINDINGS: normal\nIMPRESSION AND PLAN: normal\nADDENDUM: none"),
              (Kinds{Findings, Conclusion, Addendum}));
}

TEST(Sections, GermanAndFrenchHeadings) {
    EXPECT_EQ(kindsOf("Klinische Angaben: Kopfschmerz\nTechnik: "
                      "T1\nBefund:\nUnauff\xc3\xa4llig.\nBeurteilung:\nNormal."),
              (Kinds{ClinicalDetails, Technique, Findings, Conclusion}));
    EXPECT_EQ(kindsOf("Renseignements cliniques : c\xc3\xa9phal\xc3\xa9"
                      "es\nR\xc3\xa9sultats :\nNormal.\nSynth\xc3\xa8se :\nNormal."),
              (Kinds{ClinicalDetails, Findings, Conclusion}));
}

TEST(Sections, GermanAndFrenchHeadingsInOtherWords) {
    for (const char* heading : {"Klinik und Fragestellung", "Klinische Angaben und Fragestellung",
                                "Fragestellung / Indikation", "Indication de l'examen",
                                "Indication de l\xe2\x80\x99"
                                "examen",
                                "Motif de consultation", "Indication clinique",
                                "Ant\xc3\xa9"
                                "c\xc3\xa9"
                                "dents",
                                "Histoire de la maladie", "Contexte clinique et question", "Vorgeschichte"})
        EXPECT_EQ(kindsOf(std::string(heading) + " : stroke\nBefund: normal"),
                  (Kinds{ClinicalDetails, Findings}))
            << heading;
    for (const char* heading :
         {"Comparatif", "Examens comparatifs", "Vergleichsuntersuchung", "Voraufnahmen zum Vergleich"})
        EXPECT_EQ(kindsOf(std::string(heading) + ": infarct\nR\xc3\xa9sultats: normal"),
                  (Kinds{Comparison, Findings}))
            << heading;
    EXPECT_EQ(kindsOf("Sequenzen: T1\nBefund und Beurteilung:\nNormal."), (Kinds{Technique, Conclusion}));
    EXPECT_EQ(kindsOf("Compte rendu : normal.\nSynth\xc3\xa8se et conclusion : normal"),
              (Kinds{Findings, Conclusion}));
}

TEST(Sections, AddendaWithNumberDateAndName) {
    for (const char* heading : {"ADDENDUM", "ADDENDUM #2", "ADDENDUM (12/03/2021)",
                                "Addendum by Dr X on 3 March", "Nachtrag vom 3.5.2020", "Additif du 3 mai",
                                "Erg\xc3\xa4nzung", "ADDENDUM TO REPORT", "Supplementary report"})
        EXPECT_EQ(kindsOf("IMPRESSION: normal.\n" + std::string(heading) + ": a mass."),
                  (Kinds{Conclusion, Addendum}))
            << heading;
    EXPECT_EQ(kindsOf("ADDENDUM BEGINS\nMass.\nADDENDUM ENDS\nHISTORY: x\nFINDINGS: normal"),
              (Kinds{Addendum, Other, ClinicalDetails, Findings}));
    EXPECT_EQ(kindsOf("FINDINGS: normal.\nAddendum was dictated and then signed by someone."),
              (Kinds{Findings}));
}

TEST(Sections, UnknownHeadingsEndOnlyThePreamble) {
    EXPECT_EQ(kindsOf("HISTORY: headache\nHEAD: normal\nIMPRESSION: normal"),
              (Kinds{ClinicalDetails, Other, Conclusion}));
    EXPECT_EQ(kindsOf("FINDINGS: normal\nVENTRICLES: normal\nIMPRESSION: normal"),
              (Kinds{Findings, Conclusion}));
}

TEST(Sections, WithoutHeadingsTheTextIsOneSection) {
    EXPECT_EQ(kindsOf("A single sentence is a report."), (Kinds{Other}));
    EXPECT_EQ(kindsOf("Findings are consistent with multiple sclerosis"), (Kinds{Other}));
    EXPECT_TRUE(kindsOf("").empty());
}

TEST(Sections, AParagraphAfterLonelyClinicalDetailsIsTheReport) {
    EXPECT_EQ(kindsOf("History: headache.\n\nThe brain is normal."), (Kinds{ClinicalDetails, Other}));
    EXPECT_EQ(kindsOf("Indication: rule out stroke\nThe brain is normal."), (Kinds{ClinicalDetails, Other}));
    EXPECT_EQ(kindsOf("History: headache.\n\nNausea.\nFindings: normal."),
              (Kinds{ClinicalDetails, Findings}));
}

TEST(Sections, HeadingAndBodyAreExact) {
    const std::string text = "x\r\nFINDINGS:  normal\r\n";
    const auto sections = sectionsOf(decodeUtf8(text));
    ASSERT_EQ(sections.size(), 2u);
    EXPECT_EQ(slice(text, sections[1].heading), "FINDINGS");
    EXPECT_EQ(slice(text, sections[1].body), "normal\r\n");
}

TEST(Sentences, EndAtFullStopsButNotAtAbbreviationsAndDecimals) {
    EXPECT_EQ(sentencesIn("A mass of 2.5 cm. Dr. X saw it. No bleed."),
              (Texts{"A mass of 2.5 cm.", "Dr. X saw it.", "No bleed."}));
    EXPECT_EQ(sentencesIn("Infarct vs. tumour, e.g. glioma. 3 cm mass."),
              (Texts{"Infarct vs. tumour, e.g. glioma.", "3 cm mass."}));
    EXPECT_EQ(sentencesIn("Normal.Mass seen."), (Texts{"Normal.", "Mass seen."}));
}

TEST(Sentences, WrappedLinesJoinAndListsPart) {
    const std::string wrapped =
        "There is a long line of text that was wrapped at seventy columns by\nan old system.";
    EXPECT_EQ(sentencesIn(wrapped), (Texts{wrapped}));
    EXPECT_EQ(sentencesIn("FINDINGS:\n- no mass\n- left infarct\n1. old bleed"),
              (Texts{"no mass", "left infarct", "1. old bleed"}));
    EXPECT_EQ(sentencesIn("No mass\nLeft infarct"), (Texts{"No mass", "Left infarct"}));
    EXPECT_EQ(sentencesIn("one\n\ntwo"), (Texts{"one", "two"}));
}

TEST(Sentences, AreNeverLongerThanTheBound) {
    const std::u32string endless(100'000, U'x');
    for (const Sentence& sentence : sentencesOf(endless, sectionsOf(endless)))
        EXPECT_LE(sentence.span.end - sentence.span.begin, 2001u);
}

TEST(ReportText, WhatIsNoReportIsRefusedByName) {
    EXPECT_EQ(readReportText("", "report.txt").error().code, ErrorCode::Corrupt);
    EXPECT_EQ(readReportText(" \r\n", "report.txt").error().code, ErrorCode::Corrupt);
    EXPECT_EQ(readReportText(std::string(2 << 20, 'x'), "report.txt").error().code, ErrorCode::Unsupported);
    const auto binary = readReportText(std::string("\x7f"
                                                   "ELF\0\1\2\3",
                                                   8),
                                       "report.txt");
    ASSERT_FALSE(binary);
    EXPECT_EQ(binary.error().code, ErrorCode::Unsupported);
    EXPECT_NE(binary.error().message.find("report.txt"), std::string::npos);
    EXPECT_EQ(*readReportText("\xef\xbb\xbfNormal.\r\n", "r"), "Normal.\r\n");
    EXPECT_EQ(*readReportText("h\xe4matom", "r"), "h\xc3\xa4matom");
}

TEST(ReportText, OfAFileIsRefusedByItsPath) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "report.txt";
    const auto refused = readReportFile(file);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
    EXPECT_NE(refused.error().message.find(file.string()), std::string::npos);
    ASSERT_TRUE(writeFileAtomically(file, "Normal."));
    EXPECT_EQ(readReportFile(file).value(), "Normal.");
    for (const std::size_t size : {2 << 20, 20 << 20}) {
        ASSERT_TRUE(writeFileAtomically(file, std::string(size, 'x')));
        EXPECT_EQ(readReportFile(file).error().code, ErrorCode::Unsupported);
    }
}

} // namespace
} // namespace second_read::report
