#include "presenters/report_presenter.h"

#include <algorithm>
#include <utility>

#include "base/files.h"

namespace second_read::ui {

namespace {

constexpr std::chrono::milliseconds kReadingPause{60}; ///< flags follow typing within a tenth of a second
constexpr std::chrono::milliseconds kAutosave{1000};   ///< on disk within two seconds
constexpr std::chrono::milliseconds kRetry{5000};      ///< after a write that failed
/// Kept among the decisions on flags: the reader said that a report naming another patient belongs to this
/// study.
constexpr const char* kPatientConfirmed = "report_patient_confirmed";
constexpr std::uint64_t kReportBytes = 4U << 20; ///< readReportText refuses more than 1 MB with a reason

/// Editors know one line end.
std::string withPlainLineEnds(const std::string& text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            plain += text[i];
        } else {
            plain += '\n';
            if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
        }
    }
    return plain;
}

Result<std::string> reportIn(const std::filesystem::path& file) {
    SECOND_READ_TRY(bytes, readFile(file, kReportBytes));
    SECOND_READ_TRY(text, report::readReportText(bytes, file.string()));
    return withPlainLineEnds(text);
}

} // namespace

ReportPresenter::ReportPresenter(WorklistStore& store, Surroundings surroundings)
    : m_store(store), m_surroundings(std::move(surroundings)),
      m_pause(m_surroundings.after, kReadingPause, [this] { startAssessment(); }),
      m_autosave(m_surroundings.after, kAutosave, [this] { saveNow(); }),
      m_retry(m_surroundings.after, kRetry, [this] { writeDrafts(); }),
      m_waitForWorklist(m_surroundings.after, kRetry, [this] { m_fetchAgain(); }),
      m_worker(m_surroundings.post) {}

ReportPresenter::Loaded ReportPresenter::load(worklist::Worklist& worklist, const study::OpenedStudy& study,
                                              const std::optional<std::filesystem::path>& chosen) {
    Loaded loaded;
    const auto& uid = study.study.uid;
    if (const auto decisions = worklist.decisions(uid))
        loaded.decisions.insert(decisions->begin(), decisions->end());
    if (const auto entries = worklist.entries())
        for (const auto& entry : *entries)
            if (entry.studyUid == uid) loaded.isSigned = entry.status == worklist::Status::Signed;
    const auto draft = worklist.draft(uid);
    if (!draft) {
        loaded.problem = draft.error().message;
    } else if (*draft) {
        loaded.text = withPlainLineEnds((*draft)->text);
        loaded.saved = (*draft)->saved;
        loaded.source = ReportSource::Draft;
        return loaded;
    }
    Loaded file = loadFile(study, chosen);
    file.decisions = std::move(loaded.decisions);
    file.isSigned = loaded.isSigned;
    if (file.problem.empty()) file.problem = std::move(loaded.problem);
    return file;
}

ReportPresenter::Loaded ReportPresenter::loadFile(const study::OpenedStudy& study,
                                                  const std::optional<std::filesystem::path>& chosen) {
    Loaded loaded;
    std::optional<std::filesystem::path> file = chosen;
    loaded.source = ReportSource::ChosenFile;
    if (!file) {
        const auto beside = study::reportBeside(study, study::ReportKind::Provisional);
        if (!beside) {
            loaded.problem = beside.error().message;
        } else if (*beside) {
            file = (*beside)->file;
            loaded.source = (*beside)->kind == study::ReportKind::Provisional ? ReportSource::Provisional
                                                                              : ReportSource::Final;
        }
    }
    if (!file) {
        loaded.source = ReportSource::None;
        return loaded;
    }
    loaded.file = file->filename().string();
    auto text = reportIn(*file);
    if (text) {
        loaded.text = std::move(*text);
    } else {
        loaded.source = ReportSource::None;
        loaded.problem = text.error().message;
    }
    return loaded;
}

