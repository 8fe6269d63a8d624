#pragma once
/// Progress on standard error: one line that updates itself on a terminal, a line a stage elsewhere.

#include <chrono>
#include <mutex>
#include <string>

#include "base/job.h"

namespace second_read::app {

class ProgressLine {
public:
    ProgressLine();
    void show(const Progress& now); ///< from any thread
    void clear();

private:
    std::mutex m_mutex;
    std::string m_stage;
    std::chrono::steady_clock::time_point m_last{};
    bool m_terminal;
    bool m_shown = false;
};

} // namespace second_read::app
