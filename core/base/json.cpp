#include "base/json.h"

#include "base/files.h"

namespace second_read {

Result<nlohmann::json> parseJson(std::string_view text, std::string_view what) {
    constexpr int kDeepest = 64;
    bool tooDeep = false;
    const auto limit = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        tooDeep = tooDeep || depth > kDeepest;
        return !tooDeep;
    };
    auto parsed = nlohmann::json::parse(text, limit, /*allow_exceptions=*/false);
    if (tooDeep) return fail(ErrorCode::Corrupt, std::string(what) + " is nested more than 64 levels deep");
    if (parsed.is_discarded()) return fail(ErrorCode::Corrupt, std::string(what) + " is not valid JSON");
    return parsed;
}

Result<nlohmann::json> readJson(const std::filesystem::path& file, std::uint64_t limit) {
    SECOND_READ_TRY(text, readFile(file, limit));
    return parseJson(text, file.string());
}

} // namespace second_read
