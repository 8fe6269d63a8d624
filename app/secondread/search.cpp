#include "analysis/analysis.h"
#include "command.h"

namespace second_read::app {
namespace {

struct SearchOptions {
    std::string text, study, studyUid, archive;
    std::size_t top = 15;
    bool samePatient = false;
};

Result<Outcome> run(const SearchOptions& options, const Common& common) {
    analysis::SearchRequest request;
    if (!options.text.empty()) request.text = options.text;
    if (!options.study.empty()) request.study = options.study;
    if (!options.studyUid.empty()) request.studyUid = options.studyUid;
    request.archive = options.archive;
    request.top = options.top;
    request.samePatient = options.samePatient;
    SECOND_READ_TRY(pack, openPack(common));
    SECOND_READ_TRY(answer, analysis::search(pack, request, common.job));
    Outcome outcome;
    outcome.object = analysis::toJson(answer);
    for (const auto& similar : answer.results) {
        outcome.text += formatted("%.3f  ", similar.similarity) + similar.date.value_or("no date") + "  " +
                        similar.sex.value_or("") + " " + (similar.age ? std::to_string(*similar.age) : "") +
                        "  " + similar.passage + "\n       " + similar.path + "\n";
    }
    return outcome;
}

} // namespace

void addSearch(CLI::App& program, Run& chosen) {
    auto options = std::make_shared<SearchOptions>();
    auto* command =
        addCommand(program, chosen, "search", "Finds similar past examinations, by text or by a study",
                   "search 'left temporal encephalitis, limbic' --archive ~/archive", options, run);
    auto* text = command->add_option("text", options->text, "What to look for");
    auto* study = command->add_option("--study", options->study, "A study to compare with")
                      ->type_name("PATH")
                      ->excludes(text);
    command->add_option("--study-uid", options->studyUid, "Which study under PATH")
        ->type_name("UID")
        ->needs(study);
    command
        ->add_flag("--same-patient", options->samePatient,
                   "Also the patient's other examinations, and near-duplicates of the study")
        ->needs(study);
    command->add_option("--archive", options->archive, "The archive")->type_name("DIR")->required();
    command->add_option("--top", options->top, "How many")->check(CLI::Range(1, 1000))->capture_default_str();
    command->parse_complete_callback([text, study] {
        if (text->count() + study->count() == 0) throw CLI::RequiredError("a text or --study");
    });
}

} // namespace second_read::app
