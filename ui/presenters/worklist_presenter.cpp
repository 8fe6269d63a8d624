#include "presenters/worklist_presenter.h"

#include <algorithm>
#include <unordered_map>

namespace second_read::ui {

namespace {

constexpr std::size_t kRows = 1000;

worklist::Entry entryOf(const study::OpenedStudy& study, const std::filesystem::path& path) {
    worklist::Entry entry;
    entry.studyUid = study.study.uid;
    std::error_code ignored;
    const auto absolute =
        std::filesystem::absolute(path, ignored); // the program may start elsewhere next time
    entry.path = (ignored ? path : absolute).lexically_normal().string();
    entry.patient = study.study.patient;
    entry.date = study.study.date;
    entry.time = study.study.time;
    entry.description = study.study.description;
    return entry;
}

WorklistRow rowOf(const worklist::Entry& entry) {
    WorklistRow row;
    row.studyUid = entry.studyUid;
    row.path = entry.path;
    row.name = entry.patient.name.value_or("");
    row.description = entry.description.value_or("");
    row.date = entry.date.value_or("");
    row.time = entry.time.value_or("");
    row.status = entry.status;
    row.abnormality = entry.abnormality;
    row.openFlags = entry.openFlags;
    return row;
}

} // namespace

WorklistPresenter::WorklistPresenter(WorklistStore& store, Surroundings surroundings)
    : m_store(store), m_surroundings(std::move(surroundings)) {}

void WorklistPresenter::reload() {
    const auto asked = ++m_asked;
    m_store.run<std::pair<std::vector<worklist::Entry>, std::string>>(
        [filter = m_state.filter](
            worklist::Worklist& worklist) -> Result<std::pair<std::vector<worklist::Entry>, std::string>> {
            SECOND_READ_TRY(entries, worklist.entries(kRows, filter));
            return std::pair{std::move(entries), worklist.warning()};
        },
        [this, asked](Result<std::pair<std::vector<worklist::Entry>, std::string>> answer) {
            if (asked != m_asked) return;
            m_state.loaded = true;
            if (answer) {
                m_entries = std::move(answer->first);
                m_state.problem = std::move(answer->second);
            } else {
                m_state.problem = answer.error().message;
            }
            show();
        });
}

void WorklistPresenter::show() {
    std::unordered_map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < m_order.size(); ++i) place.emplace(m_order[i], i);
    std::vector<std::string> fresh;
    for (const auto& entry : m_entries)
        if (!place.contains(entry.studyUid)) fresh.push_back(entry.studyUid);
    if (!fresh.empty()) {
        m_order.insert(m_order.begin(), fresh.begin(), fresh.end());
        place.clear();
        for (std::size_t i = 0; i < m_order.size(); ++i) place.emplace(m_order[i], i);
    }
    std::stable_sort(m_entries.begin(), m_entries.end(), [&place](const auto& a, const auto& b) {
        return place.at(a.studyUid) < place.at(b.studyUid);
    });

    std::string selected;
    if (m_state.selected && *m_state.selected < m_state.rows.size())
        selected = m_state.rows[*m_state.selected].studyUid;
    m_state.rows.clear();
    m_state.selected.reset();
    m_state.flags = 0;
    for (const auto& entry : m_entries) {
        auto row = rowOf(entry);
        row.current = m_current == row.studyUid;
        row.analysing = m_analysing == row.studyUid;
        m_state.flags += row.openFlags;
        if (row.studyUid == selected) m_state.selected = m_state.rows.size();
        m_state.rows.push_back(std::move(row));
    }
    notify();
}

void WorklistPresenter::put(const study::OpenedStudy& study, const std::filesystem::path& path, bool opened) {
    putAll({entryOf(study, path)}, opened);
}

void WorklistPresenter::putAll(std::vector<worklist::Entry> entries, bool opened) {
    m_store.run<void>(
        [entries = std::move(entries), opened](worklist::Worklist& worklist) -> Result<void> {
            for (const auto& entry : entries) SECOND_READ_CHECK(worklist.put(entry));
            if (!opened) return {};
            SECOND_READ_TRY(known, worklist.entries(kRows));
            for (const auto& entry : entries)
                for (const auto& each : known)
                    if (each.studyUid == entry.studyUid && each.status == worklist::Status::New)
                        SECOND_READ_CHECK(worklist.setStatus(entry.studyUid, worklist::Status::Opened));
            return {};
        },
        [this](Result<void> kept) {
            if (kept) {
                reload();
                return;
            }
            m_state.problem = kept.error().message;
            notify();
        });
}

void WorklistPresenter::setCurrent(std::optional<std::string> studyUid) {
    m_current = std::move(studyUid);
    show();
}

