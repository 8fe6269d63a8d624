#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>

#include "simulate/lexicon.h"
#include "simulate/simulator.h"

namespace second_read::simulate {
namespace {

/// Spelling and carelessness of many writers.
std::string finished(std::string text, Random& random) {
    if (random.chance(0.35)) text = americanised(text);
    if (random.chance(0.08))
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

std::string sizeText(double ml, bool centimetres, Random& random) {
    const double mm = std::clamp(
        10 * std::cbrt(6 * std::max(ml, 0.01) / 3.14159265) * random.uniform(0.92, 1.12), 2.0, 120.0);
    const auto one = [&](double value) {
        std::array<char, 32> text{};
        if (centimetres)
            std::snprintf(text.data(), text.size(), "%.1f", value / 10);
        else
            std::snprintf(text.data(), text.size(), "%d", static_cast<int>(std::lround(value)));
        return std::string(text.data());
    };
    const std::string unit = centimetres ? " cm" : random.pick({" mm", " mm", "mm"});
    switch (random.integer(0, 3)) {
    case 0:
        return one(mm) + " x " + one(mm * random.uniform(0.65, 0.95)) + unit;
    case 1:
        return one(mm) + " x " + one(mm * random.uniform(0.7, 0.95)) + " x " +
               one(mm * random.uniform(0.6, 0.95)) + unit;
    default:
        return one(mm) + unit;
    }
}

std::string denyingSentence(const Lexicon& lexicon, Random& random) {
    if (random.chance(0.6)) return expand(random.of(lexicon.denied), {}, random);
    const Slots slots{{"bare", std::string(random.of(lexicon.deniedNouns))}};
    const auto pattern = random.pick<std::string_view>(
        {"[No|There is no|No evidence of|There is no evidence of|No sign of|No features of|No indication "
         "of|No convincing] {bare}.",
         "[No|There is no] {bare} [is seen|is identified|is demonstrated|was found|on this study|at "
         "present|].",
         "[There is|] nothing to suggest {bare}.", "[Specifically,|In particular,|Of note,|] no {bare}.",
         "[Negative|The scan is negative|The study is negative|Imaging is negative] for {bare}.",
         "{bare} is [not seen|not identified|not demonstrated|excluded|absent|not appreciated].",
         "[The images|These images|The sequences|The present images] [show|demonstrate|reveal] no {bare}.",
         "Without [evidence of|signs of|] {bare}.", "{bare}: [none|no|absent|not present|not seen].",
         "Free of {bare}.", "[We see|I see|One sees] no {bare}.",
         "[The brain|The study] shows no [sign|evidence] of {bare}."});
    return expand(pattern, slots, random);
}

std::string writeSentence(const std::string& finding, bool affirmed, std::optional<Side> side,
                          std::uint64_t seed) {
    Random random(seed, 78);
    const Lexicon& lexicon = lexiconOf(finding);
    if (!affirmed) return finished(denyingSentence(lexicon, random), random);
    Slots slots;
    std::string noun = expandPart(random.of(lexicon.nouns), {}, random);
    std::string_view pattern = random.of(lexicon.said);
    if (random.chance(0.2))
        pattern = random.of(lexicon.concluded);
    else if (lexicon.id != "normal" && random.chance(0.35))
        pattern = random.pick<std::string_view>(
            {"[There is|We see|The scan shows|This study demonstrates|The images show|Imaging "
             "reveals|MRI shows] {noun}{where}.",
             "{noun} [is|can be] [seen|noted|identified|demonstrated|appreciated]{where}.",
             "[Findings|Appearances|Features] [consistent with|in keeping with|compatible "
             "with|suggestive of|typical of|of] {noun}{where}.",
             "{Where}[there is|one sees|we note] {noun}.", "{noun}{where}.",
             "[Evidence of|Signs of|Imaging evidence of] {bare}{where}.",
             "[The patient has|Presence of|Positive for|Known] {bare}{where}.",
             "The scan is [abnormal|positive], [showing|demonstrating] {noun}{where}.",
             "[Diagnosis|Impression|Conclusion]: {bare}{where}."});
    if (random.chance(0.4)) {
        std::vector<const SubtypeWords*> kinds;
        for (const auto& words : subtypeWords())
            if (words.finding == finding && !words.said.empty() &&
                (side != Side::Midline || words.subtype != "embolic"))
                kinds.push_back(&words);
        if (!kinds.empty()) {
            const SubtypeWords& words = *random.of(kinds);
            noun = expandPart(random.of(words.nouns), {}, random);
            pattern = random.of(words.said);
        }
    }
    slots["bare"] = withoutArticle(noun);
    slots["noun"] = noun, slots["by"] = withoutArticle(noun);
    if (lexicon.focal)
        fillPlace(slots, side, random.chance(0.75) ? likelyPlace(finding, random) : std::string_view(),
                  random);
    slots["size"] = sizeText(random.logUniform(0.2, 40), random.chance(0.4), random);
    slots["grade"] = "[1|2|3]";
    return finished(expand(pattern, slots, random), random);
}

} // namespace second_read::simulate
