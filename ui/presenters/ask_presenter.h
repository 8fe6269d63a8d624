#pragma once
/// A sentence asked of the open study and of the archive. The study's answer stands under the field; what the
/// archive finds is shown among the similar cases. A sentence can be kept: it is then asked of every study
/// and stands under the findings.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "examination/examination.h"
#include "presenters/place.h"

namespace second_read::ui {

struct AskState {
    std::string asked;      ///< the sentence the rest is about; empty: nothing was asked
    bool studyBusy = false; ///< the study's answer is being computed
    bool archiveBusy = false;
    std::optional<examination::QueryAnswer> answer; ///< not calibrated: a reader's own sentence never is
    std::optional<Place> place;
    std::optional<int> found; ///< past examinations
    std::string studyNote;    ///< why there is no answer of the study; a sentence
    std::string archiveNote;  ///< why nothing was searched; a sentence
    bool studyOpen = false, archiveOpen = false;
    std::vector<std::string> kept; ///< in the order they were kept

    bool isKept(const std::string& sentence) const;
    bool canKeep() const; ///< there is a sentence to keep, and room for it
};

class AskPresenter {
public:
    const AskState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void(const std::string&)> asked;
    std::function<void()> withdrawn;   ///< the answer is no longer wanted
    std::function<void()> keptChanged; ///< by the reader

    // What the session tells.
    void setKept(std::vector<std::string> sentences);
    void setContext(bool studyOpen, bool archiveOpen) {
        m_state.studyOpen = studyOpen;
        m_state.archiveOpen = archiveOpen;
        notify();
    }
    void setStudyAnswer(std::optional<examination::QueryAnswer> answer, std::string note);
    void setArchiveAnswer(std::optional<int> found, std::string note);

    // What the reader does.
    /// Blank sentences withdraw the last one; longer than 800 characters are cut.
    void ask(std::string sentence);
    void withdraw();
    void keep();   ///< the sentence that was asked
    void forget(); ///< the same, no longer asked of every study

private:
    void restart(std::string sentence);
    void notify() {
        if (changed) changed();
    }
    AskState m_state;
};

} // namespace second_read::ui
