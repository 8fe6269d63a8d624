#include "study/diffusion.h"
#include "study/facts_reader.h"

#include <cctype>

namespace second_read::study {
namespace {

/// A macro of the frame's own functional groups, else of the shared ones.
class Groups {
public:
    Groups(DcmItem& item, int frame)
        : m_own(itemAt(item, DCM_PerFrameFunctionalGroupsSequence, static_cast<unsigned long>(frame))),
          m_shared(itemAt(item, DCM_SharedFunctionalGroupsSequence)) {}

    DcmItem* holderOf(const DcmTagKey& macro) const {
        if (m_own && itemAt(*m_own, macro)) return m_own;
        if (m_shared && itemAt(*m_shared, macro)) return m_shared;
        return nullptr;
    }
    DcmItem* macro(const DcmTagKey& tag) const {
        DcmItem* holder = holderOf(tag);
        return holder ? itemAt(*holder, tag) : nullptr;
    }
    bool none() const { return !m_own && !m_shared; }

private:
    DcmItem* m_own;
    DcmItem* m_shared;
};

void readTimes(const Groups& groups, Acquisition& a) {
    if (DcmItem* echo = groups.macro(DCM_MREchoSequence))
        if (const auto value = numberAt(*echo, DCM_EffectiveEchoTime)) a.echoTime = value;
    if (DcmItem* timing = groups.macro(DCM_MRTimingAndRelatedParametersSequence)) {
        if (const auto value = numberAt(*timing, DCM_RepetitionTime)) a.repetitionTime = value;
        if (const auto value = numberAt(*timing, DCM_FlipAngle)) a.flipAngle = value;
    }
    if (DcmItem* modifier = groups.macro(DCM_MRModifierSequence)) {
        if (const auto value = numberAt(*modifier, DCM_InversionTimes)) a.inversionTime = value;
        if (rawTextAt(*modifier, DCM_InversionRecovery) == "YES") a.scanningSequence.push_back("IR");
    }
}

void readKind(const Groups& groups, FrameFacts& frame) {
    DcmItem* kind = groups.macro(DCM_MRImageFrameTypeSequence);
    if (!kind) return;
    FrameFacts own = classicFrame(*kind);
    if (auto type = textsAt(*kind, DCM_FrameType); !type.empty()) {
        for (auto& value : type)
            for (auto& c : value) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        frame.acquisition.imageType = std::move(type);
        for (const char* map : {"ADC", "FA", "TRACEW", "EADC", "EXP", "MIP", "MNIP", "SWI"})
            for (const auto& value : frame.acquisition.imageType)
                if (value == map) frame.component = map;
    }
    if (!own.acquisition.acquisitionContrast.empty())
        frame.acquisition.acquisitionContrast = own.acquisition.acquisitionContrast;
    if (!own.component.empty() && frame.component.size() < 2) frame.component = own.component;
}

void readContent(const Groups& groups, FrameFacts& frame) {
    DcmItem* content = groups.macro(DCM_FrameContentSequence);
    if (!content) return;
    frame.stackId = rawTextAt(*content, DCM_StackID);
    if (const auto value = integerAt(*content, DCM_TemporalPositionIndex)) frame.temporalPosition = value;
    if (const auto value = integerAt(*content, DCM_FrameAcquisitionNumber)) frame.acquisitionNumber = value;
}

} // namespace

std::vector<FrameFacts> enhancedFrames(DcmItem& item, const FrameFacts& common, int frames) {
    std::vector<FrameFacts> all;
    if (itemsAt(item, DCM_PerFrameFunctionalGroupsSequence) < static_cast<unsigned long>(frames)) return all;
    all.reserve(static_cast<std::size_t>(frames));
    for (int index = 0; index < frames; ++index) {
        const Groups groups(item, index);
        FrameFacts frame = common;
        frame.frame = index;
        frame.instance = index + 1;
        for (const auto& tag :
             {DCM_PlanePositionSequence, DCM_PlaneOrientationSequence, DCM_PixelMeasuresSequence})
            if (DcmItem* plane = groups.macro(tag)) readPlane(*plane, frame);
        readTimes(groups, frame.acquisition);
        readKind(groups, frame);
        readContent(groups, frame);
        if (DcmItem* holder = groups.holderOf(DCM_MRDiffusionSequence)) {
            const Diffusion diffusion = readDiffusionMacro(*holder);
            frame.acquisition.bValue = diffusion.bValue;
            frame.gradient = diffusion.gradient;
        }
        all.push_back(std::move(frame));
    }
    return all;
}

Rescale rescaleOf(DcmItem& item, int frame) {
    const Groups groups(item, frame);
    DcmItem* holder = groups.macro(DCM_PixelValueTransformationSequence);
    DcmItem& place = holder ? *holder : item;
    Rescale rescale;
    rescale.slope = numberAt(place, DCM_RescaleSlope).value_or(1);
    rescale.intercept = numberAt(place, DCM_RescaleIntercept).value_or(0);
    if (rescale.slope == 0) rescale.slope = 1; // a slope of nought would wipe the image out
    return rescale;
}

} // namespace second_read::study
