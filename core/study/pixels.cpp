#include "study/pixels.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "study/pixel_codecs.h"

namespace second_read::study {
namespace {

/// Fragments of one frame, in one piece (PS3.5 A.4: a frame may be cut into fragments anywhere).
Result<std::string> compressedFrame(ByteSource& source, const PixelPlace& place, int frames, int wanted) {
    const auto& all = place.fragments;
    const auto index = static_cast<std::size_t>(wanted);
    std::size_t first = 0, last = all.size();
    if (frames > 1 && all.size() == static_cast<std::size_t>(frames)) {
        first = index;
        last = first + 1;
    } else if (frames > 1 && place.offsets.size() == static_cast<std::size_t>(frames)) {
        // Offsets count from the first byte behind the table's item; every fragment has an item tag and
        // length of 8 bytes.
        const auto fragmentAt = [&](std::uint64_t offset) {
            const auto found = std::find_if(all.begin(), all.end(), [&](const Fragment& f) {
                return f.offset - all.front().offset == offset;
            });
            return static_cast<std::size_t>(found - all.begin());
        };
        first = fragmentAt(place.offsets[index]);
        if (index + 1 < place.offsets.size()) last = fragmentAt(place.offsets[index + 1]);
    } else if (frames > 1) {
        std::vector<std::size_t> starts; // every frame of JPEG begins with a marker
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::string head = source.bytes(all[i].offset, 2);
            if (head == "\xFF\xD8" || head == "\xFF\x4F") starts.push_back(i);
        }
        if (starts.size() != static_cast<std::size_t>(frames))
            return fail(ErrorCode::Corrupt,
                        "its " + std::to_string(frames) + " compressed frames cannot be told apart");
        first = starts[index];
        if (index + 1 < starts.size()) last = starts[index + 1];
    }
    if (first >= last) return fail(ErrorCode::Corrupt, "its table of frame offsets is wrong");
    std::string bytes;
    for (std::size_t i = first; i < last; ++i) bytes += source.bytes(all[i].offset, all[i].length);
    return bytes;
}

template <class T> T loaded(const char* at, bool swap) {
    std::array<char, sizeof(T)> raw{};
    std::memcpy(raw.data(), at, sizeof(T));
    if (swap) std::reverse(raw.begin(), raw.end());
    T value;
    std::memcpy(&value, raw.data(), sizeof(T));
    return value;
}

/// Stored bits to integers: shifted, masked, sign-extended (PS3.5 8.1.1).
template <class T>
void convert(const std::string& bytes, const PixelFormat& format, bool swap, std::vector<float>& values) {
    const int shift = format.highBit + 1 - format.bitsStored;
    const std::uint32_t mask = format.bitsStored >= 32 ? 0xFFFFFFFFU : (1U << format.bitsStored) - 1;
    const std::uint32_t sign = 1U << (format.bitsStored - 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint32_t raw =
            (static_cast<std::uint32_t>(loaded<T>(bytes.data() + i * sizeof(T), swap)) >> shift) & mask;
        const auto extended = static_cast<std::int32_t>((raw ^ sign) - sign);
        values[i] = format.isSigned ? static_cast<float>(extended) : static_cast<float>(raw);
    }
}

std::vector<float> luminanceOf(const std::vector<float>& samples, const PixelFormat& format) {
    const std::size_t pixels = samples.size() / 3;
    const bool planes = format.planarConfiguration == 1;
    const auto sample = [&](std::size_t pixel, std::size_t channel) {
        return samples[planes ? channel * pixels + pixel : 3 * pixel + channel];
    };
    const bool brightnessFirst = format.photometric.starts_with("YBR_FULL");
    std::vector<float> grey(pixels);
    for (std::size_t i = 0; i < pixels; ++i)
        grey[i] = brightnessFirst ? sample(i, 0)
                                  : 0.299F * sample(i, 0) + 0.587F * sample(i, 1) + 0.114F * sample(i, 2);
    return grey;
}

} // namespace

