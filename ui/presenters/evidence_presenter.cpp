#include "presenters/evidence_presenter.h"

#include <algorithm>
#include <tuple>

namespace second_read::ui {

namespace {

std::string whereOf(const examination::Evidence& evidence) {
    if (evidence.place && !evidence.place->empty()) return *evidence.place;
    return evidence.side ? std::string(nameOf(*evidence.side)) : std::string();
}

/// What can be judged before what cannot; the bars fall from top to bottom, and where two are as long the
/// more probable finding stands first. Otherwise as delivered.
bool before(const EvidenceRow& a, const EvidenceRow& b) {
    const auto rank = [](const EvidenceRow& row) {
        return std::tuple(row.evaluable, row.percentile.value_or(-1), row.probability.value_or(-1));
    };
    return rank(a) > rank(b);
}

EvidenceRow rowOf(const examination::QueryAnswer& answer) {
    EvidenceRow row;
    row.id = "query: " + answer.text; // no finding's id
    row.name = answer.text;
    row.ownQuery = true;
    row.evaluable = answer.similarity.has_value();
    row.percentile = answer.percentile;
    row.similarity = answer.similarity;
    row.side = answer.side;
    if (answer.peakLps) row.place = Place{"", 0, -1, answer.peakLps};
    return row;
}

} // namespace

void EvidencePresenter::clear() {
    m_study = false;
    m_failure.clear();
    m_analysis.reset();
    m_findings.clear();
    m_flagged.clear();
    m_impression = false;
    m_state.busy.reset();
    m_state.selected.reset();
    refresh();
}

void EvidencePresenter::wait() {
    clear();
    m_study = true;
    refresh();
}

void EvidencePresenter::setProgress(std::optional<Progress> progress) {
    m_state.busy = std::move(progress);
    refresh();
}

void EvidencePresenter::setFailure(std::string message) {
    m_failure = std::move(message);
    m_state.busy.reset();
    refresh();
}

void EvidencePresenter::setAnalysis(const examination::Analysis& analysis) {
    m_failure.clear();
    m_analysis = analysis;
    m_findings = analysis.findings;
    m_state.busy.reset();
    refresh();
}

void EvidencePresenter::setCalibration(const examination::Calibration& calibration) {
    m_calibration = calibration;
    refresh();
}

void EvidencePresenter::setReported(const std::vector<examination::Evidence>& findings,
                                    const std::vector<std::string>& flagged) {
    if (!m_analysis) return;
    m_findings = findings;
    m_flagged = flagged;
    refresh();
}

void EvidencePresenter::setQueries(std::vector<examination::QueryAnswer> answers) {
    if (!m_analysis) return;
    m_analysis->queries = std::move(answers);
    refresh();
}

void EvidencePresenter::setReadFirst(bool on) {
    m_state.readFirst = on;
    refresh();
}

void EvidencePresenter::setImpressionWritten(bool written) {
    if (m_impression == written) return;
    m_impression = written;
    refresh();
}

void EvidencePresenter::select(std::optional<std::size_t> row) {
    if (row && *row >= m_state.rows.size()) row.reset();
    m_state.selected = row;
    if (changed) changed();
}

void EvidencePresenter::chooseReadFirst(bool on) {
    setReadFirst(on);
    if (readFirstChosen) readFirstChosen(on);
}

std::optional<Place> EvidencePresenter::selectedPlace() const {
    if (!m_state.selected) return std::nullopt;
    return m_state.rows[*m_state.selected].place;
}

void EvidencePresenter::refresh() {
    const std::string selected = m_state.selected ? m_state.rows[*m_state.selected].id : std::string();
    m_state.rows.clear();
    m_state.selected.reset();
    m_state.message.clear();
    m_state.abnormality.reset();
    m_state.cohort = m_calibration.cohort;
    m_state.normals = m_calibration.normals;
    m_state.mode = EvidenceMode::Shown;
    if (!m_study) {
        m_state.mode = EvidenceMode::Empty;
    } else if (!m_failure.empty()) {
        m_state.mode = EvidenceMode::Failed;
        m_state.message = m_failure;
    } else if (!m_analysis) {
        m_state.mode = EvidenceMode::Waiting;
    } else if (m_analysis->abstained) {
        m_state.mode = EvidenceMode::Abstained;
        m_state.message = *m_analysis->abstained;
    } else if (m_state.readFirst && !m_impression) {
        m_state.mode = EvidenceMode::Hidden;
    } else {
        m_state.abnormality = m_analysis->abnormality.percentile;
        for (const auto& evidence : m_findings) {
            EvidenceRow row;
            row.id = evidence.id;
            row.name = evidence.name;
            row.evaluable = evidence.evaluable;
            row.whyNot = evidence.whyNot.value_or("");
            row.missing = evidence.missing;
            if (evidence.evaluable) {
                row.reduced = evidence.confidence == examination::Confidence::Reduced;
                row.percentile = evidence.percentile;
                row.probability = evidence.probability;
                row.similarity = evidence.similarity;
                row.side = evidence.side;
                row.where = whereOf(evidence);
                row.place = placeOf(evidence);
                const auto found = m_calibration.thresholds.find(evidence.id);
                if (found != m_calibration.thresholds.end() && found->second.missPercentile <= 100)
                    row.threshold = found->second.missPercentile;
            }
            if (evidence.report) {
                row.reported = evidence.report->assertion;
                row.reportedSide = evidence.report->side;
            }
            row.conflict = std::find(m_flagged.begin(), m_flagged.end(), evidence.id) != m_flagged.end();
            m_state.rows.push_back(std::move(row));
        }
        std::stable_sort(m_state.rows.begin(), m_state.rows.end(), before);
        for (const auto& answer : m_analysis->queries) m_state.rows.push_back(rowOf(answer));
        const auto kept = std::find_if(m_state.rows.begin(), m_state.rows.end(),
                                       [&](const EvidenceRow& row) { return row.id == selected; });
        if (!selected.empty() && kept != m_state.rows.end())
            m_state.selected = static_cast<std::size_t>(kept - m_state.rows.begin());
    }
    if (changed) changed();
}

} // namespace second_read::ui
