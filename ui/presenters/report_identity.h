#pragma once
/// Whose report is it? Compares what a report's header lines state about the patient ("Patient: DOE^JANE",
/// "ID: 104233", "Sex: F", "Age: 52") with the study's own header. Only what is stated on both sides is
/// compared.

#include <string>
#include <string_view>
#include <vector>

#include "examination/examination.h"

namespace second_read::ui {

enum class IdentityField { Name, Id, Sex, Age };

struct IdentityMismatch {
    IdentityField field = IdentityField::Name;
    std::string inReport;
    std::string inStudy;
    bool operator==(const IdentityMismatch&) const = default;
};

/// Looks at the first 40 lines, at lines of the form "label: value" and at several of them on one line. Names
/// agree when every word of the shorter one is, or abbreviates, a word of the longer one, whatever order,
/// case and accents; ages may differ by one year (a birthday lies between).
std::vector<IdentityMismatch> identityMismatches(std::string_view reportUtf8,
                                                 const examination::Patient& patient);

} // namespace second_read::ui
