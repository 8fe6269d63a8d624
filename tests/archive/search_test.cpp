#include <cstring>
#include <fstream>

#include <gmock/gmock.h>

#include "archive/archive.h"
#include "archive/database.h"
#include "archive/similarity_index.h"
#include "archive_fixture.h"
#include "base/files.h"
#include "base/hash.h"

namespace second_read::archive {
namespace {

using namespace test;
namespace fs = std::filesystem;
using testing::HasSubstr;

/// Mean cosine over what both have, written as plainly as it can be.
double bruteForce(const Query& query, const Record& record) {
    double total = 0;
    int parts = 0;
    if (!query.text.empty()) {
        double images = 0;
        for (const auto& [sequence, vector] : record.embeddings) images += cosine(query.text, vector);
        total += (cosine(query.text, record.reportEmbedding) +
                  images / static_cast<double>(record.embeddings.size())) /
                 2;
        ++parts;
    }
    double shared = 0;
    int count = 0;
    for (const auto& [sequence, vector] : query.images)
        if (const auto other = record.embeddings.find(sequence); other != record.embeddings.end()) {
            shared += cosine(vector, other->second);
            ++count;
        }
    if (count > 0) {
        total += shared / count;
        ++parts;
    }
    return parts > 0 ? total / parts : -2;
}

class SearchTest : public testing::Test {
protected:
    void fill(int count) {
        auto archive = opened(folder());
        for (int i = 0; i < count; ++i) {
            m_records.push_back(recordOf(i, m_vectors));
            const auto stored = archive.put(m_records.back());
            ASSERT_TRUE(stored) << stored.error().message;
        }
        ASSERT_TRUE(archive.saveIndex());
    }
    std::vector<std::string> bestOf(const Query& query) const {
        std::vector<std::pair<double, std::string>> all;
        for (const auto& record : m_records) all.emplace_back(-bruteForce(query, record), record.id);
        std::sort(all.begin(), all.end());
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < std::min(query.top, all.size()); ++i) ids.push_back(all[i].second);
        return ids;
    }
    fs::path folder() const { return m_folder.path() / "archive"; }
    /// Changes the record behind the program's back.
    void tamper(const std::string& sql) const {
        constexpr std::array<std::string_view, 1> same = {""};
        const auto database =
            Database::open(folder() / "archive.sqlite", Database::Access::ReadWrite, same, "the archive");
        ASSERT_TRUE(database) << database.error().message;
        const auto done = (*database)->execute(sql);
        ASSERT_TRUE(done) << done.error().message;
    }
    void expectDamage(const auto& result) const {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::Corrupt);
        EXPECT_THAT(result.error().message, HasSubstr((folder() / "archive.sqlite").string()));
        EXPECT_THAT(result.error().message, HasSubstr("restore it from a copy"));
    }

    second_read::test::TemporaryFolder m_folder;
    Vectors m_vectors{11};
    std::vector<Record> m_records;
};

TEST_F(SearchTest, AgreesWithBruteForceForTextForImagesAndForBoth) {
    fill(300);
    const auto archive = opened(folder(), Archive::Mode::ReadOnly);
    for (int round = 0; round < 10; ++round) {
        Query text{.text = m_vectors.next()};
        Query images{.images = {{Sequence::T1, m_vectors.next()},
                                {Sequence::FLAIR, m_vectors.next()},
                                {Sequence::DWI, m_vectors.next()}}};
        Query both{.text = m_vectors.next(), .images = images.images};
        for (const auto& query : {text, images, both}) {
            const auto hits = archive.search(query).value();
            EXPECT_EQ(idsOf(hits), bestOf(query));
            for (const auto& hit : hits) {
                const auto record = archive.find(hit.id).value();
                EXPECT_NEAR(hit.similarity, bruteForce(query, *record), 1e-5);
            }
        }
    }
}

TEST_F(SearchTest, AnEmptyArchiveOrAnEmptyQueryFindsNothing) {
    fill(0);
    const auto archive = opened(folder(), Archive::Mode::ReadOnly);
    EXPECT_TRUE(archive.search({.text = m_vectors.next()}).value().empty());
    EXPECT_TRUE(archive.search({}).value().empty());
    EXPECT_TRUE(archive.search({.images = {{Sequence::DWI, m_vectors.next()}}}).value().empty());
}

