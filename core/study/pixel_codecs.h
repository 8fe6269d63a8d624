#pragma once
/// Compressed frames: JPEG, JPEG-LS and RLE by DCMTK's codecs, JPEG 2000 by GDCM.

#include <string>

#include "base/error.h"
#include "study/image_facts.h"

namespace second_read::study {

struct DecodedFrame {
    std::string bytes;  ///< little endian, one frame
    PixelFormat format; ///< as the codec left it (colour spaces and bits may change)
};

/// `packed` is one whole frame. Its own header must agree with `format`, which came from the DICOM header: a
/// code stream larger than the image that was declared is refused before a codec writes a byte.
Result<DecodedFrame> decodeFrame(const std::string& packed, const std::string& transferSyntax,
                                 const PixelFormat& format);

/// Transfer syntaxes whose pixels we can read, compressed or not; others are refused by name.
bool canDecode(const std::string& transferSyntax);
/// "JPEG 2000 (1.2.840.10008.1.2.4.90)" for messages.
std::string describeTransferSyntax(const std::string& transferSyntax);

} // namespace second_read::study
