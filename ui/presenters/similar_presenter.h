#pragma once
/// Past examinations that look or read alike: what was searched, in what, how fast, and a card for each.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "presenters/archive_reader.h"

namespace second_read::ui {

constexpr int kArchiveThumbnailSide = 128;

struct SimilarCard {
    std::string id; ///< study uid
    double similarity = 0;
    std::string sex; ///< "F"; empty when not known
    std::optional<int> age;
    std::string date;    ///< "2019-06-14"; may be empty
    std::string passage; ///< the part of its report that matched
    std::string path;    ///< to its images; empty when the archive names none
    std::vector<std::uint8_t>
        thumbnail; ///< kArchiveThumbnailSide squared grey values; empty: none, or not yet read
};

/// How an import ended.
struct ImportOutcome {
    int imported = 0, updated = 0, skipped = 0, failed = 0;
    std::string firstFailure; ///< "path: why"
    std::string problem;      ///< why nothing was imported at all; a sentence
    bool cancelled = false;
    bool noArchive = false; ///< none was chosen to import into
};

enum class SimilarMode {
    NoArchive, ///< none chosen
    NoStudy,   ///< an archive, but nothing to search with
    Searching,
    Shown,
    Failed
};

struct SimilarState {
    SimilarMode mode = SimilarMode::NoArchive;
    std::string query;         ///< the sentence searched for; empty: the open study
    bool canShowStudy = false; ///< a sentence is shown, and there is a study to go back to
    bool samePatient = false;  ///< asked for: the study's patient and near-duplicates are searched as well
    std::vector<SimilarCard> cards;
    std::optional<std::size_t> selected;
    std::optional<double> ms; ///< of the search
    std::optional<ArchiveFacts> archive;
    std::string problem; ///< of the archive or the search; a sentence
    std::optional<Progress> importing;
    std::optional<ImportOutcome> imported; ///< the last one
};

class SimilarPresenter {
public:
    explicit SimilarPresenter(ArchiveReader& archive) : m_archive(archive) {}

    const SimilarState& state() const { return m_state; }
    std::function<void()> changed;
    std::function<void(const std::string& path, const std::string& studyUid)> openBesideRequested;
    std::function<void(std::filesystem::path)> archiveChosen;
    std::function<void(std::filesystem::path)> importRequested;
    std::function<void()> importCancelled;
    std::function<void()> studyWanted; ///< back from a sentence to the open study
    std::function<void()> samePatientChanged;

    // What the session tells.
    void setArchive(std::optional<ArchiveFacts> archive, std::string problem);
    void setSearching(std::string query); ///< empty: with the open study
    /// `query` empty: found with the open study.
    void setResults(std::string query, const std::vector<examination::Similar>& results,
                    std::optional<double> ms);
    void setFailure(std::string problem);
    void setImporting(const Progress& progress);
    void setImported(ImportOutcome outcome);
    void setStudyOpen(bool open);
    void clearResults();

    // What the reader does.
    void select(std::optional<std::size_t> card);
    void openSelected();
    void showStudy();
    void chooseSamePatient(bool searched);
    void chooseArchive(std::filesystem::path folder);
    void importFrom(std::filesystem::path folder);
    void cancelImport();

private:
    void notify() {
        if (changed) changed();
    }
    void settle();

    ArchiveReader& m_archive;
    SimilarState m_state;
    bool m_study = false, m_searching = false, m_results = false, m_failed = false;
    unsigned m_turn = 0; ///< thumbnails of an earlier search are late
};

} // namespace second_read::ui
