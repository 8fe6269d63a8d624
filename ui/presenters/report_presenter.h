#pragma once
/// The report under the reader's hands: its text, where it came from and when it was saved, the marks in it,
/// the flags over it and what was decided on them. Typing is answered within a tenth of a second and is on
/// disk within two.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "presenters/place.h"
#include "presenters/report_assessment.h"
#include "presenters/surroundings.h"
#include "presenters/worklist_store.h"
#include "study/study_reader.h"

namespace second_read::ui {

enum class ReportSource { None, Draft, Provisional, Final, ChosenFile };

struct FlagCard {
    std::string key; ///< stable across edits: worklist::keyOf
    examination::FlagKind kind = examination::FlagKind::PossibleMiss;
    std::optional<std::string> finding;
    std::string message; ///< a whole sentence
    std::optional<double> expectedPrecision;
    std::optional<worklist::Decision> decision;
    std::optional<Place> place;
    std::string sequence; ///< "FLAIR": of the series that shows it; empty without one
    int slice = 0;        ///< as people count, from 1; 0 without one
    std::vector<Utf16Span> spans;
};

struct ReportState {
    bool open = false;       ///< a study is open and its text has been fetched
    std::string text;        ///< UTF-8, lines end with \n
    std::uint64_t loads = 0; ///< grows when the text was replaced from outside: the editor then takes it over
    ReportSource source = ReportSource::None;
    std::string sourceFile;           ///< its name, without the folder
    std::string loadProblem;          ///< why a report file could not be used
    std::optional<std::string> saved; ///< when the draft was last written, ISO 8601
    bool unsaved = false;
    std::string saveProblem;
    std::vector<Mark> marks;
    bool marksFit = false;       ///< marks and flag spans belong to `text`; false while the reader types on
    std::vector<FlagCard> flags; ///< worst first, decided ones included
    std::optional<std::size_t> selectedFlag;
    bool flagsHidden = false; ///< read-first: there may be flags, they wait for the impression
    std::vector<IdentityMismatch> mismatches;
    bool useNevertheless = false;
    std::vector<std::string> conflicts; ///< contradictions in the text itself, a sentence each
    bool checked = false;               ///< the text has been read for contradictions
    bool impressionWritten = false;
    bool isSigned = false;
    std::size_t openFlags = 0; ///< undecided ones
};

class ReportPresenter {
public:
    ReportPresenter(WorklistStore& store, Surroundings surroundings);

    const ReportState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void(const Assessment&)> assessed; ///< text and evidence were compared anew
    std::function<void()> flagsDecided;              ///< a decision changed
    std::function<void(bool)> signedChanged;

    // What the session tells.
    /// Fetches the draft of this study; without one, the report file: `chosen`, else what lies beside the
    /// images.
    void open(const study::OpenedStudy& study, std::optional<std::filesystem::path> chosen);
    void close();
    void setRules(std::shared_ptr<const ReadingRules> rules);
    void setEvidence(std::vector<examination::Evidence> evidence);
    /// The analysis abstained: no flags, as on the command line; contradictions in the text are still
    /// counted.
    void setAbstained();
    void setReadFirst(bool on);
    /// Hands what is unsaved to the store at once.
    void saveNow();
    /// Findings that an undismissed flag speaks of, for the evidence list.
    std::vector<std::string> flaggedFindings() const;
    /// The evidence with what the report says of it, as far as that has been read.
    const std::vector<examination::Evidence>& evidenceWithReport() const {
        return m_assessedTurn == m_evidenceTurn ? m_assessment.evidence : m_evidence;
    }

    // What the reader does.
    void edit(std::string text);
    void selectFlag(std::optional<std::size_t> flag);
    void moveFlag(int by); ///< to the next (+1) or previous (-1) undecided flag, around the end
    /// The same decision a second time takes it back. Goes on to the next undecided flag.
    void decide(worklist::Decision decision);
    void sign(bool signedNow);
    void confirmPatient(bool yes); ///< "the report does belong to this patient"

private:
    struct Loaded {
        std::string text;
        ReportSource source = ReportSource::None;
        std::string file, problem;
        std::optional<std::string> saved;
        std::map<std::string, worklist::Decision> decisions;
        bool isSigned = false;
    };
    static Loaded load(worklist::Worklist& worklist, const study::OpenedStudy& study,
                       const std::optional<std::filesystem::path>& chosen);
    static Loaded loadFile(const study::OpenedStudy& study,
                           const std::optional<std::filesystem::path>& chosen);
    void fetch(const study::OpenedStudy& study, const std::optional<std::filesystem::path>& chosen);
    void fetchWithoutWorklist(const study::OpenedStudy& study,
                              const std::optional<std::filesystem::path>& chosen);
    void show(Loaded loaded);
    void writeDrafts();
    void keepDecision(const std::string& key);
    void startAssessment();
    void take(Assessment assessment);
    void rebuildCards();
    void notify() {
        if (changed) changed();
    }

    WorklistStore& m_store;
    Surroundings m_surroundings;
    ReportState m_state;
    examination::Study m_study;
    std::uint64_t m_turn = 0; ///< grows with every study opened: late answers of an earlier one are dropped
    std::shared_ptr<const ReadingRules> m_rules;
    std::vector<examination::Evidence> m_evidence;
    bool m_abstained = false;
    unsigned m_evidenceTurn = 0; ///< an assessment of earlier evidence is late
    std::map<std::string, worklist::Decision> m_decisions;
    Assessment m_assessment;
    unsigned m_assessedTurn = 0; ///< the evidence that m_assessment is about
    bool m_readFirst = false;
    bool m_assessing = false, m_again = false;
    Deferred m_pause; ///< between keystrokes and their assessment
    Deferred m_autosave;
    Deferred m_retry;
    std::function<void()> m_fetchAgain;
    Deferred m_waitForWorklist;                     ///< then m_fetchAgain
    std::map<std::string, std::string> m_unwritten; ///< drafts by study uid, until the disk has them
    SerialWorker m_worker; ///< reads text; the disk's thread must not hold up the flags
};

} // namespace second_read::ui
