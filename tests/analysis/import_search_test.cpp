#include <cerrno>
#include <fstream>

#include <gmock/gmock.h>

#include "examinations.h"
#include "volume/nifti.h"

namespace second_read::analysis {
namespace {

using namespace test;
using testing::HasSubstr;

class ImportTest : public WithPack {
protected:
    fs::path studies() const { return folder() / "studies"; }
    fs::path archiveFolder() const { return folder() / "archive"; }
    void write(const fs::path& file, const std::string& text) {
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    /// Three examinations with reports beside the images.
    void writeThree() {
        const std::vector<std::string> reports = {
            "FINDINGS: There is an acute infarct in the left frontal lobe. The ventricles are normal.",
            "FINDINGS: No acute infarct. There is a large mass on the right.",
            "FINDINGS: Normal appearances of the brain.\nCONCLUSION: Normal study."};
        for (int i = 0; i < 3; ++i) {
            const auto place = studies() / ("exam-" + std::to_string(i));
            writeStudy(place / "dicom", i, {Sequence::T2, Sequence::FLAIR}, {.id = "P" + std::to_string(i)});
            write(place / "report.txt", reports[static_cast<std::size_t>(i)]);
        }
    }
    Result<ImportAnswer> run(std::optional<fs::path> reports = std::nullopt) {
        return import(pack(), {{studies()}, archiveFolder(), std::move(reports)});
    }
    archive::Archive opened() { return archive::Archive::openForReading(archiveFolder()).value(); }
};

TEST_F(ImportTest, TakesImagesReportsAndThumbnailsOnce) {
    writeThree();
    const auto first = run();
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->imported, 3);
    EXPECT_TRUE(first->failed.empty());
    const auto again = run().value();
    EXPECT_EQ(again.imported, 0);
    EXPECT_EQ(again.skipped, 3);
    const auto archive = opened();
    ASSERT_EQ(archive.size().value(), 3u);
    const auto records = archive.list(0, 10).value();
    for (const auto& facts : records) {
        const auto record = archive.find(facts.id).value();
        EXPECT_THAT(record->report, HasSubstr("FINDINGS"));
        EXPECT_EQ(record->embeddings.size(), 2u);
        EXPECT_EQ(record->reportEmbedding.size(), 32u);
        EXPECT_EQ(record->thumbnail.size(), 128u * 128u);
        EXPECT_GT(*std::max_element(record->thumbnail.begin(), record->thumbnail.end()), 100);
        EXPECT_TRUE(fs::path(record->path).is_absolute());
        EXPECT_TRUE(fs::exists(record->path));
        EXPECT_EQ(record->date, "2026-01-02");
    }
}

TEST_F(ImportTest, MasksBesideTheImagesAreNoExaminations) {
    writeThree();
    auto mask = head(0);
    for (float& value : mask.voxels) value = value > 800 ? 1.0F : 0.0F;
    fs::create_directories(studies() / "exam-0/masks");
    ASSERT_TRUE(volume::writeNifti(studies() / "exam-0/masks/01-mass.nii.gz", mask));
    const auto answer = run().value();
    EXPECT_EQ(answer.imported, 3);
    EXPECT_TRUE(answer.failed.empty() && answer.leftOut.empty());
    AnalyseRequest request;
    request.path = studies() / "exam-0"; // images and masks: still one study
    EXPECT_TRUE(analyse(pack(), request));
}

TEST_F(ImportTest, AChangedReportUpdates) {
    writeThree();
    ASSERT_TRUE(run());
    write(studies() / "exam-1/report.txt", "FINDINGS: There is a meningioma.");
    const auto again = run().value();
    EXPECT_EQ(again.updated, 1);
    EXPECT_EQ(again.skipped, 2);
    EXPECT_EQ(opened().size().value(), 3u);
}

TEST_F(ImportTest, ReportsOfAFileGoByUidOrAccessionAndProvisionalOnesStayOut) {
    const auto first = writeStudy(studies() / "a", 1, {Sequence::FLAIR}, {.accession = "ACC-1"});
    const auto second = writeStudy(studies() / "b", 2, {Sequence::FLAIR}, {.accession = "ACC-2"});
    const auto third = writeStudy(studies() / "c", 3, {Sequence::FLAIR}, {.accession = "ACC-3"});
    write(studies() / "c/provisional.txt", "a draft");
    write(folder() / "reports.csv",
          "study_uid,accession,text,status\n" + first +
              ",,\"By uid, with a comma.\",final\n,ACC-2,By accession.,final\n,ACC-2,A draft.,preliminary\n");
    const auto answer = run(folder() / "reports.csv");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->imported, 3);
    EXPECT_EQ(opened().find(first).value()->report, "By uid, with a comma.");
    EXPECT_EQ(opened().find(second).value()->report, "By accession.");
    EXPECT_EQ(opened().find(third).value()->report, "");
}

TEST_F(ImportTest, AReportBesideSeveralStudiesIsUsedForNoneAndNamedOnce) {
    writeStudy(studies() / "one", 1, {Sequence::T2, Sequence::FLAIR}, {.id = "P1"});
    writeStudy(studies() / "two", 2, {Sequence::T2, Sequence::FLAIR}, {.id = "P2"});
    write(studies() / "report.txt", "There is a mass.");
    const auto answer = run();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->imported, 2);
    ASSERT_EQ(answer->failed.size(), 1u);
    EXPECT_THAT(answer->failed[0].why, HasSubstr("report.txt lies beside several studies"));
    const auto archive = opened();
    const auto records = archive.list(0, 10);
    ASSERT_TRUE(records);
    for (const auto& record : *records) EXPECT_EQ(record.report, "");
}

