#include <cmath>
#include <fstream>

#include <gmock/gmock.h>

#include "analysis/label.h"
#include "analysis/passage.h"
#include "analysis/prepare.h"
#include "analysis/thumbnail.h"
#include "evidence/flags.h"
#include "examinations.h"
#include "language/safetensors.h"
#include "support/tiny_pack.h"

namespace second_read::analysis {
namespace {

using namespace test;
using nlohmann::json;
using testing::HasSubstr;

/// A label answer with its lines parsed.
struct Labelled {
    std::vector<json> reports;
    std::vector<Failure> failed, empty;
};

class LabelTest : public testing::Test {
protected:
    /// A pack without a fitted labeller: the rules answer.
    static void SetUpTestSuite() {
        const second_read::test::TemporaryFolder folder;
        const auto written = second_read::test::writeTinyPack(folder.path() / "pack", SECOND_READ_CATALOGUE);
        ASSERT_TRUE(written) << written.error().message;
        s_pack.emplace(pack::Pack::open(folder.path() / "pack", pack::Device::Cpu).value());
    }
    static void TearDownTestSuite() { s_pack.reset(); }

    fs::path write(const std::string& name, const std::string& text) {
        const auto file = m_folder.path() / name;
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }
    Result<Labelled> run(const fs::path& path) {
        std::vector<json> reports;
        const auto write = [&](const std::string& line) -> Result<void> {
            reports.push_back(json::parse(line));
            return {};
        };
        SECOND_READ_TRY(answer, label(*s_pack, {{path}}, write));
        EXPECT_EQ(answer.labelled, reports.size());
        return Labelled{std::move(reports), answer.failed, answer.empty};
    }

    static const pack::Pack& pack() { return *s_pack; }

