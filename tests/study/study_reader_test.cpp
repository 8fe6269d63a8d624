#include <algorithm>

#include "dicom_fixture.h"

namespace second_read::study {
namespace {

using namespace fixture;

class StudyReaderTest : public ::testing::Test {
protected:
    std::string refusal(const fs::path& path, ErrorCode expected) {
        const auto found = openStudies(path);
        EXPECT_FALSE(found);
        if (found) return {};
        EXPECT_EQ(nameOf(found.error().code), std::string(nameOf(expected))) << found.error().message;
        EXPECT_NE(found.error().message.find(path.filename().string()), std::string::npos)
            << found.error().message;
        return found.error().message;
    }
    test::TemporaryFolder m_folder;
};

TEST_F(StudyReaderTest, TheStudyIsDescribed) {
    write(m_folder.path(), phantom());
    const auto study = open(m_folder.path()).study;
    EXPECT_EQ(study.uid, "1.2.826.0.1.3680043.2.1143.1");
    EXPECT_EQ(study.patient.name, "DOE^JANE");
    EXPECT_EQ(study.patient.id, "42");
    EXPECT_EQ(study.patient.sex, "F");
    EXPECT_EQ(study.patient.age, 50) << "from the birth date, the day before the birthday";
    EXPECT_EQ(study.date, "2026-03-02");
    EXPECT_EQ(study.time, "09:42");
    EXPECT_EQ(study.accession, "A1");
    EXPECT_EQ(study.description, "MR brain");
    ASSERT_EQ(study.series.size(), 1U);
    EXPECT_EQ(study.series[0].description, "t1_se_tra");
    EXPECT_EQ(study.series[0].sequence, Sequence::T1);
}

TEST_F(StudyReaderTest, EachSeriesHasTheFrameOfReferenceThatItStates) {
    auto moved = phantom(), unknown = phantom(); // the patient was taken out in between
    renumber(moved, 4);
    moved.frameOfReferenceUid += ".1";
    renumber(unknown, 5);
    write(m_folder.path() / "first", phantom());
    write(m_folder.path() / "moved", moved);
    for (const auto& file : write(m_folder.path() / "unknown", unknown))
        edit(file, [](DcmDataset& dataset) { dataset.findAndDeleteElement(DCM_FrameOfReferenceUID); });
    const auto study = open(m_folder.path()).study;
    ASSERT_EQ(study.series.size(), 3U);
    EXPECT_EQ(study.series[0].frameOfReference, "1.2.826.0.1.3680043.2.1143.1.9");
    EXPECT_EQ(study.series[1].frameOfReference, "1.2.826.0.1.3680043.2.1143.1.9.1");
    EXPECT_FALSE(study.series[2].frameOfReference);
}

TEST_F(StudyReaderTest, AStatedAgeCountsBeforeTheBirthDate) {
    auto series = phantom();
    series.attributes["PatientAge"] = "018M";
    write(m_folder.path(), series);
    EXPECT_EQ(open(m_folder.path()).study.patient.age, 1);
}

TEST_F(StudyReaderTest, AnAgeThatAnonymisersWriteIsNoAge) {
    for (const auto& [age, birth] : {std::pair("000Y", "20260302"), std::pair("", "19000101"),
                                     std::pair("", "20270101"), std::pair("old", "")}) {
        auto series = phantom(axial(), 1);
        series.attributes["PatientBirthDate"] = birth;
        if (*age) series.attributes["PatientAge"] = age;
        const auto file = write(m_folder.path(), series)[0];
        EXPECT_FALSE(open(file).study.patient.age) << age << " " << birth;
    }
}

TEST_F(StudyReaderTest, SeveralStudiesNewestFirst) {
    auto older = phantom(), newer = phantom();
    renumber(older, 1, true), renumber(newer, 2, true);
    older.attributes["StudyDate"] = "20240101";
    write(m_folder.path() / "older", older);
    write(m_folder.path() / "newer", newer);
    const auto found = openStudies(m_folder.path());
    ASSERT_TRUE(found);
    ASSERT_EQ(found->studies.size(), 2U);
    EXPECT_EQ(found->studies[0].study.uid, newer.studyInstanceUid);
    EXPECT_EQ(found->studies[0].folder, m_folder.path() / "newer");
}

TEST_F(StudyReaderTest, OneFileStandsForItsSeriesAlone) {
    auto other = phantom();
    renumber(other, 5);
    other.attributes["SeriesDescription"] = "other";
    const auto files = write(m_folder.path(), phantom());
    write(m_folder.path() / "x", other);
    fs::rename(m_folder.path() / "x/IM0001.dcm", m_folder.path() / "other.dcm");
    const auto opened = open(files[3]);
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 12);
    EXPECT_EQ(opened.study.series[0].description, "t1_se_tra");
}

TEST_F(StudyReaderTest, OtherFilesInTheFolderAreNamedNotDropped) {
    write(m_folder.path(), phantom());
    putBytes(m_folder.path() / "notes.txt", "nothing to see");
    putBytes(m_folder.path() / ".hidden", "x");
    putBytes(m_folder.path() / "report.txt", "read by others");
    const auto found = openStudies(m_folder.path());
    ASSERT_TRUE(found);
    ASSERT_EQ(found->refused.size(), 1U);
    EXPECT_EQ(found->refused[0].file.filename(), "notes.txt");
    EXPECT_EQ(found->refused[0].why, "it is not a DICOM file");
}

TEST_F(StudyReaderTest, WhatIsNotThereIsNotFound) { refusal(m_folder.path() / "none", ErrorCode::NotFound); }

TEST_F(StudyReaderTest, AnEmptyFolderSaysWhatToDo) {
    EXPECT_NE(refusal(m_folder.path(), ErrorCode::Unsupported).find("choose a folder"), std::string::npos);
}

TEST_F(StudyReaderTest, AFolderWithoutDicomSaysWhatItHolds) {
    for (const char* name : {"a.txt", "b.txt", "c.jpg"}) putBytes(m_folder.path() / name, "hello");
    EXPECT_NE(refusal(m_folder.path(), ErrorCode::Unsupported).find("3 files: it is not a DICOM file"),
              std::string::npos);
}

TEST_F(StudyReaderTest, ATruncatedFileIsNamedWhereverItWasCut) {
    auto files = write(m_folder.path(), phantom(axial(), 1));
    const std::string whole = bytesOf(files[0]);
    for (std::size_t length = 0; length < whole.size(); length += length < 1200 ? 7 : 97) {
        putBytes(files[0], whole.substr(0, length));
        const auto found = openStudies(files[0]);
        ASSERT_FALSE(found) << length;
        EXPECT_TRUE(found.error().code == ErrorCode::Corrupt || found.error().code == ErrorCode::Unsupported)
            << found.error().message;
        EXPECT_NE(found.error().message.find("IM0001.dcm"), std::string::npos);
    }
}

TEST_F(StudyReaderTest, AFolderOfNothingButATruncatedFileIsRefused) {
    const auto files = write(m_folder.path(), phantom(axial(), 1));
    fs::resize_file(files[0], fs::file_size(files[0]) - 100);
    EXPECT_NE(refusal(m_folder.path(), ErrorCode::Corrupt).find("cut short"), std::string::npos);
}

TEST_F(StudyReaderTest, ATruncatedSliceAmongOthersIsNamedAndTheRestLoaded) {
    const auto files = write(m_folder.path(), phantom());
    fs::resize_file(files[11], fs::file_size(files[11]) - 100);
    const auto opened = open(m_folder.path());
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 11);
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "IM0012.dcm is left out: it is cut short"));
    EXPECT_TRUE(loadVolume(opened, 0));
}

