#pragma once
/// Lines of a stream, with a bound on their length.

#include <cstddef>
#include <istream>
#include <string>

namespace second_read::analysis {

/// The next line without its end; false when the stream has ended. Of a line over `limit` bytes one byte more
/// than the limit is kept, so that its reader sees that it is too long; the rest is read and dropped.
inline bool readLine(std::istream& in, std::string& line, std::size_t limit) {
    line.clear();
    auto* buffer = in.rdbuf();
    if (!buffer) return false;
    using Traits = std::istream::traits_type;
    for (auto c = buffer->sbumpc();; c = buffer->sbumpc()) {
        if (Traits::eq_int_type(c, Traits::eof())) {
            in.setstate(std::ios::eofbit);
            return !line.empty();
        }
        if (Traits::to_char_type(c) == '\n') return true;
        if (line.size() <= limit) line += Traits::to_char_type(c);
    }
}

} // namespace second_read::analysis
