#include "report/places.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "report/phrases.h"

namespace second_read::report {
namespace {

constexpr std::size_t kFarthest = 40;
constexpr std::size_t kMidlinePenalty =
    4; ///< a structure of the midline says less about the side than "left" does
constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max() / 4;

/// Words that say a side by themselves, and structures that lie in the midline.
const PhraseTable& sideTable() {
    static const PhraseTable kTable = [] {
        PhraseTable table;
        const auto add = [&](Side side, std::initializer_list<const char*> phrases) {
            for (const char* phrase : phrases) table.add(phrase, static_cast<std::size_t>(side));
        };
        add(Side::Left,
            {"left", "lt", "lft", "letf", "leftsided", "lica", "lmca", "laca", "lpca", "lpica", "lcca"});
        add(Side::Right, {"right", "rt", "rigth", "rihgt", "rght", "rightsided", "rica", "rmca", "raca",
                          "rpca", "rpica", "rcca"});
        add(Side::Bilateral, {"bilateral*", "bilat", "both", "biparietal", "bifrontal", "bitemporal",
                              "bioccipital", "bihemispher*", "bi hemispher*", "bithalamic", "bibasal",
                              "either side", "generalized", "generalised", "global", "globally"});
        add(Side::Midline, {"midline",
                            "falx",
                            "falcine",
                            "parafalcine",
                            "pons",
                            "pontine",
                            "brainstem",
                            "brain stem",
                            "vermis",
                            "vermian",
                            "third ventricle",
                            "3rd ventricle",
                            "fourth ventricle",
                            "4th ventricle",
                            "corpus callosum",
                            "sella",
                            "sellar",
                            "suprasellar",
                            "intrasellar",
                            "pituitary",
                            "pineal",
                            "basilar",
                            "clivus",
                            "clival",
                            "septum pellucidum",
                            "hypothalam*",
                            "midbrain",
                            "medulla",
                            "foramen magnum",
                            "foramen of monro",
                            "superior sagittal sinus",
                            "chiasm*",
                            "tectal",
                            "tectum",
                            "interhemispheric"});
        return table;
    }();
    return kTable;
}

const PhraseTable& placeTable() {
    static const PhraseTable kTable = [] {
        PhraseTable table;
        for (const char* phrase : {"frontal lobe*",
                                   "parietal lobe*",
                                   "temporal lobe*",
                                   "occipital lobe*",
                                   "frontal",
                                   "parietal",
                                   "temporal",
                                   "occipital",
                                   "frontoparietal",
                                   "frontotemporal",
                                   "parietooccipital",
                                   "temporoparietal",
                                   "insula*",
                                   "basal ganglia",
                                   "basal ganglion",
                                   "thalam*",
                                   "putamen",
                                   "caudate*",
                                   "globus pallidus",
                                   "lentiform nucle*",
                                   "internal capsule",
                                   "external capsule",
                                   "corona radiata",
                                   "centrum semiovale",
                                   "corpus callosum",
                                   "cerebell*",
                                   "vermis",
                                   "pons",
                                   "pontine",
                                   "midbrain",
                                   "medulla*",
                                   "brainstem",
                                   "brain stem",
                                   "cerebellopontine angle",
                                   "cpa",
                                   "sella",
                                   "suprasellar cistern",
                                   "suprasellar",
                                   "pituitary fossa",
                                   "pituitary",
                                   "pineal region",
                                   "cavernous sinus",
                                   "falx",
                                   "parafalcine",
                                   "tentori*",
                                   "sphenoid wing",
                                   "olfactory groove",
                                   "convexity",
                                   "posterior fossa",
                                   "middle cranial fossa",
                                   "anterior cranial fossa",
                                   "third ventricle",
                                   "fourth ventricle",
                                   "lateral ventricle*",
                                   "hippocamp*",
                                   "internal auditory canal",
                                   "optic nerve",
                                   "mca territory",
                                   "pca territory",
                                   "aca territory",
                                   "pica territory",
                                   "middle cerebral artery territory",
                                   "posterior cerebral artery territory",
                                   "anterior cerebral artery territory",
                                   "middle cerebral artery",
                                   "internal carotid artery",
                                   "vertebral artery",
                                   "basilar artery",
                                   "transverse sinus",
                                   "sigmoid sinus",
                                   "superior sagittal sinus",
                                   "petrous",
                                   "clivus",
                                   "hypothalam*"})
            table.add(phrase, 0);
        return table;
    }();
    return kTable;
}

bool is(const std::vector<Token>& tokens, std::size_t at, std::initializer_list<std::string_view> words) {
    return at < tokens.size() && std::ranges::find(words, tokens[at].text) != words.end();
}

/// Whether one of `stems` begins a word among the `count` tokens before `at`.
bool precededBy(const std::vector<Token>& tokens, std::size_t at, std::size_t count,
                std::initializer_list<std::string_view> stems) {
    const std::size_t floor = at > count ? at - count : 0;
    for (std::size_t t = at; t-- > floor;) {
        if (tokens[t].is(";") || tokens[t].is(":")) return false;
        for (const std::string_view stem : stems)
            if (tokens[t].text.starts_with(stem)) return true;
    }
    return false;
}

/// "shift to the left", "displaced towards the right": where something went, not where it is.
bool isDirection(const std::vector<Token>& tokens, std::size_t at) {
    if (is(tokens, at + 1, {"of"})) return false;
    if (is(tokens, at + 1,
           {"shift", "midline", "deviation", "displacement", "handed", "now", "away", "hand", "arm", "leg",
            "face", "facial", "hemiparesis", "weakness", "hemiplegia", "ear", "eye"}))
        return true;
    if (precededBy(tokens, at, 3, {"compared", "comparison"})) return true;
    std::size_t before = at;
    while (before > 0 && is(tokens, before - 1, {"the", "from"})) --before;
    const bool towards = before > 0 && is(tokens, before - 1, {"to", "toward", "towards", "right", "left"});
    return towards && precededBy(tokens, before, 9, {"shift", "displac", "deviat", "herniat", "bow"});
}

/// "not on the left", "rather than the right", "instead of on the left": where it is not.
bool isDeniedSide(const std::vector<Token>& tokens, std::size_t at) {
    while (at > 0 && is(tokens, at - 1, {"the", "on", "in", "to"})) --at;
    if (at > 0 && is(tokens, at - 1, {"not"})) return true;
    return at > 1 &&
           (is(tokens, at - 1, {"than"}) ? is(tokens, at - 2, {"rather"})
                                         : is(tokens, at - 1, {"of"}) && is(tokens, at - 2, {"instead"}));
}

double numberOf(const std::string& digits) {
    std::string text = digits;
    const std::size_t comma = text.find(',');
    if (comma != std::string::npos) {
        const bool thousands = text.size() - comma == 4 && text.find('.') == std::string::npos;
        if (thousands)
            std::erase(text, ',');
        else
            std::ranges::replace(text, ',', '.');
    }
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Millimetres in one unit, 0 for what is no unit of length.
double unitOf(const Token& token) {
    if (token.is("mm") || token.text.starts_with("millimet")) return 1;
    if (token.is("cm") || token.is("cms") || token.text.starts_with("centimet")) return 10;
    return 0;
}

} // namespace

Places::Places(std::u32string_view text, const std::vector<Token>& tokens, std::vector<TermAt> terms)
    : m_text(text), m_tokens(tokens), m_terms(std::move(terms)), m_barriers(tokens.size() + 1, 0) {
    for (std::size_t t = 0; t < tokens.size(); ++t) {
        std::size_t cost = 0;
        if (tokens[t].is(";") || tokens[t].is(":") ||
            is(tokens, t, {"but", "however", "although", "without"}))
            cost = 12;
        else if (is(tokens, t, {"demonstrates", "demonstrated", "shows", "showed", "reveals", "revealed"}))
            cost = 4;
        else if (tokens[t].is(",") || is(tokens, t, {"with", "and"}))
            cost = 2;
        m_barriers[t + 1] = m_barriers[t] + cost;
    }
    findSides();
    findSizes();
    for (const PhraseMatch& match : longestOf(placeTable().find(tokens)))
        m_places.push_back({match.first, match.last});
}

void Places::findSides() {
    for (const PhraseMatch& match : longestOf(sideTable().find(m_tokens))) {
        const Side side = static_cast<Side>(match.phrase);
        const std::size_t at = match.first;
        const bool sided = side == Side::Left || side == Side::Right;
        if (sided && (isDirection(m_tokens, at) || isDeniedSide(m_tokens, at))) continue;
        if (m_tokens[at].is("midline") &&
            is(m_tokens, at + 1, {"shift", "shifts", "structures", "structure"}))
            continue;
        if (m_tokens[at].is("midline") && precededBy(m_tokens, at, 3, {"shift"})) continue;
        if (m_tokens[at].is("both") &&
            is(m_tokens, at + 1, {"t1", "t2", "t1w", "t2w", "dwi", "flair", "adc", "ct", "mri"}))
            continue;
        // what a lesion presses on, extends to or lies beside is not where it is
        const bool beside = precededBy(m_tokens, at, 4,
                                       {"effect", "compress", "extend", "extension", "efface", "adjacent",
                                        "displac", "indent", "abut", "spar", "level"});
        const std::size_t penalty = (beside ? 10 : 0) + (side == Side::Midline ? kMidlinePenalty : 0);
        m_sides.push_back({side, at, match.last, penalty, ownerOf(at, match.last)});
    }
    for (std::size_t t = 0; t < m_tokens.size(); ++t) { // a lone capital: "L MCA", "(R)"
        const Token& token = m_tokens[t];
        if (token.text.size() != 1 || !token.upper || !(token.is("l") || token.is("r"))) continue;
        const bool inBrackets = t > 0 && m_tokens[t - 1].is("(") && is(m_tokens, t + 1, {")"});
        const bool beforeWord = t + 1 < m_tokens.size() && m_tokens[t + 1].isWord();
        if (inBrackets || beforeWord)
            m_sides.push_back({token.is("l") ? Side::Left : Side::Right, t, t, 0, ownerOf(t, t)});
    }
    std::ranges::sort(m_sides, {}, &SideWord::first);
}

std::size_t Places::distance(std::size_t first, std::size_t last, const TermAt& term) const {
    if (first <= term.last && last >= term.first) return 0;
    const bool before = last < term.first;
    const std::size_t from = before ? last : term.last, to = before ? term.first : first;
    return to - from + (m_barriers[to] - m_barriers[from]) + (before ? 0 : 1);
}

std::size_t Places::ownerOf(std::size_t first, std::size_t last) const {
    std::size_t owner = 0, nearest = kNever;
    for (std::size_t i = 0; i < m_terms.size(); ++i)
        if (const std::size_t d = distance(first, last, m_terms[i]); d < nearest) {
            nearest = d;
            owner = i;
        }
    return owner;
}

bool Places::joined(const SideWord& a, const SideWord& b) const {
    bool linked = std::min(a.last, b.last) + 1 == std::max(a.first, b.first); // "L>R", "left-right"
    for (std::size_t t = std::min(a.last, b.last) + 1; t < std::max(a.first, b.first); ++t) {
        if (m_tokens[t].is(";") || is(m_tokens, t, {"but", "however", "is", "are", "was", "were"}))
            return false;
        linked = linked || is(m_tokens, t, {"and", ",", "/", "&", "than", "plus", "or"});
    }
    return linked;
}

std::optional<SideAt> Places::sideOf(std::size_t term) const {
    const TermAt& at = m_terms[term];
    const SideWord* best = nullptr;
    std::size_t nearest = kFarthest;
    for (const SideWord& word : m_sides) {
        std::size_t d = distance(word.first, word.last, at) + word.penalty;
        if (word.owner != term && m_terms[word.owner].first != at.first) d += 6;
        if (d < nearest) {
            nearest = d;
            best = &word;
        }
    }
    if (!best) return std::nullopt;
    SideAt answer{best->side, Span{m_tokens[best->first].span.begin, m_tokens[best->last].span.end},
                  m_terms[best->owner].first == at.first};
    for (const SideWord& other : m_sides) {
        if (&other == best || other.penalty > kMidlinePenalty) continue;
        const std::size_t gap =
            other.first > best->last ? other.first - best->last : best->first - other.last;
        const bool ours = other.owner == term || m_terms[other.owner].first == at.first;
        const bool adjoining = gap <= 4 && (best->side == Side::Midline || other.side == Side::Midline);
        if (adjoining || (ours && gap <= 14 && joined(*best, other)))
            answer.side = *unite(answer.side, other.side);
    }
    return answer;
}

std::optional<Side> Places::sideOfAll() const {
    std::optional<Side> side;
    for (const SideWord& word : m_sides)
        if (word.penalty <= kMidlinePenalty) side = unite(side, word.side);
    return side;
}

std::optional<std::string> Places::placeOf(std::size_t term) const {
    std::optional<std::string> place;
    std::size_t nearest = kFarthest / 2;
    for (const TermAt& words : m_places) {
        const std::size_t d = distance(words.first, words.last, m_terms[term]);
        if (d >= nearest) continue;
        nearest = d;
        const std::size_t begin = m_tokens[words.first].span.begin, end = m_tokens[words.last].span.end;
        place = encodeUtf8(m_text.substr(begin, end - begin));
    }
    return place;
}

void Places::findSizes() {
    for (std::size_t t = 0; t < m_tokens.size(); ++t) {
        if (m_tokens[t].kind != Token::Kind::Number) continue;
        Size size{numberOf(m_tokens[t].text), t, t, 0, {}};
        std::size_t next = t + 1;
        double unit = 0;
        for (int numbers = 1;
             next < m_tokens.size() && numbers <= 4;) { // 3.1 x 2 x 1 cm, 3 by 2 cm, 9 mm x 8 mm
            if (m_tokens[next].kind == Token::Kind::Number) {
                size.mm = std::max(size.mm, numberOf(m_tokens[next].text));
                ++numbers;
            } else if (const double found = unitOf(m_tokens[next]); found > 0) {
                unit = found;
                size.last = next;
                const bool again = is(m_tokens, next + 1, {"x", "by"}) && next + 2 < m_tokens.size() &&
                                   m_tokens[next + 2].kind == Token::Kind::Number;
                if (!again) break;
            } else if (!is(m_tokens, next, {"x", "by"})) {
                break;
            }
            ++next;
        }
        const bool volume = unit > 0 && size.last + 1 < m_tokens.size() &&
                            m_tokens[size.last + 1].kind == Token::Kind::Number &&
                            m_tokens[size.last + 1].span.begin <= m_tokens[size.last].span.end + 1;
        if (unit > 0 && !volume) {
            size.mm *= unit;
            size.span = {m_tokens[t].span.begin, m_tokens[size.last].span.end};
            size.owner = ownerOf(size.first, size.last);
            m_sizes.push_back(size);
        }
        t = std::max(t, unit > 0 ? size.last : next - 1);
    }
}

std::optional<double> Places::sizeOf(std::size_t term) const {
    std::optional<double> mm;
    std::size_t nearest = kFarthest;
    for (const Size& size : m_sizes) {
        if (is(m_tokens, size.last + 1, {"shift", "midline", "slice", "slices", "rightward", "leftward"}) ||
            precededBy(m_tokens, size.first, 4, {"shift", "slice", "previous", "versus", "prior"}))
            continue;
        if (m_terms[size.owner].first != m_terms[term].first) continue;
        if (const std::size_t d = distance(size.first, size.last, m_terms[term]); d < nearest) {
            nearest = d;
            mm = size.mm;
        }
    }
    return mm;
}

} // namespace second_read::report
