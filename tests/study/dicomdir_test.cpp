#include "dicom_fixture.h"

namespace second_read::study {
namespace {

using namespace fixture;

class DicomdirTest : public ::testing::Test {
protected:
    /// A directory that lists these file IDs ("A\\B").
    fs::path writeDicomdir(const std::vector<std::string>& ids, const std::string& name = "DICOMDIR") {
        DcmFileFormat format;
        DcmDataset& d = *format.getDataset();
        set(d, DCM_SOPClassUID, "1.2.840.10008.1.3.10");
        set(d, DCM_SOPInstanceUID, "1.2.3.99");
        set(d, DCM_FileSetID, "TEST");
        for (std::size_t i = 0; i < ids.size(); ++i) {
            DcmItem* record = nullptr;
            d.findOrCreateSequenceItem(DcmTag(DCM_DirectoryRecordSequence), record, static_cast<long>(i));
            record->putAndInsertString(DCM_DirectoryRecordType, "IMAGE");
            record->putAndInsertString(DCM_ReferencedFileID, ids[i].c_str());
        }
        const auto file = m_folder.path() / "disc" / name;
        fs::create_directories(file.parent_path());
        EXPECT_TRUE(format.saveFile(file.c_str(), EXS_LittleEndianExplicit).good());
        return file;
    }
    test::TemporaryFolder m_folder;
};

TEST_F(DicomdirTest, TheListedFilesAreRead) {
    write(m_folder.path() / "disc/IMAGES", phantom());
    std::vector<std::string> ids;
    for (int k = 1; k <= 12; ++k)
        ids.push_back("IMAGES\\IM00" + std::string(k < 10 ? "0" : "") + std::to_string(k) +
                      ".DCM"); // the case differs
    const auto opened = open(writeDicomdir(ids));
    ASSERT_EQ(opened.study.series.size(), 1U);
    EXPECT_EQ(opened.study.series[0].images, 12);
    // by its content, whatever its name
    EXPECT_EQ(open(writeDicomdir(ids, "index.dcm")).study.series[0].images, 12);
}

TEST_F(DicomdirTest, FilesOutsideItsFolderAreRefused) {
    write(m_folder.path() / "secret", phantom(axial(), 1));
    write(m_folder.path() / "disc/in", phantom(axial(), 1));
    fs::create_directory_symlink(m_folder.path() / "secret", m_folder.path() / "disc/link");
    const auto found = openStudies(
        writeDicomdir({"..\\secret\\IM0001.dcm", "in\\IM0001.dcm", "link\\IM0001.dcm", "/etc\\passwd"}));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->studies[0].sources[0].size(), 1U);
    EXPECT_EQ(found->studies[0].sources[0][0].file, m_folder.path() / "disc/in/IM0001.dcm");
    EXPECT_EQ(found->refused.size(), 3U);
}

TEST_F(DicomdirTest, MissingFilesAreNamed) {
    write(m_folder.path() / "disc/in", phantom(axial(), 1));
    const auto found = openStudies(writeDicomdir({"in\\IM0001.dcm", "in\\IM0002.dcm"}));
    ASSERT_TRUE(found);
    ASSERT_EQ(found->refused.size(), 1U);
    EXPECT_EQ(found->refused[0].file.filename(), "IM0002.dcm");
    EXPECT_FALSE(openStudies(writeDicomdir({"no\\such"})));
    EXPECT_FALSE(openStudies(writeDicomdir({})));
}

TEST_F(DicomdirTest, InAFolderItIsNeitherImageNorRefused) {
    writeDicomdir({"in\\IM0001.dcm"});
    write(m_folder.path() / "disc/in", phantom());
    const auto found = openStudies(m_folder.path());
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->refused.empty());
    EXPECT_EQ(found->studies[0].study.series[0].images, 12);
}

} // namespace
} // namespace second_read::study
