#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "archive/archive_impl.h"

namespace second_read::archive {
namespace {

/// One examination on its way to the list of hits. Sums grow as one index after the other is asked.
struct Candidate {
    std::int64_t row = 0;
    float text = 0;
    bool hasText = false;
    float images = 0;
    float lowestImage = std::numeric_limits<float>::max();
    int imageCount = 0;

    void takeText(float similarity) {
        text = similarity;
        hasText = true;
    }
    void takeImage(float similarity) {
        images += similarity;
        lowestImage = std::min(lowestImage, similarity);
        ++imageCount;
    }
    bool any() const { return hasText || imageCount > 0; }
    double similarity() const {
        const double ofImages = imageCount > 0 ? images / static_cast<float>(imageCount) : 0.0;
        return (text + ofImages) / (hasText && imageCount > 0 ? 2.0 : 1.0);
    }
};

float innerProduct(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

/// Candidates of the archive for one query.
class Candidates {
public:
    Candidates(const Database& database, IndexFolder& indexes, const Query& query, std::size_t breadth)
        : m_database(database), m_indexes(indexes), m_query(query), m_breadth(breadth) {}

    Result<std::vector<Candidate>> collect() {
        if (!m_query.text.empty()) SECOND_READ_CHECK(ask(kTextKind, m_query.text, std::nullopt));
        for (const auto& [sequence, vector] : m_query.images)
            SECOND_READ_CHECK(ask(std::string(nameOf(sequence)), vector, sequence));
        if (m_approximate) SECOND_READ_CHECK(scoreAnew());
        return std::move(m_byRow);
    }

private:
    /// Joins what one index says with what the others said, both in the order of rows.
    Result<void> ask(const std::string& kind, const std::vector<float>& vector,
                     std::optional<Sequence> sequence) {
        SECOND_READ_TRY(index, m_indexes.at(kind));
        SECOND_READ_TRY(scores, index->scores(vector, m_breadth));
        if (index->search() == SimilarityIndex::Search::Approximate) {
            m_approximate = true;
            std::ranges::sort(scores, {}, &SimilarityIndex::Score::row);
        }
        std::vector<Candidate> joined;
        joined.reserve(std::max(m_byRow.size(), scores.size()));
        auto known = m_byRow.begin();
        for (const auto& [row, similarity] : scores) {
            for (; known != m_byRow.end() && known->row < row; ++known) joined.push_back(*known);
            const bool both = known != m_byRow.end() && known->row == row;
            joined.push_back(both ? *known++ : Candidate{.row = row});
            if (sequence)
                joined.back().takeImage(similarity);
            else
                joined.back().takeText(similarity);
        }
        joined.insert(joined.end(), known, m_byRow.end());
        m_byRow = std::move(joined);
        return {};
    }

    /// An approximate index gives each sequence's best only; whoever is among them is compared in full.
    Result<void> scoreAnew() {
        SECOND_READ_TRY(vectors, m_database.prepare("SELECT kind, vector FROM embedding WHERE row = ?"));
        for (auto& candidate : m_byRow) {
            candidate = Candidate{.row = candidate.row};
            Candidate words;
            vectors.reset();
            vectors.bind(1, candidate.row);
            for (;;) {
                SECOND_READ_TRY(more, vectors.step());
                if (!more) break;
                const auto sequence = sequenceOf(vectors.text(0));
                SECOND_READ_TRY(vector, m_indexes.embeddingOf(vectors, 1));
                if (const auto asked = sequence ? m_query.images.find(*sequence) : m_query.images.end();
                    asked != m_query.images.end())
                    candidate.takeImage(innerProduct(vector, asked->second));
                if (m_query.text.empty()) continue;
                if (sequence)
                    words.takeImage(innerProduct(vector, m_query.text));
                else
                    words.takeText(innerProduct(vector, m_query.text));
            }
            if (words.any()) candidate.takeText(static_cast<float>(words.similarity()));
        }
        std::erase_if(m_byRow, [](const Candidate& candidate) { return !candidate.any(); });
        return {};
    }

    const Database& m_database;
    IndexFolder& m_indexes;
    const Query& m_query;
    std::size_t m_breadth;
    std::vector<Candidate> m_byRow; ///< in the order of rows, each once
    bool m_approximate = false;
};

Result<std::set<std::int64_t>> leftOut(const Database& database, const Query& query) {
    std::set<std::int64_t> rows;
    SECOND_READ_TRY(
        statement,
        database.prepare("SELECT row FROM examination WHERE id = ?1 OR (patient_id = ?2 AND ?2 <> '')"));
    statement.bind(1, query.excludeId).bind(2, query.excludePatientId);
    for (;;) {
        SECOND_READ_TRY(more, statement.step());
        if (!more) return rows;
        rows.insert(statement.integer(0));
    }
}

bool better(const Candidate& a, const Candidate& b) {
    const double one = a.similarity(), other = b.similarity();
    return one != other ? one > other : a.row < b.row;
}

} // namespace

Result<std::vector<Hit>> Archive::search(const Query& query) const {
    const auto& database = *m_impl->database;
    SECOND_READ_TRY(excluded, leftOut(database, query));
    const std::size_t breadth = std::max<std::size_t>(1000, 20 * (query.top + excluded.size()));
    SECOND_READ_TRY(candidates, Candidates(database, *m_impl->indexes, query, breadth).collect());

    std::make_heap(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return better(b, a); });
    SECOND_READ_TRY(idOf, database.prepare("SELECT id FROM examination WHERE row = ?"));
    std::vector<Hit> hits;
    while (hits.size() < query.top && !candidates.empty()) {
        std::pop_heap(candidates.begin(), candidates.end(),
                      [](const auto& a, const auto& b) { return better(b, a); });
        const Candidate best = candidates.back();
        candidates.pop_back();
        if (excluded.contains(best.row)) continue;
        if (best.imageCount > 0 && best.lowestImage >= query.nearDuplicate) continue;
        idOf.reset();
        SECOND_READ_TRY(there, idOf.bind(1, best.row).step());
        if (there)
            hits.push_back(
                {idOf.text(0), best.similarity()}); // else: replaced since, its new row is searched too
    }
    return hits;
}

} // namespace second_read::archive
