#pragma once
/// The evidence beside the report: one row per finding, sorted by the percentile that its bar shows, what the
/// report says of it, and whether the two disagree; below them the reader's own sentences. A number that must
/// not be seen yet (read-first) is not in the state at all.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/job.h"
#include "examination/examination.h"
#include "presenters/place.h"

namespace second_read::ui {

struct EvidenceRow {
    std::string id;
    std::string name;
    bool evaluable = false;
    std::string whyNot;
    bool reduced = false; ///< judged without the sequences in `missing`
    std::vector<Sequence> missing;
    std::optional<double> percentile;  ///< among normal examinations, 0 to 100
    std::optional<double> probability; ///< 0 to 1
    std::optional<double> similarity;
    std::optional<double> threshold; ///< percentile from which on a silent report is flagged; nullopt: never
    std::optional<Side> side;
    std::string where;                 ///< "left frontal lobe", or empty
    std::optional<Assertion> reported; ///< nullopt: there is no report to compare with
    std::optional<Side> reportedSide;
    bool conflict = false; ///< an undismissed flag speaks of it
    bool ownQuery = false; ///< a sentence that the reader keeps: not calibrated, and no report is read for it
    std::optional<Place> place;
};

enum class EvidenceMode {
    Empty,   ///< no study
    Waiting, ///< nothing to show yet
    Shown,
    Hidden,    ///< read-first: an impression has to be written before
    Abstained, ///< the analysis says nothing; `message` says why
    Failed     ///< `message` says what, why and what to do
};

struct EvidenceState {
    EvidenceMode mode = EvidenceMode::Empty;
    std::string message;
    std::optional<Progress> busy;      ///< an analysis is under way
    std::string cohort;                ///< "shipped: 500 simulated normal examinations"
    int normals = 0;                   ///< size of that cohort; 0: not known
    std::optional<double> abnormality; ///< percentile
    std::vector<EvidenceRow> rows;
    std::optional<std::size_t> selected;
    bool readFirst = false;
};

class EvidencePresenter {
public:
    const EvidenceState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void(bool)> readFirstChosen; ///< the reader switched read-first on or off

    std::function<void()> analysisWanted; ///< once more, after a failure

    // What the session tells.
    void clear();
    void wait(); ///< a study was opened, its analysis not yet here
    void setProgress(std::optional<Progress> progress);
    void setFailure(std::string message);
    void setAnalysis(const examination::Analysis& analysis);
    void setCalibration(const examination::Calibration& calibration);
    /// The findings with what the report says; `flagged`: findings that an undismissed flag speaks of.
    void setReported(const std::vector<examination::Evidence>& findings,
                     const std::vector<std::string>& flagged);
    /// Answers to the sentences that the reader keeps, anew; they come with the analysis, too.
    void setQueries(std::vector<examination::QueryAnswer> answers);
    void setReadFirst(bool on);
    void setImpressionWritten(bool written);

    // What the reader does.
    void select(std::optional<std::size_t> row);
    void chooseReadFirst(bool on);
    std::optional<Place> selectedPlace() const;
    void analyseAgain() {
        if (m_state.mode == EvidenceMode::Failed && !m_state.busy && analysisWanted) analysisWanted();
    }

private:
    void refresh();

    EvidenceState m_state;
    bool m_study = false;
    std::string m_failure;
    std::optional<examination::Analysis> m_analysis;
    std::vector<examination::Evidence> m_findings;
    std::vector<std::string> m_flagged;
    examination::Calibration m_calibration;
    bool m_impression = false;
};

} // namespace second_read::ui
