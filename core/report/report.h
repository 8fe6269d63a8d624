#pragma once
/// Reads a radiology report: sections, sentences and, per finding, what is asserted, on which side, with
/// which words. Plain rules over plain text (NegEx, Chapman et al. 2001, and ConText, Harkema et al. 2009,
/// are the ancestors); nothing is learnt here, so every answer can be traced to characters of the text.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/qualified_terms.h"
#include "base/utf8.h"
#include "base/words.h"

namespace second_read::report {

enum class SectionKind { ClinicalDetails, Technique, Comparison, Findings, Conclusion, Addendum, Other };

struct Section {
    SectionKind kind = SectionKind::Other;
    Span heading; ///< empty for the text before the first heading
    Span body;
};

struct Sentence {
    SectionKind section = SectionKind::Other;
    Span span;
};

/// The words by which reports name one finding (from the catalogue). Phrases in lower case, hyphens as
/// spaces; a trailing '*' on a word matches any ending, a '~' between words stands for up to four words; "ae"
/// and "oe" read as "e".
struct FindingTerms {
    std::string id;
    std::vector<std::string> terms;
    std::vector<std::string> notTerms; ///< phrases that contain a term but mean something else
    std::vector<std::string> implies;
    std::vector<QualifiedTerms> qualified = {};
    std::optional<Side> defaultSide = {}; ///< meant where the report states none
};

/// One place where a report speaks of a finding. Absent: named, but nothing said of this patient's images (a
/// question in the clinical details, a relative's disease).
struct Mention {
    std::string finding;
    Assertion assertion = Assertion::Affirmed;
    std::optional<Side> side;
    std::optional<std::string> place; ///< "frontal lobe", as written
    std::optional<double> sizeMm;     ///< largest diameter stated beside it
    Span term;                        ///< the words that name it
    std::optional<Span> sideWord;
    std::optional<Span> cue;  ///< the words that negate, hedge or date it
    std::size_t sentence = 0; ///< index into Reading::sentences
};

/// All mentions of one finding, united.
struct FindingReading {
    Assertion assertion = Assertion::Absent;
    std::optional<Side> side;
    std::vector<Span> spans;        ///< the deciding terms
    std::vector<std::string> words; ///< the deciding words: terms and cues
};

/// A contradiction inside the text itself.
struct TextConflict {
    std::optional<std::string> finding;
    std::string message; ///< a whole sentence
    std::vector<Span> spans;
};

struct Reading {
    std::vector<Section> sections;
    std::vector<Sentence> sentences;
    std::vector<Mention> mentions;
    std::map<std::string, FindingReading>
        findings; ///< one entry per finding of the terms, absent ones included
    std::vector<TextConflict> conflicts;
};

/// Facts from outside the text that it can contradict.
struct PatientFacts {
    std::optional<std::string> sex; ///< "M", "F"
    std::optional<int> age;         ///< years
};

class ReportReader {
public:
    explicit ReportReader(std::vector<FindingTerms> findings);
    /// Never fails: any text has a reading, maybe an empty one. Linear in the text's length. Spans are code
    /// points.
    Reading read(std::string_view utf8, const PatientFacts& patient = {}) const;

private:
    struct Lexicon;
    std::shared_ptr<const Lexicon>
        m_lexicon; ///< never changed after construction: copies share it, threads may too
};

/// A report file's text: decoded, or Unsupported / Corrupt with the reason when empty, binary or over 1 MB.
Result<std::string> readReportText(std::string_view bytes, std::string_view what);
/// The same from a file: NotFound or Io when it cannot be read.
Result<std::string> readReportFile(const std::filesystem::path& file);

} // namespace second_read::report