TEST_F(SearchTest, AQueryOfAnotherLengthIsRefused) {
    fill(3);
    const auto archive = opened(folder(), Archive::Mode::ReadOnly);
    EXPECT_EQ(archive.search({.text = m_vectors.next(kDimension + 1)}).error().code, ErrorCode::Mismatch);
    EXPECT_EQ(archive.search({.images = {{Sequence::FLAIR, m_vectors.next(3)}}}).error().code,
              ErrorCode::Mismatch);
}

TEST_F(SearchTest, TheSamePatientTheSameStudyAndNearDuplicatesAreLeftOut) {
    fill(30);
    auto archive = opened(folder());
    auto copy = m_records[4]; // sent twice under another uid and patient
    copy.id = "copy";
    copy.patient.id = "OTHER";
    copy.contentHash = "copy";
    ASSERT_TRUE(archive.put(copy));
    auto sibling = m_records[5]; // the same patient, another day
    sibling.id = "sibling";
    sibling.patient.id = m_records[4].patient.id;
    sibling.contentHash = "sibling";
    ASSERT_TRUE(archive.put(sibling));

    Query query{.images = m_records[4].embeddings, .top = 100};
    query.nearDuplicate = 2; // asked for
    EXPECT_EQ(archive.search(query).value().size(), 32u);
    EXPECT_NEAR(archive.search(query).value().at(0).similarity, 1.0, 1e-5);

    query.nearDuplicate = 0.9999;
    query.excludeId = m_records[4].id;
    query.excludePatientId = m_records[4].patient.id;
    const auto ids = idsOf(archive.search(query).value());
    EXPECT_EQ(ids.size(), 29u);
    for (const auto& gone : {m_records[4].id, std::string("copy"), std::string("sibling")})
        EXPECT_EQ(std::count(ids.begin(), ids.end(), gone), 0) << gone;
}

TEST_F(SearchTest, AnEmptyPatientIdIsNobody) {
    fill(3);
    auto archive = opened(folder());
    auto nameless = recordOf(90, m_vectors);
    nameless.patient.id = "";
    ASSERT_TRUE(archive.put(nameless));
    EXPECT_EQ(archive.search({.text = m_vectors.next(), .excludePatientId = ""}).value().size(), 4u);
}

TEST_F(SearchTest, WhatIsReplacedIsFoundAnewAndNeverTwice) {
    fill(40);
    auto archive = opened(folder());
    auto changed = m_records[3];
    changed.contentHash = "changed";
    changed.reportEmbedding = m_vectors.next();
    for (auto& [sequence, vector] : changed.embeddings) vector = m_vectors.next();
    const Query before{.text = m_vectors.next(), .top = 100};
    ASSERT_TRUE(archive.search(before)); // the index is loaded now
    ASSERT_TRUE(archive.put(changed));
    m_records[3] = changed;
    EXPECT_EQ(idsOf(archive.search(before).value()), bestOf(before));
    // Over and over: the dead rows never crowd out the living.
    for (int i = 0; i < 200; ++i) {
        changed.contentHash = "again-" + std::to_string(i);
        ASSERT_TRUE(archive.put(changed));
    }
    EXPECT_EQ(idsOf(archive.search(before).value()), bestOf(before));
    ASSERT_TRUE(archive.saveIndex());
    EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(before).value()), bestOf(before));
}

TEST_F(SearchTest, AReaderSeesWhatAnotherProcessAdds) {
    fill(5);
    const auto reader = opened(folder(), Archive::Mode::ReadOnly);
    const Query query{.text = m_vectors.next(), .top = 100};
    EXPECT_EQ(reader.search(query).value().size(), 5u);
    auto writer = opened(folder());
    m_records.push_back(recordOf(77, m_vectors));
    ASSERT_TRUE(writer.put(m_records.back()));
    EXPECT_EQ(idsOf(reader.search(query).value()), bestOf(query));
}

class DamagedIndex : public SearchTest, public testing::WithParamInterface<const char*> {};

