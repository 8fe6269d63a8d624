#include "report/layout.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "report/tokens.h"

namespace second_read::report {
namespace {

constexpr std::size_t kLongestSentence = 1000;
constexpr std::size_t kLongestHeading = 60;
constexpr std::size_t kLongestAddendumHeading = 10; ///< words: a name and a date may stand in it

const std::unordered_map<std::string, SectionKind>& headings() {
    using enum SectionKind;
    static const std::unordered_map<std::string, SectionKind> kHeadings = [] {
        std::unordered_map<std::string, SectionKind> all;
        const auto add = [&](SectionKind kind, std::initializer_list<const char*> names) {
            for (const std::string name : names)
                all.emplace(fold(std::u32string(name.begin(), name.end())), kind);
        };
        add(ClinicalDetails, {"clinical details",
                              "clinical detail",
                              "clinical information",
                              "clinical info",
                              "clinical history",
                              "history",
                              "indication",
                              "indications",
                              "reason for exam",
                              "reason for examination",
                              "reason for study",
                              "reason for this exam",
                              "reason for this examination",
                              "reason",
                              "clinical indication",
                              "clinical indications",
                              "clinical data",
                              "clinical",
                              "clinical question",
                              "clinical context",
                              "question",
                              "presenting complaint",
                              "request",
                              "history of present illness",
                              "patient history",
                              "brief history",
                              "provided history",
                              "klinische angaben",
                              "klinische angabe",
                              "klinische information",
                              "klinische informationen",
                              "klinische fragestellung",
                              "fragestellung",
                              "indikation",
                              "rechtfertigende indikation",
                              "anamnese",
                              "klinik",
                              "klinische daten",
                              "klinischer hintergrund",
                              "klinische vorgeschichte",
                              "vorgeschichte",
                              "anlass der untersuchung",
                              "indication clinique",
                              "indications cliniques",
                              "indication de l'examen",
                              "indication de l examen",
                              "motif de l'examen",
                              "motif de l examen",
                              "motif de consultation",
                              "antecedents",
                              "histoire de la maladie",
                              "donnees cliniques",
                              "informations cliniques",
                              "question clinique",
                              "question posee",
                              "clinique",
                              "renseignements cliniques",
                              "motif",
                              "contexte clinique",
                              "histoire clinique",
                              "contexte"});
        add(Technique, {"technique",
                        "techniques",
                        "protocol",
                        "procedure",
                        "exam",
                        "examination",
                        "study",
                        "type of study",
                        "sequences",
                        "scan range",
                        "contrast",
                        "contrast medium",
                        "contrast agent",
                        "image post processing",
                        "method",
                        "methods",
                        "imaging technique",
                        "dose",
                        "technik",
                        "untersuchungstechnik",
                        "untersuchung",
                        "methode",
                        "durchfuhrung",
                        "technische durchfuhrung",
                        "untersuchungsprotokoll",
                        "protokoll",
                        "art der untersuchung",
                        "untersuchungsart",
                        "sequenzen",
                        "kontrastmittel",
                        "protocole d'examen",
                        "produit de contraste",
                        "protocole",
                        "type d'examen",
                        "examen",
                        "technique d'examen"});
        add(Comparison, {"comparison",
                         "comparisons",
                         "comparison examination",
                         "comparison study",
                         "comparison studies",
                         "comparison exam",
                         "prior studies",
                         "prior study",
                         "prior exams",
                         "priors",
                         "previous",
                         "previous ct",
                         "previous mri",
                         "previous study",
                         "vergleich",
                         "voraufnahmen",
                         "voruntersuchung",
                         "voruntersuchungen",
                         "comparaison",
                         "examens anterieurs",
                         "examen anterieur",
                         "vergleichsuntersuchung",
                         "vergleichsuntersuchungen",
                         "vergleichsaufnahmen",
                         "voraufnahmen zum vergleich",
                         "zum vergleich",
                         "comparatif",
                         "comparatifs",
                         "examen comparatif",
                         "examens comparatifs",
                         "etude comparative",
                         "examen de reference"});
        add(Findings, {"findings",
                       "finding",
                       "report",
                       "discussion",
                       "description",
                       "result",
                       "results",
                       "observation",
                       "observations",
                       "body of report",
                       "narrative",
                       "imaging findings",
                       "mri findings",
                       "mr findings",
                       "ct findings",
                       "radiology report",
                       "brain findings",
                       "befund",
                       "befunde",
                       "mrt befund",
                       "resultat",
                       "resultats",
                       "constatations",
                       "analyse",
                       "befundbericht",
                       "neuroradiologischer befund",
                       "ct befund",
                       "mr befund",
                       "bericht",
                       "compte rendu",
                       "resultats de l'examen"});
        add(Conclusion, {"impression",
                         "impressions",
                         "conclusion",
                         "conclusions",
                         "summary",
                         "opinion",
                         "comment",
                         "comments",
                         "interpretation",
                         "assessment",
                         "diagnosis",
                         "final diagnosis",
                         "imp",
                         "impression s",
                         "findings and impression",
                         "overall impression",
                         "impression and recommendations",
                         "beurteilung",
                         "zusammenfassung",
                         "zusammenfassende beurteilung",
                         "diagnose",
                         "fazit",
                         "gesamtbeurteilung",
                         "bewertung",
                         "schlussfolgerung",
                         "konklusion",
                         "kommentar",
                         "resume",
                         "en resume",
                         "impression diagnostique",
                         "synthese",
                         "avis",
                         "au total",
                         "en conclusion"});
        add(Other, {"differential diagnosis", "differential diagnoses", "differential", "ddx",
                    "differentialdiagnose", "diagnostic differentiel"});
        add(Addendum,
            {"addendum", "addenda", "addendum report", "report addendum", "addended report",
             "supplementary report", "supplemental report", "nachtrag", "nachbefund", "zusatzbefund",
             "erganzung", "ergenzung", "additif", "complement", "note complementaire"});
        return all;
    }();
    return kHeadings;
}

/// The words of a would-be heading, folded, without numbering and marks; "/" and "&" read as "and".
struct HeadingWords {
    std::string text;
    bool upper = true;
    bool capital = false;
    std::size_t count = 0;
};

HeadingWords wordsOf(std::u32string_view text, Span range) {
    HeadingWords words;
    for (const Token& token : tokensOf(text, range)) {
        if (token.kind == Token::Kind::Mark) {
            if (words.count > 0 && (token.is("/") || token.is("&"))) words.text += " and";
            continue;
        }
        if (token.kind == Token::Kind::Number && words.count == 0) continue; // "2. FINDINGS"
        if (words.count > 0)
            words.text += ' ';
        else
            words.capital = token.capital;
        words.text += token.text;
        words.upper = words.upper && (token.upper || token.kind == Token::Kind::Number);
        ++words.count;
    }
    return words;
}

/// A known heading, or two of them in one ("Klinische Angaben und Fragestellung", "Synthese et conclusion"):
/// the second says what follows.
std::optional<SectionKind> knownKindOf(const std::string& words) {
    const auto& known = headings();
    if (const auto exact = known.find(words); exact != known.end()) return exact->second;
    for (const std::string_view joint : {" and ", " und ", " et "}) {
        const std::size_t at = words.find(joint);
        if (at == std::string::npos || !known.contains(words.substr(0, at))) continue;
        const auto second = known.find(words.substr(at + joint.size()));
        if (second != known.end()) return second->second;
    }
    return std::nullopt;
}

/// "ADDENDUM #2", "Addendum by Dr X on 3 March", "Nachtrag vom 3.5.2020", "END OF ADDENDUM".
std::optional<SectionKind> addendumKindOf(const HeadingWords& words) {
    if (!words.capital || words.count > kLongestAddendumHeading) return std::nullopt;
    if (words.text.starts_with("end of addendum") || words.text == "addendum ends" ||
        words.text == "addendum end")
        return SectionKind::Other;
    const auto first = headings().find(words.text.substr(0, words.text.find(' ')));
    if (first == headings().end() || first->second != SectionKind::Addendum) return std::nullopt;
    return SectionKind::Addendum;
}

std::optional<SectionKind> kindOf(const HeadingWords& words) {
    if (words.count == 0) return std::nullopt;
    if (const auto addendum = addendumKindOf(words)) return addendum;
    if (words.count > 6) return std::nullopt;
    const auto& known = headings();
    if (const auto exact = knownKindOf(words.text)) return exact;
    if (!words.upper) return std::nullopt;
    // "MRI BRAIN FINDINGS:", "IMPRESSION AND PLAN:": the last word or the first one decides
    const auto last = known.find(words.text.substr(words.text.find_last_of(' ') + 1));
    if (last != known.end() && last->second != SectionKind::Technique) return last->second;
    const auto first = known.find(words.text.substr(0, words.text.find(' ')));
    if (first != known.end() && first->second != SectionKind::Technique) return first->second;
    return std::nullopt;
}

bool isPreamble(SectionKind kind) {
    return kind == SectionKind::ClinicalDetails || kind == SectionKind::Technique ||
           kind == SectionKind::Comparison;
}

struct Line {
    std::size_t begin = 0; ///< first character that is no space or bullet
    std::size_t end = 0;   ///< without the line break
    std::size_t next = 0;  ///< begin of the following line
    bool bullet = false;
};

bool isBullet(char32_t c) {
    return c == U'-' || c == U'*' || c == U'#' || c == 0x2022 || c == 0x2013 || c == 0x25CF || c == 0x25AA ||
           c == 0xBB || c == 0xB7 || c == U'>' || c == U'_' || c == U'=';
}

Line lineAt(std::u32string_view text, std::size_t at, std::size_t limit) {
    Line line;
    std::size_t end = at;
    while (end < limit && text[end] != U'\n' && text[end] != U'\r' && text[end] != 0x2028) ++end;
    line.next = end;
    if (line.next < limit)
        line.next += text[end] == U'\r' && end + 1 < limit && text[end + 1] == U'\n' ? 2 : 1;
    while (at < end && (isSpace(text[at]) || isBullet(text[at])))
        line.bullet = isBullet(text[at++]) || line.bullet;
    std::size_t digits = at; // "1. " and "2) " number items
    while (digits < end && digits < at + 2 && isDigit(text[digits])) ++digits;
    if (digits > at && digits + 1 < end && (text[digits] == U'.' || text[digits] == U')') &&
        isSpace(text[digits + 1]))
        line.bullet = true;
    while (end > at && isSpace(text[end - 1])) --end;
    line.begin = at;
    line.end = end;
    return line;
}

std::size_t afterMarks(std::u32string_view text, std::size_t at, std::size_t end) {
    while (at < end && (isSpace(text[at]) || text[at] == U':' || text[at] == U'*' || text[at] == U'-')) ++at;
    return at;
}

struct Heading {
    SectionKind kind;
    Span span;
    std::size_t body;
};

/// A heading at the start of a line, before a colon or alone.
std::optional<Heading> headingAtStart(std::u32string_view text, const Line& line, SectionKind current) {
    const std::size_t reach = std::min(line.end, line.begin + kLongestHeading);
    const std::size_t colon = std::min(text.substr(0, reach).find(U':', line.begin), line.end);
    const bool hasColon = colon < reach;
    const std::size_t end = hasColon ? colon : line.end;
    if (!hasColon && line.end - line.begin > kLongestHeading) return std::nullopt;
    const HeadingWords words = wordsOf(text, {line.begin, end});
    const bool alone = words.capital && (words.upper || words.count <= 3) && line.end > line.begin &&
                       text[line.end - 1] != U'.';
    const std::optional<SectionKind> known = hasColon || alone ? kindOf(words) : std::nullopt;
    const bool unknown = hasColon && words.upper && words.count > 0 && words.count <= 6 &&
                         words.text.size() > 3 && isPreamble(current);
    if (!known && !unknown) return std::nullopt;
    const SectionKind kind = known.value_or(SectionKind::Other);
    return Heading{kind, {line.begin, end}, afterMarks(text, end, line.end)};
}

/// A heading in the middle of a line: "... unremarkable. IMPRESSION: normal".
std::optional<Heading> headingAtColon(std::u32string_view text, std::size_t lineBegin, std::size_t colon,
                                      std::size_t lineEnd) {
    std::size_t begin = colon;
    const std::size_t floor = std::max(lineBegin, colon > kLongestHeading ? colon - kLongestHeading : 0);
    while (begin > floor && text[begin - 1] != U'.' && text[begin - 1] != U';' && text[begin - 1] != U':')
        --begin;
    while (begin < colon && isSpace(text[begin])) ++begin;
    const HeadingWords whole = wordsOf(text, {begin, colon});
    const auto& known = headings();
    if (whole.capital && whole.count > 0 && whole.count <= 4)
        if (const auto found = knownKindOf(whole.text))
            return Heading{*found, {begin, colon}, afterMarks(text, colon, lineEnd)};
    // words in capitals right before the colon, whatever precedes them
    std::size_t word = colon;
    std::optional<Heading> best;
    for (int count = 0; count < 3 && word > floor; ++count) {
        while (word > floor && isSpace(text[word - 1])) --word;
        while (word > floor && !isSpace(text[word - 1])) --word;
        const HeadingWords words = wordsOf(text, {word, colon});
        if (!words.upper || words.text.size() < 4) break;
        if (const auto found = known.find(words.text); found != known.end())
            best = Heading{found->second, {word, colon}, afterMarks(text, colon, lineEnd)};
    }
    return best;
}

bool opens(SectionKind kind) { return kind == SectionKind::Findings || kind == SectionKind::Conclusion; }

std::vector<Section> sectionsOf(std::u32string_view text, bool paragraphsEndPreamble) {
    std::vector<Section> sections{{SectionKind::Other, {0, 0}, {0, 0}}};
    const auto start = [&](const Heading& heading) {
        sections.back().body.end = heading.span.begin;
        sections.push_back({heading.kind, heading.span, {heading.body, heading.body}});
    };
    bool blank = false, anyBody = false, complete = false; // complete: the line before was no wrapped one
    for (std::size_t at = 0; at < text.size();) {
        const Line line = lineAt(text, at, text.size());
        at = line.next;
        const SectionKind current = sections.back().kind;
        if (line.begin == line.end) {
            blank = anyBody;
            continue;
        }
        std::size_t scanned = line.begin;
        if (const auto heading = headingAtStart(text, line, current)) {
            start(*heading);
            anyBody = heading->body < line.end;
            scanned = std::max(heading->body, heading->span.end + 1);
        } else {
            const bool newParagraph = blank || (anyBody && complete && isUpper(text[line.begin]));
            if (paragraphsEndPreamble && newParagraph && isPreamble(current))
                start({SectionKind::Other, {line.begin, line.begin}, line.begin});
            anyBody = true;
        }
        blank = false;
        complete = line.end - line.begin < kLongestHeading || text[line.end - 1] == U'.';
        for (std::size_t i = scanned; i < line.end; ++i)
            if (text[i] == U':')
                if (const auto heading = headingAtColon(text, scanned, i, line.end)) {
                    start(*heading);
                    scanned = std::max(heading->body, i + 1);
                    i = scanned - 1;
                }
    }
    sections.back().body.end = text.size();
    std::erase_if(sections,
                  [&](const Section& section) { // nothing but margins and bullets before the first heading
                      if (section.heading.begin != section.heading.end) return false;
                      const std::u32string_view body =
                          text.substr(section.body.begin, section.body.end - section.body.begin);
                      return std::ranges::all_of(body, [](char32_t c) { return isSpace(c) || isBullet(c); });
                  });
    return sections;
}

constexpr std::array<std::string_view, 27> kAbbreviations = {
    "dr",  "mr",   "mrs", "ms", "prof", "approx", "ca",  "cf",  "eg",  "e",    "g",    "i", "ie", "vs",
    "fig", "figs", "st",  "lt", "rt",   "max",    "min", "ser", "img", "resp", "incl", "n", "a"};
/// Those after which a capital with small letters begins a new sentence.
constexpr std::array<std::string_view, 4> kCutShort = {"poss", "prob", "susp", "etc"};

/// "Haemorrhage? No. Infarct? Yes, left thalamus."
bool isAnswered(std::u32string_view text, std::size_t at, std::size_t end) {
    while (at < end && (text[at] == U' ' || text[at] == U'\t')) ++at;
    std::size_t last = at;
    while (last < end && isLetter(text[last])) ++last;
    const std::string word = fold(text.substr(at, last - at));
    const bool answer =
        word == "no" || word == "yes" || word == "none" || word == "nil" || word == "negative";
    return answer && (last == end || (!isLetter(text[last]) && text[last] != U' '));
}

/// Whether the mark at `i` ends a sentence.
bool endsSentence(std::u32string_view text, std::size_t i, std::size_t end) {
    const char32_t c = text[i];
    if (c == U'?' || c == U'!') {
        std::size_t before = i; // "??" asks once
        while (before > 0 && text[before - 1] == c) --before;
        return i + 1 < end && isSpace(text[i + 1]) && before > 0 && !isSpace(text[before - 1]) &&
               !(c == U'?' && isAnswered(text, i + 1, end));
    }
    if (c != U'.') return false;
    if (i + 1 < end && !isSpace(text[i + 1])) // "end.Start" without a space, but not "1.5", "e.g."
        return isUpper(text[i + 1]) && i >= 2 && isLetter(text[i - 1]) && !isUpper(text[i - 1]) &&
               isLetter(text[i - 2]);
    std::size_t digits = i; // the number of an item at the start of its line
    while (digits > 0 && i - digits < 2 && isDigit(text[digits - 1])) --digits;
    std::size_t margin = digits;
    while (margin > 0 && digits - margin < 8 && text[margin - 1] == U' ') --margin;
    if (digits < i && (margin == 0 || text[margin - 1] == U'\n' || text[margin - 1] == U'\r')) return false;
    std::size_t begin = i;
    while (begin > 0 && i - begin < 8 && isLetter(text[begin - 1])) --begin;
    const std::u32string_view word = text.substr(begin, i - begin);
    if (word.size() == 1 && isUpper(word[0]) && (begin == 0 || text[begin - 1] != U'.'))
        return false; // an initial
    const std::string folded = fold(word);
    const bool noTitle = folded == "ms" || folded == "mr" || folded == "ca";
    if (noTitle && isUpper(word.front()) && isUpper(word.back())) return true; // "Known MS. No change."
    const bool cutShort = std::ranges::find(kCutShort, folded) != kCutShort.end();
    if (!cutShort) return std::ranges::find(kAbbreviations, folded) == kAbbreviations.end();
    std::size_t next = i + 1; // such a word ends a sentence only where a new one clearly begins
    while (next < end && isSpace(text[next])) ++next;
    return next + 1 < end && isUpper(text[next]) && isLetter(text[next + 1]) && !isUpper(text[next + 1]);
}

} // namespace

std::vector<Section> sectionsOf(std::u32string_view text) {
    std::vector<Section> sections = sectionsOf(text, false);
    const bool opened = std::ranges::any_of(sections, opens, &Section::kind);
    if (!opened && std::ranges::any_of(sections, isPreamble, &Section::kind)) return sectionsOf(text, true);
    return sections;
}

std::vector<Sentence> sentencesOf(std::u32string_view text, const std::vector<Section>& sections) {
    std::vector<Sentence> sentences;
    for (const Section& section : sections) {
        std::size_t begin = section.body.begin;
        const auto close = [&](std::size_t end) {
            std::size_t last = end;
            while (begin < last && (isSpace(text[begin]) || isBullet(text[begin]))) ++begin;
            while (last > begin && isSpace(text[last - 1])) --last;
            if (last > begin) sentences.push_back({section.kind, {begin, last}});
            begin = end;
        };
        for (std::size_t at = section.body.begin; at < section.body.end;) {
            const Line line = lineAt(text, at, section.body.end);
            const bool empty = line.begin == line.end;
            if (empty || line.bullet) close(at);
            for (std::size_t i = std::max(at, line.begin); i < line.end; ++i) {
                if (endsSentence(text, i, section.body.end))
                    close(i + 1);
                else if (i - begin >= kLongestSentence && isSpace(text[i]))
                    close(i);
                else if (i - begin >= 2 * kLongestSentence)
                    close(i);
            }
            at = line.next;
            if (at >= section.body.end) break;
            const Line next = lineAt(text, at, section.body.end);
            const bool shortLine = line.end - line.begin < 45;
            const bool newStart =
                next.begin < next.end && !isLetter(text[next.begin]) && !isDigit(text[next.begin]);
            const bool capital = next.begin < next.end && isUpper(text[next.begin]);
            const bool wrapped = !empty && line.end - line.begin >= 60;
            const bool continues =
                !empty && line.end > line.begin && (text[line.end - 1] == U',' || text[line.end - 1] == U'(');
            if (!continues && (shortLine || newStart || (capital && !wrapped))) close(at);
        }
        close(section.body.end);
    }
    return sentences;
}

} // namespace second_read::report