    second_read::test::TemporaryFolder m_folder;
    catalogue::Catalogue m_catalogue = catalogue::readCatalogue(SECOND_READ_CATALOGUE).value();

private:
    static inline std::optional<pack::Pack> s_pack;
};

TEST_F(LabelTest, TellsEveryFindingOfAPlainReport) {
    const std::string text = "There is an acute infarct on the left. No hydrocephalus.";
    const auto answer = run(write("report.txt", text)).value();
    ASSERT_EQ(answer.reports.size(), 1u);
    const json& report = answer.reports[0];
    EXPECT_GT(report["abnormal"], 0.9);
    EXPECT_FALSE(report.contains("text"));
    EXPECT_EQ(report["findings"].size(), m_catalogue.findings.size());
    const json& stroke = report["findings"]["acute_stroke"];
    EXPECT_EQ(stroke["assertion"], "affirmed");
    EXPECT_EQ(stroke["side"], "left");
    EXPECT_GT(stroke["probability"], 0.9);
    const Span span{stroke["spans"][0][0], stroke["spans"][0][1]};
    EXPECT_THAT(slice(text, span), HasSubstr("infarct"));
    EXPECT_FALSE(stroke["words"].empty());
    EXPECT_EQ(report["findings"]["hydrocephalus"]["assertion"], "negated");
    EXPECT_LT(report["findings"]["hydrocephalus"]["probability"], 0.05);
    EXPECT_EQ(report["findings"]["mass"]["assertion"], "absent");
    EXPECT_TRUE(report["findings"]["mass"]["side"].is_null());
}

TEST_F(LabelTest, ANormalReportIsProbablyNormal) {
    const auto answer = run(write("report.txt", "Normal appearances of the brain.")).value();
    EXPECT_LT(answer.reports[0]["abnormal"], 0.5);
}

TEST_F(LabelTest, JsonLinesKeepTheirIdsAndAFaultyLineIsNamed) {
    const auto answer =
        run(write("reports.jsonl",
                  "{\"id\":\"a\",\"text\":\"A mass.\"}\nnonsense\n{\"id\":\"b\",\"text\":\"Normal.\"}\n"))
            .value();
    ASSERT_EQ(answer.reports.size(), 2u);
    EXPECT_EQ(answer.reports[0]["id"], "a");
    EXPECT_EQ(answer.reports[1]["id"], "b");
    ASSERT_EQ(answer.failed.size(), 1u);
    EXPECT_THAT(answer.failed[0].path, HasSubstr("line 2"));
}

TEST_F(LabelTest, OfHl7TheDecodedTextIsGivenToo) {
    const auto answer = run(write("one.hl7", "MSH|^~\\&|RIS|H|PACS|H|20260101||ORU^R01|1|P|2.4\rOBR|1||ACC9|"
                                             "MR\rOBX|1|TX|||A mass on the left.||||||F\r"));
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_EQ(answer->reports.size(), 1u);
    EXPECT_THAT(answer->reports[0]["text"].get<std::string>(), HasSubstr("A mass on the left."));
    EXPECT_EQ(answer->reports[0]["findings"]["mass"]["assertion"], "affirmed");
}

TEST_F(LabelTest, AMessageWithoutAReportIsLeftOutAndNoFailure) {
    const std::string header = "MSH|^~\\&|RIS|H|PACS|H|20260101||ORU^R01|1|P|2.4\r";
    write("in/done.hl7", header + "OBR|1||ACC9|MR\rOBX|1|TX|||A mass on the left.||||||F\r");
    const auto alone = write("in/waiting.hl7", header + "OBR|1||ACC10|MR\r");
    const auto answer = run(m_folder.path() / "in").value();
    EXPECT_EQ(answer.reports.size(), 1u);
    EXPECT_TRUE(answer.failed.empty());
    ASSERT_EQ(answer.empty.size(), 1u);
    EXPECT_THAT(answer.empty[0].path, HasSubstr("waiting.hl7"));
    EXPECT_THAT(run(alone).error().message, HasSubstr("no report text")) << "nothing to label at all";
}

TEST_F(LabelTest, MoreReportsThanAreReadAtOnceKeepTheirOrder) {
    std::string lines;
    for (int i = 0; i < 1200; ++i)
        lines +=
            "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"" + (i % 2 ? "A mass." : "No mass.") + "\"}\n";
    const auto answer = run(write("many.jsonl", lines)).value();
    ASSERT_EQ(answer.reports.size(), 1200u);
    for (int i = 0; i < 1200; ++i) {
        ASSERT_EQ(answer.reports[static_cast<std::size_t>(i)]["id"], std::to_string(i));
        ASSERT_EQ(answer.reports[static_cast<std::size_t>(i)]["findings"]["mass"]["assertion"],
                  i % 2 ? "affirmed" : "negated");
    }
}

TEST_F(LabelTest, AStopLeavesWholeLinesOfWhatIsDone) {
    std::string reports;
    for (int i = 0; i < 1200; ++i) reports += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"A mass.\"}\n";
    std::stop_source stop;
    std::vector<json> written;
    const auto answer = label(pack(), {{write("many.jsonl", reports)}},
                              [&](const std::string& line) -> Result<void> {
                                  written.push_back(json::parse(line));
                                  stop.request_stop();
                                  return {};
                              },
                              {stop.get_token(), {}});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Cancelled);
    ASSERT_FALSE(written.empty());
    EXPECT_LT(written.size(), 1200u);
    EXPECT_EQ(written.back()["id"], std::to_string(written.size() - 1));
}

TEST_F(LabelTest, LinesThatCannotBeWrittenEndIt) {
    const auto full = [](const std::string&) -> Result<void> { return fail(ErrorCode::NoSpace, "full"); };
    const auto answer = label(pack(), {{write("a.txt", "A mass.")}}, full);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::NoSpace);
}

TEST_F(LabelTest, AFolderIsReadAndOtherFilesInItAreNot) {
    write("in/a.txt", "A mass.");
    write("in/deep/b.txt", "Normal.");
    write("in/picture.png", "no report");
    second_read::analysis::test::writeStudy(m_folder.path() / "in/dicom", 1, {Sequence::T2});
    const auto answer = run(m_folder.path() / "in").value();
    EXPECT_EQ(answer.reports.size(), 2u);
    EXPECT_TRUE(answer.failed.empty()) << answer.failed.front().why; // images are no failed reports
}

TEST_F(LabelTest, WhatIsNoReportIsRefused) {
    EXPECT_EQ(run(m_folder.path() / "absent").error().code, ErrorCode::NotFound);
    EXPECT_FALSE(run(write("empty.txt", "")));
    EXPECT_FALSE(run(write("binary.txt", std::string("\0\1\2\3 binary \0\0", 14))));
    fs::create_directories(m_folder.path() / "nothing");
    EXPECT_EQ(run(m_folder.path() / "nothing").error().code, ErrorCode::NotFound);
}

