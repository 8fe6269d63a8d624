#pragma once
/// Bytes of a file that may be compressed as a whole: read piecewise, never more than asked for.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace second_read::study {

/// A file, or its unpacked content when it was gzipped. One thread at a time.
class ByteSource {
public:
    /// NotFound or Io. A gzipped file is unpacked into memory up to 512 MB, beyond that Unsupported.
    static Result<ByteSource> open(const std::filesystem::path& file);
    static ByteSource ofBytes(std::string bytes);

    std::uint64_t size() const { return m_size; }
    /// True when all `count` bytes were there.
    bool read(std::uint64_t offset, std::size_t count, char* to);
    /// The bytes [offset, offset + count), shorter at the end of the file.
    std::string bytes(std::uint64_t offset, std::uint64_t count);

private:
    struct Descriptor {
        int number = -1;
        explicit Descriptor(int n) : number(n) {}
        Descriptor(Descriptor&& other) noexcept : number(other.number) { other.number = -1; }
        Descriptor& operator=(Descriptor&& other) noexcept {
            std::swap(number, other.number);
            return *this;
        }
        ~Descriptor();
    };
    ByteSource(Descriptor descriptor, std::uint64_t size)
        : m_descriptor(std::move(descriptor)), m_size(size) {}

    Descriptor m_descriptor;
    std::uint64_t m_size = 0;
    bool m_inMemory = false;
    std::string m_window; ///< all bytes of a source in memory, else the piece last read
    std::uint64_t m_windowStart = 0;
};

/// Unpacks a raw deflate stream (`raw`) or a gzip member. Corrupt when damaged, Unsupported beyond `limit`
/// bytes.
Result<std::string> inflated(std::string_view packed, bool raw, std::size_t limit);

} // namespace second_read::study