TEST_F(ImportTest, AReportThatNamesAnotherPatientIsNeverUsed) {
    const auto right =
        writeStudy(studies() / "a", 1, {Sequence::FLAIR}, {.id = "0071", .accession = "ACC-1"});
    const auto wrong = writeStudy(studies() / "b", 2, {Sequence::FLAIR}, {.id = "P2", .accession = "ACC-2"});
    const auto message = [](const std::string& ids, const std::string& accession) {
        return "MSH|^~\\&|RIS|H|A|B|20260102||ORU^R01|1|P|2.4\rPID|1||" + ids + "||DOE^JANE\rOBR|1||" +
               accession + "|MR\rOBX|1|TX|||There is a mass.||||||F\r";
    };
    write(folder() / "reports.hl7", message("X9^^^EPIC~71^^^MR", "ACC-1") + message("P3^^^MR", "ACC-2"));
    const auto answer = run(folder() / "reports.hl7");
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->imported, 2);
    EXPECT_THAT(opened().find(right).value()->report, HasSubstr("mass"));
    EXPECT_EQ(opened().find(wrong).value()->report, "");
    ASSERT_EQ(answer->failed.size(), 1u);
    EXPECT_THAT(answer->failed[0].why, HasSubstr("another patient id"));
}

TEST_F(ImportTest, AFailureIsNamedAndTheRestGoesOn) {
    writeThree();
    writeStudy(studies() / "knee", 9, {Sequence::T2}, {}, {{"BodyPartExamined", "KNEE"}});
    writeStudy(studies() / "cut", 8, {Sequence::T2}, {.id = "P8"});
    for (const auto& item : fs::directory_iterator(studies() / "cut/series-1"))
        fs::resize_file(item, fs::file_size(item) / 2);
    const auto answer = run().value();
    EXPECT_EQ(answer.imported, 3);
    ASSERT_FALSE(answer.failed.empty()); // should have been usable
    EXPECT_THAT(answer.failed[0].path, HasSubstr("cut"));
    ASSERT_EQ(answer.leftOut.size(), 1u); // was never for us
    EXPECT_THAT(answer.leftOut[0].path, HasSubstr("knee"));
    EXPECT_THAT(answer.leftOut[0].why, HasSubstr("KNEE"));
}

TEST_F(ImportTest, NothingUsableIsAnError) {
    EXPECT_EQ(import(pack(), {{folder() / "absent"}, archiveFolder(), {}}).error().code, ErrorCode::NotFound);
    writeStudy(studies() / "knee", 9, {Sequence::T2}, {}, {{"BodyPartExamined", "KNEE"}});
    const auto answer = run();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(answer.error().message, HasSubstr("KNEE"));
}

TEST_F(ImportTest, ACancelledImportGoesOnWhereItStopped) {
    writeThree();
    std::stop_source stop;
    JobContext context;
    context.stop = stop.get_token();
    int studies = 0;
    context.report = [&](const Progress& now) {
        if (now.stage == "import" && ++studies == 2) stop.request_stop();
    };
    const auto stopped = import(pack(), {{this->studies()}, archiveFolder(), {}}, context);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    const auto rest = run().value();
    EXPECT_EQ(rest.imported + rest.skipped, 3);
    EXPECT_GE(rest.skipped, 1);
}

