#include "cohort/planted_error.h"

#include <algorithm>
#include <cctype>

#include "simulate/random.h"

namespace second_read::cohort {
namespace {

using simulate::Examination;
using simulate::Random;
using simulate::ReportLine;
using simulate::Truth;
using simulate::WrittenReport;

bool speaksOf(const ReportLine& line, const std::string& finding) {
    return line.affirms && line.finding == finding;
}

std::string normalConclusion(std::uint64_t seed) {
    return simulate::writeSentence("normal", true, std::nullopt, seed);
}

/// left <-> right as whole words, whatever their case; false when there was none.
bool swapSides(std::string& text) {
    bool any = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool start = i == 0 || !std::isalpha(static_cast<unsigned char>(text[i - 1]));
        const auto is = [&](const char* word, std::size_t length) {
            if (i + length > text.size()) return false;
            for (std::size_t c = 0; c < length; ++c)
                if (std::tolower(static_cast<unsigned char>(text[i + c])) != word[c]) return false;
            return i + length == text.size() || !std::isalpha(static_cast<unsigned char>(text[i + length]));
        };
        if (!start) continue;
        const bool capital = std::isupper(static_cast<unsigned char>(text[i])) != 0;
        if (is("left", 4))
            text.replace(i, 4, capital ? "Right" : "right"), any = true, i += 4;
        else if (is("right", 5))
            text.replace(i, 5, capital ? "Left" : "left"), any = true, i += 3;
    }
    return any;
}

/// The first size in the text ten times too large, or with the unit of the neighbour.
bool spoilSize(std::string& text, Random& random) {
    for (const std::string unit : {"mm", "cm"}) {
        const auto found = text.find(unit);
        if (found == std::string::npos || found == 0) continue;
        if (found + 2 < text.size() && std::isalpha(static_cast<unsigned char>(text[found + 2]))) continue;
        std::size_t end = found;
        while (end > 0 && text[end - 1] == ' ') --end;
        if (end == 0 || !std::isdigit(static_cast<unsigned char>(text[end - 1]))) continue;
        if (random.chance(0.5))
            text.replace(found, 2, unit == "mm" ? "cm" : "mm");
        else if (unit == "mm" && text.find('.') > end)
            text.insert(end, "0");
        else
            text.replace(found, 2, unit == "mm" ? "cm" : "mm");
        return true;
    }
    return false;
}

void removeLines(WrittenReport& report, const std::string& finding, std::uint64_t seed) {
    const auto drop = [&](std::vector<ReportLine>& lines) {
        std::erase_if(lines, [&](const ReportLine& line) { return speaksOf(line, finding); });
    };
    const bool had = !report.conclusion.empty();
    drop(report.body);
    drop(report.conclusion);
    const bool anyLeft = std::any_of(report.body.begin(), report.body.end(),
                                     [](const ReportLine& line) { return line.affirms; });
    if (!anyLeft) report.body.insert(report.body.begin(), {"normal", true, normalConclusion(seed)});
    if (had && report.conclusion.empty())
        report.conclusion.push_back({"normal", true, normalConclusion(seed + 1)});
}

bool dangerous(const std::string& finding) {
    return finding == "acute_stroke" || finding == "haemorrhage" || finding == "mass" ||
           finding == "hydrocephalus";
}

std::optional<PlantedError> omission(WrittenReport& report, const std::string& finding, std::uint64_t seed) {
    removeLines(report, finding, seed);
    return PlantedError{"omission", finding, dangerous(finding) ? "major" : "minor"};
}

std::optional<PlantedError> negation(WrittenReport& report, const std::string& finding, std::uint64_t seed) {
    removeLines(report, finding, seed);
    report.body.push_back({finding, false, simulate::writeSentence(finding, false, std::nullopt, seed)});
    return PlantedError{"negation", finding, dangerous(finding) ? "major" : "minor"};
}

std::optional<PlantedError> side(WrittenReport& report, const std::string& finding) {
    bool any = false;
    for (auto* lines : {&report.body, &report.conclusion})
        for (auto& line : *lines)
            if (speaksOf(line, finding)) any |= swapSides(line.text);
    if (!any) return std::nullopt;
    return PlantedError{"side", finding, "major"};
}

std::optional<PlantedError> size(WrittenReport& report, const std::string& finding, Random& random) {
    for (auto* lines : {&report.body, &report.conclusion})
        for (auto& line : *lines)
            if (speaksOf(line, finding) && spoilSize(line.text, random))
                return PlantedError{"size", finding, "minor"};
    return std::nullopt;
}

/// Findings and conclusion say opposite things.
std::optional<PlantedError> conflict(WrittenReport& report, const std::string& finding, std::uint64_t seed,
                                     Random& random) {
    if (report.conclusion.empty()) return std::nullopt;
    for (auto& line : report.conclusion)
        if (speaksOf(line, finding)) {
            if (random.chance(0.5) && swapSides(line.text)) return PlantedError{"conflict", finding, "major"};
            line = {finding, false, simulate::writeSentence(finding, false, std::nullopt, seed)};
            return PlantedError{"conflict", finding, dangerous(finding) ? "major" : "minor"};
        }
    return std::nullopt;
}

std::optional<PlantedError> insertion(WrittenReport& report, const Examination& examination,
                                      const std::optional<std::string>& wanted, std::uint64_t seed,
                                      Random& random) {
    std::vector<std::string> absent;
    for (const char* id : {"acute_stroke", "haemorrhage", "mass", "hydrocephalus", "small_vessel_disease",
                           "white_matter_inflammation", "encephalomalacia"})
        if (std::none_of(examination.findings.begin(), examination.findings.end(),
                         [&](const Truth& truth) { return truth.finding == id; }))
            absent.emplace_back(id);
    if (absent.empty()) return std::nullopt;
    const std::string finding = wanted && !wanted->empty() ? *wanted : random.of(absent);
    const Side drawn = random.chance(0.5) ? Side::Left : Side::Right;
    const std::string text = simulate::writeSentence(finding, true, drawn, seed);
    // What was denied cannot be affirmed in the same breath.
    std::erase_if(report.body, [&](const ReportLine& line) {
        return !line.affirms && line.finding.find(finding) != std::string::npos;
    });
    for (auto* lines : {&report.body, &report.conclusion})
        std::erase_if(*lines, [](const ReportLine& line) { return line.finding == "normal"; });
    report.body.insert(report.body.begin(), {finding, true, text});
    report.conclusion.insert(report.conclusion.begin(), {finding, true, text});
    return PlantedError{"insertion", finding, dangerous(finding) ? "major" : "minor"};
}

/// The report of somebody else: other findings, other age, perhaps the other sex.
std::optional<PlantedError> wrongPatient(WrittenReport& report, const Examination& examination,
                                         std::uint64_t seed, Random& random) {
    Examination other;
    other.site = examination.site;
    other.age = std::clamp(examination.age + random.pick({-30, -20, 15, 25}), 18, 95);
    other.sex = examination.sex;
    for (const auto& [sequence, image] : examination.series) other.series[sequence] = {};
    static constexpr std::array<const char*, 6> kIds{
        "acute_stroke", "haemorrhage", "mass", "small_vessel_disease", "atrophy", "encephalomalacia"};
    std::vector<std::string> absent;
    for (const char* id : kIds)
        if (std::none_of(examination.findings.begin(), examination.findings.end(),
                         [&](const Truth& truth) { return truth.finding == id; }))
            absent.emplace_back(id);
    if (examination.findings.empty() || random.chance(0.6)) {
        Truth truth;
        truth.finding = random.of(absent);
        truth.side = random.chance(0.5) ? Side::Left : Side::Right;
        truth.place = random.pick({"frontal lobe", "parietal lobe", "temporal lobe"});
        truth.volumeMl = random.logUniform(1, 30);
        other.findings.push_back(truth);
    }
    report = simulate::composeReport(other, seed);
    return PlantedError{"wrong_patient", "", "major"};
}

} // namespace

