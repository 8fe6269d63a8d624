#include "presenters/similar_presenter.h"

namespace second_read::ui {

void SimilarPresenter::settle() {
    if (!m_state.archive) {
        m_state.mode = m_state.problem.empty() ? SimilarMode::NoArchive : SimilarMode::Failed;
    } else if (m_failed) {
        m_state.mode = SimilarMode::Failed;
    } else if (m_searching) {
        m_state.mode = SimilarMode::Searching;
    } else {
        m_state.mode = m_results ? SimilarMode::Shown : SimilarMode::NoStudy;
    }
    m_state.canShowStudy = m_study && !m_state.query.empty();
    notify();
}

void SimilarPresenter::setArchive(std::optional<ArchiveFacts> archive, std::string problem) {
    const bool another = !archive || !m_state.archive || archive->folder != m_state.archive->folder;
    m_state.archive = std::move(archive);
    m_state.problem = std::move(problem);
    if (another) {
        clearResults();
    } else {
        m_failed = false;
        settle();
    }
}

void SimilarPresenter::setSearching(std::string query) {
    m_searching = true;
    m_failed = false;
    m_state.query = std::move(query);
    m_state.problem.clear();
    settle();
}

void SimilarPresenter::setResults(std::string query, const std::vector<examination::Similar>& results,
                                  std::optional<double> ms) {
    const auto turn = ++m_turn;
    m_searching = m_failed = false;
    m_results = true;
    m_state.query = std::move(query);
    m_state.ms = ms;
    m_state.problem.clear();
    m_state.selected.reset();
    m_state.cards.clear();
    for (const auto& similar : results) {
        SimilarCard card;
        card.id = similar.id;
        card.similarity = similar.similarity;
        card.sex = similar.sex.value_or("");
        card.age = similar.age;
        card.date = similar.date.value_or("");
        card.passage = similar.passage;
        card.path = similar.path;
        m_state.cards.push_back(std::move(card));
    }
    for (std::size_t i = 0; i < m_state.cards.size(); ++i)
        m_archive.thumbnail(m_state.cards[i].id, [this, turn, i](std::vector<std::uint8_t> pixels) {
            if (turn != m_turn || i >= m_state.cards.size()) return;
            if (pixels.size() != static_cast<std::size_t>(kArchiveThumbnailSide) * kArchiveThumbnailSide)
                return;
            m_state.cards[i].thumbnail = std::move(pixels);
            notify();
        });
    settle();
}

void SimilarPresenter::setFailure(std::string problem) {
    m_searching = false;
    m_failed = true;
    m_results = false;
    ++m_turn;
    m_state.cards.clear();
    m_state.selected.reset();
    m_state.problem = std::move(problem);
    settle();
}

void SimilarPresenter::setImporting(const Progress& progress) {
    m_state.importing = progress;
    m_state.imported.reset();
    notify();
}

void SimilarPresenter::setImported(ImportOutcome outcome) {
    m_state.importing.reset();
    m_state.imported = std::move(outcome);
    notify();
}

void SimilarPresenter::setStudyOpen(bool open) {
    m_study = open;
    settle();
}

void SimilarPresenter::clearResults() {
    ++m_turn;
    m_searching = m_failed = m_results = false;
    m_state.query.clear();
    m_state.cards.clear();
    m_state.selected.reset();
    m_state.ms.reset();
    settle();
}

void SimilarPresenter::select(std::optional<std::size_t> card) {
    if (card && *card >= m_state.cards.size()) card.reset();
    m_state.selected = card;
    notify();
}

void SimilarPresenter::openSelected() {
    if (!m_state.selected) return;
    const auto& card = m_state.cards[*m_state.selected];
    if (card.path.empty() || !openBesideRequested) return;
    openBesideRequested(card.path, card.id);
}

void SimilarPresenter::showStudy() {
    if (m_state.canShowStudy && studyWanted) studyWanted();
}

void SimilarPresenter::chooseSamePatient(bool searched) {
    if (m_state.samePatient == searched) return;
    m_state.samePatient = searched;
    if (samePatientChanged) samePatientChanged();
    notify();
}

void SimilarPresenter::chooseArchive(std::filesystem::path folder) {
    if (archiveChosen) archiveChosen(std::move(folder));
}

void SimilarPresenter::importFrom(std::filesystem::path folder) {
    if (importRequested) importRequested(std::move(folder));
}

void SimilarPresenter::cancelImport() {
    if (m_state.importing && importCancelled) importCancelled();
}

} // namespace second_read::ui
