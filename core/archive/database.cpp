#include "archive/database.h"

#include <cerrno>

#include <sqlite3.h>

#include "base/system_failure.h"

namespace second_read::archive {
namespace fs = std::filesystem;

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)),
      m_bindFailure(other.m_bindFailure) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(m_database, other.m_database);
    std::swap(m_statement, other.m_statement);
    std::swap(m_bindFailure, other.m_bindFailure);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(m_statement); }

Statement& Statement::bind(int parameter, std::int64_t value) {
    m_bindFailure |= sqlite3_bind_int64(m_statement, parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    m_bindFailure |= sqlite3_bind_double(m_statement, parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // An empty view may have a null pointer, which SQLite would take for NULL.
    m_bindFailure |= sqlite3_bind_text64(m_statement, parameter, text.empty() ? "" : text.data(), text.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int parameter, std::nullopt_t) {
    m_bindFailure |= sqlite3_bind_null(m_statement, parameter);
    return *this;
}

Statement& Statement::bindBytes(int parameter, std::span<const std::uint8_t> bytes) {
    const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    m_bindFailure |= sqlite3_bind_blob64(m_statement, parameter, data, bytes.size(), SQLITE_TRANSIENT);
    return *this;
}

Result<bool> Statement::step() {
    if (m_bindFailure != 0) return m_database->failure(m_bindFailure);
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    auto failed = m_database->failure(code);
    sqlite3_reset(m_statement);
    return failed;
}

Result<void> Statement::run() {
    for (;;) {
        SECOND_READ_TRY(more, step());
        if (!more) return {};
    }
}

void Statement::reset() { sqlite3_reset(m_statement); }

bool Statement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
double Statement::real(int column) const { return sqlite3_column_double(m_statement, column); }

std::string Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
    return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)))
                : std::string();
}

std::optional<std::string> Statement::optionalText(int column) const {
    if (isNull(column)) return std::nullopt;
    return text(column);
}

std::span<const std::uint8_t> Statement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement, column));
    return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)) : 0};
}

Database::~Database() { sqlite3_close_v2(m_handle); }

tl::unexpected<Error> Database::failure(int code) const {
    const int systemError = m_handle ? sqlite3_system_errno(m_handle) : 0;
    const std::string name = m_what + " " + m_file.string();
    const bool ioFailed = (code & 0xFF) == SQLITE_IOERR;
    const auto full = whyNoSpace((code & 0xFF) == SQLITE_FULL ? ENOSPC : ioFailed ? systemError : 0);
    if (full) return fail(ErrorCode::NoSpace, "cannot write " + name + ": " + *full);
    switch (code & 0xFF) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return fail(ErrorCode::Corrupt, name + " is damaged or no database: restore it from a copy");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail(ErrorCode::Io,
                    "cannot write " + name + ": check the permissions of the file and of its folder");
    case SQLITE_CANTOPEN:
        return fail(ErrorCode::Io,
                    "cannot open " + name + ": check the permissions of the file and of its folder");
    case SQLITE_IOERR: // of which a COMMIT does not tell the system's reason
        return fail(ErrorCode::Database,
                    "cannot read or write " + name +
                        ": the system reports a disk error or a limit on the size of files; check the disk "
                        "and the limit (ulimit -f), or choose another place");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::Database,
                    name + " is in use by another program: wait until it is done and try again");
    case SQLITE_NOMEM:
        return fail(ErrorCode::Database, "out of memory while using " + name);
    case SQLITE_TOOBIG:
        return fail(ErrorCode::InvalidArgument, "a text or picture is too large for " + name);
    default:
        return fail(ErrorCode::Database, "cannot use " + name + ": " +
                                             (m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code)));
    }
}

tl::unexpected<Error> Database::damaged(const std::string& why) const {
    return fail(ErrorCode::Corrupt,
                m_what + " " + m_file.string() + " is damaged (" + why + "): restore it from a copy");
}

Result<void> Database::execute(const std::string& sql) const {
    const int code = sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(sqlite3_extended_errcode(m_handle));
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(m_handle, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) return failure(code);
    return Statement(this, statement);
}