TEST(MirroredText, ExchangesSidesAndNothingElse) {
    EXPECT_EQ(mirroredText("Left frontal; RIGHT-sided, leftward shift. Cleft palate, brightness, outright."),
              "Right frontal; LEFT-sided, rightward shift. Cleft palate, brightness, outright.");
    EXPECT_EQ(mirroredText(mirroredText("left and right, \xC3\xA4")), "left and right, \xC3\xA4");
    EXPECT_EQ(mirroredText(""), "");
}

class PrepareTest : public testing::Test {
protected:
    fs::path cohort() const { return m_folder.path() / "cohort"; }
    fs::path store() const { return m_folder.path() / "store"; }
    void add(int number, const std::string& report) {
        const auto place = cohort() / ("exam-00000" + std::to_string(number));
        writeStudy(place / "dicom", number, {Sequence::T2, Sequence::FLAIR});
        std::ofstream(place / "report.txt") << report;
        std::ofstream(cohort() / "cohort.json") << "{}";
    }
    Result<PrepareAnswer> run() {
        PrepareRequest request;
        request.cohort = cohort();
        request.out = store();
        request.preprocessing.size = {32, 32, 32};
        request.preprocessing.spacing = 6;
        return prepare(catalogue::readCatalogue(SECOND_READ_CATALOGUE).value(), request);
    }
    second_read::test::TemporaryFolder m_folder;
};

TEST_F(PrepareTest, WritesTensorsAndWordsOnceAndNoTruth) {
    add(1, "There is a mass on the left.");
    add(2, "Normal appearances.");
    const auto answer = run();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->examinations, 2);
    EXPECT_GT(answer->bytes, 2u * 2 * 32 * 32 * 32);
    int left = 0;
    for (const auto& item : fs::directory_iterator(store())) {
        const auto file = language::readTensors(item.path()).value();
        ASSERT_EQ(file.tensors.size(), 1u);
        const auto& voxels = file.tensors.at("voxels");
        EXPECT_EQ(voxels.shape, (std::vector<std::int64_t>{2, 32, 32, 32}));
        EXPECT_NE(voxels.bytes.front(), voxels.bytes[16 * 32 * 32 + 16 * 32 + 16]); // air is not brain
        EXPECT_EQ(file.metadata.at("sequences"), R"(["T2","FLAIR"])");
        if (file.metadata.at("report") == "There is a mass on the left.") {
            ++left;
            EXPECT_EQ(file.metadata.at("mirrored_report"), "There is a mass on the right.");
            const auto findings = json::parse(file.metadata.at("findings"));
            ASSERT_EQ(findings.size(), 1u);
            EXPECT_EQ(findings[0]["id"], "mass");
            EXPECT_EQ(findings[0]["side"], "left");
        }
    }
    EXPECT_EQ(left, 1);
    EXPECT_EQ(run()->examinations, 2); // again: nothing is lost, nothing doubled
}

TEST_F(PrepareTest, AnExaminationThatCannotBeReadIsNamed) {
    add(1, "Normal appearances.");
    add(2, "Normal appearances.");
    fs::remove_all(cohort() / "exam-000002/dicom");
    const auto answer = run().value();
    EXPECT_EQ(answer.examinations, 1);
    ASSERT_EQ(answer.failed.size(), 1u);
    EXPECT_THAT(answer.failed[0].path, HasSubstr("exam-000002"));
}

TEST_F(PrepareTest, WhatIsNoCohortIsRefused) {
    const auto answer = run();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(fs::exists(store()));
}

