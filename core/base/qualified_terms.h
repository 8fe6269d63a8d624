#pragma once
/// Terms that name a finding only in some company: the catalogue holds them, reports are read with them.

#include <string>
#include <vector>

namespace second_read {

/// "infarct" is an old one beside "chronic", an acute one otherwise. The qualifier of the sentence that is
/// nearest to the term decides: one of `with` or `neutral` accepts it, one of `without` refuses it. With none
/// in reach it is accepted when `with` is empty.
struct QualifiedTerms {
    std::vector<std::string> terms;
    std::vector<std::string> with;
    std::vector<std::string> without;
    std::vector<std::string> neutral;
    bool weak = false; ///< describes without naming ("white matter hyperintensities"): at most uncertain

    bool operator==(const QualifiedTerms&) const = default;
};

} // namespace second_read