Result<PixelReader> PixelReader::open(const std::filesystem::path& file) {
    SECOND_READ_TRY(header, DicomHeader::read(file));
    FileFacts facts = factsOf(header, file);
    if (!facts.unusable.empty()) return fail(ErrorCode::Corrupt, facts.unusable);
    return PixelReader(std::move(header), std::move(facts));
}

Result<std::string> PixelReader::storedBytes(int storedFrame) {
    const auto& place = *m_header.structure().pixels;
    const auto& f = m_facts.format;
    const std::uint64_t perFrame =
        static_cast<std::uint64_t>(f.rows) * static_cast<std::uint64_t>(f.columns) *
        static_cast<std::uint64_t>(f.samples) * static_cast<std::uint64_t>(f.bitsAllocated / 8);
    std::string bytes = m_header.source().bytes(
        place.fragments.front().offset + perFrame * static_cast<std::uint64_t>(storedFrame), perFrame);
    if (bytes.size() != perFrame) return fail(ErrorCode::Corrupt, "it is cut short: pixel data are missing");
    return bytes;
}

Result<std::vector<float>> PixelReader::frame(int wanted) {
    if (wanted < 0 || static_cast<std::size_t>(wanted) >= m_facts.frames.size())
        return fail(ErrorCode::Corrupt, "it has " + std::to_string(m_facts.frames.size()) +
                                            " frames, not a frame " + std::to_string(wanted));
    const FrameFacts& facts = m_facts.frames[static_cast<std::size_t>(wanted)];
    const int stored = facts.laidOut ? 0 : wanted;
    if (stored != m_decoded) {
        const auto& structure = m_header.structure();
        PixelFormat format = m_facts.format;
        std::string bytes;
        bool swap = false;
        if (structure.pixels->encapsulated) {
            SECOND_READ_TRY(packed,
                            compressedFrame(m_header.source(), *structure.pixels, format.frames, stored));
            SECOND_READ_TRY(decoded, decodeFrame(packed, structure.transferSyntax, format));
            bytes = std::move(decoded.bytes);
            format = decoded.format;
        } else {
            SECOND_READ_TRY(native, storedBytes(stored));
            bytes = std::move(native);
            swap = structure.bigEndian;
            // Bytes that were written as 16-bit words arrive in pairs the other way round.
            if (swap && format.bitsAllocated == 8 &&
                m_header.source().bytes(structure.headerEnd + 4, 2) == "OW")
                for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
        }
        const auto count = static_cast<std::size_t>(format.rows) * static_cast<std::size_t>(format.columns) *
                           static_cast<std::size_t>(format.samples);
        if (bytes.size() < count * static_cast<std::size_t>(format.bitsAllocated / 8))
            return fail(ErrorCode::Corrupt, "its compressed pixels are fewer than its header declares");
        std::vector<float> values(count);
        if (format.bitsAllocated == 8)
            convert<std::uint8_t>(bytes, format, false, values);
        else if (format.bitsAllocated == 16)
            convert<std::uint16_t>(bytes, format, swap, values);
        else
            convert<std::uint32_t>(bytes, format, swap, values);
        if (format.samples == 3) values = luminanceOf(values, format);
        const Rescale rescale = rescaleOf(m_header.items(), stored);
        if (rescale.slope != 1 || rescale.intercept != 0)
            for (float& value : values)
                value = static_cast<float>(static_cast<double>(value) * rescale.slope + rescale.intercept);
        m_values = std::move(values);
        m_decoded = stored;
    }
    if (!facts.laidOut) return m_values;
    const auto across = m_facts.format.columns / facts.columns;
    const auto left = static_cast<std::ptrdiff_t>(wanted % across) * facts.columns;
    const auto top = static_cast<std::ptrdiff_t>(wanted / across) * facts.rows;
    std::vector<float> tile;
    tile.reserve(static_cast<std::size_t>(facts.rows) * static_cast<std::size_t>(facts.columns));
    for (int row = 0; row < facts.rows; ++row) {
        const auto start = m_values.begin() + (top + row) * m_facts.format.columns + left;
        tile.insert(tile.end(), start, start + facts.columns);
    }
    return tile;
}

} // namespace second_read::study
