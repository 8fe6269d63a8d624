#include "study/byte_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

namespace second_read::study {
namespace {

constexpr std::size_t kWindow = 1 << 16;
constexpr std::size_t kMostUnpacked = 512ULL << 20;

std::size_t readAt(int descriptor, std::uint64_t offset, char* to, std::size_t count) {
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::pread(descriptor, to + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

} // namespace

ByteSource::Descriptor::~Descriptor() {
    if (number >= 0) ::close(number);
}

ByteSource ByteSource::ofBytes(std::string bytes) {
    ByteSource source(Descriptor(-1), bytes.size());
    source.m_inMemory = true;
    source.m_window = std::move(bytes);
    return source;
}

Result<ByteSource> ByteSource::open(const std::filesystem::path& file) {
    // O_NONBLOCK: a pipe in the folder must not hang us; it is refused below.
    Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts {};
    if (descriptor.number < 0 || ::fstat(descriptor.number, &facts) != 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                    std::string("it cannot be opened: ") + std::strerror(errno));
    if (!S_ISREG(facts.st_mode)) return fail(ErrorCode::InvalidArgument, "it is not a file");
    ByteSource source(std::move(descriptor), static_cast<std::uint64_t>(facts.st_size));
    std::array<char, 2> magic{};
    if (source.size() > 18 && source.read(0, 2, magic.data()) && magic[0] == '\x1f' && magic[1] == '\x8b') {
        if (source.size() > kMostUnpacked)
            return fail(ErrorCode::Unsupported, "its packed content is larger than 512 MB; unpack it");
        SECOND_READ_TRY(bytes, inflated(source.bytes(0, source.size()), false, kMostUnpacked));
        return ofBytes(std::move(bytes));
    }
    return source;
}

bool ByteSource::read(std::uint64_t offset, std::size_t count, char* to) {
    if (offset > m_size || count > m_size - offset) return false;
    const bool inWindow = offset >= m_windowStart && offset + count <= m_windowStart + m_window.size();
    if (!inWindow && m_inMemory) return false;
    if (!inWindow && count >= kWindow) return readAt(m_descriptor.number, offset, to, count) == count;
    if (!inWindow) {
        m_window.resize(kWindow);
        m_window.resize(readAt(m_descriptor.number, offset, m_window.data(), kWindow));
        m_windowStart = offset;
        if (m_window.size() < count) return false; // the file shrank meanwhile
    }
    std::memcpy(to, m_window.data() + (offset - m_windowStart), count);
    return true;
}

std::string ByteSource::bytes(std::uint64_t offset, std::uint64_t count) {
    if (offset >= m_size) return {};
    const auto there = static_cast<std::size_t>(std::min(count, m_size - offset));
    if (m_inMemory) return m_window.substr(static_cast<std::size_t>(offset), there);
    std::string piece(there, '\0');
    piece.resize(readAt(m_descriptor.number, offset, piece.data(), there));
    return piece;
}

Result<std::string> inflated(std::string_view packed, bool raw, std::size_t limit) {
    z_stream stream{};
    if (inflateInit2(&stream, raw ? -15 : 15 + 16) != Z_OK)
        return fail(ErrorCode::Internal, "the decompressor could not be started");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string out, piece(1 << 18, '\0');
    int state = Z_OK;
    while (state == Z_OK && out.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > limit)
        return fail(ErrorCode::Unsupported,
                    "its packed content unpacks to more than " + std::to_string(limit >> 20) + " MB");
    if (state != Z_STREAM_END) return fail(ErrorCode::Corrupt, "its packed content is damaged or cut short");
    return out;
}

} // namespace second_read::study
