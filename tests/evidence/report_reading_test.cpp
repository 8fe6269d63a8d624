// How well reports are read, on real text that stays outside the project. The bounds are below what is
// measured (the figures are printed); they are development figures, not held-out ones.

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "base/json.h"
#include "evidence/flags.h"
#include "support/support.h"

namespace second_read::evidence {
namespace {

using nlohmann::json;

catalogue::Catalogue brain() {
    const auto read = catalogue::readShippedCatalogue();
    EXPECT_TRUE(read) << read.error().message;
    return read.value_or(catalogue::Catalogue{});
}

std::vector<json> linesOf(const std::filesystem::path& file) {
    std::vector<json> all;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) all.push_back(json::parse(line));
    return all;
}

struct Tally {
    int truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0;
    void add(bool truth, bool said) {
        ++(truth ? (said ? truePositive : falseNegative) : (said ? falsePositive : trueNegative));
    }
    double sensitivity() const {
        return static_cast<double>(truePositive) / std::max(1, truePositive + falseNegative);
    }
    double specificity() const {
        return static_cast<double>(trueNegative) / std::max(1, trueNegative + falsePositive);
    }
    double f1() const {
        return 2.0 * truePositive / std::max(1, 2 * truePositive + falsePositive + falseNegative);
    }
};

bool verbose() { return std::getenv("SECOND_READ_VERBOSE") != nullptr; }

std::string shown(const report::Reading& reading, const std::string& id) {
    std::string text(nameOf(reading.findings.at(id).assertion));
    for (const std::string& word : reading.findings.at(id).words) text += " '" + word + "'";
    return text;
}

TEST(ReportReading, FindingsOfRealReports) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    const catalogue::Catalogue catalogue = brain();
    const report::ReportReader reader(termsOf(catalogue));
    std::map<std::string, Tally> tallies;
    Tally all, abnormal;
    int sided = 0, sideRight = 0, conflicts = 0;
    const auto reports = linesOf(data / "text" / "tune" / "brain_reports.jsonl");
    ASSERT_GE(reports.size(), 100u);
    for (const json& report : reports) {
        const report::Reading reading = reader.read(report.at("text").get<std::string>());
        conflicts += static_cast<int>(reading.conflicts.size());
        for (const auto& conflict : reading.conflicts)
            if (verbose()) std::cout << report.at("id") << " CONFLICT " << conflict.message << '\n';
        bool any = false;
        for (const catalogue::Finding& finding : catalogue.findings) {
            const report::FindingReading& said = reading.findings.at(finding.id);
            const bool positive = said.assertion >= Assertion::Uncertain;
            any = any || positive;
            const auto ambiguous = report.at("ambiguous").get<std::vector<std::string>>();
            if (std::ranges::find(ambiguous, finding.id) != ambiguous.end()) continue;
            const bool truth = report.at("labels").at(finding.id).get<int>() == 1;
            tallies[finding.id].add(truth, positive);
            all.add(truth, positive);
            if (verbose() && truth != positive)
                std::cout << report.at("id") << (truth ? " MISSED " : " WRONG  ") << finding.id << ": "
                          << shown(reading, finding.id) << '\n';
            const json& sides = report.at("sides");
            if (!truth || said.assertion != Assertion::Affirmed || !sides.contains(finding.id)) continue;
            const auto side = sideOf(sides.at(finding.id).get<std::string>());
            if (!side) continue;
            ++sided;
            sideRight += said.side == side;
            if (verbose() && said.side != side)
                std::cout << report.at("id") << " SIDE " << finding.id << " is " << nameOf(*side) << ", read "
                          << (said.side ? nameOf(*said.side) : "none") << '\n';
        }
        abnormal.add(report.at("labels").at("normal").get<int>() == 0, any);
    }
    for (const auto& [id, tally] : tallies)
        std::printf("%-26s sensitivity %.3f specificity %.3f F1 %.3f (n %d)\n", id.c_str(),
                    tally.sensitivity(), tally.specificity(), tally.f1(),
                    tally.truePositive + tally.falseNegative);
    std::printf(
        "all findings: sensitivity %.3f specificity %.3f F1 %.3f; sides %d/%d; conflicts %d in %zu reports\n",
        all.sensitivity(), all.specificity(), all.f1(), sideRight, sided, conflicts, reports.size());
    EXPECT_GE(all.f1(), 0.85);
    EXPECT_GE(all.sensitivity(), 0.85);
    EXPECT_GE(all.specificity(), 0.95);
    EXPECT_GE(sideRight, 0.85 * sided);
    EXPECT_LE(conflicts, 5);
}

