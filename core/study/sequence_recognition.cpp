#include "study/sequence_recognition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <initializer_list>
#include <optional>

namespace second_read::study {
namespace {

using Words = std::initializer_list<std::string_view>;

bool contains(const std::vector<std::string>& values, Words wanted) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
        return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    });
}

bool containsPart(const std::vector<std::string>& values, Words wanted) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](auto part) { return value.find(part) != std::string::npos; });
    });
}

bool beginsWith(const std::vector<std::string>& values, Words wanted) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
        return std::any_of(wanted.begin(), wanted.end(),
                           [&](auto start) { return value.starts_with(start); });
    });
}

std::string ms(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g ms",
                  value >= 100 ? std::round(value) : std::round(value * 10) / 10);
    return text.data();
}

/// What the words of a description say by themselves.
std::optional<Sequence> sequenceOfWords(const std::vector<std::string>& words) {
    if (contains(words, {"adc"}) || beginsWith(words, {"apparent"})) return Sequence::ADC;
    if (beginsWith(words, {"dwi", "dw", "diff", "trace", "dti", "b1000", "isodwi", "resolve"}))
        return Sequence::DWI;
    if (beginsWith(words, {"flair", "tirm", "darkfl", "t2flair"}) ||
        (beginsWith(words, {"dark"}) && beginsWith(words, {"fl"})))
        return beginsWith(words, {"t1"}) && !beginsWith(words, {"t2"}) ? Sequence::T1 : Sequence::FLAIR;
    if (beginsWith(words, {"swi", "swan", "susc", "suszept", "t2*", "t2star", "hemo", "haemo", "venobold",
                           "swip"}) ||
        (beginsWith(words, {"t2"}) && contains(words, {"star", "*", "gre", "ffe", "gradient"})))
        return Sequence::SWI;
    if (beginsWith(words, {"mprage", "mp2rage", "bravo", "spgr", "fspgr", "t1", "tfe", "tfl", "vibe"}))
        return Sequence::T1;
    if (beginsWith(words, {"t2"})) return Sequence::T2;
    if (contains(words, {"pd", "pdw", "proton"}) || beginsWith(words, {"pd+", "pdt"})) return Sequence::PD;
    return std::nullopt;
}

/// Series that no network of ours reads, whatever their times are; nullptr when none applies.
const char* otherKind(const Acquisition& a, std::string_view component,
                      const std::vector<std::string>& words) {
    const auto& type = a.imageType;
    if (contains(type, {"LOCALIZER"}) ||
        beginsWith(words, {"localiz", "localis", "lokal", "scout", "survey", "reper", "pilot"}) ||
        contains(words, {"loc", "3plane", "aahead"}) ||
        (contains(words, {"plane"}) && contains(words, {"3", "three", "tri"})))
        return "a localiser";
    if (component == "P" || contains(type, {"PHASE", "PHASE MAP"})) return "a phase image";
    if (component == "R" || component == "I") return "a real or imaginary part";
    if (containsPart(type, {"MIP", "MNIP", "PROJECTION"}) || contains(words, {"mip", "minip", "mnip"}))
        return "a projection";
    if (contains(type, {"FA", "TENSOR", "EADC", "EXP", "FA_COLOR", "COLFA"}) ||
        contains(words, {"eadc", "fa", "colfa", "tensor"}) || beginsWith(words, {"expon"}) ||
        a.description.find("eADC") != std::string::npos)
        return "a map computed from diffusion";
    if (a.acquisitionContrast == "PERFUSION" || containsPart(type, {"PERFUSION", "ASL"}) ||
        contains(words, {"asl", "dsc", "dce", "pwi", "cbf", "cbv", "rcbv", "rcbf", "mtt", "ttp", "tmax",
                         "relcbf", "relcbv"}) ||
        beginsWith(words, {"perf"}))
        return "perfusion";
    if (contains(type, {"FMRI", "BOLD"}) || contains(words, {"bold", "fmri", "rest", "rsfmri"}) ||
        beginsWith(words, {"func"}))
        return "functional imaging";
    if (a.acquisitionContrast == "TOF" || a.acquisitionContrast == "FLOW_ENCODED" ||
        contains(words, {"tof", "mra", "mrv", "pca", "angio"}) ||
        beginsWith(words, {"angio", "venogr", "inhance", "trance"}))
        return "angiography";
    if (contains(words, {"b1", "b0map", "fieldmap", "mapping", "calibration", "shim", "gre_field"}) ||
        beginsWith(words, {"fieldmap", "calib", "refscan"}))
        return "a calibration or field map";
    if (contains(words, {"b0"}) && contains(a.scanningSequence, {"GR"}) &&
        !contains(a.scanningSequence, {"EP"}))
        return "a calibration or field map";
    if (contains(words, {"stir"}) || a.acquisitionContrast == "STIR")
        return "a fat-suppressed inversion recovery (STIR)";
    return nullptr;
}

