#include "presenters/reading_session_presenter.h"

#include <QCoreApplication>

#include "base/files.h"
#include "examination/json.h"
#include "presenters/json_text.h"

namespace second_read::ui {

namespace {

constexpr std::chrono::milliseconds kSessionPause{300};
constexpr int kAttempts = 2; ///< a study that kills the engine twice is not sent a third time

/// The catalogue that is read with until the engine has told its pack's own: marks and text checks need no
/// engine.
Result<catalogue::Catalogue> shippedCatalogue() {
    SECOND_READ_TRY(resources, shippedFolder("resources"));
    return catalogue::readCatalogue(resources / "findings" / "brain.json");
}

} // namespace

ReadingSessionPresenter::ReadingSessionPresenter(EngineAccess& engine, Surroundings surroundings)
    : m_engine(engine), m_surroundings(std::move(surroundings)),
      m_store(m_surroundings.worklistFile, m_surroundings.post), m_archive(m_surroundings.post),
      m_worker(m_surroundings.post), m_worklist(m_store, m_surroundings), m_report(m_store, m_surroundings),
      m_similar(m_archive), m_keepSession(m_surroundings.after, kSessionPause, [this] { keepSession(); }) {
    m_engine.changed = [this] { engineChanged(); };
    m_status.cancelRequested = [this] { cancelAnalysis(); };
    m_status.retryRequested = [this] { m_engine.retry(); };
    m_evidence.readFirstChosen = [this](bool on) {
        m_report.setReadFirst(on);
        reported();
        if (m_surroundings.settings)
            if (const auto kept = m_surroundings.settings->set(setting::kReadFirst, on); !kept)
                m_status.setProblem(kept.error().message);
    };
    m_evidence.analysisWanted = [this] {
        m_attempts = 0;
        analyse(true);
    };
    m_report.assessed = [this](const Assessment&) { reported(); };
    m_report.flagsDecided = [this] { reported(); };
    m_report.signedChanged = [this](bool isSigned) {
        if (m_study)
            m_worklist.setStatus(m_study->study.uid,
                                 isSigned ? worklist::Status::Signed : worklist::Status::Opened);
    };
    m_similar.archiveChosen = [this](std::filesystem::path folder) { setArchive(std::move(folder)); };
    m_similar.importRequested = [this](std::filesystem::path folder) { importFrom(folder); };
    m_similar.importCancelled = [this] {
        if (m_importId) m_engine.cancel(*m_importId);
    };
    m_similar.studyWanted = [this] {
        m_ask.withdraw();
        searchWithStudy();
    };
    m_similar.samePatientChanged = [this] {
        if (m_analysis && m_similar.state().query.empty()) searchWithStudy();
    };
    m_ask.asked = [this](const std::string& sentence) { askBoth(sentence); };
    m_ask.withdrawn = [this] { withdrawAsk(); };
    m_ask.keptChanged = [this] {
        if (m_surroundings.settings)
            if (const auto kept = m_surroundings.settings->set(setting::kQueries, m_ask.state().kept); !kept)
                m_status.setProblem(kept.error().message);
        showKeptQueries();
    };
}

ReadingSessionPresenter::~ReadingSessionPresenter() {
    m_engine.changed = {};
    m_life.reset();
    m_report.saveNow();
    m_keepSession.fire();
}

void ReadingSessionPresenter::start() {
    engineChanged();
    if (m_surroundings.settings) {
        const bool readFirst = m_surroundings.settings->get(setting::kReadFirst);
        m_evidence.setReadFirst(readFirst);
        m_report.setReadFirst(readFirst);
        m_ask.setKept(m_surroundings.settings->get(setting::kQueries));
        const auto archive = m_surroundings.settings->get(setting::kArchive);
        if (!m_archiveFolder && !archive.empty()) m_archiveFolder = archive;
    }
    if (m_archiveFolder) openArchive();
    m_worklist.reload();
    m_worker.run<Result<catalogue::Catalogue>>(
        [] { return shippedCatalogue(); },
        [this](Result<catalogue::Catalogue> words) {
            if (m_rules) return; // the engine's pack was quicker
            if (!words) {        // reports are not read until the engine is there
                m_status.setProblem(words.error().message);
                return;
            }
            m_rules = std::make_shared<ReadingRules>(std::move(*words), examination::Calibration{});
            m_report.setRules(m_rules);
        });
    m_store.run<std::optional<std::string>>([](worklist::Worklist& worklist) { return worklist.session(); },
                                            [this](Result<std::optional<std::string>> kept) {
                                                Session session;
                                                if (kept && *kept)
                                                    if (const auto json = parseJson(**kept, "session");
                                                        json && json->is_object()) {
                                                        session.path = textIn(*json, "path");
                                                        session.studyUid = textIn(*json, "study_uid");
                                                        if (json->contains("view"))
                                                            session.view = (*json)["view"];
                                                    }
                                                m_view = session.view;
                                                if (restored) restored(session);
                                            });
    m_store.run<std::vector<std::string>>([](worklist::Worklist& worklist) { return worklist.recents(); },
                                          [this](Result<std::vector<std::string>> recents) {
                                              if (recents && recentsChanged) recentsChanged(*recents);
                                          });
}

void ReadingSessionPresenter::studyOpened(const study::OpenedStudy& study, const std::filesystem::path& path,
                                          std::optional<std::filesystem::path> reportFile) {
    cancelRequest(m_analyseId);
    cancelRequest(m_searchId);
    m_study = study;
    std::error_code ignored;
    const auto absolute = std::filesystem::absolute(path, ignored); // the engine may stand in another folder
    m_path = ignored ? path : absolute;
    m_analysis.reset();
    m_attempts = 0;
    m_wantsAnalysis = false;
    m_ask.withdraw();
    m_evidence.wait();
    m_similar.clearResults();
    m_similar.setStudyOpen(true);
    m_ask.setContext(true, m_archiveFacts.has_value());
    m_worklist.put(study, m_path, true);
    m_worklist.setCurrent(study.study.uid);
    m_report.open(study, std::move(reportFile));
    remember(m_path.string());
    m_keepSession.arm();
    analyse(true);
}

void ReadingSessionPresenter::studyClosed() {
    cancelRequest(m_analyseId);
    cancelRequest(m_searchId);
    m_study.reset();
    m_path.clear();
    m_analysis.reset();
    m_wantsAnalysis = false;
    m_ask.withdraw();
    m_evidence.clear();
    m_report.close();
    m_similar.clearResults();
    m_similar.setStudyOpen(false);
    m_ask.setContext(false, m_archiveFacts.has_value());
    m_worklist.setCurrent({});
    m_worklist.setAnalysing({});
    m_status.setBusy({});
    m_status.setTimings({});
    m_keepSession.arm();
}

void ReadingSessionPresenter::engineChanged() {
    const auto report = m_engine.report();
    m_status.setEngine(report);
    if (report.pack && *report.pack != m_packSeen) takePack(*report.pack);
    if (report.condition == EngineCondition::Ready && m_wantsAnalysis) {
        m_wantsAnalysis = false;
        analyse(true);
    }
}

void ReadingSessionPresenter::takePack(const nlohmann::json& pack) {
    m_packSeen = pack;
    if (!pack.is_object()) return;
    examination::Calibration calibration;
    if (const auto found = pack.find("calibration"); found != pack.end())
        if (auto read = examination::calibrationOf(*found)) calibration = std::move(*read);
    std::optional<catalogue::Catalogue> words;
    if (const auto found = pack.find("catalogue"); found != pack.end())
        if (auto read = catalogue::parseCatalogue(*found)) words = std::move(*read);
    if (!words && m_rules) words = m_rules->catalogue;
    m_evidence.setCalibration(calibration);
    if (!words) return;
    m_status.setProblem({}); // words are there now
    m_rules = std::make_shared<ReadingRules>(std::move(*words), std::move(calibration));
    m_report.setRules(m_rules);
}

nlohmann::json ReadingSessionPresenter::studyParameters() const {
    return {{"path", m_path.string()}, {"studyUid", m_study->study.uid}};
}

std::optional<std::string> ReadingSessionPresenter::archiveParameter() const {
    if (!m_archiveFacts) return std::nullopt;
    return m_archiveFacts->folder.string();
}

void ReadingSessionPresenter::cancelRequest(std::optional<int>& id) {
    if (const auto running = std::exchange(id, std::nullopt)) m_engine.cancel(*running);
}

void ReadingSessionPresenter::request(std::optional<int>& id, const std::string& method,
                                      nlohmann::json params, EngineAccess::Handlers then) {
    cancelRequest(id);
    const auto own = std::make_shared<int>(0);
    const auto current = [&id, own, alive = std::weak_ptr<int>(m_life)] {
        return !alive.expired() && id == *own;
    };
    id = *own =
        m_engine.request(method, std::move(params),
                         {[current, tell = std::move(then.progress)](const Progress& progress) {
                              if (tell && current()) tell(progress);
                          },
                          [&id, current, tell = std::move(then.result)](nlohmann::json result) {
                              if (!current()) return;
                              id.reset();
                              tell(std::move(result));
                          },
                          [&id, current, tell = std::move(then.error)](const Error& error, bool died) {
                              if (!current()) return;
                              id.reset();
                              tell(error, died);
                          }});
}

void ReadingSessionPresenter::analyse(bool withArchive) {
    if (!m_study) return;
    auto params = studyParameters();
    const auto archive = archiveParameter();
    // An analysis leaves the same patient out; asked for, the archive is searched once the analysis is here.
    m_archiveAsked = withArchive && archive.has_value() && !m_similar.state().samePatient;
    if (m_archiveAsked) params["archive"] = *archive;
    if (const auto& kept = m_ask.state().kept; !kept.empty()) params["queries"] = kept;
    if (withArchive && archive) m_similar.setSearching({});
    const Progress begun{"", 0, 0};
    m_evidence.setProgress(begun);
    m_status.setBusy(begun);
    m_worklist.setAnalysing(m_study->study.uid);
    request(
        m_analyseId, "analyse", std::move(params),
        {[this](const Progress& progress) {
             m_evidence.setProgress(progress);
             m_status.setBusy(progress);
         },
         [this, withArchive](const nlohmann::json& result) { analysisArrived(result, withArchive); },
         [this, withArchive](const Error& error, bool died) { analysisFailed(error, died, withArchive); }});
}

void ReadingSessionPresenter::analysisArrived(const nlohmann::json& json, bool withArchive) {
    auto analysis = examination::analysisOf(json);
    if (!analysis) {
        analysisFailed(
            std::move(analysis.error())
                .during(QCoreApplication::translate("ReadingSession", "reading the engine's answer")
                            .toStdString()),
            false, withArchive);
        return;
    }
    m_attempts = 0;
    m_analysis = std::move(*analysis);
    m_worklist.setAnalysing({});
    m_status.setBusy({});
    m_status.setTimings(m_analysis->timingsMs);
    m_evidence.setAnalysis(*m_analysis);
    showKeptQueries(); // one may have been kept or forgotten meanwhile
    if (m_analysis->abstained)
        m_report.setAbstained();
    else
        m_report.setEvidence(m_analysis->findings);
    if (m_ask.state().asked.empty() && analysisHasSimilar()) {
        std::optional<double> ms;
        if (const auto found = m_analysis->timingsMs.find("search"); found != m_analysis->timingsMs.end())
            ms = found->second;
        m_similar.setResults({}, m_analysis->similar, ms);
    } else if (m_ask.state().asked.empty() && withArchive) {
        searchWithStudy(); // as when the archive was chosen while the analysis ran
    }
    reported();
}

void ReadingSessionPresenter::analysisFailed(const Error& error, bool died, bool withArchive) {
    m_worklist.setAnalysing({});
    m_status.setBusy({});
    if (died && m_engine.report().condition != EngineCondition::Unavailable && ++m_attempts < kAttempts) {
        analyse(withArchive); // it waits until the engine is back
        return;
    }
    // A pack and an archive that do not belong together must not cost the evidence.
    if (!died && m_archiveAsked && withArchive &&
        (error.code == ErrorCode::Mismatch || error.code == ErrorCode::Database)) {
        m_similar.setFailure(error.message);
        analyse(false);
        return;
    }
    if (m_similar.state().mode == SimilarMode::Searching && m_ask.state().asked.empty())
        m_similar.clearResults();
    m_wantsAnalysis = died && m_attempts < kAttempts;
    m_evidence.setFailure(error.message);
}

void ReadingSessionPresenter::reported() {
    const auto& state = m_report.state();
    m_evidence.setImpressionWritten(state.impressionWritten);
    if (!m_study || !m_analysis) return;
    if (!m_analysis->abstained)
        m_evidence.setReported(m_report.evidenceWithReport(), m_report.flaggedFindings());
    const bool withheld = m_analysis->abstained || state.flagsHidden; // read-first hides it in the list too
    m_worklist.setResult(m_study->study.uid, withheld ? std::nullopt : m_analysis->abnormality.percentile,
                         static_cast<int>(state.openFlags));
}

void ReadingSessionPresenter::cancelAnalysis() {
    if (m_analyseId) m_engine.cancel(*m_analyseId); // its end arrives as Cancelled
}

void ReadingSessionPresenter::setView(nlohmann::json view) {
    if (view == m_view) return;
    m_view = std::move(view);
    m_keepSession.arm();
}

void ReadingSessionPresenter::keepSession() {
    const nlohmann::json session{{"path", m_path.string()},
                                 {"study_uid", m_study ? m_study->study.uid : std::string()},
                                 {"view", m_view}};
    m_store.run<void>([text = session.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)](
                          worklist::Worklist& worklist) { return worklist.saveSession(text); },
                      [](Result<void>) {}); // a worklist that cannot be written has said so beside the list
}

void ReadingSessionPresenter::remember(const std::string& path) {
    m_store.run<std::vector<std::string>>(
        [path](worklist::Worklist& worklist) -> Result<std::vector<std::string>> {
            SECOND_READ_CHECK(worklist.remember(path));
            return worklist.recents();
        },
        [this](Result<std::vector<std::string>> recents) {
            if (recents && recentsChanged) recentsChanged(*recents);
        });
}

void ReadingSessionPresenter::flush() {
    m_report.saveNow();
    m_keepSession.fire();
    m_store.drain();
}

} // namespace second_read::ui
