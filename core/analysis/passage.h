#pragma once
/// The sentence of a past report that shows why it was found.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "catalogue/catalogue.h"
#include "report/report.h"

namespace second_read::analysis {

/// What a sentence should speak of.
struct Wanted {
    std::string words;              ///< as typed; empty for a search by images
    std::set<std::string> findings; ///< by id: named in the words, or suggested by the images
};

struct Passage {
    std::string text;
    std::optional<Span> span; ///< code points of the report; nullopt without a report
};

class PassageFinder {
public:
    explicit PassageFinder(const catalogue::Catalogue& catalogue);

    /// The findings that a typed text asks for: affirmed or hedged ones.
    std::set<std::string> findingsIn(const std::string& text) const;

    /// The sentence with most of the wanted words (in any inflected form) and affirmed findings; a sentence
    /// that denies a wanted finding counts against. Where nothing matches: the first of the conclusion, else
    /// of the report.
    Result<Passage> find(const archive::Archive& archive, const std::string& id, const std::string& report,
                         const Wanted& wanted) const;

private:
    report::ReportReader m_reader;
};

} // namespace second_read::analysis
