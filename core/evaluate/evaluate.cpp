#include "evaluate/evaluate.h"

#include <cmath>

#include <sys/resource.h>

#include "analysis/kept_study.h"
#include "base/files.h"
#include "evaluate/baselines.h"
#include "evaluate/figures.h"
#include "evaluate/page.h"
#include "evidence/flags.h"

namespace second_read::evaluate {
namespace {

std::vector<examination::Flag> flagsOn(const pack::Pack& pack, const report::ReportReader& reader,
                                       examination::Analysis analysis, const std::string& report) {
    const auto reading = reader.read(report, {analysis.study.patient.sex, analysis.study.patient.age});
    evidence::attachReport(analysis.findings, reading);
    return evidence::flags(pack.catalogue(), pack.calibration(), analysis.findings, reading);
}

/// nullopt where the analysis abstains, with its reason in `abstained`.
Result<std::optional<Outcome>> judge(const pack::Pack& pack, const report::ReportReader& reader,
                                     const Case& known, std::vector<analysis::Failure>& abstained,
                                     const JobContext& context) {
    std::optional<analysis::KeptStudy> kept;
    analysis::AnalyseRequest request;
    request.path = known.images;
    request.studyUid = known.studyUid;
    const JobContext quiet{context.stop, {}};
    SECOND_READ_TRY(analysis, analysis::analyse(pack, nullptr, request, kept, quiet));
    if (analysis.abstained) {
        abstained.push_back({known.images.string(), *analysis.abstained});
        return std::nullopt;
    }
    Outcome outcome;
    outcome.known = known;
    outcome.embeddings = kept->encoded.embeddings();
    outcome.scores = kept->encoded.scores(pack, analysis.study);
    for (const auto& series : kept->encoded.series) {
        SECOND_READ_TRY(volume, study::loadVolume(kept->opened, series.index, quiet));
        outcome.intensities[series.encoded.sequence] = intensityFeatures(volume);
    }
    outcome.flagsOnFinal = flagsOn(pack, reader, analysis, known.report);
    if (known.provisional) outcome.flagsOnProvisional = flagsOn(pack, reader, analysis, *known.provisional);
    outcome.analysis = std::move(analysis);
    return outcome;
}

double peakMemoryMb() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace

Result<EvaluateAnswer> evaluate(const pack::Pack& pack, const EvaluateRequest& request,
                                const JobContext& context) {
    if (request.cohort.has_value() == request.archive.has_value())
        return fail(ErrorCode::InvalidArgument, "evaluate needs either a cohort or an archive");
    SECOND_READ_TRY(cases, request.cohort ? casesOfCohort(*request.cohort, pack.catalogue())
                                          : casesOfArchive(*request.archive, pack.catalogue()));
    SECOND_READ_CHECK(makeFolder(request.out));
    const report::ReportReader reader(evidence::termsOf(pack.catalogue()));
    EvaluateAnswer answer;
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SECOND_READ_CHECK(
            context.checkpoint("analyse", 0.97 * static_cast<double>(i) / static_cast<double>(cases.size())));
        auto outcome = judge(pack, reader, cases[i], answer.abstained, context);
        if (outcome) {
            if (*outcome) outcomes.push_back(**std::move(outcome));
        } else if (outcome.error().code == ErrorCode::Cancelled)
            return tl::unexpected<Error>(std::move(outcome).error());
        else
            answer.failed.push_back({cases[i].images.string(), outcome.error().message});
    }
    if (outcomes.empty()) {
        const auto& first = answer.failed.empty() ? answer.abstained.front() : answer.failed.front();
        return fail(ErrorCode::Unsupported, "none of the " + std::to_string(cases.size()) +
                                                " examinations could be analysed: " + first.path + ": " +
                                                first.why);
    }
    SECOND_READ_CHECK(context.checkpoint("measure", 0.97));
    answer.figures = figuresOf(pack, outcomes);
    answer.figures["abstained"] = answer.abstained.size();
    answer.figures["memory_mb"] = std::round(peakMemoryMb());
    SECOND_READ_CHECK(writeFileAtomically(request.out / "evaluation.json", answer.figures.dump(1) + "\n"));
    const auto source = request.cohort
                            ? "simulated cohort " + request.cohort->filename().string()
                            : "archive " + request.archive->filename().string() + ", labels from its reports";
    const PageFacts facts{source, outcomes.size(), answer.failed.size() + answer.abstained.size()};
    const auto page = evaluationPage(pack, answer.figures, facts);
    SECOND_READ_CHECK(writeFileAtomically(request.out / "evaluation.html", page));
    return answer;
}

} // namespace second_read::evaluate
