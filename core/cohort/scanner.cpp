#include "cohort/scanner.h"

#include <array>
#include <cstdio>
#include <vector>

#include "simulate/random.h"

namespace second_read::cohort {
namespace {

using simulate::Acquisition;
using simulate::Examination;

std::string decimal(double value, int digits = 2) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    std::string out = text.data();
    if (out.find('.') != std::string::npos) {
        while (out.back() == '0') out.pop_back();
        if (out.back() == '.') out.pop_back();
    }
    return out;
}

std::string planeWord(const Acquisition& how, const char* axial, const char* sagittal, const char* coronal) {
    return how.plane == "sagittal" ? sagittal : how.plane == "coronal" ? coronal : axial;
}

bool isMprage(const Acquisition& how) { return how.ti > 0 && how.scanningSequence == "GR"; }

std::string describeA(Sequence sequence, const Acquisition& how) { // German-style names
    const std::string plane = planeWord(how, "tra", "sag", "cor");
    switch (sequence) {
    case Sequence::T1:
        return how.volumetric || isMprage(how) ? "t1_mprage_" + plane
               : how.scanningSequence == "GR"  ? "t1_fl2d_" + plane
                                               : "t1_se_" + plane;
    case Sequence::T1Gd:
        return (how.volumetric || isMprage(how) ? "t1_mprage_" : "t1_se_") + plane + "_km";
    case Sequence::T2:
        return "t2_tse_" + plane + (how.fatSaturated ? "_fs" : "");
    case Sequence::FLAIR:
        return "t2_tirm_" + plane + "_dark-fluid";
    case Sequence::DWI:
        return "ep2d_diff_3scan_trace_p2_TRACEW";
    case Sequence::ADC:
        return "ep2d_diff_3scan_trace_p2_ADC";
    case Sequence::SWI:
        return how.volumetric ? "SWI_Images" : "t2_fl2d_" + plane + "_hemo";
    default:
        return "pd_tse_" + plane;
    }
}

std::string describeB(Sequence sequence, const Acquisition& how) {
    const std::string plane = planeWord(how, "Ax", "Sag", "Cor");
    switch (sequence) {
    case Sequence::T1:
        return isMprage(how)                  ? plane + " T1 BRAVO"
               : how.scanningSequence == "GR" ? plane + " T1 FSPGR"
                                              : plane + " T1 FSE";
    case Sequence::T1Gd:
        return plane + " T1 +C";
    case Sequence::T2:
        return plane + " T2 FSE" + (how.fatSaturated ? " FS" : "");
    case Sequence::FLAIR:
        return plane + " T2 FLAIR";
    case Sequence::DWI:
        return "Ax DWI b=1000";
    case Sequence::ADC:
        return "Apparent Diffusion Coefficient (mm2/s)";
    case Sequence::SWI:
        return how.volumetric ? "Ax SWAN" : plane + " T2* GRE";
    default:
        return plane + " PD";
    }
}

std::string describeC(Sequence sequence, const Acquisition& how) {
    switch (sequence) {
    case Sequence::T1:
        return how.volumetric || isMprage(how) ? "T1W_3D_TFE" : "T1W_SE";
    case Sequence::T1Gd:
        return how.volumetric || isMprage(how) ? "T1W_3D_TFE GD" : "T1W_SE GD";
    case Sequence::T2:
        return how.plane == "coronal" ? "T2W_TSE_COR" : "T2W_TSE";
    case Sequence::FLAIR:
        return "FLAIR_longTR";
    case Sequence::DWI:
        return "sDWI_b1000";
    case Sequence::ADC:
        return "dADC_map";
    case Sequence::SWI:
        return "SWIp";
    default:
        return "PDW_TSE";
    }
}

std::string describeD(Sequence sequence, const Acquisition& how) {
    const std::string plane = planeWord(how, "AX", "SAG", "COR");
    switch (sequence) {
    case Sequence::T1:
        return "T1 " + plane;
    case Sequence::T1Gd:
        return "T1 " + plane + " CE";
    case Sequence::T2:
        return "T2 " + plane;
    case Sequence::FLAIR:
        return "FLAIR " + plane;
    case Sequence::DWI:
        return "DIFFUSION B1000";
    case Sequence::ADC:
        return "ADC";
    case Sequence::SWI:
        return "T2* " + plane;
    default:
        return "PD " + plane;
    }
}

struct Scanner {
    const char *manufacturer, *model, *station, *institution, *software, *serial;
};
constexpr std::array<Scanner, 4> kScanners{
    {{"SIEMENS", "Aera", "MRC35012", "Haus am See, Radiologie", "syngo MR E11", "41207"},
     {"GE MEDICAL SYSTEMS", "SIGNA HDxt", "MRS1", "Riverside Imaging", "24\\LX\\MR Software release:HD16.0",
      "0000270HDXT"},
     {"Philips Medical Systems", "Ingenia", "PHILIPS-JHT2", "Kanaal Ziekenhuis", "5.1.7\\5.1.7.2", "45118"},
     {"TOSHIBA_MEC", "MRT200SP5", "mrt", "Hillside Hospital", "V9.30*R561", "TCB0712"}}};

std::string imageType(char site, Sequence sequence) {
    const bool dwi = sequence == Sequence::DWI, adc = sequence == Sequence::ADC;
    if (site == 'A')
        return dwi                         ? "ORIGINAL\\PRIMARY\\DIFFUSION\\TRACEW\\ND\\NORM"
               : adc                       ? "DERIVED\\PRIMARY\\DIFFUSION\\ADC\\ND\\NORM"
               : sequence == Sequence::SWI ? "ORIGINAL\\PRIMARY\\M\\SWI\\ND\\NORM"
                                           : "ORIGINAL\\PRIMARY\\M\\ND\\NORM";
    if (site == 'C')
        return adc                           ? "DERIVED\\PRIMARY\\ADC\\SE\\ADC"
               : dwi                         ? "ORIGINAL\\PRIMARY\\M_SE\\M\\SE"
               : sequence == Sequence::FLAIR ? "ORIGINAL\\PRIMARY\\M_IR\\M\\IR"
               : sequence == Sequence::SWI   ? "ORIGINAL\\PRIMARY\\M_FFE\\M\\FFE"
                                             : "ORIGINAL\\PRIMARY\\M_SE\\M\\SE";
    return adc ? "DERIVED\\PRIMARY\\OTHER" : "ORIGINAL\\PRIMARY\\OTHER";
}

} // namespace

