#pragma once
/// Stored pixels to values, rescaled.

#include <memory>
#include <vector>

#include "study/facts_reader.h"

namespace second_read::study {

/// One open file; frames are decoded as they are asked for, the last decoded one is kept for the tiles of a
/// mosaic.
class PixelReader {
public:
    /// The error names no file: the caller does.
    static Result<PixelReader> open(const std::filesystem::path& file);

    /// Values of one frame (or tile) after rescale, rows by columns of `facts().frames[frame]`. Colour images
    /// give their luminance (ITU-R BT.601).
    Result<std::vector<float>> frame(int frame);
    const FileFacts& facts() const { return m_facts; }

private:
    PixelReader(DicomHeader header, FileFacts facts)
        : m_header(std::move(header)), m_facts(std::move(facts)) {}
    Result<std::string> storedBytes(int storedFrame);

    DicomHeader m_header;
    FileFacts m_facts;
    int m_decoded = -1;
    std::vector<float> m_values; ///< of the stored frame m_decoded
};

} // namespace second_read::study
