#include "progress_line.h"

#include <cstdio>
#include <unistd.h>

namespace second_read::app {

using Clock = std::chrono::steady_clock;

ProgressLine::ProgressLine() : m_terminal(::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const Progress& now) {
    const std::scoped_lock lock(m_mutex);
    const bool newStage = now.stage != m_stage;
    const auto pause = m_terminal ? std::chrono::milliseconds(100) : std::chrono::milliseconds(5000);
    if (!newStage && Clock::now() - m_last < pause) return;
    m_stage = now.stage;
    m_last = Clock::now();
    if (m_terminal)
        std::fprintf(stderr, "\r\033[K%s %3.0f %%", m_stage.c_str(), 100 * now.fraction);
    else
        std::fprintf(stderr, "%s %.0f %%\n", m_stage.c_str(), 100 * now.fraction);
    m_shown = true;
}

void ProgressLine::clear() {
    const std::scoped_lock lock(m_mutex);
    if (m_terminal && m_shown) std::fputs("\r\033[K", stderr);
    m_shown = false;
}

} // namespace second_read::app
