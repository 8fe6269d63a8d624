#include "archive/index_folder.h"

#include <bit>
#include <cstring>

#include "base/files.h"
#include "base/hash.h"
#include "base/words.h"

namespace second_read::archive {
namespace fs = std::filesystem;
namespace {

static_assert(std::endian::native == std::endian::little,
              "embeddings lie in SQLite as little-endian float32");

constexpr std::uint64_t kLargestIndexFile = 64ULL << 30;

/// Sums up the embeddings of one examination on their way into the text index.
class TextVector {
public:
    explicit TextVector(std::size_t dimension) : m_images(dimension), m_report(dimension) {}

    void take(const std::string& kind, std::span<const float> vector) {
        const bool isReport = kind == kReportKind;
        auto& sum = isReport ? m_report : m_images;
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += vector[i];
        ++(isReport ? m_reportCount : m_imageCount);
    }
    /// The mean of what was taken; ready for the next examination afterwards.
    std::vector<float> finish() {
        const float parts = m_reportCount > 0 && m_imageCount > 0 ? 2.0F : 1.0F;
        std::vector<float> mean(m_images.size());
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] =
                (m_report[i] + (m_imageCount > 0 ? m_images[i] / static_cast<float>(m_imageCount) : 0.0F)) /
                parts;
        *this = TextVector(mean.size());
        return mean;
    }

private:
    std::vector<float> m_images, m_report;
    int m_imageCount = 0, m_reportCount = 0;
};

} // namespace

std::span<const std::uint8_t> bytesOf(std::span<const float> vector) {
    return {reinterpret_cast<const std::uint8_t*>(vector.data()), vector.size_bytes()};
}

fs::path IndexFolder::fileOf(const std::string& kind) const {
    // "T1+Gd" is the only kind with a character that is awkward in a file name.
    std::string name = kind;
    for (char& c : name)
        if (c == '+') c = '-';
    return m_folder / (name + ".faiss");
}