void ReportPresenter::open(const study::OpenedStudy& study, std::optional<std::filesystem::path> chosen) {
    close();
    m_study = study.study;
    fetch(study, std::move(chosen));
    notify();
}

void ReportPresenter::fetch(const study::OpenedStudy& study,
                            const std::optional<std::filesystem::path>& chosen) {
    const auto turn = m_turn;
    m_store.run<Loaded>(
        [study, chosen](worklist::Worklist& worklist) -> Result<Loaded> {
            return load(worklist, study, chosen);
        },
        [this, turn, study, chosen](Result<Loaded> loaded) {
            if (turn != m_turn) return;
            if (loaded) {
                m_state.saveProblem.clear();
                return show(std::move(*loaded));
            }
            m_state.saveProblem = loaded.error().message;
            fetchWithoutWorklist(study, chosen);
        });
}

/// A worklist that is there but cannot be read (a full disk) may hold a draft: nothing may be written in its
/// place, so it is waited for. Without one there still is the report beside the images.
void ReportPresenter::fetchWithoutWorklist(const study::OpenedStudy& study,
                                           const std::optional<std::filesystem::path>& chosen) {
    const auto turn = m_turn;
    m_worker.run<std::optional<Loaded>>(
        [this, study, chosen]() -> std::optional<Loaded> {
            if (m_store.holdsAnything()) return std::nullopt;
            return loadFile(study, chosen);
        },
        [this, turn, study, chosen](std::optional<Loaded> file) {
            if (turn != m_turn) return;
            if (file) return show(std::move(*file));
            m_fetchAgain = [this, study, chosen] { fetch(study, chosen); };
            m_waitForWorklist.arm();
            notify();
        });
}

void ReportPresenter::show(Loaded loaded) {
    m_state.text = std::move(loaded.text);
    m_state.source = loaded.source;
    m_state.sourceFile = std::move(loaded.file);
    m_state.loadProblem = std::move(loaded.problem);
    m_state.saved = std::move(loaded.saved);
    m_decisions = std::move(loaded.decisions);
    m_state.isSigned = loaded.isSigned;
    m_state.useNevertheless = m_decisions.contains(kPatientConfirmed);
    if (const auto waiting = m_unwritten.find(m_study.uid); waiting != m_unwritten.end()) {
        m_state.text = waiting->second; // newer than anything on disk
        m_state.unsaved = true;
    }
    m_state.open = true;
    ++m_state.loads;
    startAssessment();
    notify();
}

void ReportPresenter::close() {
    saveNow();
    ++m_turn;
    m_pause.disarm();
    m_waitForWorklist.disarm();
    const auto loads = m_state.loads + 1;
    m_state = ReportState{};
    m_state.loads = loads;
    m_study = {};
    m_evidence.clear();
    m_abstained = false;
    m_decisions.clear();
    m_assessment = {};
    m_assessedTurn = ++m_evidenceTurn;
    notify();
}

void ReportPresenter::setRules(std::shared_ptr<const ReadingRules> rules) {
    m_rules = std::move(rules);
    startAssessment();
}

void ReportPresenter::setEvidence(std::vector<examination::Evidence> evidence) {
    m_evidence = std::move(evidence);
    m_abstained = false;
    ++m_evidenceTurn;
    startAssessment();
}

void ReportPresenter::setAbstained() {
    m_evidence.clear();
    m_abstained = true;
    ++m_evidenceTurn;
    startAssessment();
}

void ReportPresenter::setReadFirst(bool on) {
    m_readFirst = on;
    rebuildCards();
    notify();
}

void ReportPresenter::edit(std::string text) {
    if (!m_state.open || m_state.isSigned || text == m_state.text) return;
    m_state.text = std::move(text);
    m_state.unsaved = true;
    m_state.marksFit = false;
    m_pause.arm();
    m_autosave.arm();
    notify();
}

