#include "archive/similarity_index.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include <faiss/IndexFlat.h>
#include <faiss/IndexHNSW.h>
#include <faiss/IndexIDMap.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>
#include <faiss/utils/distances.h>

namespace second_read::archive {
namespace {

/// Links per vertex and breadth of construction and search: recall over 0.95 at a million vectors in faiss's
/// wiki.
constexpr int kLinks = 32;
constexpr int kBuildBreadth = 80;
constexpr int kSearchBreadth = 256;

struct MemoryReader final : faiss::IOReader {
    explicit MemoryReader(std::string_view bytes) : left(bytes) {}
    std::size_t operator()(void* to, std::size_t size, std::size_t count) override {
        const std::size_t whole = size == 0 ? 0 : std::min(count, left.size() / size);
        if (whole > 0) std::memcpy(to, left.data(), whole * size); // of nothing, faiss passes no place
        left.remove_prefix(whole * size);
        return whole;
    }
    std::string_view left;
};

struct MemoryWriter final : faiss::IOWriter {
    std::size_t operator()(const void* from, std::size_t size, std::size_t count) override {
        bytes.append(static_cast<const char*>(from), size * count);
        return count;
    }
    std::string bytes;
};

} // namespace

struct SimilarityIndex::Impl {
    std::unique_ptr<faiss::IndexIDMap> index; ///< owns the index below it

    const faiss::IndexFlatIP* flat() const { return dynamic_cast<const faiss::IndexFlatIP*>(index->index); }
};

SimilarityIndex::SimilarityIndex(int dimension, Search search) : m_impl(std::make_unique<Impl>()) {
    std::unique_ptr<faiss::Index> vectors;
    if (search == Search::Exact) {
        vectors = std::make_unique<faiss::IndexFlatIP>(dimension);
    } else {
        auto graph = std::make_unique<faiss::IndexHNSWFlat>(dimension, kLinks, faiss::METRIC_INNER_PRODUCT);
        graph->hnsw.efConstruction = kBuildBreadth;
        vectors = std::move(graph);
    }
    m_impl->index = std::make_unique<faiss::IndexIDMap>(vectors.get());
    m_impl->index->own_fields = true;
    vectors.release();
}

SimilarityIndex::SimilarityIndex(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
SimilarityIndex::SimilarityIndex(SimilarityIndex&&) noexcept = default;
SimilarityIndex& SimilarityIndex::operator=(SimilarityIndex&&) noexcept = default;
SimilarityIndex::~SimilarityIndex() = default;

Result<SimilarityIndex> SimilarityIndex::parse(std::string_view bytes, int dimension,
                                               std::int64_t newestRow) {
    const auto foreign = [] {
        return fail(ErrorCode::Corrupt, "this is no search index of ours: it must be built anew");
    };
    try {
        MemoryReader reader(bytes);
        auto read = std::unique_ptr<faiss::Index>(faiss::read_index(&reader));
        auto* map = dynamic_cast<faiss::IndexIDMap*>(read.get());
        if (!map || !map->index || map->d != dimension || map->metric_type != faiss::METRIC_INNER_PRODUCT)
            return foreign();
        const bool known =
            dynamic_cast<faiss::IndexFlatIP*>(map->index) || dynamic_cast<faiss::IndexHNSWFlat*>(map->index);
        const auto& rows = map->id_map;
        if (!known || rows.size() != static_cast<std::size_t>(map->index->ntotal)) return foreign();
        if (!rows.empty() && (rows.front() < 1 || rows.back() > newestRow ||
                              std::ranges::adjacent_find(rows, std::greater_equal()) != rows.end()))
            return foreign();
        auto impl = std::make_unique<Impl>();
        impl->index.reset(map);
        read.release();
        return SimilarityIndex(std::move(impl));
    } catch (const std::exception&) {
        return foreign();
    }
}

Result<std::string> SimilarityIndex::serialised() const {
    try {
        MemoryWriter writer;
        faiss::write_index(m_impl->index.get(), &writer);
        return std::move(writer.bytes);
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Database,
                    std::string("the search index cannot be written: ") + problem.what());
    }
}

Result<void> SimilarityIndex::add(std::int64_t row, std::span<const float> vector) {
    if (vector.size() != static_cast<std::size_t>(m_impl->index->d))
        return fail(ErrorCode::Mismatch, "an embedding has " + std::to_string(vector.size()) +
                                             " values, the search index " + std::to_string(m_impl->index->d));
    try {
        const faiss::Index::idx_t id = row;
        m_impl->index->add_with_ids(1, vector.data(), &id);
        return {};
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Database, std::string("the search index cannot grow: ") + problem.what());
    }
}

SimilarityIndex::Search SimilarityIndex::search() const {
    return m_impl->flat() ? Search::Exact : Search::Approximate;
}
std::size_t SimilarityIndex::size() const { return m_impl->index->id_map.size(); }
std::int64_t SimilarityIndex::lastRow() const {
    return m_impl->index->id_map.empty() ? 0 : m_impl->index->id_map.back();
}

Result<std::vector<SimilarityIndex::Score>> SimilarityIndex::scores(std::span<const float> query,
                                                                    std::size_t count) const {
    const auto& index = *m_impl->index;
    if (query.size() != static_cast<std::size_t>(index.d))
        return fail(ErrorCode::Mismatch, "the query has " + std::to_string(query.size()) +
                                             " values, the search index " + std::to_string(index.d));
    std::vector<Score> scores;
    if (size() == 0) return scores;
    try {
        if (const auto* flat = m_impl->flat()) {
            std::vector<float> similarities(size());
            faiss::fvec_inner_products_ny(similarities.data(), query.data(), flat->get_xb(), query.size(),
                                          size());
            scores.reserve(size());
            for (std::size_t i = 0; i < size(); ++i) scores.push_back({index.id_map[i], similarities[i]});
            return scores;
        }
        const auto wanted = static_cast<faiss::Index::idx_t>(std::min(count, size()));
        std::vector<float> similarities(static_cast<std::size_t>(wanted));
        std::vector<faiss::Index::idx_t> rows(static_cast<std::size_t>(wanted));
        auto& graph = dynamic_cast<faiss::IndexHNSWFlat&>(*index.index).hnsw;
        graph.efSearch = std::max(kSearchBreadth, static_cast<int>(wanted));
        index.search(1, query.data(), wanted, similarities.data(), rows.data());
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i] >= 0) scores.push_back({rows[i], similarities[i]});
        return scores;
    } catch (const std::exception& problem) {
        return fail(ErrorCode::Database,
                    std::string("the search index cannot be searched: ") + problem.what());
    }
}

} // namespace second_read::archive
