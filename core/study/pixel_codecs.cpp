#include "study/pixel_codecs.h"

#include <algorithm>
#include <array>
#include <exception>
#include <initializer_list>
#include <mutex>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <gdcmImage.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

namespace second_read::study {
namespace {

constexpr const char* kPrefix = "1.2.840.10008.1.2";

bool isOneOf(const std::string& uid, std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](const char* ending) { return uid == std::string(kPrefix) + ending; });
}

bool isNative(const std::string& uid) { return isOneOf(uid, {"", ".1", ".2", ".1.99"}); }
bool isForDcmtk(const std::string& uid) {
    return isOneOf(uid, {".5", ".4.50", ".4.51", ".4.53", ".4.55", ".4.57", ".4.70", ".4.80", ".4.81"});
}
bool isJpeg2000(const std::string& uid) { return isOneOf(uid, {".4.90", ".4.91"}); }

void registerCodecs() {
    static std::once_flag once;
    std::call_once(once, [] {
        DcmRLEDecoderRegistration::registerCodecs();
        DJDecoderRegistration::registerCodecs();
        DJLSDecoderRegistration::registerCodecs();
        gdcm::Trace::WarningOff();
        gdcm::Trace::ErrorOff();
        gdcm::Trace::DebugOff();
    });
}

unsigned byteAt(const std::string& bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}
unsigned shortAt(const std::string& bytes, std::size_t at) {
    return (byteAt(bytes, at) << 8) | byteAt(bytes, at + 1);
}
std::uint64_t longAt(const std::string& bytes, std::size_t at) {
    return (static_cast<std::uint64_t>(shortAt(bytes, at)) << 16) | shortAt(bytes, at + 2);
}

tl::unexpected<Error> mismatch(std::uint64_t columns, std::uint64_t rows) {
    return fail(ErrorCode::Corrupt, "its compressed image is " + std::to_string(columns) + " by " +
                                        std::to_string(rows) + " pixels, its header declares another size");
}

/// Size in the frame header of JPEG (ITU-T T.81 B.2.2) and JPEG-LS (T.87 C.2.2).
Result<void> checkJpeg(const std::string& packed, const PixelFormat& format) {
    if (shortAt(packed, 0) != 0xFFD8)
        return fail(ErrorCode::Corrupt, "its compressed image is no JPEG stream");
    for (std::size_t at = 2; at + 9 < packed.size();) {
        if (byteAt(packed, at) != 0xFF) return fail(ErrorCode::Corrupt, "its JPEG stream is damaged");
        const unsigned marker = byteAt(packed, at + 1);
        if (marker == 0xFF) {
            ++at;
            continue;
        }
        const bool frameHeader =
            (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) ||
            marker == 0xF7;
        if (frameHeader) {
            const unsigned rows = shortAt(packed, at + 5), columns = shortAt(packed, at + 7);
            if (static_cast<int>(rows) != format.rows || static_cast<int>(columns) != format.columns)
                return mismatch(columns, rows);
            if (static_cast<int>(byteAt(packed, at + 9)) != format.samples)
                return fail(ErrorCode::Corrupt,
                            "its compressed image has another number of colours than its header declares");
            return {};
        }
        at += 2 + shortAt(packed, at + 2);
    }
    return fail(ErrorCode::Corrupt, "its JPEG stream has no frame header");
}

struct Jpeg2000Size {
    int bits = 0;
    bool isSigned = false;
};

