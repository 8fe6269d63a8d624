#pragma once
/// The stages of one piece of work: how long each took, and progress that never runs backwards.

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "base/job.h"

namespace second_read::analysis {

class Stages {
public:
    explicit Stages(const JobContext& context)
        : m_context(context), m_begun(Clock::now()), m_stageBegun(m_begun) {}

    /// Ends the stage under way and begins `name`, which covers [from, to] of the whole. A stage may come
    /// again: its times add up. The context given back is for what runs inside; it scales that work's own 0
    /// to 1.
    JobContext begin(const std::string& name, double from, double to) {
        finish();
        m_stage = name;
        if (m_context.report) m_context.report({name, from, elapsedMs()});
        if (!m_context.report) return m_context;
        return {m_context.stop, [this, name, from, to](const Progress& inner) {
                    m_context.report(
                        {name, from + (to - from) * std::clamp(inner.fraction, 0.0, 1.0), elapsedMs()});
                }};
    }
    /// Fails with Cancelled when a stop was asked for.
    Result<void> checkpoint() const {
        if (m_context.stop.stop_requested()) return fail(ErrorCode::Cancelled, "stopped at the user's wish");
        return {};
    }
    double elapsedMs() const { return since(m_begun); }
    /// Ends the stage under way. Milliseconds of each, and "total".
    std::map<std::string, double> timings() {
        finish();
        auto timings = m_timings;
        timings["total"] = elapsedMs();
        return timings;
    }

private:
    using Clock = std::chrono::steady_clock;
    static double since(Clock::time_point begun) {
        return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
    }
    void finish() {
        if (!m_stage.empty()) m_timings[m_stage] += since(m_stageBegun);
        m_stage.clear();
        m_stageBegun = Clock::now();
    }

    const JobContext& m_context;
    Clock::time_point m_begun, m_stageBegun;
    std::string m_stage;
    std::map<std::string, double> m_timings;
};

} // namespace second_read::analysis
