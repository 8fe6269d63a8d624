#include <gtest/gtest.h>

#include "reader.h"

namespace second_read::report {
namespace {

std::vector<std::string> conflictsIn(const std::string& text, const PatientFacts& patient = {}) {
    std::vector<std::string> all;
    for (const TextConflict& conflict : smallReader().read(text, patient).conflicts)
        all.push_back(conflict.message);
    return all;
}

using Texts = std::vector<std::string>;

TEST(Conflicts, FindingsAgainstConclusion) {
    EXPECT_EQ(conflictsIn("FINDINGS: Left frontal mass.\nIMPRESSION: No mass."),
              (Texts{"The findings describe \"mass\", the conclusion denies it."}));
    EXPECT_EQ(conflictsIn("FINDINGS: No haemorrhage.\nIMPRESSION: Acute haemorrhage."),
              (Texts{"The conclusion states \"haemorrhage\", the findings deny it."}));
    const auto conflict = smallReader().read("FINDINGS: A mass.\nIMPRESSION: No mass.").conflicts.at(0);
    EXPECT_EQ(conflict.finding, "mass");
    EXPECT_EQ(conflict.spans, (std::vector<Span>{{12, 16}, {33, 37}}));
}

TEST(Conflicts, DenyingOneKindIsNone) {
    EXPECT_TRUE(conflictsIn("FINDINGS: Left subdural haematoma.\nIMPRESSION: No new haematoma.").empty());
    EXPECT_TRUE(
        conflictsIn("FINDINGS: No intraventricular haemorrhage.\nIMPRESSION: Thalamic haemorrhage.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: Old infarct. No acute infarct.\nIMPRESSION: Old infarct.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: No other mass. Left mass.\nIMPRESSION: Left mass.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: No mass.\nIMPRESSION: Possible mass.").empty());
    EXPECT_TRUE(conflictsIn("No mass on CT. The MRI shows a mass.").empty());
}

TEST(Conflicts, WhatNarrowsADenialWasSaidOfTheFindingToo) {
    EXPECT_EQ(conflictsIn("FINDINGS: Acute left thalamic infarct.\nIMPRESSION: No acute infarct.").size(),
              1u);
    EXPECT_EQ(
        conflictsIn("FINDINGS: No acute infarct.\nIMPRESSION: Acute infarct of the left thalamus.").size(),
        1u);
    EXPECT_TRUE(conflictsIn("FINDINGS: Subacute left infarct.\nIMPRESSION: No acute infarct.").empty());
    EXPECT_TRUE(
        conflictsIn("FINDINGS: Acute left infarct.\nIMPRESSION: No acute infarct elsewhere.").empty());
    EXPECT_TRUE(
        conflictsIn("FINDINGS: Acute left infarct. No other acute infarct.\nIMPRESSION: Acute infarct.")
            .empty());
}

TEST(Conflicts, ADiffuseFindingIsDeniedByAnyOfItsNames) {
    EXPECT_EQ(conflictsIn("FINDINGS: Cortical atrophy.\nIMPRESSION: Nothing to suggest volume loss.").size(),
              1u);
    EXPECT_TRUE(conflictsIn("FINDINGS: Cortical atrophy.\nIMPRESSION: No significant volume loss.").empty());
    EXPECT_EQ(conflictsIn("FINDINGS: No volume loss.\nIMPRESSION: Frontal atrophy.").size(), 1u);
    EXPECT_TRUE(conflictsIn("FINDINGS: Small bleed.\nIMPRESSION: No haematoma.").empty())
        << "another kind of the same finding";
}

TEST(Conflicts, ASecondLesionOnTheOtherSideIsNone) {
    EXPECT_TRUE(
        conflictsIn("FINDINGS: Left mass. Possible tumour on the right.\nIMPRESSION: Right tumour. Left "
                    "meningioma.")
            .empty());
    EXPECT_EQ(conflictsIn("FINDINGS: Left haematoma.\nIMPRESSION: Possible right haematoma.").size(), 1u);
    EXPECT_TRUE(conflictsIn("FINDINGS: Possible left mass.\nIMPRESSION: Possible right mass.").empty());
}

TEST(Conflicts, AffirmedAndDeniedInOneSection) {
    EXPECT_EQ(conflictsIn("FINDINGS: There is a small haemorrhage in the pons. No haemorrhage is seen."),
              (Texts{"The report both describes and denies \"haemorrhage\"."}));
    EXPECT_EQ(conflictsIn("Left frontal meningioma. No meningioma."),
              (Texts{"The report both describes and denies \"meningioma\"."}))
        << "a text without headings too";
    EXPECT_TRUE(conflictsIn("FINDINGS: A haemorrhage in the pons. No haemorrhage elsewhere.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: No further haemorrhage. Haemorrhage in the pons.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: No mass, but there is a mass like fold.").empty());
}

TEST(Conflicts, ShiftAgainstShift) {
    EXPECT_EQ(conflictsIn("FINDINGS: 5 mm shift of the midline towards the right side. Left mass.\n"
                          "IMPRESSION: Midline shift to the left."),
              (Texts{"The findings describe a shift to the right, the conclusion one to the left."}));
    EXPECT_EQ(conflictsIn("FINDINGS: 4 mm left-to-right shift.\nIMPRESSION: Leftward midline shift.").size(),
              1u);
    for (const char* text :
         {"FINDINGS: Right-to-left shift.\nIMPRESSION: Shift to the left.",
          "FINDINGS: Shift to the left.\nIMPRESSION: No shift to the right.",
          "FINDINGS: Shift to the left, formerly a shift to the right.\nIMPRESSION: Shift.",
          "FINDINGS: Shift.\nIMPRESSION: Shift to the right."})
        EXPECT_TRUE(conflictsIn(text).empty()) << text;
}

TEST(Conflicts, SizeAgainstSize) {
    EXPECT_EQ(conflictsIn("FINDINGS: A mass of 12 mm.\nIMPRESSION: 12 cm mass."),
              (Texts{"The findings measure \"mass\" at 12 mm, the conclusion at 120 mm."}));
    EXPECT_EQ(conflictsIn("FINDINGS: Meningioma, 1.5 cm.\nIMPRESSION: Meningioma of 34 mm.").size(), 1u);
    EXPECT_TRUE(conflictsIn("FINDINGS: A mass of 24 mm.\nIMPRESSION: Mass of 2.5 cm.").empty()) << "rounded";
    EXPECT_TRUE(
        conflictsIn("FINDINGS: Masses: a mass of 4 mm and a mass of 30 mm.\nIMPRESSION: Mass of 30 mm.")
            .empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: A mass of 12 mm.\nIMPRESSION: Haematoma of 40 mm.").empty());
}

TEST(Conflicts, SideAgainstSide) {
    EXPECT_EQ(conflictsIn("FINDINGS: Left frontal mass.\nIMPRESSION: Right frontal mass."),
              (Texts{"The findings place \"mass\" on the left, the conclusion on the right."}));
    EXPECT_TRUE(conflictsIn("FINDINGS: Left mass and right mass.\nIMPRESSION: Right mass.").empty());
    EXPECT_TRUE(conflictsIn("FINDINGS: Left mass.\nIMPRESSION: Mass.").empty());
}

TEST(Conflicts, SexAndAgeAgainstThePatient) {
    EXPECT_EQ(conflictsIn("A 57-year-old man with headache.", {"F", 57}),
              (Texts{"The report speaks of a male patient, the study belongs to a female one."}));
    EXPECT_EQ(conflictsIn("A 57-year-old woman.", {"F", 34}),
              (Texts{"The report speaks of a patient aged 57, the study belongs to one aged 34."}));
    EXPECT_EQ(conflictsIn("Known prostate carcinoma.", {"F", {}}).size(), 1u);
    EXPECT_EQ(conflictsIn("Postpartum headache.", {"M", {}}).size(), 1u);
    EXPECT_EQ(conflictsIn("Term neonate.", {{}, 64}),
              (Texts{"The report speaks of a child, the study belongs to a patient aged 64."}));
    EXPECT_TRUE(conflictsIn("Term neonate.", {{}, 0}).empty());
    EXPECT_EQ(conflictsIn("She has headaches.", {"M", {}}).size(), 1u);
    EXPECT_TRUE(conflictsIn("A 57 y/o man.", {"M", 56}).empty());
    EXPECT_TRUE(conflictsIn("A 57-year-old man.", {}).empty());
    EXPECT_TRUE(conflictsIn("Mother had ovarian carcinoma.", {"M", 30}).empty());
    EXPECT_TRUE(conflictsIn("A 57-year-old man.", {"O", {}}).empty());
}

TEST(Conflicts, MeasurementsLargerThanAHead) {
    EXPECT_EQ(conflictsIn("A mass of 450 cm."),
              (Texts{"The report states a measurement of 450 cm, which is larger than a head."}));
    EXPECT_TRUE(conflictsIn("A mass of 45 mm.").empty());
    EXPECT_EQ(conflictsIn("The mass measures 3 x 2 kg."),
              (Texts{"The report states a measurement of 2 kg, which no finding is measured in."}));
    EXPECT_EQ(conflictsIn("Mass measuring 4 m in diameter.").size(), 1u);
    EXPECT_EQ(conflictsIn("Haematoma with a volume of 4500 ml.").size(), 1u);
    EXPECT_TRUE(
        conflictsIn("A 3 T scanner, 5 mg of diazepam, haematoma of 45 ml; patient of 80 kg.").empty());
    EXPECT_TRUE(conflictsIn("TECHNIQUE: field of view 350 mm.\nFINDINGS: normal.").empty());
    EXPECT_LE(smallReader()
                  .read([] {
                      std::string text;
                      for (int i = 0; i < 10'000; ++i) text += "Mass of 450 cm. ";
                      return text;
                  }())
                  .conflicts.size(),
              200u);
}

} // namespace
} // namespace second_read::report
