#pragma once
/// Studies to read: what was opened or scanned, their status, drafts of reports, decisions on flags, recent places.
/// One SQLite file in the user's data folder; everything is on disk before a call returns.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "examination/examination.h"

namespace second_read::worklist {

enum class Status { New, Opened, Signed };

struct Entry {
    std::string studyUid;
    std::string path;
    examination::Patient patient;
    std::optional<std::string> date, time, description;
    Status status = Status::New;
    std::optional<double> abnormality; ///< percentile of the last analysis
    int openFlags = 0;                 ///< undecided ones
    std::string seen;                  ///< when it was added or opened last, ISO 8601
};

struct Draft {
    std::string text;
    std::string saved; ///< ISO 8601
};

enum class Decision { Accepted, Dismissed };

/// Identifies a flag across edits of the text: its kind and finding, and for text conflicts its message.
std::string keyOf(const examination::Flag& flag);

class Worklist {
public:
    /// Makes the file when absent; a damaged one is set aside under another name and said so in `warning()`.
    static Result<Worklist> open(const std::filesystem::path& file);
    Worklist(Worklist&&) noexcept;
    Worklist& operator=(Worklist&&) noexcept;
    ~Worklist();

    const std::string& warning() const;

    Result<void> put(const Entry& entry);                      ///< by study uid; status and drafts of a known one stay
    Result<std::vector<Entry>> entries(std::size_t limit = 1000, const std::string& filter = {}) const; ///< newest first
    Result<void> setStatus(const std::string& studyUid, Status status);
    Result<void> setResult(const std::string& studyUid, std::optional<double> abnormality, int openFlags);
    Result<void> remove(const std::string& studyUid);          ///< off the list; its draft and decisions stay

    Result<void> saveDraft(const std::string& studyUid, const std::string& text);
    Result<std::optional<Draft>> draft(const std::string& studyUid) const;

    Result<void> decide(const std::string& studyUid, const std::string& flagKey, std::optional<Decision> decision);
    Result<std::vector<std::pair<std::string, Decision>>> decisions(const std::string& studyUid) const;

    Result<void> remember(const std::string& path);            ///< recent places, newest first
    Result<std::vector<std::string>> recents(std::size_t limit = 12) const;

    Result<void> saveSession(const std::string& json);         ///< what was open, to stand there again after a crash
    Result<std::optional<std::string>> session() const;

private:
    struct Impl;
    explicit Worklist(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace second_read::worklist