std::optional<PlantedError> plantError(WrittenReport& report, const Examination& examination,
                                       std::uint64_t seed, const std::optional<PlantedError>& wanted) {
    Random random(seed, 91);
    std::vector<std::string> there;
    for (const auto& line : report.body)
        if (line.affirms && line.finding != "normal" &&
            (!wanted || wanted->finding.empty() || wanted->finding == line.finding))
            there.push_back(line.finding);
    std::vector<std::string> kinds{"insertion", "wrong_patient"};
    if (!there.empty())
        kinds = {"omission", "omission", "side",      "side",         "size",
                 "negation", "conflict", "insertion", "wrong_patient"};
    if (wanted) kinds = {wanted->kind};
    for (int tries = 0; tries < 12; ++tries) {
        const std::string& kind = random.of(kinds);
        const std::string finding = there.empty() ? "" : random.of(there);
        std::optional<PlantedError> planted;
        if (kind == "insertion")
            planted = insertion(report, examination, wanted ? std::optional(wanted->finding) : std::nullopt,
                                seed, random);
        else if (kind == "wrong_patient")
            planted = wrongPatient(report, examination, seed, random);
        else if (finding.empty())
            continue;
        else if (kind == "omission")
            planted = omission(report, finding, seed);
        else if (kind == "negation")
            planted = negation(report, finding, seed);
        else if (kind == "side")
            planted = side(report, finding);
        else if (kind == "size")
            planted = size(report, finding, random);
        else if (kind == "conflict")
            planted = conflict(report, finding, seed, random);
        if (planted) return planted;
    }
    return std::nullopt;
}

} // namespace second_read::cohort
