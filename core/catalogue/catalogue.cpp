#include "catalogue/catalogue.h"

#include <algorithm>
#include <map>

#include "base/files.h"

namespace second_read::catalogue {
namespace {

using nlohmann::json;
using WordLists = std::map<std::string, std::vector<std::string>>;

/// Reads the members of one object. The first fault is kept and named by entry and key.
struct Entry {
    const json& object;
    std::string name; ///< "finding 'mass'"
    std::optional<Error>& fault;

    void refuse(const std::string& why) const {
        if (!fault) fault = Error{ErrorCode::Corrupt, name + ": " + why};
    }

    const json* member(const char* key) const {
        if (!object.is_object()) return nullptr;
        const auto found = object.find(key);
        return found == object.end() ? nullptr : &*found;
    }

    std::string text(const char* key) const {
        const json* value = member(key);
        if (value && value->is_string()) return value->get<std::string>();
        refuse(std::string(key) + (value ? " is not a text" : " is missing"));
        return {};
    }

    bool flag(const char* key, bool absent) const {
        const json* value = member(key);
        if (!value) return absent;
        if (value->is_boolean()) return value->get<bool>();
        refuse(std::string(key) + " is neither true nor false");
        return absent;
    }

    /// A missing list is an empty one. No empty texts.
    std::vector<std::string> texts(const char* key) const {
        std::vector<std::string> all;
        const json* value = member(key);
        if (!value) return all;
        if (!value->is_array()) {
            refuse(std::string(key) + " is not a list");
            return all;
        }
        for (const json& item : *value) {
            if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
                refuse(std::string(key) + " holds something else than a text");
                return all;
            }
            all.push_back(item.get<std::string>());
        }
        return all;
    }

    /// The same, "@name" replaced by the list of that name.
    std::vector<std::string> qualifiers(const char* key, const WordLists& lists) const {
        std::vector<std::string> all;
        for (std::string& word : texts(key)) {
            if (word.front() != '@') {
                all.push_back(std::move(word));
                continue;
            }
            const auto list = lists.find(word.substr(1));
            if (list == lists.end())
                refuse(std::string(key) + " names the unknown list '" + word + "'");
            else
                all.insert(all.end(), list->second.begin(), list->second.end());
        }
        return all;
    }

    std::set<Sequence> sequences(const char* key) const {
        std::set<Sequence> all;
        for (const std::string& word : texts(key)) {
            const auto sequence = sequenceOf(word);
            if (!sequence)
                refuse(std::string(key) + " names the unknown sequence '" + word + "'");
            else
                all.insert(*sequence);
        }
        return all;
    }
};

std::vector<QualifiedTerms> qualifiedTermsOf(const Entry& finding, const WordLists& lists) {
    std::vector<QualifiedTerms> all;
    const json* groups = finding.member("qualified");
    if (!groups) return all;
    if (!groups->is_array()) finding.refuse("qualified is not a list");
    for (const json& item : *groups) {
        const Entry group{item, finding.name, finding.fault};
        all.push_back({group.texts("terms"), group.qualifiers("with", lists),
                       group.qualifiers("without", lists), group.qualifiers("neutral", lists),
                       group.flag("weak", false)});
        if (all.back().terms.empty()) finding.refuse("a group of qualified terms has no terms");
    }
    return all;
}

Finding findingOf(const json& item, const WordLists& lists, std::optional<Error>& fault) {
    Finding finding;
    finding.id = Entry{item, "a finding", fault}.text("id");
    const Entry entry{item, "finding '" + finding.id + "'", fault};
    if (finding.id.empty()) entry.refuse("id is empty");
    finding.name = entry.text("name");
    finding.inSentence = entry.text("in_sentence");
    finding.radlex = entry.text("radlex");
    finding.positives = entry.texts("positives");
    if (finding.positives.empty()) entry.refuse("it has no positive sentence");
    finding.negatives = entry.texts("negatives");
    finding.terms = entry.texts("terms");
    finding.qualified = qualifiedTermsOf(entry, lists);
    finding.notTerms = entry.texts("not_terms");
    finding.needsAnyOf = entry.sequences("needs_any_of");
    if (finding.needsAnyOf.empty()) entry.refuse("needs_any_of names no sequence");
    finding.alsoUseful = entry.sequences("also_useful");
    finding.implies = entry.texts("implies");
    finding.confusables = entry.texts("confusables");
    const json* weight = entry.member("miss_weight");
    if (!weight || !weight->is_number() || !(weight->get<double>() >= 0 && weight->get<double>() <= 1))
        entry.refuse("miss_weight is not a number from 0 to 1");
    else
        finding.missWeight = weight->get<double>();
    finding.reportedReliably = entry.flag("reported_reliably", true);
    finding.lateralised = entry.flag("lateralised", true);
    if (entry.member("default_side")) {
        finding.defaultSide = sideOf(entry.text("default_side"));
        if (!finding.defaultSide) entry.refuse("default_side is no side");
    }
    return finding;
}

WordLists wordListsOf(const Entry& document) {
    WordLists lists;
    const json* words = document.member("words");
    if (!words) return lists;
    if (!words->is_object()) document.refuse("words is not an object");
    const Entry entry{*words, "words", document.fault};
    for (const auto& [name, unused] : words->items()) lists[name] = entry.texts(name.c_str());
    return lists;
}

json namesOf(const std::set<Sequence>& sequences) {
    json names = json::array();
    for (const Sequence sequence : sequences) names.push_back(nameOf(sequence));
    return names;
}

std::string joined(const std::set<Sequence>& sequences) {
    std::string text;
    std::size_t left = sequences.size();
    for (const Sequence sequence : sequences) {
        text += nameOf(sequence);
        if (--left > 0) text += left == 1 ? " or " : ", ";
    }
    return text;
}

} // namespace

