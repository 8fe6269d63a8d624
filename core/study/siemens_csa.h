#pragma once
/// The private "CSA" header of Siemens scanners before XA: a list of named values inside one DICOM element.
/// Format as worked out by the nibabel project (nibabel.org, "Siemens format DICOM with CSA header").

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "study/dicom_header.h"

namespace second_read::study {

class CsaHeader {
public:
    /// Both variants (with and without "SV10"); nullopt when the bytes are neither. Stops at the first
    /// damage.
    static std::optional<CsaHeader> parse(std::string_view bytes);

    std::optional<double> number(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;

private:
    std::map<std::string, std::vector<std::string>> m_values;
};

/// The image header (0029,xx10) of "SIEMENS CSA HEADER".
std::optional<CsaHeader> siemensImageHeader(DcmItem& item);

} // namespace second_read::study
