#pragma once
/// Header of one file to FileFacts.

#include "study/dicom_header.h"
#include "study/image_facts.h"

namespace second_read::study {

/// Facts of an opened header. Never fails: what hinders a volume stands in FileFacts::unusable.
FileFacts factsOf(DicomHeader& header, const std::filesystem::path& file);

/// The parts it is made of.
PixelFormat pixelFormatOf(DcmItem& item);
/// Why these pixels cannot be read, empty when they can (bounds: 16384 rows and columns, 100,000 frames).
std::string unreadablePixels(const PixelFormat& format, const DicomStructure& structure);
/// Attributes that lie in the data set of classic images and apply to every frame of others.
FrameFacts classicFrame(DcmItem& item);
/// Position, orientation, spacing of an item that holds them directly.
void readPlane(DcmItem& item, FrameFacts& frame);

/// Tiles of a Siemens or United Imaging mosaic as frames; empty when the image is none. `warnings` gets what
/// was assumed.
std::vector<FrameFacts> mosaicFrames(DcmItem& item, const FrameFacts& whole,
                                     std::vector<std::string>& warnings);
/// Frames of an enhanced multi-frame image by its functional groups (PS3.3 C.7.6.16); empty when it has none.
std::vector<FrameFacts> enhancedFrames(DcmItem& item, const FrameFacts& common, int frames);
/// Rescale slope and intercept of one frame: functional group, else data set; 1 and 0 when there are none.
struct Rescale {
    double slope = 1, intercept = 0;
};
Rescale rescaleOf(DcmItem& item, int frame);

} // namespace second_read::study
