#include <algorithm>
#include <set>

#include "evaluate/figures.h"

namespace second_read::evaluate {
namespace {

using nlohmann::json;

std::string ageBand(const Case& known) {
    if (!known.age) return "unknown";
    return *known.age < 40 ? "under 40" : *known.age < 65 ? "40 to 64" : "65 and over";
}

std::string sizeBand(const KnownFinding& known) {
    if (!known.volumeMl) return "";
    return *known.volumeMl < 1 ? "under 1 ml" : *known.volumeMl < 10 ? "1 to 10 ml" : "over 10 ml";
}

/// Examinations with the finding in a group, against all without it: area, and the share that is called.
json findingGroup(const pack::Pack& pack, const std::vector<Outcome>& outcomes, const std::string& id,
                  const std::function<bool(const KnownFinding&)>& inGroup) {
    std::vector<Sample> samples;
    int positives = 0, called = 0;
    for (const auto& outcome : outcomes) {
        const auto* evidence = judged(outcome, id);
        const auto score = evidence ? scoreOf(evidence->probability, evidence->percentile) : std::nullopt;
        const auto known = outcome.known.findings.find(id);
        const bool there = known != outcome.known.findings.end();
        if (!score || (there && !inGroup(known->second))) continue;
        samples.push_back({*score, there, outcome.known.patient});
        positives += there;
        called += there && isCalled(pack, *evidence);
    }
    json figures = areaOf(samples);
    figures["n_pos"] = positives;
    figures["sensitivity"] = positives > 0 ? rounded(static_cast<double>(called) / positives) : json(nullptr);
    return figures;
}

json findingGroups(const pack::Pack& pack, const std::vector<Outcome>& outcomes,
                   const std::function<std::string(const KnownFinding&)>& groupOf) {
    json groups = json::object();
    for (const auto& finding : pack.catalogue().findings) {
        std::set<std::string> names;
        for (const auto& outcome : outcomes)
            if (const auto known = outcome.known.findings.find(finding.id);
                known != outcome.known.findings.end())
                names.insert(groupOf(known->second));
        for (const auto& name : names)
            if (!name.empty())
                groups[finding.id][name] =
                    findingGroup(pack, outcomes, finding.id,
                                 [&](const KnownFinding& known) { return groupOf(known) == name; });
    }
    return groups;
}

/// The same examinations fused anew without one sequence: what it costs to go without.
json withoutEach(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    std::set<Sequence> present;
    for (const auto& outcome : outcomes)
        for (const auto& scores : outcome.scores) present.insert(scores.sequence);
    json groups = json::object();
    for (const Sequence left : present) {
        std::vector<Sample> samples;
        for (const auto& outcome : outcomes) {
            auto scores = outcome.scores;
            std::erase_if(scores, [&](const auto& each) { return each.sequence == left; });
            if (scores.empty() || !isClear(outcome.known)) continue;
            const auto abnormality = evidence::fuseAbnormality(pack.scoreModel(), scores);
            if (const auto score = scoreOf(abnormality.probability, abnormality.percentile))
                samples.push_back({*score, !outcome.known.findings.empty(), outcome.known.patient});
        }
        groups[std::string(nameOf(left))] = areaOf(samples);
    }
    return groups;
}

} // namespace

json strataOf(const pack::Pack& pack, const std::vector<Outcome>& outcomes) {
    return {
        {"age", groupsOf(outcomes, ageBand)},
        {"sex", groupsOf(outcomes, [](const Case& known) { return known.sex.value_or(""); })},
        {"subtype", findingGroups(pack, outcomes, [](const KnownFinding& known) { return known.subtype; })},
        {"size", findingGroups(pack, outcomes, sizeBand)},
        {"without", withoutEach(pack, outcomes)}};
}

} // namespace second_read::evaluate
