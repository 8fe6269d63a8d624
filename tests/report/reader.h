#pragma once
/// A reader with a handful of findings, enough for the rules.

#include <string>
#include <string_view>

#include "report/report.h"

namespace second_read::report {

inline ReportReader smallReader() {
    const std::vector<std::string> old{"old", "chronic", "remote"}, recent{"acute", "subacute", "new"};
    FindingTerms stroke{"stroke", {}, {"stroke protocol"}, {}};
    stroke.qualified = {{{"infarct*", "stroke"}, {}, old, recent, false},
                        {{"restricted diffusion"}, {}, {}, {}, true}};
    FindingTerms scar{"scar", {"encephalomalaci*"}, {}, {}};
    scar.qualified = {{{"infarct*", "stroke"}, old, recent, {}, false}};
    FindingTerms atrophy{"atrophy", {"atroph*", "volume loss"}, {"optic atroph*"}, {}};
    atrophy.defaultSide = Side::Bilateral;
    return ReportReader({stroke,
                         scar,
                         {"bleed", {"haemorrhag*", "haematoma*", "bleed"}, {"scalp *"}, {}},
                         {"mass", {"mass", "tumour*", "tumor*", "metasta*", "glioma*"}, {"mass effect"}, {}},
                         {"meningioma", {"meningioma*"}, {}, {"mass"}},
                         {"hydrocephalus", {"hydroceph*", "dilat* ~ ventric*"}, {}, {}},
                         {"vessel", {"aneurysm*", "cavernoma*"}, {}, {}},
                         atrophy});
}

inline FindingReading readingOf(std::string_view text, const std::string& finding) {
    return smallReader().read(text).findings.at(finding);
}

inline Assertion assertionOf(std::string_view text, const std::string& finding) {
    return readingOf(text, finding).assertion;
}

} // namespace second_read::report