struct Verdict {
    Sequence sequence;
    std::string why;
};

std::optional<Verdict> diffusionVerdict(const Acquisition& a, const std::vector<std::string>& words,
                                        bool diffusionSeries) {
    const bool flagged = a.acquisitionContrast == "DIFFUSION" ||
                         contains(a.imageType, {"DIFFUSION", "TRACEW", "ISODWI", "CALC_BVALUE"}) ||
                         a.sequenceName.find("ep_b") != std::string::npos;
    const bool said = sequenceOfWords(words) == Sequence::DWI;
    if (!diffusionSeries && !flagged && !(said && containsPart(a.scanningSequence, {"EP"})))
        return std::nullopt;
    if (!a.bValue) {
        if (diffusionSeries) return Verdict{Sequence::Other, "diffusion series, but no b-value"};
        return Verdict{Sequence::DWI, "diffusion-weighted by its image type, b-value not given"};
    }
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "diffusion b=%.0f", *a.bValue);
    if (*a.bValue >= 500) return Verdict{Sequence::DWI, text.data()};
    return Verdict{Sequence::Other,
                   std::string(text.data()) + ": not diffusion-weighted enough to be read as DWI"};
}

/// From times and pulse type alone. Bounds cover 0.5 to 7 T as in clinical protocols (Westbrook, MRI in
/// Practice, 5th ed., ch. 2 and 5): T1 by short TR or a short-TE inversion recovery, T2 by long TR and TE,
/// FLAIR by TI around 2 s.
std::optional<Verdict> timingVerdict(const Acquisition& a) {
    const bool gradient = contains(a.scanningSequence, {"GR"}) && !contains(a.scanningSequence, {"SE"});
    const bool spin = contains(a.scanningSequence, {"SE"});
    const bool inversion = contains(a.scanningSequence, {"IR"});
    const bool prepared =
        contains(a.sequenceVariant, {"MP"}) || a.sequenceName.find("tfl") != std::string::npos;
    if (a.acquisitionContrast == "FLUID_ATTENUATED")
        return Verdict{Sequence::FLAIR, "acquisition contrast FLUID_ATTENUATED"};
    if (a.acquisitionContrast == "T2_STAR") return Verdict{Sequence::SWI, "acquisition contrast T2_STAR"};
    if (!a.echoTime || *a.echoTime <= 0) {
        if (a.acquisitionContrast == "T1") return Verdict{Sequence::T1, "acquisition contrast T1"};
        if (a.acquisitionContrast == "T2") return Verdict{Sequence::T2, "acquisition contrast T2"};
        if (a.acquisitionContrast == "PROTON_DENSITY")
            return Verdict{Sequence::PD, "acquisition contrast PROTON_DENSITY"};
        return std::nullopt;
    }
    const double echo = *a.echoTime, inversionTime = a.inversionTime.value_or(0),
                 repetition = a.repetitionTime.value_or(0);
    // TR, TE, TI: the words of the trade, short enough for a list.
    const std::string times =
        (repetition > 0 ? "TR " + ms(repetition) + ", " : std::string()) + "TE " + ms(echo);
    if (inversionTime > 0 && (inversion || !gradient)) {
        const std::string why = "TI " + ms(inversionTime) + ", TE " + ms(echo);
        if ((gradient || prepared) && echo < 15)
            return Verdict{Sequence::T1, "inversion-prepared gradient echo, " + why};
        if (inversionTime >= 1400 && echo >= 60) return Verdict{Sequence::FLAIR, why};
        if (inversionTime < 300 && echo >= 15)
            return Verdict{Sequence::Other, "short inversion time (STIR), " + why};
        if (echo < 50) return Verdict{Sequence::T1, "inversion recovery, " + why};
    }
    if (gradient) {
        if (prepared && echo < 15)
            return Verdict{Sequence::T1, "magnetisation-prepared gradient echo, TE " + ms(echo)};
        if (contains(a.sequenceVariant, {"SS"}) && !contains(a.sequenceVariant, {"SP"}) && repetition > 0 &&
            repetition < 20 && a.flipAngle.value_or(0) >= 30)
            return Verdict{Sequence::Other, "balanced steady state, " + times};
        if (echo >= 12 && contains(a.scanningSequence, {"EP"}))
            return Verdict{Sequence::Other, "gradient-echo echo planar, " + times};
        if (echo >= 12) return Verdict{Sequence::SWI, "gradient echo, " + times};
        if (repetition > 0 && a.flipAngle.value_or(90) >= 5)
            return Verdict{Sequence::T1, "gradient echo, " + times};
        return std::nullopt;
    }
    if (repetition <= 0 || (!spin && !a.scanningSequence.empty() && !contains(a.scanningSequence, {"RM"})))
        return std::nullopt;
    // Very long echo trains with variable flip angles (SPACE, CUBE, VISTA) are T1-weighted at short TR.
    if (repetition < 1400 && echo <= 40) return Verdict{Sequence::T1, times};
    if (repetition >= 1400 && echo >= 55) return Verdict{Sequence::T2, times};
    if (repetition >= 1400 && echo < 55) return Verdict{Sequence::PD, times};
    return std::nullopt;
}

} // namespace