Result<std::int64_t> IndexFolder::generation() const {
    SECOND_READ_TRY(statement,
                    m_database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'examination'"));
    SECOND_READ_TRY(any, statement.step());
    return any ? statement.integer(0) : std::int64_t{0};
}

Result<std::size_t> IndexFolder::liveCount(const std::string& kind) const {
    SECOND_READ_TRY(statement,
                    m_database.prepare(kind == kTextKind ? "SELECT COUNT(DISTINCT row) FROM embedding"
                                                         : "SELECT COUNT(*) FROM embedding WHERE kind = ?"));
    if (kind != kTextKind) statement.bind(1, std::string_view(kind));
    SECOND_READ_CHECK(statement.step());
    return static_cast<std::size_t>(statement.integer(0));
}

Result<std::vector<float>> IndexFolder::embeddingOf(const Statement& row, int column) const {
    std::vector<float> vector(static_cast<std::size_t>(m_dimension));
    const auto bytes = row.bytes(column);
    if (bytes.size() != vector.size() * sizeof(float))
        return m_database.damaged("an embedding has the wrong length");
    std::memcpy(vector.data(), bytes.data(), bytes.size());
    return vector;
}

std::optional<IndexFolder::Loaded> IndexFolder::read(const std::string& kind) const {
    auto statement = m_database.prepare("SELECT sha256, last_row FROM search_index WHERE kind = ?");
    if (!statement) return std::nullopt;
    const auto there = statement->bind(1, std::string_view(kind)).step();
    if (!there || !*there) return std::nullopt;
    const auto bytes = readFile(fileOf(kind), kLargestIndexFile);
    if (!bytes || sha256(*bytes) != statement->text(0)) return std::nullopt;
    const auto newest = statement->integer(1);
    auto index = SimilarityIndex::parse(*bytes, m_dimension, newest);
    if (!index) return std::nullopt;
    return Loaded{std::move(*index), newest, false};
}

Result<void> IndexFolder::addTexts(Loaded& loaded) const {
    SECOND_READ_TRY(rows,
                    m_database.prepare("SELECT row, kind, vector FROM embedding WHERE row > ? ORDER BY row"));
    rows.bind(1, loaded.generation);
    TextVector sum(static_cast<std::size_t>(m_dimension));
    std::int64_t row = 0;
    for (;;) {
        SECOND_READ_TRY(more, rows.step());
        if (row != 0 && (!more || rows.integer(0) != row))
            SECOND_READ_CHECK(loaded.index.add(row, sum.finish()));
        if (!more) return {};
        row = rows.integer(0);
        SECOND_READ_TRY(vector, embeddingOf(rows, 2));
        sum.take(rows.text(1), vector);
    }
}

Result<void> IndexFolder::addImages(Loaded& loaded, const std::string& kind) const {
    SECOND_READ_TRY(rows, m_database.prepare(
                              "SELECT row, vector FROM embedding WHERE kind = ? AND row > ? ORDER BY row"));
    rows.bind(1, std::string_view(kind)).bind(2, loaded.generation);
    for (;;) {
        SECOND_READ_TRY(more, rows.step());
        if (!more) return {};
        SECOND_READ_TRY(vector, embeddingOf(rows, 1));
        SECOND_READ_CHECK(loaded.index.add(rows.integer(0), vector));
    }
}

Result<void> IndexFolder::addRows(Loaded& loaded, const std::string& kind, std::int64_t upTo) const {
    SECOND_READ_CHECK(kind == kTextKind ? addTexts(loaded) : addImages(loaded, kind));
    SECOND_READ_TRY(newest, generation());
    if (loaded.index.lastRow() > newest)
        return m_database.damaged("an embedding belongs to an examination that was never there");
    // Another process may have added more meanwhile: they are in, and are not to come in twice.
    loaded.generation = std::max(upTo, loaded.index.lastRow());
    loaded.changed = true;
    return {};
}

Result<const SimilarityIndex*> IndexFolder::at(const std::string& kind) {
    SECOND_READ_TRY(newest, generation());
    auto found = m_loaded.find(kind);
    if (found == m_loaded.end())
        if (auto stored = read(kind)) found = m_loaded.emplace(kind, std::move(*stored)).first;
    if (found != m_loaded.end() && found->second.generation == newest) return &found->second.index;

    SECOND_READ_TRY(live, liveCount(kind));
    const auto wanted =
        live > m_exactUpTo ? SimilarityIndex::Search::Approximate : SimilarityIndex::Search::Exact;
    if (found != m_loaded.end() && found->second.generation < newest &&
        found->second.index.search() == wanted) {
        SECOND_READ_CHECK(addRows(found->second, kind, newest));
        const auto gone = found->second.index.size() - std::min(live, found->second.index.size());
        if (gone <= live / 4 + 64) return &found->second.index;
    }
    Loaded fresh{SimilarityIndex(m_dimension, wanted), 0, true};
    SECOND_READ_CHECK(addRows(fresh, kind, newest));
    found = m_loaded.insert_or_assign(kind, std::move(fresh)).first;
    return &found->second.index;
}

Result<void> IndexFolder::write(const std::string& kind, Loaded& loaded) const {
    SECOND_READ_TRY(bytes, loaded.index.serialised());
    SECOND_READ_CHECK(makeFolder(m_folder));
    SECOND_READ_CHECK(writeFileAtomically(fileOf(kind), bytes));
    SECOND_READ_TRY(
        statement,
        m_database.prepare("INSERT OR REPLACE INTO search_index (kind, sha256, last_row) VALUES (?, ?, ?)"));
    statement.bind(1, std::string_view(kind))
        .bind(2, std::string_view(sha256(bytes)))
        .bind(3, loaded.generation);
    SECOND_READ_CHECK(statement.run());
    loaded.changed = false;
    return {};
}

Result<void> IndexFolder::save() {
    std::vector<std::string> kinds = {kTextKind};
    SECOND_READ_TRY(statement,
                    m_database.prepare("SELECT DISTINCT kind FROM embedding WHERE kind <> 'report'"));
    for (;;) {
        SECOND_READ_TRY(more, statement.step());
        if (!more) break;
        // The kind becomes a file name: only names we know.
        if (const auto kind = statement.text(0); sequenceOf(kind)) kinds.push_back(kind);
    }
    for (const auto& kind : kinds) {
        SECOND_READ_CHECK(at(kind));
        auto& loaded = m_loaded.at(kind);
        if (loaded.changed) SECOND_READ_CHECK(write(kind, loaded));
    }
    return {};
}

} // namespace second_read::archive
