#include "presenters/report_identity.h"

#include <gtest/gtest.h>

namespace second_read::ui {
namespace {

const examination::Patient kJane{"DOE^JANE", "104233", "F", 52};

std::vector<IdentityField> fields(const std::string& text, const examination::Patient& patient = kJane) {
    std::vector<IdentityField> found;
    for (const auto& mismatch : identityMismatches(text, patient)) found.push_back(mismatch.field);
    return found;
}

TEST(ReportIdentity, SameInAnotherDressAgrees) {
    for (const char* text :
         {"Patient: Jane Doe\nID: 0104233\nSex: female\nAge: 52 years\n\nFindings: normal.",
          "Patient name: DOE, J.\nMRN 1: none\nSex: F  Age: 51\n", "Name: Mrs Jane M. Doe | ID: 104233",
          "PATIENT NAME: doe^jane^^^ ; Patient ID: 10-42-33"})
        EXPECT_TRUE(fields(text).empty()) << text;
}

TEST(ReportIdentity, NamesWhatDiffersAndWhatStandsWhere) {
    const auto found = identityMismatches("Patient: SMITH^JANE\nPatient ID: 99817\nSex: M Age: 71\n", kJane);
    ASSERT_EQ(found.size(), 4U);
    EXPECT_EQ(found[0], (IdentityMismatch{IdentityField::Name, "SMITH^JANE", "DOE^JANE"}));
    EXPECT_EQ(found[1], (IdentityMismatch{IdentityField::Id, "99817", "104233"}));
    EXPECT_EQ(found[2], (IdentityMismatch{IdentityField::Sex, "M", "F"}));
    EXPECT_EQ(found[3], (IdentityMismatch{IdentityField::Age, "71", "52"}));
}

TEST(ReportIdentity, OtherPeoplesNamesAndNumbersAreNotThePatients) {
    EXPECT_TRUE(fields("Referring physician name: SMITH\nAccession ID: 7\nReported by: Dr Miller\n").empty());
    EXPECT_TRUE(
        fields("FINDINGS: The mass was named in the prior report. Identification of flow voids is normal.")
            .empty());
}

TEST(ReportIdentity, WhatIsNotStatedOnBothSidesIsNotCompared) {
    EXPECT_TRUE(fields("Patient: SMITH\nID: 5\nSex: M\nAge: 3", {}).empty());
    EXPECT_TRUE(fields("Findings: normal.").empty());
    EXPECT_TRUE(fields("Sex: unknown\nAge: adult\nName:\n").empty());
    EXPECT_TRUE(fields("").empty());
}

TEST(ReportIdentity, AccentsAndInitialsDoNotMakeAStranger) {
    const examination::Patient patient{"MÜLLER^ÄNNE", std::nullopt, std::nullopt, std::nullopt};
    EXPECT_TRUE(fields("Patient: Muller, Anne", patient).empty());
    EXPECT_TRUE(fields("Patient: A. Müller", patient).empty());
    EXPECT_EQ(fields("Patient: B. Müller", patient), std::vector{IdentityField::Name});
}

TEST(ReportIdentity, OnlyTheHeadOfAReportIsItsHead) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "line\n";
    EXPECT_TRUE(fields(text + "Patient: SMITH\n").empty());
}

} // namespace
} // namespace second_read::ui