/// The SIZ segment (ITU-T T.800 A.5.1).
Result<Jpeg2000Size> checkJpeg2000(const std::string& packed, const PixelFormat& format) {
    if (longAt(packed, 0) != 0xFF4FFF51 || packed.size() < 42)
        return fail(ErrorCode::Corrupt, "its compressed image is no JPEG 2000 code stream");
    const std::uint64_t right = longAt(packed, 8), bottom = longAt(packed, 12), left = longAt(packed, 16),
                        top = longAt(packed, 20);
    if (left > right || top > bottom || right - left != static_cast<std::uint64_t>(format.columns) ||
        bottom - top != static_cast<std::uint64_t>(format.rows))
        return mismatch(right - left, bottom - top);
    const std::uint64_t tileWidth = longAt(packed, 24), tileHeight = longAt(packed, 28);
    if (tileWidth == 0 || tileHeight == 0 || (right / tileWidth + 1) * (bottom / tileHeight + 1) > 65535)
        return fail(ErrorCode::Corrupt, "its JPEG 2000 code stream has impossible tiles");
    if (static_cast<int>(shortAt(packed, 40)) != format.samples)
        return fail(ErrorCode::Corrupt,
                    "its compressed image has another number of colours than its header declares");
    Jpeg2000Size size;
    for (int component = 0; component < format.samples; ++component) {
        const std::size_t at = 42 + 3 * static_cast<std::size_t>(component);
        const int bits = static_cast<int>(byteAt(packed, at) & 0x7F) + 1;
        if (byteAt(packed, at + 1) != 1 || byteAt(packed, at + 2) != 1)
            return fail(ErrorCode::Unsupported, "its JPEG 2000 colours are subsampled, which is not read");
        if (component > 0 && bits != size.bits)
            return fail(ErrorCode::Unsupported, "its JPEG 2000 colours differ in depth, which is not read");
        size.bits = bits;
        size.isSigned = (byteAt(packed, at) & 0x80) != 0;
    }
    if (size.bits > format.bitsAllocated)
        return fail(ErrorCode::Corrupt, "its compressed image has more bits than its header declares");
    return size;
}

Result<DecodedFrame> byDcmtk(const std::string& packed, const std::string& transferSyntax,
                             const PixelFormat& format) {
    const E_TransferSyntax syntax = DcmXfer(transferSyntax.c_str()).getXfer();
    DcmDataset dataset;
    const auto put = [&](const DcmTagKey& tag, int value) {
        dataset.putAndInsertUint16(DcmTag(tag), static_cast<Uint16>(value));
    };
    put(DCM_SamplesPerPixel, format.samples);
    dataset.putAndInsertString(DCM_PhotometricInterpretation, format.photometric.c_str());
    if (format.samples > 1) put(DCM_PlanarConfiguration, format.planarConfiguration);
    put(DCM_Rows, format.rows);
    put(DCM_Columns, format.columns);
    put(DCM_BitsAllocated, format.bitsAllocated);
    put(DCM_BitsStored, format.bitsStored);
    put(DCM_HighBit, format.highBit);
    put(DCM_PixelRepresentation, format.isSigned ? 1 : 0);
    auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
    sequence->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag)));
    auto item = std::make_unique<DcmPixelItem>(DcmTag(DCM_PixelItemTag));
    std::string even = packed;
    if (even.size() % 2 == 1) even += '\0';
    item->putUint8Array(reinterpret_cast<const Uint8*>(even.data()), static_cast<unsigned long>(even.size()));
    sequence->insert(item.release());
    auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
    pixels->putOriginalRepresentation(syntax, nullptr, sequence.release());
    dataset.insert(pixels.release());
    const OFCondition decoded = dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
    if (decoded.bad())
        return fail(ErrorCode::Corrupt, "its " + describeTransferSyntax(transferSyntax) +
                                            " image cannot be decoded: " + decoded.text());
    DecodedFrame frame;
    frame.format = format;
    const auto get = [&](const DcmTagKey& tag, int& value) {
        Uint16 number = 0;
        if (dataset.findAndGetUint16(tag, number).good()) value = number;
    };
    get(DCM_BitsAllocated, frame.format.bitsAllocated);
    get(DCM_BitsStored, frame.format.bitsStored);
    get(DCM_HighBit, frame.format.highBit);
    get(DCM_SamplesPerPixel, frame.format.samples);
    get(DCM_PlanarConfiguration, frame.format.planarConfiguration);
    OFString photometric;
    if (dataset.findAndGetOFString(DCM_PhotometricInterpretation, photometric).good())
        frame.format.photometric = photometric.c_str();
    DcmElement* element = nullptr;
    Uint8* bytes = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element->getUint8Array(bytes).bad() ||
        !bytes)
        return fail(ErrorCode::Corrupt, "its compressed image gives no pixels");
    frame.bytes.assign(reinterpret_cast<const char*>(bytes), element->getLength());
    return frame;
}

