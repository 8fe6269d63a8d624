#include <algorithm>
#include <array>
#include <set>

#include "archive/archive_impl.h"

namespace second_read::archive {
namespace {

/// Too common in reports to point at a passage.
constexpr std::array<std::string_view, 36> kCommon = {
    "a",     "an",    "and",  "any",  "are", "as",    "at",   "be",  "by",  "case", "cases", "for",
    "from",  "has",   "in",   "is",   "it",  "like",  "no",   "not", "of",  "on",   "or",    "show",
    "shows", "signs", "than", "that", "the", "there", "this", "to",  "was", "were", "which", "with"};

constexpr std::size_t kMostWords = 64;
/// Private-use code points that FTS5 puts around what matched.
constexpr char32_t kOpen = 0xE000, kClose = 0xE001;

/// FTS5's query language is never spoken with words from outside: each is a quoted string of letters and
/// digits.
std::string matchAnyOf(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    const auto flush = [&] {
        if (!word.empty() && words.size() < kMostWords &&
            std::find(kCommon.begin(), kCommon.end(), word) == kCommon.end())
            words.insert(word);
        word.clear();
    };
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 'A' && byte <= 'Z')
            word += static_cast<char>(byte + ('a' - 'A'));
        else if (byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
            word += c;
        else
            flush();
    }
    flush();
    std::string match;
    for (const auto& each : words) match += (match.empty() ? "\"" : " OR \"") + each + "\"";
    return match;
}

/// The report's code points between the marks.
std::vector<Span> markedSpans(const std::string& marked, const std::string& report) {
    const auto with = decodeUtf8(marked), without = decodeUtf8(report);
    std::vector<Span> spans;
    std::size_t at = 0, begin = 0;
    for (const char32_t point : with) {
        const bool own = at < without.size() && without[at] == point;
        if (!own && point == kOpen)
            begin = at;
        else if (!own && point == kClose)
            spans.push_back({begin, at});
        else
            ++at;
    }
    return spans;
}

} // namespace

Result<std::vector<Span>> Archive::wordsIn(const std::string& id, const std::string& text) const {
    const auto match = matchAnyOf(text);
    if (match.empty()) return std::vector<Span>();
    SECOND_READ_TRY(row, m_impl->rowOf(id));
    if (!row) return fail(ErrorCode::NotFound, "this examination is no longer in the archive: search again");
    SECOND_READ_TRY(statement,
                    m_impl->database->prepare("SELECT highlight(report_words, 0, ?, ?), report FROM "
                                              "report_words WHERE report_words MATCH ? AND rowid = ?"));
    const std::u32string open(1, kOpen), close(1, kClose);
    statement.bind(1, std::string_view(encodeUtf8(open))).bind(2, std::string_view(encodeUtf8(close)));
    SECOND_READ_TRY(there, statement.bind(3, std::string_view(match)).bind(4, *row).step());
    if (!there) return std::vector<Span>();
    return markedSpans(statement.text(0), statement.text(1));
}

} // namespace second_read::archive
