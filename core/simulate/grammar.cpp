#include "simulate/grammar.h"

#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace second_read::simulate {
namespace {

constexpr int kDeepest = 24; // slots within alternatives within slots

std::string chosen(std::string_view pattern, const Slots& slots, Random& random, int depth) {
    std::string out;
    if (depth > kDeepest) return out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '[') {
            std::vector<std::string_view> options;
            int level = 1;
            std::size_t start = i + 1, j = i + 1;
            for (; j < pattern.size() && level > 0; ++j) {
                if (pattern[j] == '[') ++level;
                if (pattern[j] == ']') --level;
                if ((pattern[j] == '|' && level == 1) || level == 0) {
                    options.push_back(pattern.substr(start, j - start));
                    start = j + 1;
                }
            }
            if (!options.empty())
                out += chosen(options[random.below(options.size())], slots, random, depth + 1);
            i = j - 1;
        } else if (pattern[i] == '{') {
            const auto end = pattern.find('}', i);
            if (end == std::string_view::npos) break;
            const auto slot = slots.find(pattern.substr(i + 1, end - i - 1));
            if (slot != slots.end()) out += chosen(slot->second, slots, random, depth + 1);
            i = end;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

bool isVowel(char c) { return std::string_view("aeioAEIO").find(c) != std::string_view::npos; }

std::string tidied(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ';
        const bool stop = c == ',' || c == '.' || c == ';' || c == ':' || c == ')';
        if (blank && (out.empty() || out.back() == ' ' || out.back() == '(')) continue;
        if (stop && !out.empty() && out.back() == ' ') out.pop_back();
        if (stop && !out.empty() && (out.back() == ',' || out.back() == '.' || out.back() == ';') &&
            c != ')') {
            if (c == '.') out.back() = '.'; // ", ." and ".." become "."
            continue;
        }
        out += c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    // "a acute" -> "an acute", "an recent" -> "a recent".
    std::string mended;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const bool word = i == 0 || out[i - 1] == ' ' || out[i - 1] == '(';
        if (word && (out[i] == 'a' || out[i] == 'A')) {
            const bool an = out.compare(i + 1, 2, "n ") == 0, a = out.compare(i + 1, 1, " ") == 0;
            const std::size_t next = i + (an ? 3 : 2);
            if ((an || a) && next < out.size() && std::isalpha(static_cast<unsigned char>(out[next]))) {
                const std::string_view rest = std::string_view(out).substr(next);
                const bool sounded =
                    (isVowel(rest[0]) && !rest.starts_with("eu") && !rest.starts_with("one")) ||
                    rest.starts_with("un") || rest.starts_with("ul") || rest.starts_with("up") ||
                    rest.starts_with("MC") || rest.starts_with("M1") || rest.starts_with("MS") ||
                    rest.starts_with("SA") || rest.starts_with("SV") || rest.starts_with("NP") ||
                    rest.starts_with("LA");
                const bool you = rest.starts_with("uni") || rest.starts_with("SAG");
                mended += out[i];
                if (sounded && !you) mended += 'n';
                mended += ' ';
                i = next - 1;
                continue;
            }
        }
        mended += out[i];
    }
    return mended;
}

} // namespace

std::string expandPart(std::string_view pattern, const Slots& slots, Random& random) {
    return tidied(chosen(pattern, slots, random, 0));
}

std::string expand(std::string_view pattern, const Slots& slots, Random& random) {
    std::string out = expandPart(pattern, slots, random);
    bool start = true; // capital after every full stop inside the pattern too
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (start && std::isalpha(static_cast<unsigned char>(out[i]))) {
            out[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[i])));
            start = false;
        } else if (start && std::isdigit(static_cast<unsigned char>(out[i])))
            start = false;
        if (out[i] == '.' && i + 1 < out.size() && out[i + 1] == ' ') start = true;
    }
    return out;
}

std::string withoutArticle(const std::string& noun) {
    for (const std::string_view article : {"a ", "an ", "the "})
        if (noun.starts_with(article)) return noun.substr(article.size());
    return noun;
}

std::string americanised(std::string text) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 27> kPairs{{
        {"haem", "hem"},
        {"Haem", "Hem"},
        {"oedema", "edema"},
        {"Oedema", "Edema"},
        {"ischaem", "ischem"},
        {"Ischaem", "Ischem"},
        {"tumour", "tumor"},
        {"Tumour", "Tumor"},
        {"centred", "centered"},
        {"grey", "gray"},
        {"Grey", "Gray"},
        {"centre", "center"},
        {"Centre", "Center"},
        {"generalised", "generalized"},
        {"Generalised", "Generalized"},
        {"localised", "localized"},
        {"organised", "organized"},
        {"visualised", "visualized"},
        {"colour", "color"},
        {"anaemi", "anemi"},
        {"leucoaraiosis", "leukoaraiosis"},
        {"Leucoaraiosis", "Leukoaraiosis"},
        {"calibre", "caliber"},
        {"programme", "program"},
        {"characterised", "characterized"},
        {"fibre", "fiber"},
        {"mould", "mold"},
    }};
    for (const auto& [british, american] : kPairs)
        for (auto found = text.find(british); found != std::string::npos;
             found = text.find(british, found + american.size()))
            text.replace(found, british.size(), american);
    return text;
}

} // namespace second_read::simulate