TEST_F(ImportTest, AFullDiskEndsItWithASentenceAndKeepsWhatIsThere) {
    writeThree();
    setWriteFault(
        [](std::size_t) { return ENOSPC; }); // the index; the record's own fault is tested in archive
    const auto answer = run();
    setWriteFault({});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::NoSpace);
    EXPECT_EQ(run().value().skipped, 3);
}

class SearchTest : public ImportTest {};

TEST_F(SearchTest, ByTextShowsTheSentenceThatMatches) {
    writeThree();
    ASSERT_TRUE(run());
    const auto answer = search(pack(), {.text = "acute infarcts", .archive = archiveFolder()});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->query, "acute infarcts");
    ASSERT_EQ(answer->results.size(), 3u);
    for (const auto& result : answer->results) {
        ASSERT_TRUE(result.span);
        const auto record = opened().find(result.id).value();
        EXPECT_EQ(slice(record->report, *result.span), result.passage);
        if (record->patient.id == "P0") {
            EXPECT_THAT(result.passage, HasSubstr("There is an acute infarct"));
        }
        if (record->patient.id == "P2") { // nothing matches: the conclusion
            EXPECT_THAT(result.passage, HasSubstr("Normal study"));
        }
    }
    EXPECT_EQ(
        search(pack(), {.text = "acute infarcts", .archive = archiveFolder(), .top = 1})->results.size(), 1u);
}

TEST_F(SearchTest, ByStudyLeavesOutTheStudyAndThePatient) {
    writeThree();
    const auto sibling =
        writeStudy(studies() / "prior", 7, {Sequence::FLAIR}, {.id = "P0", .date = "20200101"});
    ASSERT_TRUE(run());
    // Heads this alike would all count as near-duplicates: told apart by hand.
    auto archive =
        archive::Archive::open(archiveFolder(), archive::Archive::Mode::ReadWrite, pack().info().id, 32)
            .value();
    const auto records = archive.list(0, 10).value();
    for (std::size_t i = 0; i < records.size(); ++i) {
        auto record = *archive.find(records[i].id).value();
        record.contentHash += " changed";
        for (auto& [sequence, vector] : record.embeddings) {
            std::fill(vector.begin(), vector.end(), 0.0F);
            vector[i] = 1;
        }
        ASSERT_TRUE(archive.put(record));
    }
    const auto answer = search(pack(), {.study = studies() / "exam-0/dicom", .archive = archiveFolder()});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->results.size(), 2u);
    for (const auto& result : answer->results) {
        EXPECT_NE(result.id, sibling);
    }
    const auto asked = search(
        pack(), {.study = studies() / "exam-0/dicom", .archive = archiveFolder(), .samePatient = true});
    ASSERT_TRUE(asked) << asked.error().message;
    EXPECT_EQ(asked->results.size(), 3u) << "the patient's other examination too, never the study itself";
    EXPECT_TRUE(
        std::ranges::any_of(asked->results, [&](const auto& result) { return result.id == sibling; }));
    AnalyseRequest request;
    request.path = studies() / "exam-0/dicom";
    request.archive = archiveFolder();
    const auto analysis = analyse(pack(), request).value();
    ASSERT_EQ(analysis.similar.size(), 2u);
    EXPECT_EQ(analysis.similar[0].id, answer->results[0].id);
}

TEST_F(SearchTest, ReadsAnArchiveThatCannotBeThereOrFit) {
    EXPECT_EQ(search(pack(), {.text = "x", .archive = folder() / "absent"}).error().code,
              ErrorCode::NotFound);
    {
        ASSERT_TRUE(
            archive::Archive::open(archiveFolder(), archive::Archive::Mode::ReadWrite, {"other", "1"}, 32));
    }
    EXPECT_EQ(search(pack(), {.text = "x", .archive = archiveFolder()}).error().code, ErrorCode::Mismatch);
}

TEST_F(SearchTest, NeedsSomethingToLookFor) {
    {
        ASSERT_TRUE(
            archive::Archive::open(archiveFolder(), archive::Archive::Mode::ReadWrite, pack().info().id, 32));
    }
    EXPECT_EQ(search(pack(), {.archive = archiveFolder()}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(search(pack(), {.text = "  ", .archive = archiveFolder()}).error().code,
              ErrorCode::InvalidArgument);
    EXPECT_TRUE(search(pack(), {.text = "mass", .archive = archiveFolder()}).value().results.empty());
}

} // namespace
} // namespace second_read::analysis
