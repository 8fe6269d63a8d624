#pragma once
/// The thread through the window: an opened study goes to the engine, what comes back to evidence and similar
/// cases, the report's text and the evidence to flags, decisions and the session to the worklist's file. It
/// owns the presenters of the panels; the images need nothing of it and stay usable whatever happens here.
///
/// All calls on the UI thread. The engine (EngineAccess) outlives it.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "presenters/archive_reader.h"
#include "presenters/ask_presenter.h"
#include "presenters/engine_access.h"
#include "presenters/evidence_presenter.h"
#include "presenters/report_presenter.h"
#include "presenters/similar_presenter.h"
#include "presenters/status_presenter.h"
#include "presenters/surroundings.h"
#include "presenters/worklist_presenter.h"
#include "presenters/worklist_store.h"

namespace second_read::ui {

/// What was open when the program ended, however it ended.
struct Session {
    std::string path; ///< what was opened; empty: nothing
    std::string studyUid;
    nlohmann::json view; ///< as given to setView; null if never
};

class ReadingSessionPresenter {
public:
    ReadingSessionPresenter(EngineAccess& engine, Surroundings surroundings);
    ~ReadingSessionPresenter();

    WorklistPresenter& worklist() { return m_worklist; }
    EvidencePresenter& evidence() { return m_evidence; }
    ReportPresenter& report() { return m_report; }
    SimilarPresenter& similar() { return m_similar; }
    AskPresenter& ask() { return m_ask; }
    StatusPresenter& status() { return m_status; }

    std::function<void(const Session&)> restored;                        ///< after start(), once
    std::function<void(const std::vector<std::string>&)> recentsChanged; ///< newest first

    /// Reads worklist, session and settings. An archive set before (command line) is kept.
    void start();
    /// `path`: what was opened (kept for the next start); `reportFile`: a report chosen for it, before what
    /// lies beside.
    void studyOpened(const study::OpenedStudy& study, const std::filesystem::path& path,
                     std::optional<std::filesystem::path> reportFile = {});
    void studyClosed();
    void setArchive(std::optional<std::filesystem::path> folder);
    void setView(nlohmann::json view);
    void scan(const std::filesystem::path& folder) { m_worklist.scan(folder); }
    void remember(const std::string& path);
    void importFrom(const std::filesystem::path& folder);
    void cancelAnalysis();
    /// Hands everything unsaved to the disk and waits for it; for the end of the program.
    void flush();

private:
    void engineChanged();
    void takePack(const nlohmann::json& pack);
    void analyse(bool withArchive);
    void analysisArrived(const nlohmann::json& json, bool withArchive);
    void analysisFailed(const Error& error, bool died, bool withArchive);
    /// Asks the engine in place of what `id` stands for, a member that is empty again once the answer is
    /// here. Answers to what `id` no longer stands for are dropped: they belong to a study or sentence that
    /// was left.
    void request(std::optional<int>& id, const std::string& method, nlohmann::json params,
                 EngineAccess::Handlers then);
    void cancelRequest(std::optional<int>& id);
    /// Whether the similar cases wanted are those that came with the analysis.
    bool analysisHasSimilar() const { return m_archiveAsked && !m_similar.state().samePatient; }
    void searchWithStudy();
    std::optional<int> showSearch(const std::string& query, const nlohmann::json& result);
    void askBoth(const std::string& sentence);
    void withdrawAsk();
    void showKeptQueries();
    void openArchive();
    void keepSession();
    void reported();
    std::optional<std::string> archiveParameter() const;
    nlohmann::json studyParameters() const;

    EngineAccess& m_engine;
    Surroundings m_surroundings;
    std::shared_ptr<int> m_life = std::make_shared<int>(); ///< engine callbacks after our end do nothing
    WorklistStore m_store;
    ArchiveReader m_archive;
    SerialWorker m_worker;
    WorklistPresenter m_worklist;
    EvidencePresenter m_evidence;
    ReportPresenter m_report;
    SimilarPresenter m_similar;
    AskPresenter m_ask;
    StatusPresenter m_status;

    std::optional<study::OpenedStudy> m_study;
    std::filesystem::path m_path;
    std::optional<examination::Analysis> m_analysis;
    std::optional<std::filesystem::path> m_archiveFolder;
    std::optional<ArchiveFacts> m_archiveFacts;
    bool m_archiveAsked = false; ///< the analysis was asked to search the archive as well
    std::shared_ptr<const ReadingRules> m_rules;
    nlohmann::json m_packSeen;
    nlohmann::json m_view;
    Deferred m_keepSession;
    std::optional<int> m_analyseId, m_searchId, m_askStudyId, m_askArchiveId, m_importId;
    int m_attempts = 0;           ///< at the open study's analysis, by an engine that died of it
    bool m_wantsAnalysis = false; ///< the engine was lost; ask again when it is back
};

} // namespace second_read::ui