TEST_F(StudyReaderTest, AColourSecondaryCaptureIsDescribedAndNotAnalysed) {
    const auto files = write(m_folder.path(), phantom(axial(), 1));
    edit(files[0], [](DcmDataset& d) {
        set(d, DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
        set(d, DCM_PhotometricInterpretation, "RGB");
        d.putAndInsertUint16(DCM_SamplesPerPixel, 3);
        d.putAndInsertUint16(DCM_PlanarConfiguration, 0);
        d.putAndInsertUint16(DCM_BitsAllocated, 8);
        d.putAndInsertUint16(DCM_BitsStored, 8);
        d.putAndInsertUint16(DCM_HighBit, 7);
        std::vector<Uint8> pixels(20 * 16 * 3, 100);
        pixels[0] = 255, pixels[1] = 0, pixels[2] = 0;
        d.putAndInsertUint8Array(DCM_PixelData, pixels.data(), pixels.size());
    });
    const auto opened = open(files[0]);
    EXPECT_FALSE(opened.study.series[0].eligible);
    EXPECT_TRUE(warns(opened.study.series[0].warnings, "a colour secondary capture"));
    const auto grey = loadVolume(opened, 0);
    ASSERT_TRUE(grey) << grey.error().message;
    EXPECT_NEAR(grey->voxels[0], 0.299 * 255, 0.01);
    EXPECT_NEAR(grey->voxels[1], 100, 0.01);
}

TEST_F(StudyReaderTest, ComputedTomographyIsDescribedAndNotAnalysed) {
    for (const auto& file : write(m_folder.path(), phantom()))
        edit(file,
             [](DcmDataset& d) { set(d, DCM_Modality, "CT"), set(d, DCM_SOPClassUID, UID_CTImageStorage); });
    const auto entry = open(m_folder.path()).study.series[0];
    EXPECT_FALSE(entry.eligible);
    EXPECT_EQ(entry.sequence, Sequence::Other);
    EXPECT_EQ(entry.why, "modality CT, not MR");
    EXPECT_EQ(entry.images, 12);
}

TEST_F(StudyReaderTest, AnotherBodyPartAndTooFewSlicesAreNotAnalysed) {
    auto knee = phantom();
    knee.attributes["BodyPartExamined"] = "KNEE";
    write(m_folder.path() / "knee", knee);
    const auto elsewhere = open(m_folder.path() / "knee");
    EXPECT_TRUE(warns(elsewhere.study.series[0].warnings, "body part KNEE"));
    EXPECT_EQ(elsewhere.hindrances.at(0).kind, Hindrance::Kind::BodyPart);
    write(m_folder.path() / "few", phantom(axial(), 3));
    const auto few = open(m_folder.path() / "few");
    EXPECT_FALSE(few.study.series[0].eligible);
    EXPECT_TRUE(warns(few.study.series[0].warnings, "too few slices (3"));
    EXPECT_EQ(few.hindrances.at(0).kind, Hindrance::Kind::Other);
    write(m_folder.path() / "head", phantom());
    EXPECT_TRUE(open(m_folder.path() / "head").hindrances.empty());
}

TEST_F(StudyReaderTest, OfRefusedFilesOnlyThoseThatShouldHaveBeenImagesAreCalledSo) {
    const auto files = write(m_folder.path(), phantom());
    edit(files[0], [](DcmDataset& d) { // an object without pixels, as a report is
        set(d, DCM_Modality, "SR");
        delete d.remove(DCM_PixelData);
    });
    putBytes(files[1], bytesOf(files[1]).substr(0, 300));
    putBytes(m_folder.path() / "notes.pdf", "%PDF-1.4");
    const auto found = openStudies(m_folder.path()).value();
    ASSERT_EQ(found.refused.size(), 3U);
    for (const auto& refused : found.refused)
        EXPECT_EQ(isImage(refused), refused.file == files[1]) << refused.file << ": " << refused.why;
}

TEST_F(StudyReaderTest, TwoPatientsInOneStudyAreNotAnalysed) {
    auto other = phantom();
    renumber(other, 5);
    other.attributes["PatientID"] = "43";
    write(m_folder.path() / "a", phantom());
    write(m_folder.path() / "b", other);
    const auto study = open(m_folder.path()).study;
    EXPECT_TRUE(warns(study.warnings, "different patient IDs"));
    for (const auto& series : study.series) EXPECT_FALSE(series.eligible);
}

TEST_F(StudyReaderTest, NamesInManyAlphabets) {
    struct Name {
        const char *charset, *bytes, *expected;
    };
    const Name names[] = {
        {"ISO_IR 100", "Buc^J\xe9r\xf4me", "Buc^Jérôme"},
        {"ISO_IR 144", "\xbb\xee\xda", "Люк"},
        {"ISO_IR 192", "M\xc3\xbcller", "Müller"},
        {"GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东"},
        {"\\ISO 2022 IR 149", "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7", "Hong^Gildong=洪^吉洞"},
        {"\\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "Yamada^Tarou=山田^太郎"},
        {"ISO 2022 IR 13\\ISO 2022 IR 87", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
         "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎"},
        {"", "M\xfcller", "Müller"}, // undeclared: what most such files mean
        {"NONSENSE", "M\xfcller", "Müller"},
    };
    const auto file = write(m_folder.path(), phantom(axial(), 1))[0];
    for (const auto& name : names) {
        edit(file, [&](DcmDataset& d) {
            set(d, DCM_SpecificCharacterSet, name.charset), set(d, DCM_PatientName, name.bytes);
        });
        EXPECT_EQ(open(file).study.patient.name, name.expected) << name.charset;
    }
}

TEST_F(StudyReaderTest, AnInvertedGreyScaleKeepsItsValues) {
    const auto series = phantom();
    for (const auto& file : write(m_folder.path(), series))
        edit(file, [](DcmDataset& d) { set(d, DCM_PhotometricInterpretation, "MONOCHROME1"); });
    const auto opened = open(m_folder.path());
    EXPECT_TRUE(opened.study.series[0].eligible);
    expectSamePlace(*loadVolume(opened, 0), series.volume);
}

TEST_F(StudyReaderTest, RescaledAndNegativeValuesComeBack) {
    auto series = phantom();
    for (float& value : series.volume.voxels) value = 0.37F * value - 500;
    write(m_folder.path(), series);
    expectSamePlace(*loadVolume(open(m_folder.path()), 0), series.volume, 0.6F);
}

TEST_F(StudyReaderTest, SignedTwelveBitPixelsWithRubbishAboveThem) {
    const auto file = write(m_folder.path(), phantom(axial(), 1))[0];
    edit(file, [](DcmDataset& d) {
        d.putAndInsertUint16(DCM_BitsStored, 12);
        d.putAndInsertUint16(DCM_HighBit, 11);
        d.putAndInsertUint16(DCM_PixelRepresentation, 1);
        std::vector<Uint16> pixels(20 * 16, 5);
        pixels[0] = 0x0FFF, pixels[1] = 0xF7FF, pixels[2] = 0x0800;
        d.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
    });
    const auto loaded = loadVolume(open(file), 0);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->voxels[0], -1);
    EXPECT_EQ(loaded->voxels[1], 2047);
    EXPECT_EQ(loaded->voxels[2], -2048);
    EXPECT_EQ(loaded->voxels[3], 5);
}

TEST_F(StudyReaderTest, AFileThatVanishedIsNamedOnLoading) {
    const auto files = write(m_folder.path(), phantom());
    const auto opened = open(m_folder.path());
    fs::remove(files[2]);
    const auto loaded = loadVolume(opened, 0);
    ASSERT_FALSE(loaded);
    EXPECT_NE(loaded.error().message.find("IM0003.dcm"), std::string::npos);
    EXPECT_EQ(loadVolume(opened, 7).error().code, ErrorCode::InvalidArgument);
}

TEST_F(StudyReaderTest, OpeningAndLoadingCanBeCancelled) {
    write(m_folder.path(), phantom());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(openStudies(m_folder.path(), {stop.get_token(), {}}).error().code, ErrorCode::Cancelled);
    const auto opened = open(m_folder.path());
    EXPECT_EQ(loadVolume(opened, 0, {stop.get_token(), {}}).error().code, ErrorCode::Cancelled);
    std::vector<double> fractions;
    EXPECT_TRUE(loadVolume(opened, 0, {{}, [&](const Progress& now) { fractions.push_back(now.fraction); }}));
    EXPECT_EQ(fractions.size(), 12U);
    EXPECT_TRUE(std::is_sorted(fractions.begin(), fractions.end()));
}

TEST_F(StudyReaderTest, LoopsOfLinksDoNotHangTheSearch) {
    write(m_folder.path() / "a", phantom());
    fs::create_directory_symlink(m_folder.path(), m_folder.path() / "a/loop");
    EXPECT_EQ(open(m_folder.path()).study.series[0].images, 12);
}

TEST_F(StudyReaderTest, ReportsInAndBesideTheFolder) {
    OpenedStudy study;
    study.folder = m_folder.path() / "exam/dicom";
    const auto fileOf = [&](ReportKind preferred) { return reportBeside(study, preferred).value()->file; };
    fs::create_directories(study.folder);
    EXPECT_FALSE(reportBeside(study, ReportKind::Final).value());
    putBytes(m_folder.path() / "exam/report.txt", "x");
    EXPECT_EQ(reportBeside(study, ReportKind::Provisional).value()->kind, ReportKind::Final)
        << "better than none";
    putBytes(study.folder / "provisional.txt", "x");
    EXPECT_EQ(fileOf(ReportKind::Provisional), study.folder / "provisional.txt");
    EXPECT_EQ(fileOf(ReportKind::Final), m_folder.path() / "exam/report.txt");
    study.folder /= "series-1";
    fs::create_directories(study.folder);
    EXPECT_EQ(fileOf(ReportKind::Final), m_folder.path() / "exam/report.txt") << "a study of one series";
    study.folder = m_folder.path() / "exam/2020/study-1";
    fs::create_directories(study.folder);
    EXPECT_FALSE(reportBeside(study, ReportKind::Final).value())
        << "whose report may be another examination's";
}

TEST_F(StudyReaderTest, AReportBesideSeveralStudiesIsNobodys) {
    write(m_folder.path() / "day/one", phantom());
    putBytes(m_folder.path() / "day/report.txt", "x");
    putBytes(m_folder.path() / "day/masks/01-mass.nii.gz", "x"); // a label map is no study
    const auto one = open(m_folder.path() / "day/one");
    ASSERT_TRUE(reportBeside(one, ReportKind::Final));
    auto another = phantom();
    renumber(another, 7, true);
    write(m_folder.path() / "day/two", another);
    const auto beside = reportBeside(one, ReportKind::Final);
    ASSERT_FALSE(beside);
    EXPECT_EQ(beside.error().code, ErrorCode::Mismatch);
    EXPECT_NE(beside.error().message.find("day/report.txt"), std::string::npos);
    putBytes(m_folder.path() / "day/one/report.txt", "x");
    EXPECT_EQ(reportBeside(one, ReportKind::Final).value()->file, m_folder.path() / "day/one/report.txt");
}

} // namespace
} // namespace second_read::study