std::map<std::string, std::string> scannerAttributes(const Examination& examination, Sequence sequence,
                                                     int seriesNumber) {
    const char site = examination.site.empty() ? 'A' : examination.site[0];
    const std::size_t which = static_cast<std::size_t>((site - 'A') & 3);
    const Acquisition& how = examination.acquisitions.at(sequence);
    const Scanner& scanner = kScanners[which];
    std::map<std::string, std::string> a;
    a["Modality"] = "MR";
    a["Manufacturer"] = scanner.manufacturer, a["ManufacturerModelName"] = scanner.model,
    a["StationName"] = scanner.station;
    a["InstitutionName"] = scanner.institution, a["SoftwareVersions"] = scanner.software,
    a["DeviceSerialNumber"] = scanner.serial;
    const std::string description = which == 0   ? describeA(sequence, how)
                                    : which == 1 ? describeB(sequence, how)
                                    : which == 2 ? describeC(sequence, how)
                                                 : describeD(sequence, how);
    a["SeriesDescription"] = description;
    if (which != 3) a["ProtocolName"] = which == 1 ? "BRAIN ROUTINE" : description;
    a["StudyDescription"] = which == 0   ? "Kopf"
                            : which == 1 ? "MRI BRAIN"
                            : which == 2 ? "MR Hersenen"
                                         : "HEAD";
    a["BodyPartExamined"] = which == 1 ? "BRAIN" : "HEAD";
    a["SeriesNumber"] = std::to_string(seriesNumber), a["AcquisitionNumber"] = "1";
    a["ImageType"] = imageType(site, sequence);
    const bool gradient = how.scanningSequence == "GR", inversion = how.scanningSequence == "IR",
               echoPlanar = how.scanningSequence == "EP";
    a["ScanningSequence"] = inversion                ? "SE\\IR"
                            : gradient && how.ti > 0 ? "GR\\IR"
                            : echoPlanar             ? "EP\\SE"
                                                     : how.scanningSequence;
    a["SequenceVariant"] = gradient && how.ti > 0 ? "SK\\SP\\MP" : gradient ? "SP" : "SK";
    a["ScanOptions"] = how.fatSaturated ? "FS" : "";
    a["MRAcquisitionType"] = how.volumetric ? "3D" : "2D";
    a["RepetitionTime"] = decimal(how.tr), a["EchoTime"] = decimal(how.te);
    if (how.ti > 0) a["InversionTime"] = decimal(how.ti);
    a["FlipAngle"] = decimal(how.flip);
    a["EchoTrainLength"] = inversion || sequence == Sequence::T2 ? "16" : "1";
    a["MagneticFieldStrength"] = decimal(examination.tesla);
    a["ImagingFrequency"] = decimal(examination.tesla * 42.577, 4);
    a["ImagedNucleus"] = "1H", a["NumberOfAverages"] = "1";
    a["PixelBandwidth"] = echoPlanar ? "1500" : gradient ? "190" : "180";
    a["ReceiveCoilName"] = which == 1 ? "8HRBRAIN" : "HEAD";
    a["PatientPosition"] = "HFS";
    if (sequence == Sequence::DWI) a["DiffusionBValue"] = decimal(how.bValue);
    if (how.contrast)
        a["ContrastBolusAgent"] = which == 0 ? "Gadobutrol" : which == 1 ? "GADAVIST" : "Dotarem";
    return a;
}

