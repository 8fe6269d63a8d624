#include "analysis/similar.h"

namespace second_read::analysis {
namespace {

constexpr double kSuggested = 95;

} // namespace

Result<archive::Archive> openArchive(const pack::Pack& pack, const std::filesystem::path& folder) {
    return archive::Archive::open(folder, archive::Archive::Mode::ReadOnly, pack.info().id,
                                  pack.info().dimension);
}

Result<std::vector<examination::Similar>> similar(const archive::Archive& archive,
                                                  const PassageFinder& passages, const archive::Query& query,
                                                  const Wanted& wanted) {
    SECOND_READ_TRY(hits, archive.search(query));
    std::vector<examination::Similar> results;
    for (const auto& hit : hits) {
        SECOND_READ_TRY(record, archive.find(hit.id));
        if (!record) continue; // removed by another process meanwhile
        SECOND_READ_TRY(passage, passages.find(archive, hit.id, record->report, wanted));
        examination::Similar similar;
        similar.id = hit.id;
        similar.similarity = hit.similarity;
        similar.date = record->date;
        similar.age = record->patient.age;
        similar.sex = record->patient.sex;
        similar.passage = passage.text;
        similar.span = passage.span;
        similar.path = record->path;
        results.push_back(std::move(similar));
    }
    return results;
}

archive::Query queryOf(const examination::Study& study, const EncodedStudy& encoded) {
    archive::Query query;
    query.images = encoded.embeddings();
    query.excludeId = study.uid;
    query.excludePatientId = study.patient.id;
    return query;
}

std::set<std::string> suggestedBy(const std::vector<examination::Evidence>& findings) {
    std::set<std::string> suggested;
    for (const auto& finding : findings)
        if (finding.evaluable && finding.percentile.value_or(0) >= kSuggested) suggested.insert(finding.id);
    return suggested;
}

} // namespace second_read::analysis
