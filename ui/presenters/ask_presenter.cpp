#include "presenters/ask_presenter.h"

#include <algorithm>

#include "base/utf8.h"

namespace second_read::ui {

namespace {

constexpr std::size_t kMostKept = 20; // each is one more row to read
constexpr std::size_t kLongest = 800; // code points; the text encoder reads no more than a few sentences

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

bool AskState::isKept(const std::string& sentence) const {
    return std::find(kept.begin(), kept.end(), sentence) != kept.end();
}

bool AskState::canKeep() const { return !asked.empty() && !isKept(asked) && kept.size() < kMostKept; }

void AskPresenter::ask(std::string sentence) {
    sentence = slice(trimmed(sentence), {0, kLongest});
    if (sentence.empty()) {
        withdraw();
        return;
    }
    restart(sentence);
    m_state.studyBusy = m_state.studyOpen;
    m_state.archiveBusy = m_state.archiveOpen;
    if (asked) asked(sentence);
    notify();
}

void AskPresenter::withdraw() {
    const bool was = !m_state.asked.empty();
    restart({});
    if (was && withdrawn) withdrawn();
    notify();
}

void AskPresenter::restart(std::string sentence) {
    AskState fresh;
    fresh.asked = std::move(sentence);
    fresh.studyOpen = m_state.studyOpen;
    fresh.archiveOpen = m_state.archiveOpen;
    fresh.kept = std::move(m_state.kept);
    m_state = std::move(fresh);
}

void AskPresenter::setKept(std::vector<std::string> sentences) {
    m_state.kept = std::move(sentences);
    if (m_state.kept.size() > kMostKept) m_state.kept.resize(kMostKept);
    notify();
}

void AskPresenter::keep() {
    if (!m_state.canKeep()) return;
    m_state.kept.push_back(m_state.asked);
    if (keptChanged) keptChanged();
    notify();
}

void AskPresenter::forget() {
    if (std::erase(m_state.kept, m_state.asked) == 0) return;
    if (keptChanged) keptChanged();
    notify();
}

void AskPresenter::setStudyAnswer(std::optional<examination::QueryAnswer> answer, std::string note) {
    m_state.studyBusy = false;
    m_state.place.reset();
    m_state.answer = std::move(answer);
    m_state.studyNote = std::move(note);
    if (m_state.answer && m_state.answer->peakLps) m_state.place = Place{"", 0, -1, m_state.answer->peakLps};
    notify();
}

void AskPresenter::setArchiveAnswer(std::optional<int> found, std::string note) {
    m_state.archiveBusy = false;
    m_state.found = found;
    m_state.archiveNote = std::move(note);
    notify();
}

} // namespace second_read::ui
