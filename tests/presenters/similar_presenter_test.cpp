#include "presenters/similar_presenter.h"

#include <gtest/gtest.h>

#include "fakes.h"
#include "support/support.h"

namespace second_read::ui {
namespace {

class SimilarPresenterTest : public testing::Test {
protected:
    SimilarPresenterTest() : m_reader(m_world.post()), m_similar(m_reader) {}

    /// An archive of three, the first with a thumbnail.
    ArchiveFacts makeArchive() {
        const auto folder = m_folder.path() / "department";
        auto archive =
            archive::Archive::open(folder, archive::Archive::Mode::ReadWrite, {"brain-mri", "1.2"}, 2);
        EXPECT_TRUE(archive) << (archive ? "" : archive.error().message);
        for (int i = 0; i < 3; ++i) {
            archive::Record record;
            record.id = "past-" + std::to_string(i);
            record.report = "Right frontal mass.";
            record.contentHash = record.id;
            record.reportEmbedding = {1, 0};
            if (i == 0) record.thumbnail.assign(kArchiveThumbnailSide * kArchiveThumbnailSide, 77);
            EXPECT_TRUE(archive->put(record));
        }
        std::optional<Result<ArchiveFacts>> facts;
        m_reader.open(folder, [&](Result<ArchiveFacts> opened) { facts = std::move(opened); });
        EXPECT_TRUE(m_world.until([&] { return facts.has_value(); }));
        EXPECT_TRUE(facts->has_value()) << (*facts ? "" : facts->error().message);
        return facts->value();
    }
    static std::vector<examination::Similar> three() {
        std::vector<examination::Similar> made(3);
        for (int i = 0; i < 3; ++i) {
            made[static_cast<std::size_t>(i)].id = "past-" + std::to_string(i);
            made[static_cast<std::size_t>(i)].similarity = 0.9 - 0.1 * i;
            made[static_cast<std::size_t>(i)].passage = "right frontal mass";
        }
        made[0].path = "/images/past-0";
        made[0].sex = "F";
        made[0].age = 47;
        return made;
    }

    test::TemporaryFolder m_folder;
    test::FakeWorld m_world;
    ArchiveReader m_reader;
    SimilarPresenter m_similar;
};

TEST_F(SimilarPresenterTest, EachStateSaysWhatToDoNext) {
    EXPECT_EQ(m_similar.state().mode, SimilarMode::NoArchive);
    m_similar.setArchive({}, "there is no archive in this folder");
    EXPECT_EQ(m_similar.state().mode, SimilarMode::Failed);
    m_similar.setArchive(makeArchive(), {});
    EXPECT_EQ(m_similar.state().mode, SimilarMode::NoStudy);
    EXPECT_EQ(m_similar.state().archive->size, 3U);
    EXPECT_EQ(m_similar.state().archive->pack.id, "brain-mri");
    m_similar.setSearching({});
    EXPECT_EQ(m_similar.state().mode, SimilarMode::Searching);
    m_similar.setFailure("the archive belongs to another pack");
    EXPECT_EQ(m_similar.state().mode, SimilarMode::Failed);
}

TEST_F(SimilarPresenterTest, CardsComeAtOnceAndTheirPicturesAsTheyAreRead) {
    m_similar.setArchive(makeArchive(), {});
    m_similar.setResults({}, three(), 4.2);
    ASSERT_EQ(m_similar.state().cards.size(), 3U);
    EXPECT_EQ(m_similar.state().cards[0].age, 47);
    EXPECT_EQ(m_similar.state().ms, 4.2);
    ASSERT_TRUE(m_world.until([&] { return !m_similar.state().cards[0].thumbnail.empty(); }));
    EXPECT_EQ(m_similar.state().cards[0].thumbnail[5], 77);
    m_reader.drain();
    m_world.settle();
    EXPECT_TRUE(m_similar.state().cards[1].thumbnail.empty()) << "none was made at import";
}

TEST_F(SimilarPresenterTest, PicturesOfAnEarlierSearchAreNotPutOnALaterOne) {
    m_similar.setArchive(makeArchive(), {});
    m_similar.setResults({}, three(), {});
    auto others = three();
    std::swap(others[0], others[1]);
    m_similar.setResults("frontal mass", others, {});
    m_reader.drain();
    m_world.settle();
    EXPECT_TRUE(m_similar.state().cards[0].thumbnail.empty());
    EXPECT_FALSE(m_similar.state().cards[1].thumbnail.empty());
}

TEST_F(SimilarPresenterTest, OpensBesideOnlyWhatHasImages) {
    std::vector<std::string> opened;
    m_similar.openBesideRequested = [&](const std::string& path, const std::string& uid) {
        opened = {path, uid};
    };
    m_similar.setArchive(makeArchive(), {});
    m_similar.setResults({}, three(), {});
    m_similar.openSelected(); // nothing selected
    m_similar.select(2);
    m_similar.openSelected();
    EXPECT_TRUE(opened.empty());
    m_similar.select(0);
    m_similar.openSelected();
    EXPECT_EQ(opened, (std::vector<std::string>{"/images/past-0", "past-0"}));
}

TEST_F(SimilarPresenterTest, BackToTheStudyIsOfferedOnlyForASentence) {
    m_similar.setArchive(makeArchive(), {});
    m_similar.setStudyOpen(true);
    m_similar.setResults({}, three(), {});
    EXPECT_FALSE(m_similar.state().canShowStudy);
    m_similar.setResults("frontal mass", three(), {});
    EXPECT_TRUE(m_similar.state().canShowStudy);
    int wanted = 0;
    m_similar.studyWanted = [&] { ++wanted; };
    m_similar.showStudy();
    EXPECT_EQ(wanted, 1);
}

TEST_F(SimilarPresenterTest, ImportIsCancelledOnlyWhileOneRuns) {
    int cancelled = 0;
    m_similar.importCancelled = [&] { ++cancelled; };
    m_similar.cancelImport();
    EXPECT_EQ(cancelled, 0);
    m_similar.setImporting({"encode", 0.4, 1200});
    m_similar.cancelImport();
    EXPECT_EQ(cancelled, 1);
    ImportOutcome outcome;
    outcome.imported = 12;
    m_similar.setImported(outcome);
    EXPECT_FALSE(m_similar.state().importing);
    EXPECT_EQ(m_similar.state().imported->imported, 12);
}

} // namespace
} // namespace second_read::ui