void ReportPresenter::saveNow() {
    m_autosave.disarm();
    if (!m_state.unsaved || !m_state.open) return;
    m_unwritten[m_study.uid] = m_state.text;
    writeDrafts();
}

void ReportPresenter::writeDrafts() {
    for (const auto& [uid, text] : m_unwritten)
        m_store.run<std::optional<worklist::Draft>>(
            [uid = uid, text = text](worklist::Worklist& worklist) -> Result<std::optional<worklist::Draft>> {
                SECOND_READ_CHECK(worklist.saveDraft(uid, text));
                return worklist.draft(uid);
            },
            [this, uid = uid, text = text](Result<std::optional<worklist::Draft>> written) {
                const bool shown = m_state.open && m_study.uid == uid;
                if (!written) {
                    m_state.saveProblem = written.error().message;
                    m_retry.arm(); // the disk may have room again
                    notify();
                    return;
                }
                const auto waiting = m_unwritten.find(uid);
                if (waiting != m_unwritten.end() && waiting->second == text) m_unwritten.erase(waiting);
                if (!shown) return;
                if (m_state.text == text) m_state.unsaved = false;
                if (*written) m_state.saved = (*written)->saved;
                m_state.source = ReportSource::Draft;
                m_state.saveProblem.clear();
                notify();
            });
}

void ReportPresenter::startAssessment() {
    if (!m_state.open) return;
    m_pause.disarm();
    if (m_assessing) {
        m_again = true;
        return;
    }
    m_assessing = true;
    AssessmentInput input{m_rules,    m_state.text, m_study.patient,
                          m_evidence, m_abstained,  m_state.useNevertheless};
    struct Answer {
        Assessment assessment;
        std::string text;
    };
    m_worker.run<Answer>(
        [input = std::move(input)]() mutable {
            auto assessment = assess(input);
            return Answer{std::move(assessment), std::move(input.text)};
        },
        [this, turn = m_turn, evidenceTurn = m_evidenceTurn](Answer answer) {
            m_assessing = false;
            if (turn == m_turn && evidenceTurn == m_evidenceTurn) {
                m_state.marksFit = answer.text == m_state.text;
                m_assessedTurn = evidenceTurn;
                take(std::move(answer.assessment));
            }
            if (std::exchange(m_again, false) || turn != m_turn) startAssessment();
        });
}

void ReportPresenter::take(Assessment assessment) {
    m_assessment = std::move(assessment);
    m_state.marks = m_assessment.marks;
    m_state.mismatches = m_assessment.mismatches;
    m_state.impressionWritten = m_assessment.impressionWritten;
    m_state.checked = m_assessment.read;
    m_state.conflicts = m_assessment.conflicts;
    rebuildCards();
    if (assessed) assessed(m_assessment);
    notify();
}

void ReportPresenter::rebuildCards() {
    const std::string selected =
        m_state.selectedFlag ? m_state.flags[*m_state.selectedFlag].key : std::string();
    m_state.flags.clear();
    m_state.selectedFlag.reset();
    m_state.openFlags = 0;
    m_state.flagsHidden = m_readFirst && !m_state.impressionWritten;
    for (std::size_t i = 0; i < m_assessment.flags.size(); ++i) {
        const auto& flag = m_assessment.flags[i];
        if (m_state.flagsHidden) continue;
        FlagCard card;
        card.key = worklist::keyOf(flag);
        card.kind = flag.kind;
        card.finding = flag.finding;
        card.message = flag.message;
        card.expectedPrecision = flag.expectedPrecision;
        card.spans = m_assessment.flagSpans[i];
        if (const auto decision = m_decisions.find(card.key); decision != m_decisions.end())
            card.decision = decision->second;
        const auto& all = m_assessment.evidence;
        const auto evidence =
            std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == flag.finding; });
        if (evidence != all.end() && flag.kind != examination::FlagKind::TextConflict) {
            card.place = placeOf(*evidence);
            for (const auto& series : m_study.series)
                if (card.place && series.uid == card.place->seriesUid && series.stack == card.place->stack)
                    card.sequence = series.sequence == Sequence::Other ? series.description
                                                                       : std::string(nameOf(series.sequence));
            if (card.place && card.place->slice >= 0) card.slice = card.place->slice + 1;
        }
        if (!card.decision) ++m_state.openFlags;
        if (!selected.empty() && card.key == selected) m_state.selectedFlag = m_state.flags.size();
        m_state.flags.push_back(std::move(card));
    }
}