std::vector<std::string> wordsOf(std::string_view description) {
    std::vector<std::string> words;
    std::string word;
    const auto end = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    char before = ' ';
    for (const char c : description) {
        const bool capital = c >= 'A' && c <= 'Z', small = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
        const bool foreign = static_cast<unsigned char>(c) >= 0x80;
        if (capital && before >= 'a' && before <= 'z') end();
        if (capital || small || digit || foreign || c == '*' || c == '+')
            word += capital ? static_cast<char>(c - 'A' + 'a') : c;
        else
            end();
        before = c;
    }
    end();
    return words;
}

bool isContrastEnhanced(const Acquisition& a) {
    const auto words = wordsOf(a.description);
    const bool denied = contains(words, {"pre", "without", "ohne", "sans", "sin", "senza", "nativ", "native",
                                         "nat", "no", "non", "unenhanced", "бк"});
    if (denied) return false;
    const auto agent = wordsOf(a.contrastAgent);
    if (!agent.empty() && !contains(agent, {"no", "none", "without", "off", "nein"})) return true;
    if (contains(words, {"gd",       "gad",       "gado", "gadolinium", "post",     "postgd",    "contrast",
                         "+c",       "c+",        "km",   "mkm",        "ce",       "mdc",       "dotarem",
                         "gadovist", "magnevist", "inj",  "injected",   "enhanced", "contraste", "mezzo",
                         "t1c",      "t1ce",      "t1+c", "t1gd",       "t1+gd",    "+gd",       "ку"}))
        return true;
    return containsPart(words, {"造影", "增强", "增強", "контраст"}) ||
           beginsWith(words, {"postcon", "gadol"});
}

Recognition recogniseSequence(const Acquisition& acquisition, std::string_view component,
                              bool diffusionSeries) {
    const auto words = wordsOf(acquisition.description + " " + acquisition.sequenceName);
    const auto said = sequenceOfWords(wordsOf(acquisition.description));
    if (component == "ADC" || contains(acquisition.imageType, {"ADC", "ADC_UNSPECIFIED"}))
        return {Sequence::ADC, said == Sequence::ADC ? 0.95 : 0.9, "image type ADC"};
    if (const char* kind = otherKind(acquisition, component, words)) return {Sequence::Other, 0.9, kind};
    if (said == Sequence::ADC) return {Sequence::ADC, 0.7, "description says ADC"};
    if (auto verdict = diffusionVerdict(acquisition, words, diffusionSeries))
        return {verdict->sequence, said == Sequence::DWI ? 0.95 : 0.85, std::move(verdict->why)};
    if (contains(acquisition.imageType, {"SWI"})) return {Sequence::SWI, 0.95, "image type SWI"};

    const bool enhanced = isContrastEnhanced(acquisition);
    const auto withAgent = [&](Sequence sequence) {
        return sequence == Sequence::T1 && enhanced ? Sequence::T1Gd : sequence;
    };
    const std::string agent = enhanced ? ", with contrast agent" : "";
    auto verdict = timingVerdict(acquisition);
    if (!verdict) {
        if (!said) return {Sequence::Other, 0.3, "neither times nor description tell the sequence"};
        const auto sequence = withAgent(*said);
        return {sequence, 0.6, "description says " + std::string(nameOf(sequence))};
    }
    // FLAIR whose inversion time is not written looks like T2, and thin-slice SWI like a plain gradient echo.
    const bool refines = (verdict->sequence == Sequence::T2 && said == Sequence::FLAIR) ||
                         (verdict->sequence == Sequence::T1 && said == Sequence::SWI &&
                          contains(acquisition.scanningSequence, {"GR"}));
    if (refines) return {*said, 0.8, verdict->why + ", description says " + std::string(nameOf(*said))};
    const auto sequence = withAgent(verdict->sequence);
    if (!said) return {sequence, 0.85, verdict->why + (sequence == Sequence::T1Gd ? agent : "")};
    if (*said == verdict->sequence)
        return {sequence, 0.95, verdict->why + (sequence == Sequence::T1Gd ? agent : "")};
    return {sequence, 0.5, verdict->why + ", although the description says " + std::string(nameOf(*said))};
}

} // namespace second_read::study
