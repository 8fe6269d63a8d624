#include "study/facts_reader.h"

#include <algorithm>
#include <cmath>

#include <dcmtk/dcmdata/dcxfer.h>

#include "study/diffusion.h"

namespace second_read::study {
namespace {

constexpr int kLargestMatrix = 16384;
constexpr int kMostFrames = 100'000;
constexpr std::uint64_t kMostPixelBytes = 2ULL << 30;

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

bool isOneOf(const std::string& value, std::initializer_list<const char*> values) {
    return std::any_of(values.begin(), values.end(), [&](const char* other) { return value == other; });
}

/// The map or part that the image type names (PS3.3 C.8.3.1.1.1 and vendors' third and later values).
std::string componentOf(DcmItem& item, const std::vector<std::string>& imageType) {
    const std::string declared = upper(rawTextAt(item, DCM_ComplexImageComponent));
    if (declared == "PHASE") return "P";
    if (declared == "REAL") return "R";
    if (declared == "IMAGINARY") return "I";
    for (std::size_t i = 2; i < imageType.size(); ++i) {
        const auto& value = imageType[i];
        if (isOneOf(value, {"ADC", "FA", "TENSOR", "TRACEW", "EADC", "EXP", "MIP", "MNIP", "SWI", "T1 MAP",
                            "T2 MAP", "T2STAR MAP"}))
            return value;
        if (isOneOf(value, {"P", "R", "I", "M"})) return value;
        if (value.size() > 2 && value[1] == '_' && isOneOf(value.substr(0, 1), {"M", "P", "R", "I"}))
            return value.substr(0, 1);
    }
    return declared == "MAGNITUDE" ? "M" : std::string();
}

Acquisition acquisitionOf(DcmItem& item, const std::string& description) {
    Acquisition a;
    a.echoTime = numberAt(item, DCM_EchoTime);
    if (!a.echoTime) a.echoTime = numberAt(item, DCM_EffectiveEchoTime);
    a.repetitionTime = numberAt(item, DCM_RepetitionTime);
    a.inversionTime = numberAt(item, DCM_InversionTime);
    a.flipAngle = numberAt(item, DCM_FlipAngle);
    a.scanningSequence = textsAt(item, DCM_ScanningSequence);
    a.sequenceVariant = textsAt(item, DCM_SequenceVariant);
    a.scanOptions = textsAt(item, DCM_ScanOptions);
    a.imageType = textsAt(item, DCM_ImageType);
    for (auto& value : a.imageType) value = upper(value);
    a.contrastAgent = rawTextAt(item, DCM_ContrastBolusAgent);
    if (a.contrastAgent.empty() && itemsAt(item, DCM_ContrastBolusAgentSequence) > 0)
        a.contrastAgent = "agent";
    a.acquisitionContrast = upper(rawTextAt(item, DCM_AcquisitionContrast));
    a.sequenceName = rawTextAt(item, DCM_SequenceName);
    if (a.sequenceName.empty()) a.sequenceName = rawTextAt(item, DCM_PulseSequenceName);
    a.description = description;
    return a;
}

/// Siemens XA enhanced images and some others have no ScanningSequence, but say it in words.
void addEnhancedPulse(DcmItem& item, Acquisition& a) {
    if (!a.scanningSequence.empty()) return;
    const std::string echo = upper(rawTextAt(item, DCM_EchoPulseSequence)); // SPIN, GRADIENT, BOTH
    if (echo == "SPIN" || echo == "BOTH") a.scanningSequence.push_back("SE");
    if (echo == "GRADIENT" || echo == "BOTH") a.scanningSequence.push_back("GR");
    if (upper(rawTextAt(item, DCM_EchoPlanarPulseSequence)) == "YES") a.scanningSequence.push_back("EP");
}

std::optional<Eigen::Vector3d> unitVector(const std::vector<double>& v, std::size_t first) {
    const Eigen::Vector3d vector(v[first], v[first + 1], v[first + 2]);
    // Anything but a unit vector is no direction cosine (PS3.3 C.7.6.2.1.1); rounding to a few digits is
    // common.
    if (std::abs(vector.norm() - 1) > 0.02) return std::nullopt;
    return vector.normalized();
}

} // namespace

PixelFormat pixelFormatOf(DcmItem& item) {
    PixelFormat format;
    format.rows = integerAt(item, DCM_Rows).value_or(0);
    format.columns = integerAt(item, DCM_Columns).value_or(0);
    format.samples = integerAt(item, DCM_SamplesPerPixel).value_or(1);
    format.bitsAllocated = integerAt(item, DCM_BitsAllocated).value_or(0);
    format.bitsStored = integerAt(item, DCM_BitsStored).value_or(format.bitsAllocated);
    format.highBit = integerAt(item, DCM_HighBit).value_or(format.bitsStored - 1);
    format.isSigned = integerAt(item, DCM_PixelRepresentation).value_or(0) == 1;
    format.planarConfiguration = integerAt(item, DCM_PlanarConfiguration).value_or(0);
    format.frames = integerAt(item, DCM_NumberOfFrames).value_or(1);
    format.photometric = rawTextAt(item, DCM_PhotometricInterpretation);
    return format;
}

std::string unreadablePixels(const PixelFormat& format, const DicomStructure& structure) {
    if (format.rows < 1 || format.columns < 1 || format.rows > kLargestMatrix ||
        format.columns > kLargestMatrix)
        return "its header declares an image of " + std::to_string(format.columns) + " by " +
               std::to_string(format.rows) + " pixels";
    if (format.frames < 1 || format.frames > kMostFrames)
        return "its header declares " + std::to_string(format.frames) + " frames";
    if (format.samples != 1 && format.samples != 3)
        return "its pixels have " + std::to_string(format.samples) + " samples each";
    if (structure.pixels->element != 0x0010)
        return "its pixels are floating-point numbers, which are not read";
    if (format.bitsAllocated != 8 && format.bitsAllocated != 16 && format.bitsAllocated != 32)
        return "its pixels take " + std::to_string(format.bitsAllocated) +
               " bits each; 8, 16 and 32 are read";
    if (format.bitsStored < 1 || format.bitsStored > format.bitsAllocated ||
        format.highBit < format.bitsStored - 1 || format.highBit >= format.bitsAllocated)
        return "its header contradicts itself about the bits of a pixel";
    const std::uint64_t bytes =
        static_cast<std::uint64_t>(format.rows) * static_cast<std::uint64_t>(format.columns) *
        static_cast<std::uint64_t>(format.samples) * static_cast<std::uint64_t>(format.frames) *
        static_cast<std::uint64_t>(format.bitsAllocated / 8);
    if (bytes > kMostPixelBytes) return "its header declares more than 2 GB of pixels";
    const auto& place = *structure.pixels;
    if (place.encapsulated) {
        if (!place.complete) return "it is cut short: its compressed pixel data end early";
        if (place.fragments.empty()) return "its compressed pixel data are empty";
        return {};
    }
    if (place.fragments.front().length < bytes)
        return std::string(place.complete ? "it has fewer pixels than its header declares"
                                          : "it is cut short: pixel data are missing") +
               " (" + std::to_string(place.fragments.front().length) + " of " + std::to_string(bytes) +
               " bytes)";
    return {};
}

void readPlane(DcmItem& item, FrameFacts& frame) {
    if (const auto p = numbersAt(item, DCM_ImagePositionPatient, 3))
        frame.position = Eigen::Vector3d((*p)[0], (*p)[1], (*p)[2]);
    if (const auto o = numbersAt(item, DCM_ImageOrientationPatient, 6)) {
        frame.rowDirection = unitVector(*o, 0);
        frame.columnDirection = unitVector(*o, 3);
        const bool perpendicular = frame.rowDirection && frame.columnDirection &&
                                   std::abs(frame.rowDirection->dot(*frame.columnDirection)) < 0.02;
        if (!perpendicular) {
            frame.rowDirection.reset();
            frame.columnDirection.reset();
        }
    }
    if (const auto s = numbersAt(item, DCM_PixelSpacing, 2);
        s && (*s)[0] > 1e-3 && (*s)[1] > 1e-3 && (*s)[0] < 1e3 && (*s)[1] < 1e3)
        frame.pixelSpacing = Eigen::Vector2d((*s)[1], (*s)[0]); // rows first in DICOM (PS3.3 10.7.1.3)
    if (const auto thickness = numberAt(item, DCM_SliceThickness); thickness && *thickness > 0)
        frame.sliceThickness = thickness;
    if (const auto gap = numberAt(item, DCM_SpacingBetweenSlices); gap && std::abs(*gap) > 0)
        frame.spacingBetweenSlices = std::abs(*gap);
}

FrameFacts classicFrame(DcmItem& item) {
    FrameFacts frame;
    readPlane(item, frame);
    frame.instance = integerAt(item, DCM_InstanceNumber);
    frame.acquisitionNumber = integerAt(item, DCM_AcquisitionNumber);
    frame.temporalPosition = integerAt(item, DCM_TemporalPositionIdentifier);
    frame.echoNumber = integerAt(item, DCM_EchoNumbers);
    const Diffusion diffusion = readDiffusion(item);
    frame.gradient = diffusion.gradient;
    frame.acquisition = acquisitionOf(item, {});
    frame.acquisition.bValue = diffusion.bValue;
    addEnhancedPulse(item, frame.acquisition);
    frame.component = componentOf(item, frame.acquisition.imageType);
    return frame;
}

FileFacts factsOf(DicomHeader& header, const std::filesystem::path& file) {
    DcmItem& item = header.items();
    FileFacts facts;
    facts.file = file;
    facts.studyUid = rawTextAt(item, DCM_StudyInstanceUID);
    facts.seriesUid = rawTextAt(item, DCM_SeriesInstanceUID);
    facts.sopClass = rawTextAt(item, DCM_SOPClassUID);
    facts.sopInstance = rawTextAt(item, DCM_SOPInstanceUID);
    facts.modality = rawTextAt(item, DCM_Modality);
    facts.patientName = header.text(DCM_PatientName);
    facts.patientId = header.text(DCM_PatientID);
    facts.patientSex = rawTextAt(item, DCM_PatientSex);
    facts.patientAge = rawTextAt(item, DCM_PatientAge);
    facts.birthDate = rawTextAt(item, DCM_PatientBirthDate);
    facts.studyDate = rawTextAt(item, DCM_StudyDate);
    facts.studyTime = rawTextAt(item, DCM_StudyTime);
    facts.accession = header.text(DCM_AccessionNumber);
    facts.studyDescription = header.text(DCM_StudyDescription);
    facts.seriesDescription = header.text(DCM_SeriesDescription);
    facts.bodyPart = upper(rawTextAt(item, DCM_BodyPartExamined));
    facts.frameOfReference = rawTextAt(item, DCM_FrameOfReferenceUID);
    facts.seriesNumber = integerAt(item, DCM_SeriesNumber);
    facts.format = pixelFormatOf(item);
    facts.isIndex = item.tagExists(DCM_DirectoryRecordSequence);
    facts.unusable = header.structure().pixels ? unreadablePixels(facts.format, header.structure())
                                               : "it holds no pixel data";

    FrameFacts whole = classicFrame(item);
    const std::string protocol = header.text(DCM_ProtocolName);
    whole.acquisition.description = facts.seriesDescription + (protocol.empty() ? "" : " " + protocol);
    whole.file = file;
    whole.rows = facts.format.rows;
    whole.columns = facts.format.columns;
    if (!facts.unusable.empty()) {
        facts.frames.push_back(std::move(whole));
        return facts;
    }
    facts.frames = enhancedFrames(item, whole, facts.format.frames);
    if (facts.frames.empty() && facts.format.frames == 1)
        facts.frames = mosaicFrames(item, whole, facts.warnings);
    if (facts.frames.empty()) {
        if (facts.format.frames > 1) {
            // One position cannot place many frames.
            whole.position.reset();
            facts.warnings.push_back("several frames in one file without their positions");
        }
        for (int frame = 0; frame < facts.format.frames; ++frame) {
            facts.frames.push_back(whole);
            facts.frames.back().frame = frame;
        }
    }
    return facts;
}

} // namespace second_read::study
