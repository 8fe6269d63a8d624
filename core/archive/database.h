#pragma once
/// One SQLite file: opened safely, its schema brought up to date, statements and transactions as values.
/// SQLite's own header stays behind this one.
///
/// Threads: one connection may be used by one thread at a time; several processes may share the file.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace second_read::archive {

class Database;

/// One prepared statement. Parameters count from 1, columns from 0. A parameter that could not be bound is
/// told by the next step().
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view text); ///< copied
    Statement& bind(int parameter, std::nullopt_t);
    Statement& bindBytes(int parameter, std::span<const std::uint8_t> bytes); ///< copied
    Statement& bind(int parameter, const std::optional<std::string>& text) {
        return text ? bind(parameter, std::string_view(*text)) : bind(parameter, std::nullopt);
    }
    template <class T> Statement& bind(int parameter, const std::optional<T>& value) {
        if (!value) return bind(parameter, std::nullopt);
        if constexpr (std::is_floating_point_v<T>)
            return bind(parameter, static_cast<double>(*value));
        else
            return bind(parameter, static_cast<std::int64_t>(*value));
    }

    /// True: a row stands ready.
    Result<bool> step();
    /// To the end, rows ignored.
    Result<void> run();
    /// Ready for the next use; parameters stay bound.
    void reset();

    bool isNull(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::optional<std::string> optionalText(int column) const;
    std::span<const std::uint8_t> bytes(int column) const; ///< until the next step

private:
    friend class Database;
    Statement(const Database* database, sqlite3_stmt* statement)
        : m_database(database), m_statement(statement) {}
    const Database* m_database = nullptr;
    sqlite3_stmt* m_statement = nullptr;
    int m_bindFailure = 0;
};

class Database {
public:
    enum class Access { ReadWrite, ReadOnly };

    /// ReadWrite makes the file when absent, in WAL mode with synchronous=FULL, runs a quick check and
    /// applies the steps of `schema` that it lacks, each in one transaction. ReadOnly also works in a folder
    /// that cannot be written. `what` begins the error messages: "the archive". NotFound: ReadOnly and not
    /// there. Corrupt: no database, or damaged. Mismatch: somebody else's database, or of a newer version.
    /// Io, NoSpace, Database (in use elsewhere for over five seconds) as they say.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file, Access access,
                                                  std::span<const std::string_view> schema, std::string what);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Result<void> execute(const std::string& sql) const;
    Result<Statement> prepare(std::string_view sql) const;
    const std::filesystem::path& file() const { return m_file; }

    /// What SQLite's result code means to a person.
    tl::unexpected<Error> failure(int code) const;
    /// Corrupt, for content that contradicts itself.
    tl::unexpected<Error> damaged(const std::string& why) const;

private:
    Database(std::filesystem::path file, std::string what)
        : m_file(std::move(file)), m_what(std::move(what)) {}
    Result<void> connect(Access access);
    Result<void> upgrade(Access access, std::span<const std::string_view> schema) const;
    Result<std::int64_t> schemaVersion() const;

    std::filesystem::path m_file;
    std::string m_what;
    sqlite3* m_handle = nullptr;
};

/// Rolls back unless committed.
class Transaction {
public:
    static Result<Transaction> begin(const Database& database);
    Transaction(Transaction&& other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(const Database& database) : m_database(&database) {}
    const Database* m_database;
};

} // namespace second_read::archive
