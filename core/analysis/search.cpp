#include "analysis/analysis.h"
#include "analysis/kept_study.h"
#include "analysis/similar.h"
#include "evidence/fusion.h"
#include "examination/json.h"

namespace second_read::analysis {
namespace {

Result<SearchAnswer> searchText(const pack::Pack& pack, const archive::Archive& archive,
                                const SearchRequest& request, Stages& stages) {
    stages.begin("encode", 0, 0.5);
    SECOND_READ_TRY(embeddings, pack.embed({*request.text}));
    SECOND_READ_CHECK(stages.checkpoint());
    stages.begin("search", 0.5, 1);
    const PassageFinder passages(pack.catalogue());
    archive::Query query;
    query.text = std::move(embeddings.front());
    query.top = request.top;
    SearchAnswer answer;
    answer.query = *request.text;
    SECOND_READ_TRY(results,
                    similar(archive, passages, query, {*request.text, passages.findingsIn(*request.text)}));
    answer.results = std::move(results);
    return answer;
}

Result<SearchAnswer> searchStudy(const pack::Pack& pack, const archive::Archive& archive,
                                 const SearchRequest& request, std::optional<KeptStudy>& kept,
                                 Stages& stages) {
    if (!kept || kept->path != *request.study || kept->studyUid != request.studyUid) {
        kept.reset();
        SECOND_READ_TRY(opened, openOne(*request.study, request.studyUid, stages.begin("open", 0, 0.1)));
        SECOND_READ_TRY(encoded, encode(pack, opened, stages, 0.1, 0.9));
        kept.emplace(KeptStudy{*request.study, request.studyUid, std::move(opened), std::move(encoded)});
    }
    const auto& [path, uid, opened, encoded] = *kept;
    if (encoded.series.empty())
        return fail(ErrorCode::Unsupported,
                    "the study " + opened.study.uid + " cannot be compared: " + encoded.unlike.front());
    SECOND_READ_CHECK(stages.checkpoint());
    stages.begin("search", 0.9, 1);
    const auto findings =
        evidence::fuse(pack.catalogue(), pack.scoreModel(), encoded.scores(pack, opened.study));
    auto query = queryOf(opened.study, encoded);
    query.top = request.top;
    if (request.samePatient) {
        query.excludePatientId.reset();
        query.nearDuplicate = 2; // no cosine reaches it
    }
    SearchAnswer answer;
    answer.query = request.study->string();
    SECOND_READ_TRY(results,
                    similar(archive, PassageFinder(pack.catalogue()), query, {"", suggestedBy(findings)}));
    answer.results = std::move(results);
    return answer;
}

} // namespace

Result<SearchAnswer> search(const pack::Pack& pack, const SearchRequest& request, const JobContext& context) {
    SECOND_READ_TRY(archive, openArchive(pack, request.archive));
    return search(pack, archive, request, context);
}

Result<SearchAnswer> search(const pack::Pack& pack, const archive::Archive& archive,
                            const SearchRequest& request, const JobContext& context) {
    std::optional<KeptStudy> kept;
    return searchKept(pack, archive, request, kept, context);
}

Result<SearchAnswer> searchKept(const pack::Pack& pack, const archive::Archive& archive,
                                const SearchRequest& request, std::optional<KeptStudy>& kept,
                                const JobContext& context) {
    if (request.text.has_value() == request.study.has_value())
        return fail(ErrorCode::InvalidArgument, "a search needs either a text or a study");
    if (request.text && request.text->find_first_not_of(" \t\r\n") == std::string::npos)
        return fail(ErrorCode::InvalidArgument,
                    "the text to search for is empty: type what the examination should show");
    Stages stages(context);
    SECOND_READ_TRY(answer, request.text ? searchText(pack, archive, request, stages)
                                         : searchStudy(pack, archive, request, kept, stages));
    answer.ms = stages.elapsedMs();
    return std::move(answer);
}

nlohmann::json toJson(const SearchAnswer& answer) {
    auto results = nlohmann::json::array();
    for (const auto& result : answer.results) results.push_back(examination::toJson(result));
    return {{"query", answer.query}, {"results", std::move(results)}, {"ms", answer.ms}};
}

} // namespace second_read::analysis
