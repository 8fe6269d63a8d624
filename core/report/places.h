#pragma once
/// Sides, places and sizes in one sentence, and to which of its mentions they belong.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "report/tokens.h"

namespace second_read::report {

/// The tokens [first, last] that name a finding.
struct TermAt {
    std::size_t first = 0;
    std::size_t last = 0;
};

struct SideAt {
    Side side = Side::Left;
    std::optional<Span> word; ///< the word that states it
    bool own = true;          ///< no other term stands nearer to that word
};

struct Size {
    double mm = 0;         ///< the largest diameter of one measurement
    std::size_t first = 0; ///< its tokens
    std::size_t last = 0;
    std::size_t owner = 0; ///< the nearest term
    Span span;
};

class Places {
public:
    /// `terms` in the order of the sentence; the last word on who owns a side that several could claim.
    Places(std::u32string_view text, const std::vector<Token>& tokens, std::vector<TermAt> terms);

    /// The nearest side stated in the same clause; both when they are named together.
    std::optional<SideAt> sideOf(std::size_t term) const;
    /// The side that the sentence as a whole speaks of, whatever it names there.
    std::optional<Side> sideOfAll() const;
    std::optional<std::string> placeOf(std::size_t term) const;
    std::optional<double> sizeOf(std::size_t term) const;
    const std::vector<Size>& sizes() const { return m_sizes; }

private:
    struct SideWord {
        Side side;
        std::size_t first;
        std::size_t last;
        std::size_t penalty;
        std::size_t owner; ///< the nearest term
    };
    std::size_t distance(std::size_t first, std::size_t last, const TermAt& term) const;
    std::size_t ownerOf(std::size_t first, std::size_t last) const;
    bool joined(const SideWord& a, const SideWord& b) const;
    void findSides();
    void findSizes();

    std::u32string_view m_text;
    const std::vector<Token>& m_tokens;
    std::vector<TermAt> m_terms;
    std::vector<SideWord> m_sides;
    std::vector<Size> m_sizes;
    std::vector<TermAt> m_places;
    std::vector<std::size_t> m_barriers; ///< prefix sums of what separates clauses, per token
};

} // namespace second_read::report