const Finding* Catalogue::find(std::string_view id) const {
    const auto found = std::ranges::find(findings, id, &Finding::id);
    return found == findings.end() ? nullptr : &*found;
}

Evaluability evaluability(const Finding& finding, const std::set<Sequence>& present) {
    Evaluability answer;
    const auto isThere = [&](Sequence sequence) { return present.contains(sequence); };
    answer.evaluable = std::ranges::any_of(finding.needsAnyOf, isThere);
    if (!answer.evaluable) {
        answer.whyNot = finding.name + " cannot be judged without " + joined(finding.needsAnyOf) + ".";
        answer.missing.assign(finding.needsAnyOf.begin(), finding.needsAnyOf.end());
    }
    for (const Sequence sequence : finding.alsoUseful)
        if (!isThere(sequence) && std::ranges::find(answer.missing, sequence) == answer.missing.end())
            answer.missing.push_back(sequence);
    return answer;
}

Result<Catalogue> parseCatalogue(const json& document) {
    std::optional<Error> fault;
    const Entry entry{document, "the findings catalogue", fault};
    if (!document.is_object()) entry.refuse("it is not an object");
    Catalogue catalogue;
    catalogue.region = entry.text("region");
    catalogue.version = entry.text("version");
    catalogue.normalSentences = entry.texts("normal_sentences");
    if (catalogue.normalSentences.empty()) entry.refuse("normal_sentences is empty");
    const WordLists lists = wordListsOf(entry);
    const json* findings = entry.member("findings");
    if (!findings || !findings->is_array() || findings->empty())
        entry.refuse("findings is not a list of findings");
    if (fault) return tl::unexpected<Error>(*fault);
    for (const json& item : *findings) {
        Finding finding = findingOf(item, lists, fault);
        if (catalogue.find(finding.id)) entry.refuse("finding '" + finding.id + "' is there twice");
        catalogue.findings.push_back(std::move(finding));
    }
    for (const Finding& finding : catalogue.findings)
        for (const auto* others : {&finding.implies, &finding.confusables})
            for (const std::string& other : *others)
                if (!catalogue.find(other) || other == finding.id)
                    entry.refuse("finding '" + finding.id + "' refers to the unknown finding '" + other +
                                 "'");
    if (fault) return tl::unexpected<Error>(*fault);
    return catalogue;
}

Result<Catalogue> readCatalogue(const std::filesystem::path& file) {
    SECOND_READ_TRY(document, readJson(file));
    auto catalogue = parseCatalogue(document);
    if (!catalogue) return tl::unexpected<Error>(std::move(catalogue).error().during(file.string()));
    return catalogue;
}

Result<Catalogue> readShippedCatalogue() {
    SECOND_READ_TRY(resources, shippedFolder("resources"));
    return readCatalogue(resources / "findings" / "brain.json");
}

json toJson(const Catalogue& catalogue) {
    json findings = json::array();
    for (const Finding& finding : catalogue.findings) {
        json groups = json::array();
        for (const QualifiedTerms& group : finding.qualified)
            groups.push_back({{"terms", group.terms},
                              {"with", group.with},
                              {"without", group.without},
                              {"neutral", group.neutral},
                              {"weak", group.weak}});
        json item = {{"id", finding.id},
                     {"name", finding.name},
                     {"in_sentence", finding.inSentence},
                     {"radlex", finding.radlex},
                     {"positives", finding.positives},
                     {"negatives", finding.negatives},
                     {"terms", finding.terms},
                     {"qualified", std::move(groups)},
                     {"not_terms", finding.notTerms},
                     {"needs_any_of", namesOf(finding.needsAnyOf)},
                     {"also_useful", namesOf(finding.alsoUseful)},
                     {"implies", finding.implies},
                     {"confusables", finding.confusables},
                     {"miss_weight", finding.missWeight},
                     {"reported_reliably", finding.reportedReliably},
                     {"lateralised", finding.lateralised}};
        if (finding.defaultSide) item["default_side"] = nameOf(*finding.defaultSide);
        findings.push_back(std::move(item));
    }
    return {{"region", catalogue.region},
            {"version", catalogue.version},
            {"normal_sentences", catalogue.normalSentences},
            {"findings", std::move(findings)}};
}

} // namespace second_read::catalogue