TEST(ReportReading, FindingsAndPolarityOfHeadCtSentences) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    const catalogue::Catalogue catalogue = brain();
    const report::ReportReader reader(termsOf(catalogue));
    const auto sentences = linesOf(data / "text" / "assertion" / "headct_neuro.jsonl");
    ASSERT_GE(sentences.size(), 100u);
    int right = 0, polarityRight = 0, total = 0, sided = 0, sideRight = 0;
    for (const json& sentence : sentences) {
        const report::Reading reading = reader.read(sentence.at("sentence").get<std::string>());
        for (const auto& [id, name] : sentence.at("assertions").items()) {
            const Assertion truth = *assertionOf(name.get<std::string>());
            const Assertion said = reading.findings.at(id).assertion;
            ++total;
            right += said == truth;
            const bool agrees = (said >= Assertion::Uncertain) == (truth >= Assertion::Uncertain) &&
                                (said == Assertion::Negated) == (truth == Assertion::Negated);
            polarityRight += agrees;
            if (verbose() && said != truth)
                std::cout << sentence.at("id") << (agrees ? " hedge " : " WRONG ") << id << " is " << name
                          << ": " << shown(reading, id) << " | " << sentence.at("sentence").get<std::string>()
                          << '\n';
            const json& sides = sentence.at("sides");
            const auto side = sides.contains(id) ? sideOf(sides.at(id).get<std::string>()) : std::nullopt;
            if (!side || said < Assertion::Uncertain) continue;
            ++sided;
            sideRight += reading.findings.at(id).side == side;
            if (verbose() && reading.findings.at(id).side != side)
                std::cout << sentence.at("id") << " SIDE " << id << " is " << nameOf(*side) << " | "
                          << sentence.at("sentence").get<std::string>() << '\n';
        }
    }
    std::printf("head CT sentences: finding and polarity %d/%d = %.3f, exact assertion %.3f, sides %d/%d\n",
                polarityRight, total, static_cast<double>(polarityRight) / total,
                static_cast<double>(right) / total, sideRight, sided);
    EXPECT_GE(polarityRight, 0.92 * total);
    EXPECT_GE(sideRight, 0.9 * sided);
}

TEST(ReportReading, AffirmedAgainstNegatedOnTheNegExSet) {
    SECOND_READ_NEEDS_REAL_DATA(data);
    std::ifstream file(data / "text" / "assertion" / "negex.tsv");
    std::string line;
    std::getline(file, line);
    Tally negated;
    while (std::getline(file, line)) {
        std::vector<std::string> fields;
        std::istringstream stream(line);
        for (std::string field; std::getline(stream, field, '\t');) fields.push_back(field);
        if (fields.size() < 4) continue;
        const auto range = report::ReportReader({{"concept", {fields[1]}, {}, {}}}).read(fields[2]);
        std::string concept_ = fields[1];
        std::ranges::transform(concept_, concept_.begin(), [](unsigned char c) { return std::tolower(c); });
        // The concept stands in capitals; other places where the words occur are not what was annotated.
        std::string capitals = fields[1];
        std::ranges::transform(capitals, capitals.begin(), [](unsigned char c) { return std::toupper(c); });
        const std::size_t at = fields[2].find(capitals);
        std::optional<Assertion> said;
        std::string cue;
        for (const report::Mention& mention : range.mentions)
            if (!said || mention.term.begin == at) {
                said = mention.assertion;
                cue = mention.cue ? slice(fields[2], *mention.cue) : "";
            }
        const bool truth = fields[3] == "Negated";
        negated.add(truth, said == Assertion::Negated);
        if (verbose() && truth != (said == Assertion::Negated))
            std::cout << (truth ? "MISSED " : "WRONG  ") << (said ? nameOf(*said) : "not found") << " ["
                      << fields[1] << "] '" << cue << "' | "
                      << fields[2].substr(at == std::string::npos || at < 150 ? 0 : at - 150, 300) << '\n';
    }
    const int total =
        negated.truePositive + negated.trueNegative + negated.falsePositive + negated.falseNegative;
    const double accuracy = static_cast<double>(negated.truePositive + negated.trueNegative) / total;
    std::printf("NegEx set: accuracy %.3f, negated sensitivity %.3f specificity %.3f F1 %.3f (n %d)\n",
                accuracy, negated.sensitivity(), negated.specificity(), negated.f1(), total);
    EXPECT_GE(total, 1000);
    EXPECT_GE(accuracy, 0.93);
}

} // namespace
} // namespace second_read::evidence