std::map<std::string, std::string> unweightedAttributes(const Examination& examination, int seriesNumber) {
    auto a = scannerAttributes(examination, Sequence::DWI, seriesNumber);
    a["DiffusionBValue"] = "0";
    for (const char* key : {"SeriesDescription", "ProtocolName"})
        if (const auto named = a.find(key); named != a.end())
            for (const auto& [weighted, plain] :
                 {std::pair<std::string_view, std::string_view>{"1000", "0"}, {"TRACEW", "b0"}})
                if (const auto found = named->second.find(weighted); found != std::string::npos)
                    named->second.replace(found, weighted.size(), plain);
    if (auto& type = a["ImageType"]; type.find("TRACEW") != std::string::npos)
        type.replace(type.find("TRACEW"), 6, "NONE");
    return a;
}

HeaderFault damage(std::map<std::string, std::string>& attributes, std::uint64_t seed) {
    simulate::Random random(seed, 61);
    static const std::vector<HeaderFault> kFaults{
        {"SeriesDescription", "missing"},     {"SeriesDescription", "wrong"}, {"EchoTime", "missing"},
        {"RepetitionTime", "missing"},        {"ScanningSequence", "wrong"},  {"BodyPartExamined", "wrong"},
        {"MagneticFieldStrength", "missing"}, {"FlipAngle", "missing"},       {"ProtocolName", "wrong"}};
    const HeaderFault fault = random.of(kFaults);
    if (fault.kind == "missing")
        attributes.erase(fault.tag);
    else if (fault.tag == "SeriesDescription" || fault.tag == "ProtocolName")
        attributes[fault.tag] = random.pick({"SERIES 4", "HEAD", "unnamed", "Spine T2"});
    else if (fault.tag == "BodyPartExamined")
        attributes[fault.tag] = random.pick({"CSPINE", "ABDOMEN", "KNEE"});
    else
        attributes[fault.tag] = "RM";
    return fault;
}

} // namespace second_read::cohort
