#include "evaluate/cases.h"

#include <algorithm>

#include "archive/archive.h"
#include "base/json.h"
#include "evidence/flags.h"
#include "report/report.h"

namespace second_read::evaluate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Several lesions of one finding are one: sides, masks and volumes united, subtype of the largest.
void unite(KnownFinding& known, const KnownFinding& more) {
    known.side = second_read::unite(known.side, more.side);
    known.reported = known.reported || more.reported;
    known.masks.insert(known.masks.end(), more.masks.begin(), more.masks.end());
    if (more.volumeMl) known.volumeMl = known.volumeMl.value_or(0) + *more.volumeMl;
    if (more.largestMl <= known.largestMl) return;
    known.largestMl = more.largestMl;
    known.subtype = more.subtype;
}

/// A finding that implies another (meningioma: mass) makes that one true too.
void addImplied(const catalogue::Catalogue& catalogue, std::map<std::string, KnownFinding>& findings) {
    const auto known = findings;
    for (const auto& [id, finding] : known)
        if (const auto* entry = catalogue.find(id))
            for (const auto& implied : entry->implies) findings.try_emplace(implied, finding);
}

/// The scanner's view of the patient is in the DICOM; truth.json adds what nobody but the simulator knows.
Result<Case> caseOf(const fs::path& folder, const catalogue::Catalogue& catalogue) {
    const auto file = folder / "truth.json";
    SECOND_READ_TRY(truth, readJson(file));
    Case result;
    result.name = folder.filename().string();
    result.images = folder / "dicom";
    result.truthKnown = true;
    try {
        result.site = truth.value("site", "");
        if (truth.contains("age") && truth["age"].is_number_integer()) result.age = truth["age"].get<int>();
        if (truth.contains("sex") && truth["sex"].is_string()) result.sex = truth["sex"].get<std::string>();
        for (const auto& each : truth.at("findings")) {
            KnownFinding finding;
            if (each.at("side").is_string()) finding.side = sideOf(each["side"].get<std::string>());
            finding.reported = each.value("reported", true);
            if (each.contains("mask") && each["mask"].is_string()) {
                const fs::path mask = each["mask"].get<std::string>();
                if (mask.is_relative() && mask.lexically_normal().begin()->string() != "..")
                    finding.masks = {folder / mask};
            }
            finding.subtype = each.value("subtype", "");
            if (each.contains("volume_ml") && each["volume_ml"].is_number())
                finding.volumeMl = finding.largestMl = each["volume_ml"].get<double>();
            const auto id = each.at("id").get<std::string>();
            const auto [known, fresh] = result.findings.try_emplace(id, finding);
            if (!fresh) unite(known->second, finding);
        }
        if (const auto planted = truth.find("planted_error"); planted != truth.end() && planted->is_object())
            result.planted = PlantedError{planted->at("kind").get<std::string>(),
                                          planted->value("finding", json()).is_string()
                                              ? (*planted)["finding"].get<std::string>()
                                              : ""};
    } catch (const json::exception&) {
        return fail(ErrorCode::Corrupt,
                    file.string() + " is not as a cohort's truth should be: simulate the cohort again");
    }
    addImplied(catalogue, result.findings);
    SECOND_READ_TRY(report, report::readReportFile(folder / "report.txt"));
    result.report = std::move(report);
    std::error_code ignored;
    if (fs::exists(folder / "provisional.txt", ignored)) {
        SECOND_READ_TRY(provisional, report::readReportFile(folder / "provisional.txt"));
        result.provisional = std::move(provisional);
    }
    return result;
}

} // namespace

Result<std::vector<Case>> casesOfCohort(const fs::path& folder, const catalogue::Catalogue& catalogue) {
    std::error_code failed;
    std::vector<fs::path> folders;
    for (fs::directory_iterator each(folder, failed), end; !failed && each != end; each.increment(failed))
        if (fs::exists(each->path() / "truth.json", failed)) folders.push_back(each->path());
    if (failed)
        return fail(ErrorCode::NotFound, "cannot list the cohort " + folder.string() + ": " +
                                             failed.message() + "; check the path");
    if (folders.empty())
        return fail(ErrorCode::NotFound,
                    folder.string() +
                        " holds no examination with a truth.json: choose a folder that simulate has written");
    std::sort(folders.begin(), folders.end());
    std::vector<Case> cases;
    for (const auto& each : folders) {
        SECOND_READ_TRY(one, caseOf(each, catalogue));
        cases.push_back(std::move(one));
    }
    return cases;
}

Result<std::vector<Case>> casesOfArchive(const fs::path& folder, const catalogue::Catalogue& catalogue) {
    SECOND_READ_TRY(archive, archive::Archive::openForReading(folder));
    const report::ReportReader reader(evidence::termsOf(catalogue));
    std::vector<Case> cases;
    SECOND_READ_CHECK(archive.eachPage([&](const std::vector<archive::Record>& page) -> Result<bool> {
        for (const auto& record : page) {
            if (record.report.empty()) continue;
            Case one;
            one.name = record.id;
            one.images = record.path;
            one.studyUid = record.id;
            one.patient = record.patient.id.value_or("");
            one.age = record.patient.age;
            one.sex = record.patient.sex;
            one.report = record.report;
            const auto reading = reader.read(record.report);
            for (const auto& [id, said] : reading.findings) {
                if (said.assertion == Assertion::Affirmed)
                    one.findings[id].side = said.side;
                else if (said.assertion == Assertion::Uncertain)
                    one.unclear.insert(id);
            }
            cases.push_back(std::move(one));
        }
        return true;
    }));
    if (cases.empty())
        return fail(ErrorCode::Unsupported, "the archive " + folder.string() +
                                                " holds no examination with a report: import reports first");
    return cases;
}

} // namespace second_read::evaluate
