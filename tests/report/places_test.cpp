#include <gtest/gtest.h>

#include "reader.h"

namespace second_read::report {
namespace {

std::string sideIn(const std::string& text, const std::string& finding) {
    const auto side = readingOf(text, finding).side;
    return side ? std::string(nameOf(*side)) : "none";
}

TEST(Side, NearestInTheSentence) {
    EXPECT_EQ(sideIn("Left frontal meningioma.", "meningioma"), "left");
    EXPECT_EQ(sideIn("Meningioma in the right frontal lobe.", "meningioma"), "right");
    EXPECT_EQ(sideIn("Left infarct and right haematoma.", "stroke"), "left");
    EXPECT_EQ(sideIn("Left infarct and right haematoma.", "bleed"), "right");
    EXPECT_EQ(sideIn("Lt frontal infarct", "stroke"), "left");
    EXPECT_EQ(sideIn("Lft frontal infarct, rigth haematoma", "stroke"), "left");
    EXPECT_EQ(sideIn("Lft frontal infarct, rigth haematoma", "bleed"), "right");
    EXPECT_EQ(sideIn("R MCA infarct", "stroke"), "right");
    EXPECT_EQ(sideIn("Infarct (L)", "stroke"), "left");
    EXPECT_EQ(sideIn("Left-sided infarct", "stroke"), "left");
    EXPECT_EQ(sideIn("On the left, there is a large mass.", "mass"), "left");
}

TEST(Side, BothTogether) {
    EXPECT_EQ(sideIn("Bilateral subdural haematomas.", "bleed"), "bilateral");
    EXPECT_EQ(sideIn("Infarcts in both hemispheres.", "stroke"), "bilateral");
    EXPECT_EQ(sideIn("Infarcts in the left and right frontal lobes.", "stroke"), "bilateral");
    EXPECT_EQ(sideIn("Haematoma, left greater than right.", "bleed"), "bilateral");
    EXPECT_EQ(sideIn("Bilat haematomas.", "bleed"), "bilateral");
    EXPECT_EQ(sideIn("Left infarct. Right infarct.", "stroke"), "bilateral");
    EXPECT_EQ(sideIn("Generalised atrophy.", "atrophy"), "bilateral");
    EXPECT_EQ(sideIn("Atrophy.", "atrophy"), "bilateral");
    EXPECT_EQ(sideIn("Left temporal atrophy.", "atrophy"), "left");
}

TEST(Side, NotTheOtherOne) {
    EXPECT_EQ(sideIn("Infarct on the left, not on the right.", "stroke"), "left");
    EXPECT_EQ(sideIn("The haematoma lies on the right rather than on the left.", "bleed"), "right");
    EXPECT_EQ(sideIn("The meningioma is not on the left but on the right.", "meningioma"), "right");
    EXPECT_EQ(sideIn("L > R subdural haematomas.", "bleed"), "bilateral");
}

TEST(Side, Midline) {
    EXPECT_EQ(sideIn("Falcine meningioma.", "meningioma"), "midline");
    EXPECT_EQ(sideIn("Acute infarct in the pons.", "stroke"), "midline");
    EXPECT_EQ(sideIn("Acute right pontine infarct.", "stroke"), "right");
}

TEST(Side, WhereSomethingGoesIsNotWhereItIs) {
    EXPECT_EQ(sideIn("Right subdural haematoma with midline shift to the left.", "bleed"), "right");
    EXPECT_EQ(sideIn("Mass with shift of the midline to the left.", "mass"), "none");
    EXPECT_EQ(sideIn("Left weakness. Right infarct.", "stroke"), "right");
    EXPECT_EQ(sideIn("Infarct in a right-handed patient.", "stroke"), "none");
    EXPECT_EQ(sideIn("Right mass with mass effect on the left lateral ventricle.", "mass"), "right");
    EXPECT_EQ(
        sideIn("The left vertebral artery has an aneurysm at the level of the foramen magnum.", "vessel"),
        "left");
    EXPECT_EQ(sideIn("The left hemisphere is larger with a mass when compared to the right.", "mass"),
              "left");
}

TEST(Side, FromTheSentenceBesideIt) {
    EXPECT_EQ(
        sideIn("There is a bright area in the right frontal lobe. This represents an infarct.", "stroke"),
        "right");
    EXPECT_EQ(sideIn("FINDINGS: Bright area in the left pons.\nIMPRESSION: Infarct.", "stroke"), "left");
    EXPECT_EQ(sideIn("FINDINGS: Left frontal mass.\nIMPRESSION: Meningioma.", "meningioma"), "left");
    EXPECT_EQ(sideIn("The left mastoid is opaque. Infarct.", "stroke"), "none");
    EXPECT_EQ(sideIn("Normal left hemisphere. Infarct.", "stroke"), "none");
}

TEST(Side, OfWhatIsDeniedIsNone) { EXPECT_EQ(sideIn("No left infarct.", "stroke"), "none"); }

Mention mentionIn(const std::string& text, const std::string& finding) {
    for (Mention& mention : smallReader().read(text).mentions)
        if (mention.finding == finding) return mention;
    return {};
}

TEST(Size, TheLargestDiameterInMillimetres) {
    EXPECT_EQ(mentionIn("Left frontal mass measuring 2.9 x 0.8 cm.", "mass").sizeMm, 29);
    EXPECT_EQ(mentionIn("A 4x4x5mm mass.", "mass").sizeMm, 5);
    EXPECT_EQ(mentionIn("Mass of 3 by 2 by 1 centimetres.", "mass").sizeMm, 30);
    EXPECT_EQ(mentionIn("A 9 mm x 8 mm aneurysm.", "vessel").sizeMm, 9);
    EXPECT_EQ(mentionIn("A 1,5 cm mass.", "mass").sizeMm, 15);
    EXPECT_EQ(mentionIn("Mass, 2 \xc3\x97 3 cm", "mass").sizeMm, 30);
}

TEST(Size, BelongsToTheNearestFindingAndIsNoShiftNorVolume) {
    const std::string text = "A 2 cm mass and a 7 mm aneurysm.";
    EXPECT_EQ(mentionIn(text, "mass").sizeMm, 20);
    EXPECT_EQ(mentionIn(text, "vessel").sizeMm, 7);
    EXPECT_FALSE(mentionIn("Mass with 5 mm midline shift.", "mass").sizeMm);
    EXPECT_FALSE(mentionIn("Haematoma of 140 cm^3.", "bleed").sizeMm);
    EXPECT_EQ(mentionIn("Mass of 3 cm, previously 4 cm.", "mass").sizeMm, 30);
    EXPECT_FALSE(mentionIn("A mass.", "mass").sizeMm);
}

TEST(Place, AsWritten) {
    EXPECT_EQ(mentionIn("A mass in the Left Frontal Lobe.", "mass").place, "Frontal Lobe");
    EXPECT_EQ(mentionIn("Right thalamic haematoma", "bleed").place, "thalamic");
    EXPECT_FALSE(mentionIn("A mass.", "mass").place);
}

} // namespace
} // namespace second_read::report
