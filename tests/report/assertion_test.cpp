#include <gtest/gtest.h>

#include "reader.h"

namespace second_read::report {
namespace {

struct Line {
    const char* text;
    const char* finding;
    Assertion assertion;
};

void PrintTo(const Line& line, std::ostream* out) { *out << line.text << " / " << line.finding; }

class Assertions : public ::testing::TestWithParam<Line> {};

TEST_P(Assertions, AreReadAsARadiologistMeansThem) {
    const Line& line = GetParam();
    EXPECT_EQ(nameOf(assertionOf(line.text, line.finding)), nameOf(line.assertion)) << line.text;
}

using enum Assertion;

INSTANTIATE_TEST_SUITE_P(
    Negation, Assertions,
    ::testing::Values(Line{"No haemorrhage, mass or hydrocephalus.", "bleed", Negated},
                      Line{"No haemorrhage, mass or hydrocephalus.", "mass", Negated},
                      Line{"No haemorrhage, mass or hydrocephalus.", "hydrocephalus", Negated},
                      Line{"There is no evidence of an acute infarct.", "stroke", Negated},
                      Line{"Negative for hemorrhage.", "bleed", Negated},
                      Line{"Infarct is not seen.", "stroke", Negated},
                      Line{"A mass has been excluded.", "mass", Negated},
                      Line{"Haemorrhage is unlikely.", "bleed", Negated},
                      Line{"Hydrocephalus: none", "hydrocephalus", Negated},
                      Line{"Mass: no", "mass", Negated},
                      Line{"Neither haemorrhage nor mass.", "mass", Negated},
                      Line{"The lesion is not consistent with a meningioma.", "meningioma", Negated},
                      Line{"An aneurysm rather than a tumour.", "mass", Negated},
                      Line{"The ventricles show no dilatation of the ventricles.", "hydrocephalus", Negated},
                      Line{"No acute or chronic infarct.", "stroke", Negated},
                      Line{"No acute or chronic infarct.", "scar", Negated}));

INSTANTIATE_TEST_SUITE_P(
    WhereNegationEnds, Assertions,
    ::testing::Values(Line{"No infarct, but a mass is seen.", "mass", Affirmed},
                      Line{"No acute infarct, chronic haematoma on the left.", "bleed", Affirmed},
                      Line{"No mass and there is a haematoma.", "bleed", Affirmed},
                      Line{"No hydrocephalus; left haematoma.", "bleed", Affirmed},
                      Line{"Without mass effect. Meningioma.", "meningioma", Affirmed},
                      Line{"No infarct is seen, and the meningioma is unchanged.", "meningioma", Affirmed},
                      Line{"No haemorrhage within the left frontal mass.", "mass", Affirmed},
                      Line{"No haemorrhage within the left frontal mass.", "bleed", Negated},
                      Line{"No abnormality except for a small aneurysm.", "vessel", Affirmed},
                      Line{"Non-haemorrhagic infarct.", "stroke", Affirmed},
                      Line{"Non-haemorrhagic infarct.", "bleed", Negated}));

INSTANTIATE_TEST_SUITE_P(
    NegationInAppearance, Assertions,
    ::testing::Values(Line{"No change in the left haematoma.", "bleed", Affirmed},
                      Line{"No significant interval change of the meningioma.", "meningioma", Affirmed},
                      Line{"Not only a mass but also an aneurysm.", "mass", Affirmed},
                      Line{"No increase in the subdural haematoma.", "bleed", Affirmed},
                      Line{"Acute infarct, not seen previously.", "stroke", Affirmed},
                      Line{"An infarct which was not present on the prior study.", "stroke", Affirmed},
                      Line{"The mass measures no more than 3 mm.", "mass", Affirmed},
                      Line{"Resolving haematoma.", "bleed", Affirmed},
                      Line{"Incomplete resolution of the haematoma.", "bleed", Affirmed},
                      Line{"Unchanged old left infarct.", "scar", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    Hedges, Assertions,
    ::testing::Values(
        Line{"Possible small infarct.", "stroke", Uncertain},
        Line{"A mass cannot be excluded.", "mass", Uncertain},
        Line{"Cannot rule out aneurysm.", "vessel", Uncertain},
        Line{"Infarct versus tumour.", "stroke", Uncertain},
        Line{"Infarct versus tumour.", "mass", Uncertain},
        Line{"This may represent a metastasis.", "mass", Uncertain},
        Line{"Suspicious for haemorrhage.", "bleed", Uncertain},
        Line{"Differential diagnosis includes glioma, metastasis and infarct.", "stroke", Uncertain},
        Line{"?haemorrhage", "bleed", Uncertain},
        Line{"Restricted diffusion in the pons.", "stroke", Uncertain},
        Line{"Likely meningioma.", "meningioma", Affirmed},
        Line{"Strongly suggestive of glioma.", "mass", Affirmed},
        Line{"A mass of 7 mm versus prior 9 mm.", "mass", Affirmed},
        Line{"FINDINGS: bright area\nDIFFERENTIAL DIAGNOSIS: glioma\ninfarct", "mass", Uncertain},
        Line{"Left infarct, ? haemorrhage", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    Past, Assertions,
    ::testing::Values(Line{"The subdural haematoma has resolved.", "bleed", Historical},
                      Line{"The previously seen haematoma is not seen.", "bleed", Historical},
                      Line{"The haemorrhage is no longer visible.", "bleed", Historical},
                      Line{"Status post resection of a left meningioma.", "meningioma", Historical},
                      Line{"Status post craniotomy with encephalomalacia.", "scar", Affirmed},
                      Line{"No evidence of recurrence of the tumour.", "mass", Negated},
                      Line{"s/p clipping of aneurysm", "vessel", Historical},
                      Line{"History: history of glioma.\nFindings: normal.", "mass", Historical}));

INSTANTIATE_TEST_SUITE_P(
    NotThisPatientNotNow, Assertions,
    ::testing::Values(Line{"Family history of aneurysm.", "vessel", Absent},
                      Line{"Mother had a glioma.", "mass", Absent},
                      Line{"Clinical details: rule out stroke.\nFindings: normal.", "stroke", Absent},
                      Line{"Clinical details: left stroke.\nFindings: normal.", "stroke", Absent},
                      Line{"Indication: ?haemorrhage. Findings: normal.", "bleed", Absent},
                      Line{"Comparison: CT with infarct.\nFindings: normal.", "stroke", Absent},
                      Line{"High risk of haemorrhage.", "bleed", Absent},
                      Line{"Stroke protocol.", "stroke", Absent}, Line{"Scalp haematoma.", "bleed", Absent},
                      Line{"Mass effect on the ventricle.", "mass", Absent}));

INSTANTIATE_TEST_SUITE_P(Qualifiers, Assertions,
                         ::testing::Values(Line{"Old left frontal infarct.", "scar", Affirmed},
                                           Line{"Old left frontal infarct.", "stroke", Absent},
                                           Line{"Left frontal infarct.", "stroke", Affirmed},
                                           Line{"Left frontal infarct.", "scar", Absent},
                                           Line{"Acute right infarct, old left infarct.", "stroke", Affirmed},
                                           Line{"Acute right infarct, old left infarct.", "scar", Affirmed},
                                           Line{"The infarct in the right thalamus is chronic.", "scar",
                                                Affirmed},
                                           Line{"Subacute to chronic infarct.", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(SpellingAndTerseness, Assertions,
                         ::testing::Values(Line{"no acute hemorrage", "bleed", Negated},
                                           Line{"HEMATOMA LT FRONTAL", "bleed", Affirmed},
                                           Line{"left meningoma", "meningioma", Affirmed},
                                           Line{"hydrocephlus +", "hydrocephalus", Affirmed},
                                           Line{"metatarsal fracture", "mass", Absent},
                                           Line{"h\xc3\xa6morrhage", "bleed", Affirmed},
                                           Line{"no bleed / no mass", "mass", Negated}));

// Each kind below was once read wrongly in some report; the wording is our own.
INSTANTIATE_TEST_SUITE_P(
    NegationThroughAPurpose, Assertions,
    ::testing::Values(
        Line{"No abnormal contrast enhancement to suggest a tumour.", "mass", Negated},
        Line{"There is no diffusion abnormality to indicate acute infarction.", "stroke", Negated},
        Line{"Nothing on the gradient echo to raise the question of haemorrhage.", "bleed", Negated},
        Line{"No collar of oedema that would point towards a metastasis.", "mass", Negated},
        Line{"No focal abnormality such as tumour or infarct.", "mass", Negated},
        Line{"No focal abnormality such as tumour or infarct.", "stroke", Negated},
        Line{"Without convincing features of a glioma.", "mass", Negated}));

INSTANTIATE_TEST_SUITE_P(NegationAfterTheName, Assertions,
                         ::testing::Values(Line{"Infarct felt to be unlikely.", "stroke", Negated},
                                           Line{"Haemorrhage unlikely.", "bleed", Negated},
                                           Line{"A tumour is considered unlikely.", "mass", Negated},
                                           Line{"Metastases were not identified.", "mass", Negated},
                                           Line{"Mass or haemorrhage: none seen.", "mass", Negated}));

INSTANTIATE_TEST_SUITE_P(TerseNegation, Assertions,
                         ::testing::Values(Line{"Nil haemorrhage, nil mass.", "mass", Negated},
                                           Line{"neg for bleed", "bleed", Negated},
                                           Line{"w/o mass or bleed", "bleed", Negated},
                                           Line{"no e/o infarct", "stroke", Negated},
                                           Line{"Imaging speaks against a glioma.", "mass", Negated},
                                           Line{"Low suspicion for aneurysm.", "vessel", Negated},
                                           Line{"Not typical of a metastasis.", "mass", Negated}));

INSTANTIATE_TEST_SUITE_P(DoubtBehindTheName, Assertions,
                         ::testing::Values(Line{"A tiny haemorrhage may be present.", "bleed", Uncertain},
                                           Line{"Small infarct not entirely excluded.", "stroke", Uncertain},
                                           Line{"Metastasis remains possible.", "mass", Uncertain},
                                           Line{"It is unclear whether this is a tumour.", "mass", Uncertain},
                                           Line{"Such foci can be seen in infarction.", "stroke",
                                                Uncertain}));

INSTANTIATE_TEST_SUITE_P(
    QuestionsAndAdvice, Assertions,
    ::testing::Values(Line{"If there is clinical concern for infarct, MRI is advised.", "stroke", Absent},
                      Line{"CT is insensitive for acute infarct.", "stroke", Absent},
                      Line{"Diffusion imaging is more sensitive for early stroke.", "stroke", Absent},
                      Line{"Continue surveillance for metastases.", "mass", Absent},
                      Line{"Hypertension predisposes to haemorrhage.", "bleed", Absent}));

INSTANTIATE_TEST_SUITE_P(
    Treated, Assertions,
    ::testing::Values(Line{"Clipped left MCA aneurysm.", "vessel", Affirmed},
                      Line{"Craniotomy for resection of a meningioma.", "meningioma", Historical},
                      Line{"The haematoma has been drained.", "bleed", Historical},
                      Line{"The previously resected glioma has not recurred.", "mass", Historical},
                      Line{"Partially resected meningioma.", "meningioma", Affirmed},
                      Line{"Imaging prior to resection of a left glioma.", "mass", Affirmed}));

INSTANTIATE_TEST_SUITE_P(Relatives, Assertions,
                         ::testing::Values(Line{"Maternal aunt with aneurysm.", "vessel", Absent},
                                           Line{"Her father died of a brain tumour.", "mass", Absent},
                                           Line{"Two siblings had aneurysms.", "vessel", Absent}));

INSTANTIATE_TEST_SUITE_P(MisspeltCues, Assertions,
                         ::testing::Values(Line{"witout haemorrhage", "bleed", Negated},
                                           Line{"negatve for mass", "mass", Negated},
                                           Line{"posible infarct", "stroke", Uncertain},
                                           Line{"Haematoma has reslved.", "bleed", Historical},
                                           Line{"Within the mass.", "mass", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    SignsThatAreExplained, Assertions,
    ::testing::Values(
        Line{"Restricted diffusion consistent with a glioma.", "stroke", Absent},
        Line{"Restricted diffusion and a glioma.", "stroke", Uncertain},
        Line{"FINDINGS: Restricted diffusion on the left.\nIMPRESSION: Tumour.", "stroke", Absent},
        Line{"FINDINGS: Restricted diffusion on the left.\nIMPRESSION: No tumour.", "stroke", Uncertain},
        Line{"FINDINGS: Restricted diffusion.\nIMPRESSION: Tumour; restricted diffusion.", "stroke",
             Uncertain},
        Line{"FINDINGS: Acute infarct with restricted diffusion.\nIMPRESSION: Tumour.", "stroke", Affirmed},
        Line{"Not out of proportion to the widening of the sulci that would be needed to suggest "
             "hydrocephalus.",
             "hydrocephalus", Negated}));

INSTANTIATE_TEST_SUITE_P(
    DoubleNegation, Assertions,
    ::testing::Values(Line{"It is not the case that there is no haemorrhage.", "bleed", Affirmed},
                      Line{"We cannot say that there is no infarct.", "stroke", Uncertain},
                      Line{"No reason to doubt the diagnosis of meningioma.", "meningioma", Affirmed},
                      Line{"Aneurysm is not absent.", "vessel", Affirmed},
                      Line{"There is not an absence of atrophy.", "atrophy", Affirmed},
                      Line{"Not free of metastases.", "mass", Affirmed},
                      Line{"Never without haemorrhage on any of the studies.", "bleed", Affirmed},
                      Line{"Lack of enhancement does not exclude glioma.", "mass", Uncertain},
                      Line{"The lack of swelling does not exclude a small infarct.", "stroke", Uncertain},
                      Line{"A negative CT does not exclude a bleed.", "bleed", Uncertain},
                      Line{"No mass, but this cannot rule out a small infarct.", "stroke", Uncertain},
                      Line{"Not unlikely a metastasis.", "mass", Uncertain},
                      Line{"Metastasis not unlikely.", "mass", Uncertain},
                      Line{"Glioma is not improbable.", "mass", Uncertain},
                      Line{"Glioma is improbable.", "mass", Negated},
                      Line{"Hydrocephalus is not to be excluded.", "hydrocephalus", Uncertain},
                      Line{"Infarct has not been excluded.", "stroke", Uncertain},
                      Line{"Infarct has been excluded.", "stroke", Negated},
                      Line{"Haemorrhage can neither be confirmed nor excluded.", "bleed", Uncertain},
                      Line{"Unable to exclude a subtle infarct.", "stroke", Uncertain},
                      Line{"No evidence that the haematoma has resolved.", "bleed", Affirmed},
                      Line{"There is no resolution of the haematoma.", "bleed", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    RuleOut, Assertions,
    ::testing::Values(Line{"Rule out stroke.", "stroke", Absent},
                      Line{"Exclude haemorrhage.", "bleed", Absent},
                      Line{"? lesion. Exclude metastasis", "mass", Absent},
                      Line{"Headache, exclude bleed.", "bleed", Absent},
                      Line{"MRI to exclude infarct.", "stroke", Absent},
                      Line{"Further imaging to exclude an underlying aneurysm is advised.", "vessel", Absent},
                      Line{"It is difficult to exclude an infarct.", "stroke", Uncertain},
                      Line{"Thus ruling out a mass.", "mass", Negated},
                      Line{"Normal perfusion, excluding an infarct.", "stroke", Negated},
                      Line{"DWI rules out an acute infarct.", "stroke", Negated},
                      Line{"Metastasis should be excluded.", "mass", Uncertain},
                      Line{"R/o stroke: acute infarct on the left.", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    MoreRelatives, Assertions,
    ::testing::Values(Line{"The patient's brother was diagnosed with glioma.", "mass", Absent},
                      Line{"Father suffered a stroke.", "stroke", Absent},
                      Line{"Son with hydrocephalus.", "hydrocephalus", Absent},
                      Line{"Hydrocephalus in a sibling.", "hydrocephalus", Absent},
                      Line{"Aneurysm in her mother.", "vessel", Absent},
                      Line{"Meningioma runs in the family.", "meningioma", Absent},
                      Line{"Glioma in two cousins.", "mass", Absent}, Line{"FH: aneurysm", "vessel", Absent},
                      Line{"Family history: mother, meningioma.", "meningioma", Absent},
                      Line{"Relatives: father stroke, mother glioma.", "stroke", Absent},
                      Line{"Familial history of aneurysm.", "vessel", Absent},
                      Line{"Mother of three with an acute infarct.", "stroke", Affirmed},
                      Line{"Accompanied by her son. Left meningioma.", "meningioma", Affirmed},
                      Line{"Family history of aneurysm, and an acute infarct is seen.", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    Addenda, Assertions,
    ::testing::Values(
        Line{"IMPRESSION: Normal.\nADDENDUM #2 (12/03/2021): A meningioma is present.", "meningioma",
             Affirmed},
        Line{"IMPRESSION: No mass.\nAddendum by Dr X on 3 May: there is a metastasis.", "mass", Affirmed},
        Line{"ADDENDUM BEGINS\nMeningioma.\nADDENDUM ENDS\nHISTORY: stroke\nFINDINGS: normal", "stroke",
             Absent},
        Line{"IMPRESSION: Acute left infarct.\nADDENDUM: On review there is no infarct.", "stroke", Negated},
        Line{"IMPRESSION: Possible aneurysm.\nADDENDUM: CTA shows no aneurysm.", "vessel", Negated},
        Line{"FINDINGS: Haematoma.\nADDENDUM: No new haematoma.", "bleed", Affirmed},
        Line{"FINDINGS: Left infarct.\nADDENDUM: No infarct on the right.", "stroke", Affirmed},
        Line{"FINDINGS: Old infarct.\nADDENDUM: No acute infarct.", "scar", Affirmed},
        Line{"FINDINGS: No infarct.\nADDENDUM: No mass.", "stroke", Negated},
        Line{"Compared with 3 May 2020: infarct.", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    Answers, Assertions,
    ::testing::Values(Line{"Haemorrhage - no\nInfarct - yes, right thalamus\nMass - no", "bleed", Negated},
                      Line{"Haemorrhage - no\nInfarct - yes, right thalamus\nMass - no", "stroke", Affirmed},
                      Line{"Mass - no, infarct - yes, haemorrhage - no.", "stroke", Affirmed},
                      Line{"Mass - yes, haemorrhage - no.", "mass", Affirmed},
                      Line{"Mass - yes, haemorrhage - no.", "bleed", Negated},
                      Line{"Mass, haemorrhage: no.", "mass", Negated},
                      Line{"Haemorrhage? No. Infarct? Yes, left thalamus.", "bleed", Negated},
                      Line{"Haemorrhage? No. Infarct? Yes, left thalamus.", "stroke", Affirmed},
                      Line{"Infarct? Not certain.", "stroke", Uncertain},
                      Line{"Infarct? No aneurysm.", "vessel", Negated},
                      Line{"Infarct? No aneurysm.", "stroke", Uncertain},
                      Line{"Infarct (+), hydrocephalus (-).", "stroke", Affirmed},
                      Line{"Infarct (+), hydrocephalus (-).", "hydrocephalus", Negated},
                      Line{"-ve for bleed.", "bleed", Negated}, Line{"ICH-vein: glioma.", "mass", Affirmed},
                      Line{"Infarct excluded.", "stroke", Negated},
                      Line{"Possible left infarct, haemorrhage excluded.", "stroke", Uncertain},
                      Line{"Mass, haemorrhage and infarct excluded.", "mass", Negated},
                      Line{"Mass on series no. 5.", "mass", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    LaterFound, Assertions,
    ::testing::Values(
        Line{"The haematoma noted on the outside CT is not visualised today.", "bleed", Historical},
        Line{"The suspected haemorrhage is artefactual.", "bleed", Negated},
        Line{"A focus that was not mentioned before and is suspicious for metastasis.", "mass", Uncertain},
        Line{"Low density, ddx encephalitis, infarct or glioma.", "stroke", Uncertain},
        Line{"History of MS. Stable left mass.", "mass", Affirmed},
        Line{"Possible MR. Left mass.", "mass", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    WhatWasNotLookedFor, Assertions,
    ::testing::Values(Line{"Metastases cannot be assessed without contrast.", "mass", Absent},
                      Line{"Aneurysms smaller than 3 mm may be missed.", "vessel", Absent},
                      Line{"The known left aneurysm cannot be assessed.", "vessel", Affirmed},
                      Line{"The study is not tailored to the assessment of aneurysms.", "vessel", Absent},
                      Line{"Motion limits the detection of small infarcts.", "stroke", Absent},
                      Line{"If symptoms persist, MRI for small infarct.", "stroke", Absent},
                      Line{"MRI for further evaluation of the mass is advised.", "mass", Affirmed}));

INSTANTIATE_TEST_SUITE_P(TerseDoubt, Assertions,
                         ::testing::Values(Line{"poss small L thal infarct", "stroke", Uncertain},
                                           Line{"Poss. L thal infarct. Mass.", "stroke", Uncertain},
                                           Line{"Infarct poss. Left mass.", "mass", Affirmed},
                                           Line{"susp. for bleed", "bleed", Uncertain},
                                           Line{"can't r/o bleed", "bleed", Uncertain},
                                           Line{"Bleed not excl.", "bleed", Uncertain},
                                           Line{"?? metastases", "mass", Uncertain},
                                           Line{"Borderline hydrocephalus.", "hydrocephalus", Uncertain}));

INSTANTIATE_TEST_SUITE_P(
    DoubtAboutSomethingWithin, Assertions,
    ::testing::Values(Line{"Questionable enhancement within the left frontal tumour.", "mass", Affirmed},
                      Line{"Possible haemorrhage within the known meningioma.", "meningioma", Affirmed},
                      Line{"Possible haemorrhage within the known meningioma.", "bleed", Uncertain},
                      Line{"Suspicious for recurrence of the tumour.", "mass", Uncertain},
                      Line{"Possible metastasis in the left lobe.", "mass", Uncertain}));

INSTANTIATE_TEST_SUITE_P(
    LeftBehind, Assertions,
    ::testing::Values(
        Line{"Interval evacuation of the haematoma with a thin residual rim of 3 mm.", "bleed", Affirmed},
        Line{"Status post evacuation of haematoma with residual collection.", "bleed", Affirmed},
        Line{"Evacuation of the haematoma without residual collection.", "bleed", Historical},
        Line{"Resection of the glioma with residual oedema.", "mass", Historical},
        Line{"Residual collection after evacuation of the haematoma.", "bleed", Historical}));

INSTANTIATE_TEST_SUITE_P(Cleared, Assertions,
                         ::testing::Values(Line{"The haemorrhage has completely cleared.", "bleed",
                                                Historical},
                                           Line{"The haemorrhage has now cleared.", "bleed", Historical},
                                           Line{"The haemorrhage has not cleared.", "bleed", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    DoubtedDenials, Assertions,
    ::testing::Values(Line{"The absence of haemorrhage cannot be guaranteed.", "bleed", Uncertain},
                      Line{"Absence of hydrocephalus could not be confirmed.", "hydrocephalus", Uncertain},
                      Line{"Absence of haemorrhage.", "bleed", Negated},
                      Line{"Infarcts: nil recent.", "stroke", Negated},
                      Line{"Infarcts: none acute. Mass: 3 cm.", "stroke", Negated},
                      Line{"Left infarct, nil acute.", "stroke", Affirmed}));

INSTANTIATE_TEST_SUITE_P(
    NearlyOver, Assertions,
    ::testing::Values(Line{"The haematoma has almost completely resolved.", "bleed", Affirmed},
                      Line{"Near complete resolution of the haematoma.", "bleed", Affirmed},
                      Line{"Day 1 after craniotomy for left meningioma.", "meningioma", Historical},
                      Line{"Imaging prior to craniotomy for meningioma.", "meningioma", Affirmed}));

// Findings whose names are spelt as in English; bodies in these languages are not read otherwise.
INSTANTIATE_TEST_SUITE_P(GermanAndFrench, Assertions,
                         ::testing::Values(Line{"Kein Hinweis auf Tumor oder Metastasen.", "mass", Negated},
                                           Line{"Keine Atrophie.", "atrophy", Negated},
                                           Line{"Ohne Nachweis eines Aneurysmas.", "vessel", Negated},
                                           Line{"Z.n. Tumorresektion.", "mass", Historical},
                                           Line{"V.a. Metastase rechts.", "mass", Uncertain},
                                           Line{"Pas de m\xc3\xa9tastase.", "mass", Negated},
                                           Line{"Absence de tumeur, sans atrophie.", "atrophy", Negated},
                                           Line{"Aucun an\xc3\xa9vrysme, aucune h\xc3\xa9morragie.", "bleed",
                                                Negated}));

TEST(Addenda, CorrectTheSide) {
    for (const char* text :
         {"FINDINGS: Acute left infarct.\nADDENDUM: 'Left infarct' should read 'right infarct'.",
          "FINDINGS: Acute left infarct.\nADDENDUM: Correction, the infarct is on the right.",
          "FINDINGS: Acute left infarct.\nADDENDUM: Side error above. The infarct is on the right.",
          "FINDINGS: Acute left infarct.\nADDENDUM: Error: the infarct is on the right, not the left.",
          "FINDINGS: Acute left infarct.\nADDENDUM: The infarct is on the right, not on the left."}) {
        EXPECT_EQ(readingOf(text, "stroke").assertion, Affirmed) << text;
        EXPECT_EQ(readingOf(text, "stroke").side, Side::Right) << text;
    }
    EXPECT_EQ(
        readingOf("FINDINGS: Acute left infarct.\nADDENDUM: There is also a right infarct.", "stroke").side,
        Side::Bilateral);
}

TEST(Addenda, AskToDisregard) {
    for (const char* text : {"IMPRESSION: Haematoma.\nADDENDUM: Please disregard the mention of a haematoma.",
                             "IMPRESSION: Haematoma.\nADDENDUM: The haematoma is to be disregarded."})
        EXPECT_EQ(assertionOf(text, "bleed"), Negated) << text;
}

TEST(Addenda, WhatTheyTakeBackIsNoConflict) {
    EXPECT_TRUE(
        smallReader().read("FINDINGS: A mass.\nIMPRESSION: Mass.\nADDENDUM: No mass.").conflicts.empty());
}

TEST(Union, TheStrongestMentionDecides) {
    EXPECT_EQ(assertionOf("No mass. There is a glioma.", "mass"), Affirmed);
    EXPECT_EQ(assertionOf("Possible mass. No mass.", "mass"), Uncertain);
    EXPECT_EQ(assertionOf("No haematoma. The haematoma has resolved.", "bleed"), Historical);
    EXPECT_EQ(assertionOf("Normal.", "mass"), Absent);
}

TEST(Union, WhatImpliesBringsWhatIsImplied) {
    const std::string text = "Left frontal meningioma.";
    const Reading reading = smallReader().read(text);
    EXPECT_EQ(reading.findings.at("mass").assertion, Affirmed);
    EXPECT_EQ(reading.findings.at("mass").side, Side::Left);
    EXPECT_EQ(reading.findings.at("mass").spans, (std::vector<Span>{{13, 23}}));
    EXPECT_EQ(assertionOf("No meningioma.", "mass"), Absent);
    EXPECT_EQ(assertionOf("A mass, possibly a meningioma.", "mass"), Affirmed);
}

TEST(Spans, CountCodePointsOfTheWholeText) {
    const std::string text = "\xc3\x9c"
                             "bersicht \xe2\x80\x93 k\xc3\xb6nnte:\r\nFindings: left h\xc3\xa6matoma.";
    const FindingReading bleed = readingOf(text, "bleed");
    ASSERT_EQ(bleed.spans.size(), 1u);
    EXPECT_EQ(slice(text, bleed.spans[0]), "h\xc3\xa6matoma");
    EXPECT_EQ(bleed.spans[0].begin, 36u); // both characters of the line end count
}

TEST(Words, TheDecidingWordsAreTermAndCue) {
    EXPECT_EQ(readingOf("There is no evidence of a mass.", "mass").words,
              (std::vector<std::string>{"mass", "no evidence"}));
    EXPECT_EQ(readingOf("Mass. A mass.", "mass").words, (std::vector<std::string>{"Mass", "mass"}));
}

TEST(AnyText, HasAReading) {
    for (const std::string& text :
         {std::string(), std::string(" \n\r\n\t"), std::string("\xff\xfe\x00\x80", 4), std::string(100, '\0'),
          std::string("::::....????,,,,"), std::string("no no no no no mass mass mass"),
          std::string(5000, '(')})
        EXPECT_EQ(smallReader().read(text).findings.size(), 8u);
    EXPECT_TRUE(ReportReader({}).read("A mass.").findings.empty());
    EXPECT_EQ(
        ReportReader({{"odd", {"", "*", "~", "a ~", "~ b", "*x"}, {}, {}}}).read("a b c").findings.size(),
        1u);
}

std::string repeated(const std::string& piece, std::size_t bytes) {
    std::string text;
    text.reserve(bytes + piece.size());
    while (text.size() < bytes) text += piece;
    return text;
}

TEST(AnyText, TenMegabytesInOneLineEnd) {
    EXPECT_EQ(smallReader().read(std::string(10 << 20, 'x')).findings.at("mass").assertion, Absent);
}

TEST(AnyText, ALongLineIsReadToItsEnd) {
    constexpr std::size_t kBytes = 2 << 20;
    const Reading reading = smallReader().read(repeated("no infarct, left mass 3 cm or ", kBytes));
    EXPECT_NE(reading.findings.at("mass").assertion, Absent);
    EXPECT_GT(reading.mentions.size(), kBytes / 100);
    EXPECT_GT(reading.mentions.back().term.end, kBytes - 100);
}

TEST(AnyText, HostileRepetitionEnds) {
    constexpr std::size_t kBytes = 200'000;
    for (const char* piece :
         {"infarct ", "old ", "?", ":a", "FINDINGS: ", "left ", "9 cm ", "dilat ", "no ", "a.", "\n", "- \n",
          "mass is not seen and ", "A mass.\nADDENDUM: no mass.\n", "A mass. No new mass.\n"})
        EXPECT_EQ(smallReader().read(repeated(piece, kBytes), {"M", 40}).findings.size(), 8u) << piece;
}

} // namespace
} // namespace second_read::report