std::vector<std::string> ReportPresenter::flaggedFindings() const {
    std::vector<std::string> findings;
    for (const auto& card : m_state.flags)
        if (card.finding && card.kind != examination::FlagKind::TextConflict &&
            card.decision != worklist::Decision::Dismissed)
            findings.push_back(*card.finding);
    return findings;
}

void ReportPresenter::selectFlag(std::optional<std::size_t> flag) {
    if (flag && *flag >= m_state.flags.size()) flag.reset();
    m_state.selectedFlag = flag;
    notify();
}

void ReportPresenter::moveFlag(int by) {
    const int count = static_cast<int>(m_state.flags.size());
    int at = m_state.selectedFlag ? static_cast<int>(*m_state.selectedFlag) : (by > 0 ? -1 : count);
    for (int step = 0; step < count; ++step) {
        at = (at + by + count) % count;
        if (!m_state.flags[static_cast<std::size_t>(at)].decision) {
            selectFlag(static_cast<std::size_t>(at));
            return;
        }
    }
}

void ReportPresenter::decide(worklist::Decision decision) {
    if (!m_state.selectedFlag) moveFlag(+1);
    if (!m_state.selectedFlag) return;
    const auto at = *m_state.selectedFlag;
    const auto key = m_state.flags[at].key;
    std::optional<worklist::Decision> now = decision;
    if (m_state.flags[at].decision == decision) now.reset();
    if (now)
        m_decisions[key] = *now;
    else
        m_decisions.erase(key);
    keepDecision(key);
    rebuildCards();
    if (now && m_state.openFlags > 0) moveFlag(+1);
    if (flagsDecided) flagsDecided();
    notify();
}

void ReportPresenter::keepDecision(const std::string& key) {
    std::optional<worklist::Decision> decision;
    if (const auto found = m_decisions.find(key); found != m_decisions.end()) decision = found->second;
    m_store.run<void>([uid = m_study.uid, key, decision](
                          worklist::Worklist& worklist) { return worklist.decide(uid, key, decision); },
                      [this, turn = m_turn](Result<void> kept) {
                          if (turn != m_turn || kept) return;
                          m_state.saveProblem = kept.error().message;
                          notify();
                      });
}

void ReportPresenter::sign(bool signedNow) {
    if (!m_state.open || m_state.isSigned == signedNow) return;
    saveNow();
    const auto turn = m_turn;
    m_state.isSigned = signedNow;
    m_store.run<void>(
        [uid = m_study.uid, signedNow](worklist::Worklist& worklist) {
            return worklist.setStatus(uid, signedNow ? worklist::Status::Signed : worklist::Status::Opened);
        },
        [this, turn, signedNow](Result<void> kept) {
            if (turn == m_turn && !kept) {
                m_state.isSigned = !signedNow;
                m_state.saveProblem = kept.error().message;
                notify();
            } else if (kept && signedChanged) {
                signedChanged(signedNow);
            }
        });
    notify();
}

void ReportPresenter::confirmPatient(bool yes) {
    if (!m_state.open || m_state.useNevertheless == yes) return;
    m_state.useNevertheless = yes;
    if (yes)
        m_decisions[kPatientConfirmed] = worklist::Decision::Accepted;
    else
        m_decisions.erase(kPatientConfirmed);
    keepDecision(kPatientConfirmed);
    startAssessment();
    notify();
}

} // namespace second_read::ui
