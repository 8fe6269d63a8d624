#include <algorithm>

#include "analysis/analysis.h"
#include "analysis/kept_study.h"
#include "analysis/similar.h"
#include "evidence/flags.h"
#include "evidence/fusion.h"

namespace second_read::analysis {
namespace {

using examination::Analysis;

/// Known before a pixel is read: why nothing may be said of this patient.
std::optional<std::string> outsideOfScope(const study::OpenedStudy& opened) {
    const auto& study = opened.study;
    const bool anyEligible = std::any_of(study.series.begin(), study.series.end(),
                                         [](const auto& series) { return series.eligible; });
    if (anyEligible && study.patient.age && *study.patient.age < kAdult)
        return "the patient is " + std::to_string(*study.patient.age) +
               " years old; the pack was trained on adults";
    if (anyEligible) return std::nullopt;
    for (const auto& [index, hindrance] : opened.hindrances)
        if (hindrance.kind == study::Hindrance::Kind::BodyPart) return hindrance.why;
    return std::nullopt;
}

/// Known after encoding: the images are not like those the pack was trained on.
std::optional<std::string> unlikeTraining(const EncodedStudy& encoded) {
    if (encoded.unlike.empty() || encoded.unlike.size() <= encoded.series.size()) return std::nullopt;
    return "the images are unlike those the pack was trained on: " + encoded.unlike.front();
}

/// Every finding by name, none of them judged.
std::vector<examination::Evidence> unjudged(const catalogue::Catalogue& catalogue, const std::string& why) {
    std::vector<examination::Evidence> findings;
    for (const auto& finding : catalogue.findings) {
        examination::Evidence evidence;
        evidence.id = finding.id;
        evidence.name = finding.name;
        evidence.whyNot = why;
        findings.push_back(std::move(evidence));
    }
    return findings;
}

/// Mean over the sequences present; the place is that of the sequence that stands out most among normals. A
/// side is not stated: nothing calibrates the asymmetry of a sentence that nobody has asked before.
examination::QueryAnswer ask(const pack::Pack& pack, const EncodedStudy& encoded, const std::string& text,
                             const std::vector<float>& embedding) {
    examination::QueryAnswer answer;
    answer.text = text;
    double similarity = 0, percentile = 0, highest = -1;
    int percentiles = 0;
    const pack::Encoded* clearest = nullptr;
    for (const auto& each : encoded.series) {
        const double here = pack.similarity(each.encoded, embedding);
        const auto rank = pack.percentile(embedding, each.encoded.sequence, here);
        similarity += here;
        if (rank) {
            percentile += *rank;
            ++percentiles;
        }
        if (!clearest || rank.value_or(0) > highest) {
            highest = rank.value_or(0);
            clearest = &each.encoded;
        }
    }
    if (!clearest) return answer;
    answer.similarity = similarity / static_cast<double>(encoded.series.size());
    if (percentiles > 0) answer.percentile = percentile / percentiles;
    if (const auto place = pack.localise(*clearest, embedding); place && !place->place.empty())
        answer.peakLps = place->peakLps;
    return answer;
}

Result<void> askQueries(const pack::Pack& pack, const EncodedStudy& encoded,
                        const std::vector<std::string>& queries, Analysis& analysis) {
    if (queries.empty()) return {};
    SECOND_READ_TRY(embeddings, pack.embed(queries));
    for (std::size_t i = 0; i < queries.size(); ++i)
        analysis.queries.push_back(ask(pack, encoded, queries[i], embeddings[i]));
    return {};
}

void judge(const pack::Pack& pack, const EncodedStudy& encoded, Analysis& analysis) {
    const auto scores = encoded.scores(pack, analysis.study);
    analysis.findings = evidence::fuse(pack.catalogue(), pack.scoreModel(), scores);
    analysis.abnormality = evidence::fuseAbnormality(pack.scoreModel(), scores);
}

void abstain(const pack::Pack& pack, const std::vector<std::string>& queries, std::string why,
             Analysis& analysis) {
    analysis.findings = unjudged(pack.catalogue(), why);
    for (const auto& query : queries) {
        analysis.queries.emplace_back();
        analysis.queries.back().text = query;
    }
    analysis.abstained = std::move(why);
}

void readReport(const pack::Pack& pack, const std::string& text, Analysis& analysis) {
    const report::ReportReader reader(evidence::termsOf(pack.catalogue()));
    const auto reading = reader.read(text, {analysis.study.patient.sex, analysis.study.patient.age});
    evidence::attachReport(analysis.findings, reading);
    if (!analysis.abstained)
        analysis.flags = evidence::flags(pack.catalogue(), pack.calibration(), analysis.findings, reading);
}

} // namespace

Result<Analysis> analyse(const pack::Pack& pack, const AnalyseRequest& request, const JobContext& context) {
    // An archive that does not fit is told before time is spent on the images.
    std::optional<archive::Archive> archive;
    if (request.archive) {
        SECOND_READ_TRY(opened, openArchive(pack, *request.archive));
        archive.emplace(std::move(opened));
    }
    std::optional<KeptStudy> kept;
    return analyse(pack, archive ? &*archive : nullptr, request, kept, context);
}

Result<Analysis> analyse(const pack::Pack& pack, const archive::Archive* archive,
                         const AnalyseRequest& request, std::optional<KeptStudy>& kept,
                         const JobContext& context) {
    Stages stages(context);
    Analysis analysis;
    analysis.pack = pack.info().id;
    kept.reset();
    SECOND_READ_TRY(opened, openOne(request.path, request.studyUid, stages.begin("open", 0, 0.05)));
    analysis.study = opened.study;

    if (auto why = outsideOfScope(opened)) {
        abstain(pack, request.queries, std::move(*why), analysis);
    } else {
        SECOND_READ_TRY(encoded, encode(pack, opened, stages, 0.05, 0.85));
        analysis.notEvaluated = encoded.notEvaluated;
        for (const auto& image : opened.unreadable)
            analysis.notEvaluated.push_back(
                {image.seriesUid, image.file.filename().string() + " is left out: " + image.why, true});
        SECOND_READ_CHECK(stages.checkpoint());
        stages.begin("score", 0.85, 0.9);
        if (auto unlike = unlikeTraining(encoded)) {
            abstain(pack, request.queries, std::move(*unlike), analysis);
        } else {
            judge(pack, encoded, analysis);
            SECOND_READ_CHECK(askQueries(pack, encoded, request.queries, analysis));
            SECOND_READ_CHECK(stages.checkpoint());
            stages.begin("search", 0.9, 0.97);
            if (archive) {
                const Wanted wanted{"", suggestedBy(analysis.findings)};
                SECOND_READ_TRY(found, similar(*archive, PassageFinder(pack.catalogue()),
                                               queryOf(opened.study, encoded), wanted));
                analysis.similar = std::move(found);
            }
        }
        kept.emplace(KeptStudy{request.path, request.studyUid, std::move(opened), std::move(encoded)});
    }
    analysis.device = pack.info().device;
    SECOND_READ_CHECK(stages.checkpoint());
    stages.begin("report", 0.97, 1);
    if (request.reportText) readReport(pack, *request.reportText, analysis);
    analysis.timingsMs = stages.timings();
    for (const char* stage : {"open", "prepare", "encode", "score", "search", "report"})
        analysis.timingsMs.try_emplace(stage, 0.0);
    return analysis;
}

} // namespace second_read::analysis
