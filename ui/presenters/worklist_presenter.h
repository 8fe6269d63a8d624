#pragma once
/// The studies to read. Rows stand where they first stood: opening one does not move it under the reader's
/// hand, so the next study is always the next row; new ones come on top.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "presenters/surroundings.h"
#include "presenters/worklist_store.h"
#include "study/study_reader.h"

namespace second_read::ui {

struct WorklistRow {
    std::string studyUid;
    std::string path;
    std::string name;        ///< DOE^JANE; empty when the study names nobody
    std::string description; ///< "MR brain with contrast"; empty when there is none
    std::string date, time;  ///< "2026-11-20", "09:42"; may be empty
    worklist::Status status = worklist::Status::New;
    std::optional<double> abnormality; ///< percentile of the last analysis
    int openFlags = 0;
    bool analysing = false;
    bool current = false; ///< the open study
};

struct WorklistState {
    std::vector<WorklistRow> rows; ///< newest first
    std::string filter;
    std::optional<std::size_t> selected;
    bool loaded = false; ///< the file has answered at least once
    bool scanning = false;
    std::string problem;     ///< of the list's file; a sentence: what, why, what to do
    std::string scanProblem; ///< of the last scan
    int refused = 0;         ///< files of the last scan that are no images or cannot be read
    int added = -1;          ///< studies of the last scan; -1: none yet
    int flags = 0;           ///< undecided ones over all rows
};

class WorklistPresenter {
public:
    WorklistPresenter(WorklistStore& store, Surroundings surroundings);

    const WorklistState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void(const std::string& path, const std::string& studyUid)> openRequested;

    // What the session tells.
    void reload();
    void put(const study::OpenedStudy& study, const std::filesystem::path& path, bool opened);
    void setCurrent(std::optional<std::string> studyUid);
    void setAnalysing(std::optional<std::string> studyUid);
    void setResult(const std::string& studyUid, std::optional<double> abnormality, int openFlags);
    void setStatus(const std::string& studyUid, worklist::Status status); ///< already on disk

    // What the reader does.
    void setFilter(std::string filter);
    void select(std::optional<std::size_t> row);
    void moveSelection(int by); ///< stops at the ends
    void openSelected();
    void openNeighbour(int by);                     ///< of the open study, by the rows' order
    void removeSelected();                          ///< from the list; images stay where they are
    void scan(const std::filesystem::path& folder); ///< after those that are being scanned
    void cancelScan();

private:
    void putAll(std::vector<worklist::Entry> entries, bool opened);
    void show();
    void scanNext();
    void scanned(Result<study::Found> found);
    void notify() {
        if (changed) changed();
    }

    WorklistStore& m_store;
    Surroundings m_surroundings;
    WorklistState m_state;
    std::vector<worklist::Entry> m_entries;
    std::vector<std::string> m_order; ///< uids as they first stood, newest first
    std::optional<std::string> m_current, m_analysing;
    unsigned m_asked = 0; ///< the answer to the last filter counts, earlier ones are late
    std::deque<std::filesystem::path> m_toScan; ///< one folder after the other
    std::shared_ptr<int> m_life = std::make_shared<int>();
    std::unique_ptr<Job<study::Found>> m_scan;
};

} // namespace second_read::ui