TEST_P(DamagedIndex, IsBuiltAnewFromTheRecord) {
    fill(60);
    for (const auto& item : fs::directory_iterator(folder() / "index")) {
        const std::string harm = GetParam();
        if (harm == "missing") {
            fs::remove(item);
        } else if (harm == "one byte") {
            std::fstream file(item.path(), std::ios::in | std::ios::out | std::ios::binary);
            file.seekg(200);
            const char byte = static_cast<char>(file.get() ^ 1);
            file.seekp(200);
            file.put(byte);
        } else if (harm == "cut short") {
            fs::resize_file(item, fs::file_size(item) / 2);
        } else {
            std::ofstream(item.path(), std::ios::trunc) << "no index at all";
        }
    }
    const Query query{.text = m_vectors.next()};
    EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(query).value()), bestOf(query));
    auto writer = opened(folder());
    ASSERT_TRUE(writer.saveIndex());
    EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(query).value()), bestOf(query));
}
INSTANTIATE_TEST_SUITE_P(Search, DamagedIndex,
                         testing::Values("missing", "one byte", "cut short", "foreign"));

TEST_F(SearchTest, TheIndexOfAnotherArchiveIsNotUsed) {
    fill(20);
    second_read::test::TemporaryFolder elsewhere;
    {
        Vectors others(99);
        auto archive = opened(elsewhere.path());
        for (int i = 0; i < 20; ++i) ASSERT_TRUE(archive.put(recordOf(i, others)));
        ASSERT_TRUE(archive.saveIndex());
    }
    fs::copy(elsewhere.path() / "index", folder() / "index",
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    const Query query{.text = m_vectors.next()};
    EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(query).value()), bestOf(query));
}

TEST_F(SearchTest, AnIndexWithRowsThatNoExaminationHasIsBuiltAnew) {
    fill(20);
    const auto file = folder() / "index" / "text.faiss";
    const Query query{.text = m_vectors.next()};
    for (const std::int64_t row : {std::int64_t{-1}, std::int64_t{1}, std::int64_t{1} << 60}) {
        std::string bytes = readFile(file).value();
        std::memcpy(bytes.data() + bytes.size() - sizeof row, &row, sizeof row); // the last row comes last
        ASSERT_TRUE(writeFileAtomically(file, bytes));
        tamper("UPDATE search_index SET sha256 = '" + sha256(bytes) + "' WHERE kind = 'text'");
        EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(query).value()), bestOf(query));
    }
}

TEST_F(SearchTest, ARowThatTheRecordNeverGaveOutIsDamage) {
    fill(3);
    tamper("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'examination'");
    expectDamage(opened(folder(), Archive::Mode::ReadOnly).search({.text = m_vectors.next()}));
    expectDamage(opened(folder()).saveIndex());
}

TEST_F(SearchTest, AHugeRowCostsNoMemory) {
    fill(3);
    const std::string huge = std::to_string(std::int64_t{1} << 60);
    tamper("PRAGMA foreign_keys = OFF; UPDATE examination SET row = " + huge +
           " WHERE row = 2; UPDATE embedding SET row = " + huge +
           " WHERE row = 2; UPDATE sqlite_sequence SET seq = " + huge + " WHERE name = 'examination'");
    const Query query{.text = m_vectors.next()};
    EXPECT_EQ(idsOf(opened(folder(), Archive::Mode::ReadOnly).search(query).value()), bestOf(query));
}

TEST_F(SearchTest, AnEmbeddingOfAnotherLengthIsDamage) {
    fill(60);
    fs::remove_all(folder() / "index");
    const auto exact = opened(folder(), Archive::Mode::ReadOnly);
    const auto near = Archive::open(folder(), Archive::Mode::ReadOnly, kPack, kDimension, /*exactUpTo=*/50);
    ASSERT_TRUE(near);
    const Query query{.text = m_vectors.next()};
    ASSERT_TRUE(near->search(query)); // its index is in memory now, and looks up the best in the record
    tamper("UPDATE embedding SET vector = x'0000803F' WHERE row = 3");
    expectDamage(near->search(query));
    expectDamage(exact.search(query));
    expectDamage(exact.find(m_records[2].id));
}

