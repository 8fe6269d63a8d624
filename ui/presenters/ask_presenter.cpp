#include "presenters/ask_presenter.h"

#include "base/utf8.h"

namespace second_read::ui {

namespace {

constexpr std::size_t kLongest = 800; // code points; the text encoder reads no more than a few sentences

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace

void AskPresenter::ask(std::string sentence) {
    sentence = slice(trimmed(sentence), {0, kLongest});
    if (sentence.empty()) {
        withdraw();
        return;
    }
    const bool study = m_state.studyOpen, archive = m_state.archiveOpen;
    m_state = AskState{};
    m_state.asked = sentence;
    m_state.studyOpen = study;
    m_state.archiveOpen = archive;
    m_state.studyBusy = study;
    m_state.archiveBusy = archive;
    if (asked) asked(sentence);
    notify();
}

void AskPresenter::withdraw() {
    const bool was = !m_state.asked.empty();
    const bool study = m_state.studyOpen, archive = m_state.archiveOpen;
    m_state = AskState{};
    m_state.studyOpen = study;
    m_state.archiveOpen = archive;
    if (was && withdrawn) withdrawn();
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
