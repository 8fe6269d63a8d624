#include <algorithm>

#include "analysis/analysis.h"
#include "command.h"
#include "examination/json.h"
#include "report/report.h"

namespace second_read::app {
namespace {

struct AnalyseOptions {
    std::string path, studyUid, report, archive;
    std::vector<std::string> queries;
};

std::string describe(const examination::Evidence& finding) {
    std::string line = "  " + finding.name;
    line.resize(std::max<std::size_t>(line.size(), 30), ' ');
    if (!finding.evaluable) return line + " not evaluable: " + finding.whyNot.value_or("") + "\n";
    line +=
        formatted(" percentile %5.1f  probability %.2f  similarity %+.3f  ", finding.percentile.value_or(0),
                  finding.probability.value_or(0), finding.similarity.value_or(0));
    if (finding.place)
        line += *finding.place;
    else if (finding.side)
        line += nameOf(*finding.side);
    return line + "\n";
}

std::string describe(const examination::Analysis& analysis) {
    std::string text =
        "pack " + analysis.pack.id + " " + analysis.pack.version + ", " + analysis.device + "\n";
    if (analysis.abstained) text += "abstained: " + *analysis.abstained + "\n";
    for (const auto& finding : analysis.findings) text += describe(finding);
    for (const auto& flag : analysis.flags) text += "flag: " + flag.message + "\n";
    for (const auto& query : analysis.queries)
        text += formatted("query: similarity %+.3f, percentile %.1f (not calibrated): ",
                          query.similarity.value_or(0), query.percentile.value_or(0)) +
                query.text + "\n";
    for (const auto& similar : analysis.similar)
        text += formatted("similar: %.2f  ", similar.similarity) + similar.date.value_or("") + "  " +
                similar.passage + "\n";
    for (const auto& series : analysis.notEvaluated)
        text += "not evaluated: " + series.seriesUid + ": " + series.why + "\n";
    return text;
}

Result<Outcome> run(const AnalyseOptions& options, const Common& common) {
    analysis::AnalyseRequest request;
    request.path = options.path;
    if (!options.studyUid.empty()) request.studyUid = options.studyUid;
    if (!options.archive.empty()) request.archive = options.archive;
    request.queries = options.queries;
    if (!options.report.empty()) {
        SECOND_READ_TRY(text, report::readReportFile(options.report));
        request.reportText = std::move(text);
    }
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(analysis, analysis::analyse(pack, request, common.job));
    Outcome outcome;
    outcome.object = examination::toJson(analysis);
    outcome.text = describe(analysis);
    for (const auto& series : analysis.notEvaluated)
        if (series.failed) outcome.failures.push_back("series " + series.seriesUid + ": " + series.why);
    return outcome;
}

} // namespace

void addAnalyse(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<AnalyseOptions>();
    auto* command =
        addCommand(program, chosen, "analyse", "Asks the images every finding and compares with the report",
                   "analyse ~/scans/case-17 --report draft.txt --archive ~/archive --json", options, run);
    command->add_option("path", options->path, "Folder, DICOM file, DICOMDIR, or NIfTI file or folder")
        ->required();
    command->add_option("--study-uid", options->studyUid, "Which study, when there are several")
        ->type_name("UID");
    command->add_option("--report", options->report, "The provisional report, a text file")
        ->type_name("FILE");
    command->add_option("--archive", options->archive, "Past examinations to compare with")->type_name("DIR");
    command->add_option("--query", options->queries, "A sentence to ask of the images; may be repeated")
        ->type_name("TEXT");
}

} // namespace second_read::app