Result<void> Database::connect(Access access) {
    std::error_code ignored;
    const bool readOnly = access == Access::ReadOnly;
    if (readOnly && !fs::exists(m_file, ignored))
        return fail(ErrorCode::NotFound,
                    m_what + " " + m_file.string() + " does not exist: check the folder's name");
    const auto openAs = [&](const std::string& name, int flags) {
        sqlite3_close_v2(std::exchange(m_handle, nullptr));
        const int code = sqlite3_open_v2(name.c_str(), &m_handle, flags | SQLITE_OPEN_FULLMUTEX, nullptr);
        if (code != SQLITE_OK) return code;
        sqlite3_extended_result_codes(m_handle, 1);
        sqlite3_busy_timeout(m_handle, 5000);
        // Opening is lazy: only reading shows whether this is a database at all.
        return sqlite3_exec(m_handle, "SELECT COUNT(*) FROM sqlite_master", nullptr, nullptr, nullptr);
    };
    int code =
        openAs(m_file.string(), readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    const auto log = fs::path(m_file.string() + "-wal");
    const bool noLog = !fs::exists(log, ignored) || fs::file_size(log, ignored) == 0;
    if (readOnly && ((code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_READONLY) && noLog) {
        // WAL mode needs a file beside the database; where none can be made, and nothing waits in the log,
        // the database is read as it stands (https://www.sqlite.org/wal.html#readonly).
        std::string uri = "file:";
        for (const char c : fs::absolute(m_file).string()) {
            if (c == '?' || c == '#' || c == '%')
                uri += c == '?' ? "%3f" : c == '#' ? "%23" : "%25";
            else
                uri += c;
        }
        code = openAs(uri + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    }
    if (code != SQLITE_OK) return failure(code);
    if (!readOnly && sqlite3_db_readonly(m_handle, "main") == 1) return failure(SQLITE_READONLY);
    return execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
}

Result<std::int64_t> Database::schemaVersion() const {
    SECOND_READ_TRY(tables,
                    prepare("SELECT (SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'), "
                            "COUNT(*) FROM sqlite_master"));
    SECOND_READ_CHECK(tables.step());
    if (tables.integer(1) == 0) return 0;
    const auto foreign = [&] {
        return fail(ErrorCode::Mismatch,
                    m_file.string() + " belongs to another program: choose another folder");
    };
    if (tables.integer(0) == 0) return foreign();
    SECOND_READ_TRY(version, prepare("SELECT version FROM schema_version"));
    SECOND_READ_TRY(there, version.step());
    if (!there) return foreign();
    return version.integer(0);
}

Result<void> Database::upgrade(Access access, std::span<const std::string_view> schema) const {
    SECOND_READ_TRY(version, schemaVersion());
    const auto newest = static_cast<std::int64_t>(schema.size());
    if (version > newest)
        return fail(ErrorCode::Mismatch, m_what + " " + m_file.string() +
                                             " was made by a newer version of this program: use that one");
    if (version == newest) return {};
    if (access == Access::ReadOnly)
        return fail(ErrorCode::Mismatch,
                    m_what + " " + m_file.string() +
                        (version == 0 ? " is empty" : " was made by an older version of this program") +
                        ": import into it once, and it will be readable");
    SECOND_READ_TRY(transaction, Transaction::begin(*this));
    // Another process may have been faster.
    SECOND_READ_TRY(now, schemaVersion());
    if (now == 0)
        SECOND_READ_CHECK(execute("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO "
                                  "schema_version VALUES (0);"));
    for (auto step = now; step < newest; ++step)
        SECOND_READ_CHECK(execute(std::string(schema[static_cast<std::size_t>(step)])));
    SECOND_READ_CHECK(execute("UPDATE schema_version SET version = " + std::to_string(newest)));
    return transaction.commit();
}

Result<std::unique_ptr<Database>> Database::open(const fs::path& file, Access access,
                                                 std::span<const std::string_view> schema, std::string what) {
    auto database = std::unique_ptr<Database>(new Database(file, std::move(what)));
    SECOND_READ_CHECK(database->connect(access));
    if (access == Access::ReadWrite) {
        // FULL: what was committed survives a power cut
        // (https://www.sqlite.org/pragma.html#pragma_synchronous).
        SECOND_READ_CHECK(database->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"));
        SECOND_READ_TRY(check, database->prepare("PRAGMA quick_check(1)"));
        SECOND_READ_TRY(answered, check.step());
        if (!answered || check.text(0) != "ok") return database->failure(SQLITE_CORRUPT);
    }
    SECOND_READ_CHECK(database->upgrade(access, schema));
    return database;
}

Result<Transaction> Transaction::begin(const Database& database) {
    SECOND_READ_CHECK(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::~Transaction() {
    // A failed COMMIT may have rolled back already; a second ROLLBACK is then refused, which does not matter.
    if (m_database) static_cast<void>(m_database->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
    SECOND_READ_CHECK(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

} // namespace second_read::archive