TEST(Thumbnail, ShowsTheHeadAsRadiologistsLookAtIt) {
    auto volume = head(0);
    const auto picture = thumbnailOf(volume);
    ASSERT_EQ(picture.size(), 128u * 128u);
    const auto at = [&](int u, int v) { return picture[static_cast<std::size_t>(v * 128 + u)]; };
    EXPECT_EQ(at(0, 0), 0);
    EXPECT_GT(at(64, 64), 2);
    // The bright ball lies on the patient's left (the picture's right) and in front (its upper half).
    const double mmPerPixel = 52 * 4 / 128.0;
    const auto u = static_cast<int>(64 + 25 / mmPerPixel), v = static_cast<int>(64 - 20 / mmPerPixel);
    EXPECT_GT(at(u, v), at(128 - u, v) + 50);
    EXPECT_GT(at(u, v), at(u, 128 - v) + 50);
    // The same voxels stored the other way round look the same.
    auto flipped = volume;
    flipped.grid.direction.col(0) *= -1;
    flipped.grid.origin = volume.grid.patientOf({volume.grid.size[0] - 1.0, 0, 0});
    for (int k = 0; k < volume.grid.size[2]; ++k)
        for (int j = 0; j < volume.grid.size[1]; ++j) {
            const auto row = flipped.voxels.begin() + volume.grid.size[0] * (j + volume.grid.size[1] * k);
            std::reverse(row, row + volume.grid.size[0]);
        }
    const auto again = thumbnailOf(flipped);
    int different = 0;
    for (std::size_t i = 0; i < picture.size(); ++i) different += std::abs(picture[i] - again[i]) > 1;
    EXPECT_LT(different, 50);
    EXPECT_TRUE(thumbnailOf({}).empty());
}

TEST(Thumbnail, ThickSlicesOfAnotherPlaneAreShownAsTheyWereTaken) {
    // Sagittal: rows to the back, columns to the feet, slices to the patient's right; the ball in front, high
    // up.
    volume::Volume sagittal;
    sagittal.grid.size = {80, 80, 15};
    sagittal.grid.spacing = {2, 2, 8};
    sagittal.grid.direction << 0, 0, -1, 1, 0, 0, 0, -1, 0;
    sagittal.grid.origin = {56, -80, 80};
    for (int k = 0; k < 15; ++k)
        for (int j = 0; j < 80; ++j)
            for (int i = 0; i < 80; ++i) {
                const Eigen::Vector3d point = sagittal.grid.patientOf({double(i), double(j), double(k)});
                const bool ball = (point - Eigen::Vector3d(0, -35, 30)).norm() < 12;
                sagittal.voxels.push_back(ball ? 900.0F : point.norm() < 65 ? 500.0F : 0.0F);
            }
    EXPECT_FALSE(showsAxial(sagittal.grid));
    const auto picture = thumbnailOf(sagittal);
    const auto at = [&](int u, int v) { return picture[static_cast<std::size_t>(v * 128 + u)]; };
    const double mmPerPixel = 80 * 2 / 128.0;
    const auto u = static_cast<int>(64 - 35 / mmPerPixel), v = static_cast<int>(64 - 30 / mmPerPixel);
    EXPECT_GT(at(u, v), at(128 - u, v) + 50); // front on the left of the picture
    EXPECT_GT(at(u, v), at(u, 128 - v) + 50); // head up
    // Thin slices of the same plane make the axial picture that the others in a list are.
    sagittal.grid.spacing.z() = 2;
    EXPECT_TRUE(showsAxial(sagittal.grid));
}

class PassageTest : public testing::Test {
protected:
    std::string passage(const std::string& report, const std::string& words) {
        auto archive =
            archive::Archive::open(m_folder.path(), archive::Archive::Mode::ReadWrite, {"p", "1"}, 2).value();
        archive::Record record;
        record.id = "x";
        record.report = report;
        record.contentHash = report;
        EXPECT_TRUE(archive.put(record));
        const PassageFinder finder(catalogue::readCatalogue(SECOND_READ_CATALOGUE).value());
        return finder.find(archive, "x", report, {words, finder.findingsIn(words)}).value().text;
    }
    second_read::test::TemporaryFolder m_folder;
};

TEST_F(PassageTest, PrefersTheSentenceThatAffirms) {
    const std::string report = "FINDINGS: No acute infarct is seen in the brainstem. A recent infarct lies "
                               "in the left occipital lobe. Normal vessels.";
    EXPECT_THAT(passage(report, "acute stroke"), HasSubstr("left occipital"));
    EXPECT_THAT(passage(report, "vessel"), HasSubstr("Normal vessels"));
}

TEST_F(PassageTest, FallsBackToTheConclusion) {
    EXPECT_THAT(passage("FINDINGS: The ventricles are normal.\nCONCLUSION: Nothing of note.", "xyzzy"),
                HasSubstr("Nothing of note"));
    EXPECT_EQ(passage("", "xyzzy"), "");
}

} // namespace
} // namespace second_read::analysis
