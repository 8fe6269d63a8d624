#pragma once
/// The derived search indexes of an archive, one file a kind: read when their hash is the one on record,
/// brought up to date or built anew from SQLite otherwise.

#include <filesystem>
#include <map>
#include <string>

#include "archive/database.h"
#include "archive/similarity_index.h"

namespace second_read::archive {

/// The index that text is asked of: per examination the mean of its report's embedding and of the mean of its
/// images' embeddings, as far as they are there. An inner product with a mean is the mean of the inner
/// products.
inline constexpr const char* kTextKind = "text";
/// The kind under which SQLite holds the report's embedding; images lie under the name of their sequence.
inline constexpr const char* kReportKind = "report";

/// float32 little endian, as in SQLite.
std::span<const std::uint8_t> bytesOf(std::span<const float> vector);

class IndexFolder {
public:
    /// Exact search up to `exactUpTo` examinations.
    IndexFolder(const Database& database, std::filesystem::path folder, int dimension, std::size_t exactUpTo)
        : m_database(database), m_folder(std::move(folder)), m_dimension(dimension), m_exactUpTo(exactUpTo) {}

    /// The index of one kind, up to date with SQLite. Valid until the next call for the same kind.
    Result<const SimilarityIndex*> at(const std::string& kind);

    /// The vector in a column of a row of SQLite. Corrupt: not of the archive's length.
    Result<std::vector<float>> embeddingOf(const Statement& row, int column) const;

    /// Brings every kind that SQLite holds up to date and writes the files that changed, each atomically, its
    /// hash last.
    Result<void> save();

private:
    struct Loaded {
        SimilarityIndex index;
        std::int64_t generation = 0; ///< rows up to here are in
        bool changed = false;        ///< differs from its file
    };

    std::filesystem::path fileOf(const std::string& kind) const;
    Result<std::int64_t> generation() const;
    Result<std::size_t> liveCount(const std::string& kind) const;
    std::optional<Loaded> read(const std::string& kind) const;
    Result<void> addRows(Loaded& loaded, const std::string& kind, std::int64_t upTo) const;
    Result<void> addTexts(Loaded& loaded) const;
    Result<void> addImages(Loaded& loaded, const std::string& kind) const;
    Result<void> write(const std::string& kind, Loaded& loaded) const;

    const Database& m_database;
    std::filesystem::path m_folder;
    int m_dimension;
    std::size_t m_exactUpTo;
    std::map<std::string, Loaded> m_loaded;
};

} // namespace second_read::archive
