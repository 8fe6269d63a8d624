#pragma once
/// Past examinations: facts, final report, embeddings of record, thumbnail and path in SQLite; faiss for the
/// search.
///
/// A folder holds archive.sqlite (the record; WAL, foreign keys) and index/*.faiss (derived; hashed, rebuilt
/// from the record when missing, foreign or damaged). An archive belongs to one pack id and version: another
/// one is refused (Mismatch). One process writes; the window opens ReadOnly and never touches faiss.
///
/// Threads: one at a time.

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/job.h"
#include "examination/examination.h"

namespace second_read::archive {

class Database;

/// One past examination.
struct Record {
    std::string id; ///< study uid
    examination::Patient patient;
    std::optional<std::string> date;
    std::optional<std::string> accession;
    std::optional<std::string> description;
    std::string report;
    std::string path;                   ///< to the images
    std::string contentHash;            ///< of the described study and report: an unchanged one is skipped
    std::vector<float> reportEmbedding; ///< unit length; empty without a report
    std::map<Sequence, std::vector<float>> embeddings; ///< unit length, one per sequence
    std::vector<std::uint8_t> thumbnail;               ///< 128 x 128 grey values, row by row; empty if none
};

struct Query {
    std::vector<float> text{};                       ///< a text embedding, or empty
    std::map<Sequence, std::vector<float>> images{}; ///< the open study's embeddings, or empty
    std::optional<std::string> excludePatientId{};   ///< same patient left out
    std::optional<std::string> excludeId{};          ///< the study itself
    double nearDuplicate = 0.9999; ///< at or above this cosine on every shared sequence: left out
    std::size_t top = 15;
};

struct Hit {
    std::string id;
    double similarity = 0; ///< cosine, mean over what was compared
};

class Archive {
public:
    enum class Mode { ReadWrite, ReadOnly };

    /// Examinations up to which every vector is looked at: 500,000 of 384 values take 0.8 GB a kind and a
    /// tenth of a second. Above, HNSW.
    static constexpr std::size_t kExactUpTo = 500'000;

    /// ReadWrite makes the folder and its files when absent. NotFound: ReadOnly and not there. Mismatch: made
    /// with another pack.
    static Result<Archive> open(const std::filesystem::path& folder, Mode mode,
                                const examination::PackId& pack, int dimension,
                                std::size_t exactUpTo = kExactUpTo);
    /// For the window: any pack.
    static Result<Archive> openForReading(const std::filesystem::path& folder);

    Archive(Archive&&) noexcept;
    Archive& operator=(Archive&&) noexcept;
    ~Archive();

    enum class Stored { Imported, Updated, Skipped };
    /// Stores or replaces by id, in one transaction.
    Result<Stored> put(const Record& record);
    /// Whether `id` is there with this content already: import skips it without encoding anything.
    Result<bool> holds(const std::string& id, const std::string& contentHash) const;

    Result<std::size_t> size() const;
    Result<std::optional<Record>> find(const std::string& id) const; ///< embeddings included
    /// Newest first, without embeddings and thumbnails.
    Result<std::vector<Record>> list(std::size_t offset, std::size_t count) const;
    /// The same, all of them, in pages that fit into memory; ends early, without error, when `visit` says
    /// false.
    Result<void> eachPage(const std::function<Result<bool>(std::vector<Record>)>& visit) const;
    Result<std::vector<std::uint8_t>> thumbnail(const std::string& id) const;
    examination::PackId pack() const;

    /// Text against report and image embeddings; images against images of the same sequence. Best first.
    /// Text: mean of the cosine to the report and of the mean cosine to the images, as far as they are there.
    /// Images: mean over the sequences that both have. Both given: mean of the two. Mismatch: an embedding of
    /// another length.
    Result<std::vector<Hit>> search(const Query& query) const;
    /// Writes the search index beside the record, so that the next start need not build it. Call after
    /// imports.
    Result<void> saveIndex();

    /// Where the report of `id` has one of the words of `text`, in any inflected form (Porter's stemmer), as
    /// code points of the report, in order; words that every report has ("the", "of") are left out.
    Result<std::vector<Span>> wordsIn(const std::string& id, const std::string& text) const;

private:
    struct Impl;
    explicit Archive(std::unique_ptr<Impl> impl);
    static Result<Archive> adopt(std::unique_ptr<Database> database, Mode mode, std::size_t exactUpTo);
    Result<void> belongsTo(const examination::PackId& pack, int dimension) const;
    std::unique_ptr<Impl> m_impl;
};

} // namespace second_read::archive