void WorklistPresenter::setAnalysing(std::optional<std::string> studyUid) {
    if (m_analysing == studyUid) return;
    m_analysing = std::move(studyUid);
    show();
}

void WorklistPresenter::setResult(const std::string& studyUid, std::optional<double> abnormality,
                                  int openFlags) {
    for (auto& entry : m_entries)
        if (entry.studyUid == studyUid) {
            if (entry.abnormality == abnormality && entry.openFlags == openFlags) return;
            entry.abnormality = abnormality;
            entry.openFlags = openFlags;
        }
    m_store.run<void>(
        [studyUid, abnormality, openFlags](worklist::Worklist& worklist) {
            return worklist.setResult(studyUid, abnormality, openFlags);
        },
        [this](Result<void> kept) {
            if (kept) return;
            m_state.problem = kept.error().message;
            notify();
        });
    show();
}

void WorklistPresenter::setStatus(const std::string& studyUid, worklist::Status status) {
    for (auto& entry : m_entries)
        if (entry.studyUid == studyUid) entry.status = status;
    show();
}

void WorklistPresenter::setFilter(std::string filter) {
    if (filter == m_state.filter) return;
    m_state.filter = std::move(filter);
    reload();
}

void WorklistPresenter::select(std::optional<std::size_t> row) {
    if (row && *row >= m_state.rows.size()) row.reset();
    m_state.selected = row;
    notify();
}

void WorklistPresenter::moveSelection(int by) {
    if (m_state.rows.empty()) return;
    const int last = static_cast<int>(m_state.rows.size()) - 1;
    const int from = m_state.selected ? static_cast<int>(*m_state.selected) : (by > 0 ? -1 : last + 1);
    select(static_cast<std::size_t>(std::clamp(from + by, 0, last)));
}

void WorklistPresenter::openSelected() {
    if (!m_state.selected) moveSelection(+1);
    if (!m_state.selected || !openRequested) return;
    const auto row = m_state.rows[*m_state.selected];
    if (row.current) return; // it is open: neither read nor analysed anew
    openRequested(row.path, row.studyUid);
}

void WorklistPresenter::openNeighbour(int by) {
    const auto current =
        std::find_if(m_state.rows.begin(), m_state.rows.end(), [](const auto& row) { return row.current; });
    if (current != m_state.rows.end())
        m_state.selected = static_cast<std::size_t>(current - m_state.rows.begin());
    const auto before = m_state.selected;
    moveSelection(by);
    if (m_state.selected != before) openSelected();
}

void WorklistPresenter::removeSelected() {
    if (!m_state.selected) return;
    m_store.run<void>([uid = m_state.rows[*m_state.selected].studyUid](
                          worklist::Worklist& worklist) { return worklist.remove(uid); },
                      [this](Result<void> removed) {
                          if (!removed) m_state.problem = removed.error().message;
                          reload();
                      });
}

void WorklistPresenter::scan(const std::filesystem::path& folder) {
    m_toScan.push_back(folder);
    if (m_state.scanning) return;
    m_state.scanning = true;
    m_state.scanProblem.clear();
    m_state.added = m_state.refused = 0;
    scanNext();
    notify();
}

void WorklistPresenter::scanNext() {
    const auto folder = m_toScan.front();
    m_toScan.pop_front();
    m_scan = std::make_unique<Job<study::Found>>(
        m_surroundings.post,
        [folder](const JobContext& context) { return study::openStudies(folder, context); },
        [](const Progress&) {}, [this](Result<study::Found> found) { scanned(std::move(found)); });
}

void WorklistPresenter::scanned(Result<study::Found> found) {
    if (found) {
        m_state.added += static_cast<int>(found->studies.size());
        m_state.refused += static_cast<int>(found->refused.size());
        std::vector<worklist::Entry> entries; // oldest first, so that the newest ends on top
        for (auto study = found->studies.rbegin(); study != found->studies.rend(); ++study)
            entries.push_back(entryOf(*study, study->folder));
        putAll(std::move(entries), false);
    } else if (found.error().code != ErrorCode::Cancelled) {
        m_state.scanProblem = found.error().message;
    }
    m_state.scanning = !m_toScan.empty();
    if (m_state.scanning) {
        // Not here: the job that is ending would be destroyed inside its own call.
        m_surroundings.post([this, alive = std::weak_ptr<int>(m_life)] {
            if (!alive.expired() && !m_toScan.empty()) scanNext();
        });
    }
    notify();
}

void WorklistPresenter::cancelScan() {
    m_toScan.clear();
    if (m_scan) m_scan->cancel();
}

} // namespace second_read::ui
