#pragma once
/// The words that every part of the system speaks: sides, assertions, MR sequences.

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace second_read {

/// The patient's side, never the screen's.
enum class Side { Left, Right, Bilateral, Midline };

/// What a report says about a finding. Several mentions unite to the strongest:
/// affirmed > uncertain > historical > negated > absent.
enum class Assertion { Absent, Negated, Historical, Uncertain, Affirmed };

/// MR sequence of a series.
enum class Sequence { T1, T1Gd, T2, FLAIR, DWI, ADC, SWI, PD, Other };

inline constexpr std::array kSequences = {Sequence::T1,    Sequence::T1Gd, Sequence::T2,
                                          Sequence::FLAIR, Sequence::DWI,  Sequence::ADC,
                                          Sequence::SWI,   Sequence::PD,   Sequence::Other};

/// "left", "right", "bilateral", "midline".
std::string_view nameOf(Side side);
/// "absent", "negated", "historical", "uncertain", "affirmed".
std::string_view nameOf(Assertion assertion);
/// "T1", "T1+Gd", "T2", "FLAIR", "DWI", "ADC", "SWI", "PD", "other".
std::string_view nameOf(Sequence sequence);

/// Exact names only; nullopt for anything else.
std::optional<Side> sideOf(std::string_view name);
std::optional<Assertion> assertionOf(std::string_view name);
std::optional<Sequence> sequenceOf(std::string_view name);

/// left and right unite to bilateral; midline with a side is that side; nullopt is neutral.
std::optional<Side> unite(std::optional<Side> a, std::optional<Side> b);
/// left <-> right; the others stay.
Side mirrored(Side side);

} // namespace second_read
