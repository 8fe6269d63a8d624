#pragma once
/// Inner products of one query with every past examination's embedding of one kind. faiss stays behind this
/// header.
///
/// Exact (IndexFlatIP) by default; HNSW (Malkov and Yashunin 2020) where a whole scan would take too long.
/// Vectors are keyed by the row of the examination in SQLite. Nothing is ever removed: a row that is gone
/// from SQLite is skipped by the caller, and too many of them are a reason to build anew.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace second_read::archive {

class SimilarityIndex {
public:
    enum class Search { Exact, Approximate };

    SimilarityIndex(int dimension, Search search);
    SimilarityIndex(SimilarityIndex&&) noexcept;
    SimilarityIndex& operator=(SimilarityIndex&&) noexcept;
    ~SimilarityIndex();

    /// faiss's readers are not hardened (faiss #5400, #5407): give only bytes whose hash has been checked.
    /// Corrupt for anything that is no index of ours of this dimension, its rows ascending from 1 to at most
    /// `newestRow`.
    static Result<SimilarityIndex> parse(std::string_view bytes, int dimension, std::int64_t newestRow);
    Result<std::string> serialised() const;

    /// `vector` has the index's dimension; rows come in ascending order.
    Result<void> add(std::int64_t row, std::span<const float> vector);

    Search search() const;
    std::size_t size() const;
    std::int64_t lastRow() const; ///< 0 when empty

    struct Score {
        std::int64_t row;
        float similarity;
    };
    /// Exact: of every vector, in row order. Approximate: of about the `count` best, best first.
    Result<std::vector<Score>> scores(std::span<const float> query, std::size_t count) const;

private:
    struct Impl;
    explicit SimilarityIndex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace second_read::archive
