#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "report/layout.h"
#include "train/draw.h"
#include "train/language_training.h"

namespace second_read::train {
namespace {

constexpr std::size_t kLongestText = 2000;
constexpr std::array<std::string_view, 8> kOpenLicences = {
    "CC0", "CC BY", "CC BY-SA", "CC0-1.0", "CC-BY-4.0", "Apache-2.0", "MIT", "public domain"};

/// The text of one line; empty when there is none, or its licence is not open.
Result<std::string> textOf(const std::string& line, const std::filesystem::path& file, std::size_t number) {
    const std::string kind = file.extension().string();
    if (kind == ".tsv") return line.substr(0, line.find('\t'));
    if (kind != ".jsonl") return line;
    SECOND_READ_TRY(json, parseJson(line, file.string() + " line " + std::to_string(number)));
    if (!json.is_object() || !json.contains("text") || !json["text"].is_string())
        return fail(ErrorCode::Corrupt,
                    file.string() + " line " + std::to_string(number) + " has no member \"text\"");
    if (json.contains("licence")) {
        const std::string licence = json["licence"].is_string() ? json["licence"].get<std::string>() : "";
        if (std::find(kOpenLicences.begin(), kOpenLicences.end(), licence) == kOpenLicences.end())
            return std::string();
    }
    return json["text"].get<std::string>();
}

/// Cut at a character's border.
std::string shortened(std::string text) {
    if (text.size() <= kLongestText) return text;
    std::size_t end = kLongestText;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}

} // namespace

Result<std::vector<std::string>> readCorpus(const std::vector<std::filesystem::path>& files) {
    std::vector<std::string> texts;
    for (const auto& file : files) {
        SECOND_READ_TRY(bytes, readFile(file, 1ULL << 30));
        if (looksBinary(bytes.substr(0, 1 << 16)))
            return fail(ErrorCode::Unsupported, file.string() + " is no text; unpack it first");
        const std::string decoded = decodeText(bytes);
        std::size_t number = 0;
        for (std::size_t begin = 0; begin < decoded.size();) {
            const std::size_t end = std::min(decoded.find('\n', begin), decoded.size());
            ++number;
            std::string line = decoded.substr(begin, end - begin);
            if (line.ends_with('\r')) line.pop_back();
            begin = end + 1;
            if (line.empty()) continue;
            SECOND_READ_TRY(text, textOf(line, file, number));
            if (!text.empty()) texts.push_back(shortened(std::move(text)));
        }
    }
    return texts;
}

std::vector<Passage> passagesOf(const std::vector<std::string>& texts, std::uint64_t seed) {
    constexpr std::size_t kLeast = 20; // characters of a sentence that says something
    Draw draw(seed);
    std::vector<Passage> passages;
    for (const std::string& text : texts) {
        const std::u32string decoded = decodeUtf8(text);
        std::vector<std::string> sentences;
        for (const auto& sentence : report::sentencesOf(decoded, report::sectionsOf(decoded)))
            if (sentence.span.end - sentence.span.begin >= kLeast)
                sentences.push_back(encodeUtf8(std::u32string_view(decoded).substr(
                    sentence.span.begin, sentence.span.end - sentence.span.begin)));
        if (sentences.size() < 2) continue;
        const std::size_t one = draw.below(sentences.size());
        Passage passage{sentences[one], {}};
        for (std::size_t i = 0; i < sentences.size(); ++i)
            if (i != one) passage.others += (passage.others.empty() ? "" : " ") + sentences[i];
        passages.push_back(std::move(passage));
    }
    return passages;
}

} // namespace second_read::train
