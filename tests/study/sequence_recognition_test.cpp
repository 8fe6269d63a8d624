#include "study/sequence_recognition.h"

#include <functional>

#include <gtest/gtest.h>

namespace second_read::study {
namespace {

struct Protocol {
    const char* name;
    Sequence expected;
    Acquisition acquisition;
    std::string component = {};
    bool diffusion = false;
};

std::vector<std::string> list(std::initializer_list<const char*> values) {
    return {values.begin(), values.end()};
}

Acquisition spin(double repetition, double echo, const char* description = "") {
    Acquisition a;
    a.repetitionTime = repetition;
    a.echoTime = echo;
    a.scanningSequence = list({"SE"});
    a.description = description;
    return a;
}
Acquisition gradient(double repetition, double echo, double flip, const char* description = "") {
    Acquisition a = spin(repetition, echo, description);
    a.scanningSequence = list({"GR"});
    a.flipAngle = flip;
    return a;
}
Acquisition inversion(double inversionTime, double repetition, double echo, const char* description = "") {
    Acquisition a = spin(repetition, echo, description);
    a.scanningSequence = list({"SE", "IR"});
    a.inversionTime = inversionTime;
    return a;
}
Acquisition with(Acquisition a, const std::function<void(Acquisition&)>& change) {
    change(a);
    return a;
}

class RecognitionTest : public ::testing::TestWithParam<Protocol> {};

TEST_P(RecognitionTest, Recognises) {
    const auto& p = GetParam();
    const auto found = recogniseSequence(p.acquisition, p.component, p.diffusion);
    EXPECT_EQ(nameOf(found.sequence), nameOf(p.expected)) << p.name << ": " << found.why;
    EXPECT_FALSE(found.why.empty());
    EXPECT_GT(found.confidence, 0);
    EXPECT_LE(found.confidence, 1);
}

const Protocol kProtocols[] = {
    {"T1 spin echo", Sequence::T1, spin(500, 12)},
    {"T1 after an agent by attribute", Sequence::T1Gd,
     with(spin(500, 12), [](auto& a) { a.contrastAgent = "Gadovist"; })},
    {"T1 after an agent, German", Sequence::T1Gd, spin(500, 12, "t1_se_tra_KM")},
    {"T1 after an agent, French", Sequence::T1Gd, spin(500, 12, "AX T1 GADO")},
    {"T1 after an agent, Chinese", Sequence::T1Gd, spin(500, 12, "T1 增强")},
    {"T1 native, German", Sequence::T1, spin(500, 12, "t1_se_tra_nativ")},
    {"T1 without agent, French", Sequence::T1,
     with(spin(500, 12, "T1 sans injection"), [](auto& a) { a.contrastAgent = "NONE"; })},
    {"T2 turbo spin echo", Sequence::T2, spin(4500, 100)},
    {"T2 is no T1+Gd after an agent", Sequence::T2,
     with(spin(4500, 100), [](auto& a) { a.contrastAgent = "Dotarem"; })},
    {"PD", Sequence::PD, spin(3000, 15)},
    {"FLAIR", Sequence::FLAIR, inversion(2500, 9000, 110)},
    {"FLAIR, three-dimensional", Sequence::FLAIR, inversion(1800, 5000, 390, "t2_space_dark-fluid_sag")},
    {"FLAIR without inversion time", Sequence::FLAIR, spin(9000, 120, "AX FLAIR")},
    {"STIR is not FLAIR", Sequence::Other, inversion(160, 4000, 40)},
    {"T1 FLAIR", Sequence::T1, inversion(860, 2500, 24, "Sag T1 FLAIR")},
    {"MPRAGE", Sequence::T1,
     with(gradient(1900, 2.5, 9, "t1_mprage_sag"),
          [](auto& a) {
              a.inversionTime = 900;
              a.scanningSequence = list({"GR", "IR"});
          })},
    {"MPRAGE, Philips, no inversion time", Sequence::T1,
     with(gradient(8, 3.7, 8, "sT1W_3D_TFE"), [](auto& a) { a.sequenceVariant = list({"MP"}); })},
    {"SPGR after an agent", Sequence::T1Gd, gradient(8, 3, 12, "Ax 3D SPGR +C")},
    {"T2*", Sequence::SWI, gradient(600, 20, 20)},
    {"SWI", Sequence::SWI,
     with(gradient(28, 20, 15, "SWI_Images"),
          [](auto& a) {
              a.imageType = list({"ORIGINAL", "PRIMARY", "M", "SWI", "NORM"});
          })},
    {"minimum-intensity projection of SWI", Sequence::Other,
     with(gradient(28, 20, 15, "mIP_Images(SW)"),
          [](auto& a) {
              a.imageType = list({"DERIVED", "SECONDARY", "MNIP"});
          })},
    {"phase of SWI", Sequence::Other, gradient(28, 20, 15, "Pha_Images"), "P"},
    {"DWI b=1000", Sequence::DWI, with(spin(5000, 90, "ep2d_diff"), [](auto& a) { a.bValue = 1000; }), "",
     true},
    {"DWI b=0", Sequence::Other, with(spin(5000, 90, "ep2d_diff"), [](auto& a) { a.bValue = 0; }), "", true},
    {"b=0 written into a T2", Sequence::T2, with(spin(4500, 100, "T2W_TSE"), [](auto& a) { a.bValue = 0; }),
     "", false},
    {"ADC by image type", Sequence::ADC,
     with(spin(5000, 90),
          [](auto& a) {
              a.imageType = list({"DERIVED", "PRIMARY", "DIFFUSION", "ADC"});
          })},
    {"ADC by description", Sequence::ADC, spin(5000, 90, "dADC Map")},
    {"exponential ADC", Sequence::Other, spin(5000, 90, "eADC")},
    {"fractional anisotropy", Sequence::Other,
     with(spin(5000, 90),
          [](auto& a) {
              a.imageType = list({"DERIVED", "PRIMARY", "DIFFUSION", "FA"});
          })},
    {"localiser", Sequence::Other, gradient(8, 4, 20, "3-plane loc")},
    {"localiser, German", Sequence::Other, gradient(8, 4, 20, "Lokalizer")},
    {"angiography", Sequence::Other, gradient(22, 3.5, 18, "TOF_3D_multi-slab")},
    {"functional", Sequence::Other,
     with(gradient(2000, 30, 90, "ep2d_bold_rest"),
          [](auto& a) {
              a.scanningSequence = list({"EP", "GR"});
          })},
    {"gradient-echo EPI without a name", Sequence::Other,
     with(gradient(2000, 30, 90),
          [](auto& a) {
              a.scanningSequence = list({"EP", "GR"});
          })},
    {"perfusion", Sequence::Other,
     with(gradient(1500, 30, 90, "ep2d_perf"),
          [](auto& a) {
              a.scanningSequence = list({"EP", "GR"});
          })},
    {"enhanced FLAIR", Sequence::FLAIR,
     with(Acquisition(), [](auto& a) { a.acquisitionContrast = "FLUID_ATTENUATED"; })},
    {"description alone", Sequence::T2, with(Acquisition(), [](auto& a) { a.description = "AxT2 FSE"; })},
    {"nothing at all", Sequence::Other, Acquisition()},
};

INSTANTIATE_TEST_SUITE_P(Protocols, RecognitionTest, ::testing::ValuesIn(kProtocols), [](const auto& one) {
    std::string name = one.param.name;
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

TEST(Recognition, AgreementRaisesConfidenceAndContradictionLowersIt) {
    const double alone = recogniseSequence(spin(500, 12), "", false).confidence;
    EXPECT_GT(recogniseSequence(spin(500, 12, "T1 SE"), "", false).confidence, alone);
    const auto contradicted = recogniseSequence(spin(500, 12, "T2 TSE"), "", false);
    EXPECT_LT(contradicted.confidence, alone);
    EXPECT_EQ(contradicted.sequence, Sequence::T1) << "attributes win";
    EXPECT_NE(contradicted.why.find("although the description says T2"), std::string::npos);
}

TEST(Recognition, WordsOfADescription) {
    EXPECT_EQ(wordsOf("AxT2_FLAIR-fs 3D"), (std::vector<std::string>{"ax", "t2", "flair", "fs", "3d"}));
    EXPECT_TRUE(wordsOf("").empty());
}

} // namespace
} // namespace second_read::study
