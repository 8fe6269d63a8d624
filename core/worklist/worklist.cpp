#include "worklist/worklist.h"

#include <array>
#include <ctime>

#include "archive/database.h"
#include "base/files.h"

namespace second_read::worklist {
namespace fs = std::filesystem;
using archive::Database;
using archive::Statement;
using archive::Transaction;

namespace {

constexpr std::array<std::string_view, 1> kSchema = {
#include "schema.inc"
};

/// UTC with milliseconds, by SQLite's clock: sorts as text.
constexpr const char* kNow = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

constexpr const char* kColumns =
    "uid, path, patient_name, patient_id, sex, age, date, time, description, status, "
    "abnormality, open_flags, seen";

/// What a filter looks in.
constexpr const char* kSearched = "coalesce(patient_name, '') || ' ' || coalesce(patient_id, '') || ' ' || "
                                  "coalesce(date, '') || ' ' || coalesce(description, '') || ' ' || path";

Entry entryOf(const Statement& row) {
    Entry entry;
    entry.studyUid = row.text(0);
    entry.path = row.text(1);
    entry.patient = {row.optionalText(2), row.optionalText(3), row.optionalText(4), std::nullopt};
    if (!row.isNull(5)) entry.patient.age = static_cast<int>(row.integer(5));
    entry.date = row.optionalText(6);
    entry.time = row.optionalText(7);
    entry.description = row.optionalText(8);
    entry.status = static_cast<Status>(row.integer(9));
    if (!row.isNull(10)) entry.abnormality = row.real(10);
    entry.openFlags = static_cast<int>(row.integer(11));
    entry.seen = row.text(12);
    return entry;
}

/// DICOM writes DOE^JANE, people type "jane doe": every word is looked for by itself.
std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words;
    std::size_t begin = 0;
    while ((begin = text.find_first_not_of(" \t\r\n^,", begin)) != std::string::npos && words.size() < 16) {
        const auto end = std::min(text.find_first_of(" \t\r\n^,", begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

/// The name under which a damaged file is kept.
fs::path setAsideName(const fs::path& file) {
    std::array<char, 32> stamp{};
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::strftime(stamp.data(), stamp.size(), "%Y%m%d-%H%M%S", &parts);
    const std::string base = file.string() + ".damaged-" + stamp.data();
    fs::path name = base;
    std::error_code ignored;
    for (int i = 2; fs::exists(name, ignored); ++i) name = base + "-" + std::to_string(i);
    return name;
}

Result<fs::path> setAside(const fs::path& file) {
    const auto kept = setAsideName(file);
    std::error_code failed;
    fs::rename(file, kept, failed);
    if (failed)
        return fail(ErrorCode::Io, "the worklist " + file.string() +
                                       " is damaged and cannot be renamed: " + failed.message());
    for (const char* part : {"-wal", "-shm"}) {
        std::error_code absent;
        fs::rename(file.string() + part, kept.string() + part, absent);
    }
    return kept;
}

} // namespace

std::string keyOf(const examination::Flag& flag) {
    std::string key = std::to_string(static_cast<int>(flag.kind)) + ":" + flag.finding.value_or("");
    if (flag.kind == examination::FlagKind::TextConflict) key += ":" + flag.message;
    return key;
}

struct Worklist::Impl {
    std::unique_ptr<Database> database;
    std::string warning;

    /// Runs one statement whose only parameters are texts.
    Result<void> run(const std::string& sql, std::initializer_list<std::string_view> texts) const {
        SECOND_READ_TRY(statement, database->prepare(sql));
        int parameter = 0;
        for (const auto text : texts) statement.bind(++parameter, text);
        return statement.run();
    }
    /// Drafts and decisions hang on a study's row; an unlisted one is made when they come first.
    Result<void> ensureStudy(const std::string& uid) const {
        return run("INSERT OR IGNORE INTO study (uid) VALUES (?)", {uid});
    }
};

Worklist::Worklist(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Worklist::Worklist(Worklist&&) noexcept = default;
Worklist& Worklist::operator=(Worklist&&) noexcept = default;
Worklist::~Worklist() = default;

Result<Worklist> Worklist::open(const fs::path& file) {
    if (!file.parent_path().empty()) SECOND_READ_CHECK(makeFolder(file.parent_path()));
    auto impl = std::make_unique<Impl>();
    auto opened = Database::open(file, Database::Access::ReadWrite, kSchema, "the worklist");
    if (!opened && opened.error().code == ErrorCode::Corrupt) {
        SECOND_READ_TRY(kept, setAside(file));
        impl->warning =
            "The worklist was damaged. It was set aside as " + kept.string() + " and a new one was begun.";
        opened = Database::open(file, Database::Access::ReadWrite, kSchema, "the worklist");
    }
    if (!opened) return tl::unexpected<Error>(std::move(opened).error());
    impl->database = std::move(*opened);
    return Worklist(std::move(impl));
}

const std::string& Worklist::warning() const { return m_impl->warning; }

Result<void> Worklist::put(const Entry& entry) {
    if (entry.studyUid.empty())
        return fail(ErrorCode::InvalidArgument, "a study without a uid cannot be put on the worklist");
    SECOND_READ_TRY(
        statement,
        m_impl->database->prepare(
            "INSERT INTO study (uid, listed, path, patient_name, patient_id, sex, age, date, time, "
            "description, status, "
            "abnormality, open_flags, seen, turn) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
            "?12, "
            "coalesce(nullif(?13, ''), " +
            std::string(kNow) +
            "), (SELECT coalesce(max(turn), 0) + 1 FROM study)) "
            "ON CONFLICT (uid) DO UPDATE SET listed = 1, path = excluded.path, patient_name = "
            "excluded.patient_name, "
            "patient_id = excluded.patient_id, sex = excluded.sex, age = excluded.age, date = excluded.date, "
            "time = excluded.time, description = excluded.description, seen = excluded.seen, turn = "
            "excluded.turn"));
    statement.bind(1, std::string_view(entry.studyUid))
        .bind(2, std::string_view(entry.path))
        .bind(3, entry.patient.name);
    statement.bind(4, entry.patient.id)
        .bind(5, entry.patient.sex)
        .bind(6, entry.patient.age)
        .bind(7, entry.date);
    statement.bind(8, entry.time)
        .bind(9, entry.description)
        .bind(10, static_cast<std::int64_t>(entry.status));
    statement.bind(11, entry.abnormality).bind(12, static_cast<std::int64_t>(entry.openFlags));
    return statement.bind(13, std::string_view(entry.seen)).run();
}

Result<std::vector<Entry>> Worklist::entries(std::size_t limit, const std::string& filter) const {
    const auto words = wordsOf(filter);
    std::string sql = std::string("SELECT ") + kColumns + " FROM study WHERE listed = 1";
    for (std::size_t i = 0; i < words.size(); ++i)
        sql += " AND instr(lower(" + std::string(kSearched) + "), lower(?" + std::to_string(i + 2) + ")) > 0";
    SECOND_READ_TRY(statement, m_impl->database->prepare(sql + " ORDER BY seen DESC, turn DESC LIMIT ?1"));
    statement.bind(1, static_cast<std::int64_t>(limit));
    for (std::size_t i = 0; i < words.size(); ++i)
        statement.bind(static_cast<int>(i + 2), std::string_view(words[i]));
    std::vector<Entry> entries;
    for (;;) {
        SECOND_READ_TRY(more, statement.step());
        if (!more) return entries;
        entries.push_back(entryOf(statement));
    }
}

Result<void> Worklist::setStatus(const std::string& studyUid, Status status) {
    SECOND_READ_CHECK(m_impl->ensureStudy(studyUid));
    SECOND_READ_TRY(statement, m_impl->database->prepare("UPDATE study SET status = ? WHERE uid = ?"));
    return statement.bind(1, static_cast<std::int64_t>(status)).bind(2, std::string_view(studyUid)).run();
}

Result<void> Worklist::setResult(const std::string& studyUid, std::optional<double> abnormality,
                                 int openFlags) {
    SECOND_READ_CHECK(m_impl->ensureStudy(studyUid));
    SECOND_READ_TRY(statement, m_impl->database->prepare(
                                   "UPDATE study SET abnormality = ?, open_flags = ? WHERE uid = ?"));
    statement.bind(1, abnormality).bind(2, static_cast<std::int64_t>(openFlags));
    return statement.bind(3, std::string_view(studyUid)).run();
}

Result<void> Worklist::remove(const std::string& studyUid) {
    // The draft stays: what somebody wrote is not lost by tidying the list.
    return m_impl->run("UPDATE study SET listed = 0 WHERE uid = ?", {studyUid});
}

Result<void> Worklist::saveDraft(const std::string& studyUid, const std::string& text) {
    SECOND_READ_TRY(transaction, Transaction::begin(*m_impl->database));
    SECOND_READ_CHECK(m_impl->ensureStudy(studyUid));
    SECOND_READ_CHECK(m_impl->run("INSERT OR REPLACE INTO draft (uid, text, saved) VALUES (?, ?, " +
                                      std::string(kNow) + ")",
                                  {studyUid, text}));
    return transaction.commit();
}

Result<std::optional<Draft>> Worklist::draft(const std::string& studyUid) const {
    SECOND_READ_TRY(statement, m_impl->database->prepare("SELECT text, saved FROM draft WHERE uid = ?"));
    SECOND_READ_TRY(there, statement.bind(1, std::string_view(studyUid)).step());
    if (!there) return std::optional<Draft>();
    return std::optional<Draft>({statement.text(0), statement.text(1)});
}

Result<void> Worklist::decide(const std::string& studyUid, const std::string& flagKey,
                              std::optional<Decision> decision) {
    if (!decision) return m_impl->run("DELETE FROM decision WHERE uid = ? AND flag = ?", {studyUid, flagKey});
    SECOND_READ_TRY(transaction, Transaction::begin(*m_impl->database));
    SECOND_READ_CHECK(m_impl->ensureStudy(studyUid));
    SECOND_READ_TRY(statement, m_impl->database->prepare(
                                   "INSERT OR REPLACE INTO decision (uid, flag, decision) VALUES (?, ?, ?)"));
    statement.bind(1, std::string_view(studyUid)).bind(2, std::string_view(flagKey));
    SECOND_READ_CHECK(statement.bind(3, static_cast<std::int64_t>(*decision)).run());
    return transaction.commit();
}

Result<std::vector<std::pair<std::string, Decision>>> Worklist::decisions(const std::string& studyUid) const {
    SECOND_READ_TRY(statement, m_impl->database->prepare(
                                   "SELECT flag, decision FROM decision WHERE uid = ? ORDER BY flag"));
    statement.bind(1, std::string_view(studyUid));
    std::vector<std::pair<std::string, Decision>> decisions;
    for (;;) {
        SECOND_READ_TRY(more, statement.step());
        if (!more) return decisions;
        decisions.emplace_back(statement.text(0), static_cast<Decision>(statement.integer(1)));
    }
}

Result<void> Worklist::remember(const std::string& path) {
    return m_impl->run("INSERT OR REPLACE INTO recent (path, turn) VALUES (?, (SELECT coalesce(max(turn), 0) "
                       "+ 1 FROM recent))",
                       {path});
}

Result<std::vector<std::string>> Worklist::recents(std::size_t limit) const {
    SECOND_READ_TRY(statement,
                    m_impl->database->prepare("SELECT path FROM recent ORDER BY turn DESC LIMIT ?"));
    statement.bind(1, static_cast<std::int64_t>(limit));
    std::vector<std::string> paths;
    for (;;) {
        SECOND_READ_TRY(more, statement.step());
        if (!more) return paths;
        paths.push_back(statement.text(0));
    }
}

Result<void> Worklist::saveSession(const std::string& json) {
    return m_impl->run("INSERT OR REPLACE INTO session (one, state) VALUES (1, ?)", {json});
}

Result<std::optional<std::string>> Worklist::session() const {
    SECOND_READ_TRY(statement, m_impl->database->prepare("SELECT state FROM session"));
    SECOND_READ_TRY(there, statement.step());
    if (!there) return std::optional<std::string>();
    return std::optional<std::string>(statement.text(0));
}

} // namespace second_read::worklist
