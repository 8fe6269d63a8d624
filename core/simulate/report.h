#pragma once
/// A written report in parts, so that one may be changed on purpose: each sentence knows of which finding it
/// speaks.

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/simulator.h"

namespace second_read::simulate {

struct ReportLine {
    std::string finding; ///< catalogue id; empty: of none in particular
    bool affirms = false;
    std::string text;
};

struct WrittenReport {
    std::string opening; ///< clinical details, technique, comparison, with their headings
    std::string findingsHeading, conclusionHeading; ///< empty: a report without headings
    std::vector<ReportLine> body, conclusion;
    std::string gap = " "; ///< between sentences of the body
    bool numbered = false; ///< conclusion
    bool american = false;
};

/// What writeReport() writes, before it is put together. Findings with reported == false are left out.
WrittenReport composeReport(const Examination& examination, std::uint64_t seed);
std::string rendered(const WrittenReport& report);

/// One sentence that affirms this truth in a report of that style.
std::string affirmingSentence(const Truth& truth, bool american, std::uint64_t seed);

} // namespace second_read::simulate
