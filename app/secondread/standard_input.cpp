#include "standard_input.h"

#include <cerrno>

#include <poll.h>
#include <unistd.h>

namespace second_read::app {

StandardInput::int_type StandardInput::underflow() {
    constexpr int kPauseMs = 100;
    while (!m_stop.stop_requested()) {
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const int ready = ::poll(&input, 1, kPauseMs);
        if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
        const auto read = ::read(STDIN_FILENO, m_bytes.data(), m_bytes.size());
        if (read < 0 && errno == EINTR) continue;
        if (read <= 0) break;
        setg(m_bytes.data(), m_bytes.data(), m_bytes.data() + read);
        return traits_type::to_int_type(m_bytes[0]);
    }
    return traits_type::eof();
}

} // namespace second_read::app
