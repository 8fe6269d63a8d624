#include <cstdio>

#include "analysis/analysis.h"
#include "base/files.h"
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
    char line[256];
    if (!finding.evaluable)
        std::snprintf(line, sizeof line, "  %-28s not evaluable: %s\n", finding.name.c_str(),
                      finding.whyNot.value_or("").c_str());
    else
        std::snprintf(line, sizeof line, "  %-28s percentile %5.1f  probability %.2f  similarity %+.3f  %s\n",
                      finding.name.c_str(), finding.percentile.value_or(0), finding.probability.value_or(0),
                      finding.similarity.value_or(0),
                      finding.place  ? finding.place->c_str()
                      : finding.side ? std::string(nameOf(*finding.side)).c_str()
                                     : "");
    return line;
}

std::string describe(const examination::Analysis& analysis) {
    std::string text =
        "pack " + analysis.pack.id + " " + analysis.pack.version + ", " + analysis.device + "\n";
    if (analysis.abstained) text += "abstained: " + *analysis.abstained + "\n";
    for (const auto& finding : analysis.findings) text += describe(finding);
    for (const auto& flag : analysis.flags) text += "flag: " + flag.message + "\n";
    for (const auto& query : analysis.queries) {
        char line[128];
        std::snprintf(line, sizeof line, "query: similarity %+.3f, percentile %.1f (not calibrated): ",
                      query.similarity.value_or(0), query.percentile.value_or(0));
        text += line + query.text + "\n";
    }
    for (const auto& similar : analysis.similar) {
        char line[64];
        std::snprintf(line, sizeof line, "similar: %.2f  %s  ", similar.similarity,
                      similar.date.value_or("").c_str());
        text += line + similar.passage + "\n";
    }
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
        SECOND_READ_TRY(bytes, readFile(options.report, 16 << 20));
        SECOND_READ_TRY(text, report::readReportText(bytes, options.report));
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
