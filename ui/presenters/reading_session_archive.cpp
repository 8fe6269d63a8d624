// The archive's side of the session: search with the study or a sentence, import.
#include <algorithm>

#include <QCoreApplication>

#include "examination/json.h"
#include "presenters/json_text.h"
#include "presenters/reading_session_presenter.h"

namespace second_read::ui {

namespace {

constexpr int kTop = 15;

int countIn(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<int>() : 0;
}

ImportOutcome outcomeOf(const nlohmann::json& answer) {
    ImportOutcome outcome;
    if (!answer.is_object()) {
        outcome.problem =
            QCoreApplication::translate("ReadingSession", "The engine's answer to the import cannot be read; "
                                                          "look into the archive before importing again.")
                .toStdString();
        return outcome;
    }
    outcome.imported = countIn(answer, "imported");
    outcome.updated = countIn(answer, "updated");
    outcome.skipped = countIn(answer, "skipped");
    if (const auto failed = answer.find("failed"); failed != answer.end() && failed->is_array()) {
        outcome.failed = static_cast<int>(failed->size());
        if (!failed->empty() && failed->front().is_object())
            outcome.firstFailure = textIn(failed->front(), "path") + ": " + textIn(failed->front(), "why");
    }
    return outcome;
}

} // namespace

void ReadingSessionPresenter::searchWithStudy() {
    if (!m_study || !m_archiveFacts) return;
    auto params = studyParameters();
    params["archive"] = *archiveParameter();
    params["top"] = kTop;
    params["samePatient"] = m_similar.state().samePatient;
    m_similar.setSearching({});
    request(m_searchId, "search", std::move(params),
            {{},
             [this](const nlohmann::json& result) { showSearch({}, result); },
             [this](const Error& error, bool) { m_similar.setFailure(error.message); }});
}

std::optional<int> ReadingSessionPresenter::showSearch(const std::string& query,
                                                       const nlohmann::json& result) {
    const auto found =
        result.is_object() && result.contains("results")
            ? examination::similarOf(result["results"])
            : fail(ErrorCode::Corrupt,
                   QCoreApplication::translate(
                       "ReadingSession", "The engine's answer to the search has no results; search again.")
                       .toStdString());
    if (!found) {
        m_similar.setFailure(found.error().message);
        return std::nullopt;
    }
    std::optional<double> ms;
    if (const auto time = result.find("ms"); time != result.end() && time->is_number())
        ms = time->get<double>();
    m_similar.setResults(query, *found, ms);
    return static_cast<int>(found->size());
}

void ReadingSessionPresenter::askBoth(const std::string& sentence) {
    cancelRequest(m_askStudyId);
    cancelRequest(m_askArchiveId);
    if (m_archiveFacts) { // first: it is the quicker one
        cancelRequest(m_searchId);
        m_similar.setSearching(sentence);
        request(m_askArchiveId, "search",
                {{"text", sentence}, {"archive", *archiveParameter()}, {"top", kTop}},
                {{},
                 [this, sentence](const nlohmann::json& result) {
                     m_ask.setArchiveAnswer(showSearch(sentence, result), m_similar.state().problem);
                 },
                 [this](const Error& error, bool) {
                     m_similar.setFailure(error.message);
                     m_ask.setArchiveAnswer({}, error.message);
                 }});
    }
    if (!m_study) return;
    auto params = studyParameters();
    params["queries"] = nlohmann::json::array({sentence});
    request(m_askStudyId, "analyse", std::move(params),
            {{},
             [this](const nlohmann::json& result) {
                 const auto analysis = examination::analysisOf(result);
                 if (!analysis)
                     m_ask.setStudyAnswer({}, analysis.error().message);
                 else if (analysis->abstained)
                     m_ask.setStudyAnswer({}, *analysis->abstained);
                 else
                     m_ask.setStudyAnswer(
                         analysis->queries.empty() ? std::nullopt : std::optional(analysis->queries.front()),
                         {});
                 showKeptQueries();
             },
             [this](const Error& error, bool) { m_ask.setStudyAnswer({}, error.message); }});
}

void ReadingSessionPresenter::showKeptQueries() {
    if (!m_analysis) return;
    const auto& ask = m_ask.state();
    auto& answers = m_analysis->queries;
    std::erase_if(answers, [&](const auto& answer) { return !ask.isKept(answer.text); });
    // One that is kept while its answer is shown need not wait for the next analysis.
    const auto isAsked = [&](const auto& answer) { return answer.text == ask.asked; };
    if (ask.answer && ask.isKept(ask.asked) && std::none_of(answers.begin(), answers.end(), isAsked))
        answers.push_back(*ask.answer);
    m_evidence.setQueries(answers);
}

void ReadingSessionPresenter::withdrawAsk() {
    cancelRequest(m_askStudyId);
    cancelRequest(m_askArchiveId);
    if (m_similar.state().query.empty()) return;
    if (m_study && m_analysis && m_archiveFacts && analysisHasSimilar())
        m_similar.setResults({}, m_analysis->similar, std::nullopt);
    else if (m_study && m_analysis && m_archiveFacts)
        searchWithStudy();
    else
        m_similar.clearResults();
}

void ReadingSessionPresenter::setArchive(std::optional<std::filesystem::path> folder) {
    if (folder) {
        std::error_code ignored;
        const auto absolute = std::filesystem::absolute(*folder, ignored);
        if (!ignored) folder = absolute.lexically_normal();
    }
    m_archiveFolder = std::move(folder);
    if (m_surroundings.settings)
        if (const auto kept = m_surroundings.settings->set(
                setting::kArchive, m_archiveFolder ? m_archiveFolder->string() : std::string());
            !kept)
            m_status.setProblem(kept.error().message);
    openArchive();
}

void ReadingSessionPresenter::openArchive() {
    if (!m_archiveFolder) {
        m_archiveFacts.reset();
        m_similar.setArchive({}, {});
        m_status.setArchive({}, 0, {});
        m_ask.setContext(m_study.has_value(), false);
        return;
    }
    m_archive.open(*m_archiveFolder, [this, asked = *m_archiveFolder](Result<ArchiveFacts> facts) {
        if (m_archiveFolder != asked) return;
        const auto name = asked.filename().empty() ? asked.parent_path().filename() : asked.filename();
        m_archiveFacts = facts ? std::optional(*facts) : std::nullopt;
        const auto problem = facts ? std::string() : facts.error().message;
        m_similar.setArchive(m_archiveFacts, problem);
        m_status.setArchive(name.string(), facts ? facts->size : 0, problem);
        m_ask.setContext(m_study.has_value(), facts.has_value());
        if (facts && m_analysis) searchWithStudy();
    });
}

void ReadingSessionPresenter::importFrom(const std::filesystem::path& folder) {
    if (m_importId) return; // one at a time; the panel shows its progress
    if (!m_archiveFolder) {
        ImportOutcome none;
        none.noArchive = true;
        m_similar.setImported(std::move(none));
        return;
    }
    m_similar.setImporting({"", 0, 0});
    request(m_importId, "import",
            {{"paths", nlohmann::json::array({folder.string()})}, {"archive", m_archiveFolder->string()}},
            {[this](const Progress& progress) { m_similar.setImporting(progress); },
             [this](const nlohmann::json& result) {
                 m_similar.setImported(outcomeOf(result));
                 openArchive();
             },
             [this](const Error& error, bool) {
                 ImportOutcome ended;
                 ended.problem = error.message;
                 ended.cancelled = error.code == ErrorCode::Cancelled;
                 m_similar.setImported(std::move(ended));
                 openArchive(); // what was imported until then is there
             }});
}

} // namespace second_read::ui
