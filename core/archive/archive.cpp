#include "archive/archive.h"

#include <algorithm>
#include <cmath>

#include "archive/archive_impl.h"
#include "base/files.h"

namespace second_read::archive {
namespace fs = std::filesystem;
namespace {

constexpr std::array<std::string_view, 1> kSchema = {
#include "schema.inc"
};

constexpr std::size_t kThumbnailBytes = 128 * 128;
constexpr const char* kColumns =
    "id, patient_name, patient_id, sex, age, date, accession, description, report, path, content_hash";

fs::path recordOf(const fs::path& folder) { return folder / "archive.sqlite"; }

Record factsOf(const Statement& row) {
    Record record;
    record.id = row.text(0);
    record.patient = {row.optionalText(1), row.optionalText(2), row.optionalText(3), std::nullopt};
    if (!row.isNull(4)) record.patient.age = static_cast<int>(row.integer(4));
    record.date = row.optionalText(5);
    record.accession = row.optionalText(6);
    record.description = row.optionalText(7);
    record.report = row.text(8);
    record.path = row.text(9);
    record.contentHash = row.text(10);
    return record;
}

bool isEmbedding(const std::vector<float>& vector, int dimension) {
    return vector.size() == static_cast<std::size_t>(dimension) &&
           std::all_of(vector.begin(), vector.end(), [](float value) { return std::isfinite(value); });
}

Result<void> checkRecord(const Record& record, int dimension) {
    const auto refuse = [&](const std::string& why) {
        return fail(ErrorCode::InvalidArgument,
                    "the examination under " + record.path + " cannot be archived: " + why);
    };
    if (record.id.empty()) return refuse("it has no study uid");
    if (!record.thumbnail.empty() && record.thumbnail.size() != kThumbnailBytes)
        return refuse("its thumbnail is not 128 x 128");
    if (!record.reportEmbedding.empty() && !isEmbedding(record.reportEmbedding, dimension))
        return refuse("the embedding of its report is not of this archive's length, or not finite");
    for (const auto& [sequence, vector] : record.embeddings)
        if (!isEmbedding(vector, dimension))
            return refuse("its " + std::string(nameOf(sequence)) +
                          " embedding is not of this archive's length, or not finite");
    return {};
}

Result<void> putFacts(const Database& database, const Record& record) {
    SECOND_READ_TRY(insert, database.prepare(std::string("INSERT INTO examination (") + kColumns +
                                             ", thumbnail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    insert.bind(1, std::string_view(record.id)).bind(2, record.patient.name).bind(3, record.patient.id);
    insert.bind(4, record.patient.sex)
        .bind(5, record.patient.age)
        .bind(6, record.date)
        .bind(7, record.accession);
    insert.bind(8, record.description)
        .bind(9, std::string_view(record.report))
        .bind(10, std::string_view(record.path));
    SECOND_READ_CHECK(
        insert.bind(11, std::string_view(record.contentHash)).bindBytes(12, record.thumbnail).run());
    SECOND_READ_TRY(
        words,
        database.prepare(
            "INSERT INTO report_words (rowid, report) SELECT row, report FROM examination WHERE id = ?"));
    return words.bind(1, std::string_view(record.id)).run();
}

/// Embeddings go by the foreign key; the word index is told with the words that it was given.
Result<void> remove(const Database& database, const std::string& id) {
    for (const char* sql : {"INSERT INTO report_words (report_words, rowid, report) "
                            "SELECT 'delete', row, report FROM examination WHERE id = ?",
                            "DELETE FROM examination WHERE id = ?"}) {
        SECOND_READ_TRY(statement, database.prepare(sql));
        SECOND_READ_CHECK(statement.bind(1, std::string_view(id)).run());
    }
    return {};
}

Result<void> putEmbedding(const Database& database, const std::string& id, std::string_view kind,
                          const std::vector<float>& vector) {
    SECOND_READ_TRY(insert, database.prepare("INSERT INTO embedding (row, kind, vector) "
                                             "SELECT row, ?, ? FROM examination WHERE id = ?"));
    return insert.bind(1, kind).bindBytes(2, bytesOf(vector)).bind(3, std::string_view(id)).run();
}

} // namespace

Archive::Archive(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;
Archive::~Archive() = default;

Result<Archive> Archive::adopt(std::unique_ptr<Database> database, Mode mode, std::size_t exactUpTo) {
    SECOND_READ_TRY(facts, database->prepare("SELECT pack_id, pack_version, dimension FROM archive"));
    SECOND_READ_TRY(there, facts.step());
    if (!there) return database->damaged("it does not say which pack it was made with");
    auto impl = std::make_unique<Impl>();
    impl->mode = mode;
    impl->pack = {facts.text(0), facts.text(1)};
    impl->dimension = static_cast<int>(facts.integer(2));
    const auto folder = database->file().parent_path() / "index";
    impl->indexes = std::make_unique<IndexFolder>(*database, folder, impl->dimension, exactUpTo);
    impl->database = std::move(database);
    return Archive(std::move(impl));
}

Result<Archive> Archive::openForReading(const fs::path& folder) {
    SECOND_READ_TRY(database,
                    Database::open(recordOf(folder), Database::Access::ReadOnly, kSchema, "the archive"));
    return adopt(std::move(database), Mode::ReadOnly, kExactUpTo);
}

Result<Archive> Archive::open(const fs::path& folder, Mode mode, const examination::PackId& pack,
                              int dimension, std::size_t exactUpTo) {
    const bool writing = mode == Mode::ReadWrite;
    if (writing) SECOND_READ_CHECK(makeFolder(folder));
    const auto access = writing ? Database::Access::ReadWrite : Database::Access::ReadOnly;
    SECOND_READ_TRY(database, Database::open(recordOf(folder), access, kSchema, "the archive"));
    if (writing) {
        SECOND_READ_TRY(
            insert,
            database->prepare("INSERT OR IGNORE INTO archive (one, pack_id, pack_version, dimension, made) "
                              "VALUES (1, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"));
        insert.bind(1, std::string_view(pack.id)).bind(2, std::string_view(pack.version));
        SECOND_READ_CHECK(insert.bind(3, static_cast<std::int64_t>(dimension)).run());
    }
    SECOND_READ_TRY(archive, adopt(std::move(database), mode, exactUpTo));
    SECOND_READ_CHECK(archive.belongsTo(pack, dimension));
    return std::move(archive);
}

Result<void> Archive::belongsTo(const examination::PackId& pack, int dimension) const {
    if (m_impl->pack == pack && m_impl->dimension == dimension) return {};
    const auto name = [](const examination::PackId& id) { return id.id + " " + id.version; };
    return fail(ErrorCode::Mismatch, "the archive " + m_impl->database->file().parent_path().string() +
                                         " was made with the pack " + name(m_impl->pack) + ", this is " +
                                         name(pack) +
                                         ": use that pack, or import the examinations into a new archive");
}

Result<Archive::Stored> Archive::put(const Record& record) {
    if (m_impl->mode == Mode::ReadOnly)
        return fail(ErrorCode::InvalidArgument,
                    "the archive was opened for reading: nothing can be stored in it");
    SECOND_READ_CHECK(checkRecord(record, m_impl->dimension));
    const auto& database = *m_impl->database;
    SECOND_READ_TRY(transaction, Transaction::begin(database));
    SECOND_READ_TRY(unchanged, holds(record.id, record.contentHash));
    if (unchanged) return Stored::Skipped;
    SECOND_READ_TRY(known, m_impl->rowOf(record.id));
    if (known) SECOND_READ_CHECK(remove(database, record.id));
    SECOND_READ_CHECK(putFacts(database, record));
    if (!record.reportEmbedding.empty())
        SECOND_READ_CHECK(putEmbedding(database, record.id, kReportKind, record.reportEmbedding));
    for (const auto& [sequence, vector] : record.embeddings)
        SECOND_READ_CHECK(putEmbedding(database, record.id, nameOf(sequence), vector));
    SECOND_READ_CHECK(transaction.commit());
    return known ? Stored::Updated : Stored::Imported;
}

Result<bool> Archive::holds(const std::string& id, const std::string& contentHash) const {
    SECOND_READ_TRY(
        statement, m_impl->database->prepare(
                       "SELECT 1 FROM examination WHERE id = ? AND content_hash = ? AND content_hash <> ''"));
    return statement.bind(1, std::string_view(id)).bind(2, std::string_view(contentHash)).step();
}

Result<std::size_t> Archive::size() const {
    SECOND_READ_TRY(statement, m_impl->database->prepare("SELECT COUNT(*) FROM examination"));
    SECOND_READ_CHECK(statement.step());
    return static_cast<std::size_t>(statement.integer(0));
}

Result<std::optional<Record>> Archive::find(const std::string& id) const {
    const auto& database = *m_impl->database;
    SECOND_READ_TRY(facts, database.prepare(std::string("SELECT ") + kColumns +
                                            ", thumbnail, row FROM examination WHERE id = ?"));
    SECOND_READ_TRY(there, facts.bind(1, std::string_view(id)).step());
    if (!there) return std::optional<Record>();
    Record record = factsOf(facts);
    const auto thumbnail = facts.bytes(11);
    record.thumbnail.assign(thumbnail.begin(), thumbnail.end());
    SECOND_READ_TRY(vectors, database.prepare("SELECT kind, vector FROM embedding WHERE row = ?"));
    vectors.bind(1, facts.integer(12));
    for (;;) {
        SECOND_READ_TRY(more, vectors.step());
        if (!more) return std::optional<Record>(std::move(record));
        const auto kind = vectors.text(0);
        SECOND_READ_TRY(vector, m_impl->indexes->embeddingOf(vectors, 1));
        if (kind == kReportKind)
            record.reportEmbedding = std::move(vector);
        else if (const auto sequence = sequenceOf(kind))
            record.embeddings[*sequence] = std::move(vector);
    }
}

Result<std::vector<Record>> Archive::list(std::size_t offset, std::size_t count) const {
    SECOND_READ_TRY(
        rows, m_impl->database->prepare(std::string("SELECT ") + kColumns +
                                        " FROM examination ORDER BY date DESC, row DESC LIMIT ? OFFSET ?"));
    rows.bind(1, static_cast<std::int64_t>(count)).bind(2, static_cast<std::int64_t>(offset));
    std::vector<Record> records;
    for (;;) {
        SECOND_READ_TRY(more, rows.step());
        if (!more) return records;
        records.push_back(factsOf(rows));
    }
}

Result<void> Archive::eachPage(const std::function<Result<bool>(std::vector<Record>)>& visit) const {
    constexpr std::size_t kPage = 500;
    for (std::size_t offset = 0;; offset += kPage) {
        SECOND_READ_TRY(page, list(offset, kPage));
        const bool last = page.size() < kPage;
        SECOND_READ_TRY(goOn, visit(std::move(page)));
        if (last || !goOn) return {};
    }
}

Result<std::vector<std::uint8_t>> Archive::thumbnail(const std::string& id) const {
    SECOND_READ_TRY(statement, m_impl->database->prepare("SELECT thumbnail FROM examination WHERE id = ?"));
    SECOND_READ_TRY(there, statement.bind(1, std::string_view(id)).step());
    if (!there)
        return fail(ErrorCode::NotFound, "this examination is no longer in the archive: search again");
    const auto bytes = statement.bytes(0);
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
}

examination::PackId Archive::pack() const { return m_impl->pack; }

Result<void> Archive::saveIndex() {
    if (m_impl->mode == Mode::ReadOnly)
        return fail(ErrorCode::InvalidArgument,
                    "the archive was opened for reading: its index cannot be saved");
    return m_impl->indexes->save();
}

} // namespace second_read::archive
