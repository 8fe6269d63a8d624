#include "report/report.h"

#include <algorithm>

#include "base/files.h"

namespace second_read::report {

Result<std::string> readReportText(std::string_view bytes, std::string_view what) {
    constexpr std::size_t kLargest = 1 << 20;
    const std::string name(what);
    if (bytes.empty()) return fail(ErrorCode::Corrupt, name + " is empty; give the report's text");
    if (bytes.size() > kLargest)
        return fail(ErrorCode::Unsupported,
                    name + " is larger than 1 MB, which no report is; give the report's text alone");
    if (looksBinary(bytes))
        return fail(ErrorCode::Unsupported, name + " is no text; save the report as plain text");
    std::string text = decodeText(bytes);
    const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (std::ranges::all_of(text, blank))
        return fail(ErrorCode::Corrupt, name + " holds nothing but white space; give the report's text");
    return text;
}

Result<std::string> readReportFile(const std::filesystem::path& file) {
    constexpr std::uint64_t kRefusedUnread = 16 << 20;
    SECOND_READ_TRY(bytes, readFile(file, kRefusedUnread));
    return readReportText(bytes, file.string());
}

} // namespace second_read::report