TEST(SimilarityIndex, TenThousandRowsAgreeWithBruteForce) {
    Vectors vectors(5);
    constexpr int kCount = 10'000, kLength = 64;
    SimilarityIndex index(kLength, SimilarityIndex::Search::Exact);
    std::vector<std::vector<float>> all;
    for (int i = 0; i < kCount; ++i) {
        all.push_back(vectors.next(kLength));
        ASSERT_TRUE(index.add(3 * i + 1, all.back()));
    }
    const auto query = vectors.next(kLength);
    const auto scores = index.scores(query, 15).value();
    ASSERT_EQ(scores.size(), all.size());
    for (int i = 0; i < kCount; ++i) {
        ASSERT_EQ(scores[static_cast<std::size_t>(i)].row, 3 * i + 1);
        ASSERT_NEAR(scores[static_cast<std::size_t>(i)].similarity,
                    cosine(query, all[static_cast<std::size_t>(i)]), 1e-5);
    }
}

TEST(SimilarityIndex, TheApproximateOneFindsNearlyAllOfTheBest) {
    Vectors vectors(6);
    constexpr int kCount = 3000;
    SimilarityIndex exact(kDimension, SimilarityIndex::Search::Exact);
    SimilarityIndex graph(kDimension, SimilarityIndex::Search::Approximate);
    for (int i = 1; i <= kCount; ++i) {
        const auto vector = vectors.next();
        ASSERT_TRUE(exact.add(i, vector) && graph.add(i, vector));
    }
    int found = 0;
    for (int round = 0; round < 20; ++round) {
        const auto query = vectors.next();
        auto all = exact.scores(query, 0).value();
        std::sort(all.begin(), all.end(),
                  [](const auto& a, const auto& b) { return a.similarity > b.similarity; });
        const auto near = graph.scores(query, 15).value();
        ASSERT_EQ(near.size(), 15u);
        EXPECT_GE(near.front().similarity, near.back().similarity);
        for (std::size_t i = 0; i < 15; ++i)
            for (const auto& hit : near) found += hit.row == all[i].row;
    }
    EXPECT_GE(found, 285); // of 300
}

TEST(SimilarityIndex, ComesBackFromItsBytesAndRefusesOthers) {
    Vectors vectors(8);
    for (const auto search : {SimilarityIndex::Search::Exact, SimilarityIndex::Search::Approximate}) {
        SimilarityIndex index(kDimension, search);
        for (int i = 1; i <= 50; ++i) ASSERT_TRUE(index.add(i, vectors.next()));
        const auto bytes = index.serialised().value();
        const auto back = SimilarityIndex::parse(bytes, kDimension, 50);
        ASSERT_TRUE(back);
        EXPECT_EQ(back->search(), search);
        EXPECT_EQ(back->size(), 50u);
        EXPECT_EQ(back->lastRow(), 50);
        EXPECT_FALSE(SimilarityIndex::parse(bytes, kDimension, 49));
        EXPECT_FALSE(SimilarityIndex::parse(bytes, kDimension + 1, 50));
        EXPECT_FALSE(SimilarityIndex::parse(bytes.substr(0, bytes.size() / 2), kDimension, 50));
    }
    EXPECT_FALSE(SimilarityIndex::parse("", kDimension, 50));
    EXPECT_FALSE(SimilarityIndex::parse("garbage, garbage, garbage", kDimension, 50));
}

TEST_F(SearchTest, AboveItsBoundTheSearchIsApproximateAndStillRight) {
    fill(200);
    fs::remove_all(folder() / "index"); // the exact one would do as long as nothing comes in
    const auto archive =
        Archive::open(folder(), Archive::Mode::ReadOnly, kPack, kDimension, /*exactUpTo=*/50);
    ASSERT_TRUE(archive);
    for (int round = 0; round < 5; ++round) {
        // All 200 are among the candidates, so the answer must be brute force's own.
        Query query{.images = {{Sequence::T1, m_vectors.next()}, {Sequence::FLAIR, m_vectors.next()}}};
        EXPECT_EQ(idsOf(archive->search(query).value()), bestOf(query));
        query.text = m_vectors.next();
        const auto hits = archive->search(query).value();
        EXPECT_EQ(idsOf(hits), bestOf(query));
        EXPECT_NEAR(hits.at(0).similarity, bruteForce(query, *archive->find(hits.at(0).id).value()), 1e-5);
    }
}

} // namespace
} // namespace second_read::archive
