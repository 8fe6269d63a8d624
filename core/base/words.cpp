#include "base/words.h"

namespace second_read {
namespace {

constexpr std::array<std::string_view, 4> kSideNames = {"left", "right", "bilateral", "midline"};
constexpr std::array<std::string_view, 5> kAssertionNames = {"absent", "negated", "historical", "uncertain",
                                                             "affirmed"};
constexpr std::array<std::string_view, 9> kSequenceNames = {"T1",  "T1+Gd", "T2", "FLAIR", "DWI",
                                                            "ADC", "SWI",   "PD", "other"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view name) {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace

std::string_view nameOf(Side side) { return kSideNames[static_cast<std::size_t>(side)]; }
std::string_view nameOf(Assertion assertion) { return kAssertionNames[static_cast<std::size_t>(assertion)]; }
std::string_view nameOf(Sequence sequence) { return kSequenceNames[static_cast<std::size_t>(sequence)]; }

std::optional<Side> sideOf(std::string_view name) { return find<Side>(kSideNames, name); }
std::optional<Assertion> assertionOf(std::string_view name) { return find<Assertion>(kAssertionNames, name); }
std::optional<Sequence> sequenceOf(std::string_view name) { return find<Sequence>(kSequenceNames, name); }

std::optional<Side> unite(std::optional<Side> a, std::optional<Side> b) {
    if (!a || a == Side::Midline) return b ? b : a;
    if (!b || b == Side::Midline || a == b) return a;
    return Side::Bilateral;
}

Side mirrored(Side side) {
    if (side == Side::Left) return Side::Right;
    if (side == Side::Right) return Side::Left;
    return side;
}

} // namespace second_read