Result<DecodedFrame> byGdcm(const std::string& packed, const std::string& transferSyntax,
                            const PixelFormat& format) {
    SECOND_READ_TRY(size, checkJpeg2000(packed, format));
    DecodedFrame frame;
    frame.format = format;
    frame.format.bitsAllocated = size.bits <= 8 ? 8 : size.bits <= 16 ? 16 : 32;
    frame.format.bitsStored = std::min(format.bitsStored, frame.format.bitsAllocated);
    frame.format.highBit = frame.format.bitsStored - 1;
    frame.format.planarConfiguration = 0;
    if (format.samples == 3) frame.format.photometric = "RGB";
    gdcm::Image image;
    image.SetNumberOfDimensions(2);
    image.SetDimension(0, static_cast<unsigned>(format.columns));
    image.SetDimension(1, static_cast<unsigned>(format.rows));
    image.SetPixelFormat(gdcm::PixelFormat(
        static_cast<unsigned short>(format.samples), static_cast<unsigned short>(frame.format.bitsAllocated),
        static_cast<unsigned short>(size.bits), static_cast<unsigned short>(size.bits - 1),
        format.isSigned ? 1 : 0));
    image.SetPhotometricInterpretation(format.samples == 3 ? gdcm::PhotometricInterpretation::RGB
                                                           : gdcm::PhotometricInterpretation::MONOCHROME2);
    image.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(transferSyntax.c_str()));
    gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
    gdcm::Fragment fragment;
    fragment.SetByteValue(packed.data(), static_cast<std::uint32_t>(packed.size()));
    fragments->AddFragment(fragment);
    gdcm::DataElement pixels(gdcm::Tag(0x7fe0, 0x0010));
    pixels.SetVR(gdcm::VR::OB);
    pixels.SetValue(*fragments);
    image.SetDataElement(pixels);
    const auto count = static_cast<std::size_t>(format.rows) * static_cast<std::size_t>(format.columns) *
                       static_cast<std::size_t>(format.samples);
    // GDCM copies what the code stream gave; four bytes a sample are the most that can be.
    frame.bytes.resize(count * 4);
    if (image.GetBufferLength() > frame.bytes.size() || !image.GetBuffer(frame.bytes.data()))
        return fail(ErrorCode::Corrupt, "its JPEG 2000 image cannot be decoded");
    return frame;
}

} // namespace

bool canDecode(const std::string& transferSyntax) {
    return isNative(transferSyntax) || isForDcmtk(transferSyntax) || isJpeg2000(transferSyntax);
}

std::string describeTransferSyntax(const std::string& uid) {
    const char* name = DcmXfer(uid.c_str()).getXferName();
    const std::string known = name ? name : "";
    if (isOneOf(uid, {".4.110", ".4.111", ".4.112"})) return "JPEG XL (" + uid + ")";
    if (isOneOf(uid, {".4.201", ".4.202", ".4.203"})) return "High-Throughput JPEG 2000 (" + uid + ")";
    return known.empty() || known.find("nknown") != std::string::npos ? "unknown (" + uid + ")"
                                                                      : known + " (" + uid + ")";
}

Result<DecodedFrame> decodeFrame(const std::string& packed, const std::string& transferSyntax,
                                 const PixelFormat& format) {
    registerCodecs();
    if (isNative(transferSyntax))
        return fail(ErrorCode::Corrupt,
                    "its pixels are in pieces although its transfer syntax is not compressed");
    try {
        if (isJpeg2000(transferSyntax)) return byGdcm(packed, transferSyntax, format);
        if (isForDcmtk(transferSyntax)) {
            if (!isOneOf(transferSyntax, {".5"})) SECOND_READ_CHECK(checkJpeg(packed, format));
            return byDcmtk(packed, transferSyntax, format);
        }
    } catch (const std::exception& error) {
        return fail(ErrorCode::Corrupt, "its " + describeTransferSyntax(transferSyntax) +
                                            " image cannot be decoded: " + error.what());
    }
    return fail(ErrorCode::Unsupported, "its transfer syntax is " + describeTransferSyntax(transferSyntax) +
                                            ", which cannot be read; convert it to an uncompressed one");
}

} // namespace second_read::study
