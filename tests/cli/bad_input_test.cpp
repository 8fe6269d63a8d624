/// What comes from outside and cannot be used: one line that names what, why and what to do, code 1, nothing
/// lost.

#include "../study/dicom_fixture.h"
#include "cli/examinations.h"

namespace second_read {
namespace {

using namespace study::fixture;
using nlohmann::json;
using test::expectRefused;
using test::Ran;
using test::secondread;

/// One sentence on standard error behind the progress: what is wrong, and what to do about it.
void expectAdvice(const Ran& ran, const std::string& what, const std::string& todo) {
    expectRefused(ran, 1, what);
    EXPECT_NE(ran.err.find(todo), std::string::npos) << ran.err;
    const auto line = ran.err.find("secondread: ");
    ASSERT_NE(line, std::string::npos) << ran.err;
    EXPECT_EQ(ran.err.find('\n', line), ran.err.size() - 1) << "more than one line: " << ran.err;
}

/// A tiny file system of its own for one command: `before` fills it. Skips where such a one cannot be made.
bool canLimitDisk() {
    return std::system("unshare -rm sh -c 'mount -t tmpfs -o size=1m none /mnt' >/dev/null 2>&1") == 0;
}

class BadInput : public testing::Test {
protected:
    fs::path folder(const std::string& name = {}) const {
        const auto place = name.empty() ? m_folder.path() : m_folder.path() / name;
        fs::create_directories(place);
        return place;
    }
    std::string put(const std::string& name, const std::string& bytes) const {
        putBytes(m_folder.path() / name, bytes);
        return (m_folder.path() / name).string();
    }

private:
    test::TemporaryFolder m_folder;
};

TEST_F(BadInput, AnEmptyFolderAndAPathThatDoesNotExist) {
    const std::string empty = folder("empty").string();
    for (const std::string command : {"study ", "analyse --json "}) {
        expectAdvice(secondread(command + empty), empty, "choose a folder");
        expectAdvice(secondread(command + "/no/such/place"), "/no/such/place", "check the path");
    }
    expectAdvice(secondread("import " + empty + " --archive " + folder("a").string()), empty,
                 "choose a folder");
    expectAdvice(secondread("search --study " + empty + " --archive /no/such/archive"), "/no/such/archive",
                 "");
}

TEST_F(BadInput, NoDicomInside) {
    put("letter.dcm", "Dear colleague");
    put("picture.png", "\x89PNG\r\n");
    for (const std::string command : {"study --json ", "analyse "})
        expectAdvice(secondread(command + folder().string()), folder().string(), "no DICOM or NIfTI image");
    expectAdvice(secondread("study " + (folder() / "letter.dcm").string()), "letter.dcm", "");
}

TEST_F(BadInput, ATruncatedFileIsNamedWithWhatIsMissing) {
    const auto files = write(folder("cut"), phantom());
    for (const auto& file : files) fs::resize_file(file, fs::file_size(file) - 200);
    expectAdvice(secondread("study " + files[0].string()), "IM0001.dcm", "cut short");
    expectAdvice(secondread("study --json " + folder("cut").string()), folder("cut").string(), "cut short");
    expectAdvice(secondread("analyse --json " + folder("cut").string()), "IM0001.dcm", "cut short");
}

TEST_F(BadInput, OneTruncatedSliceAmongGoodOnesIsNamed) {
    const auto files = write(folder("gap"), phantom());
    fs::resize_file(files[5], fs::file_size(files[5]) - 200);
    const auto ran = secondread("study --json " + folder("gap").string());
    EXPECT_EQ(ran.code, 3) << ran.err;
    const json series = ran.json()["studies"][0]["series"][0];
    EXPECT_EQ(series["images"], 11);
    EXPECT_EQ(series["eligible"], false);
    EXPECT_NE(series["warnings"].dump().find("IM0006.dcm is left out"), std::string::npos)
        << series["warnings"];
    EXPECT_NE(ran.err.find("IM0006.dcm"), std::string::npos) << ran.err;
}

TEST_F(BadInput, ADamagedFileInAFolderOfGoodOnesIsThree) {
    write(folder("mixed"), phantom());
    put("mixed/broken.dcm", std::string(128, '\0') + "DICM" + std::string(40, 'x'));
    put("mixed/notes.pdf", "%PDF-1.4");
    const auto ran = secondread("study --json " + folder("mixed").string());
    EXPECT_EQ(ran.code, 3) << ran.err;
    EXPECT_EQ(ran.json()["studies"][0]["series"][0]["images"], 12);
    EXPECT_NE(ran.err.find("broken.dcm"), std::string::npos) << ran.err;
    EXPECT_EQ(ran.err.find("notes.pdf"), std::string::npos) << "a note is no failure: " << ran.err;
    fs::remove(folder("mixed") / "broken.dcm");
    EXPECT_EQ(secondread("study --json " + folder("mixed").string()).code, 0);
}

TEST_F(BadInput, AColourSecondaryCaptureIsDescribedAndNotAnalysed) {
    for (const auto& file : write(folder("capture"), phantom()))
        edit(file, [](DcmDataset& dataset) {
            set(dataset, DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
            set(dataset, DCM_PhotometricInterpretation, "RGB");
            dataset.putAndInsertUint16(DcmTag(DCM_SamplesPerPixel), 3);
            dataset.putAndInsertUint16(DcmTag(DCM_PlanarConfiguration), 0);
            dataset.putAndInsertUint16(DcmTag(DCM_BitsAllocated), 8);
            dataset.putAndInsertUint16(DcmTag(DCM_BitsStored), 8);
            dataset.putAndInsertUint16(DcmTag(DCM_HighBit), 7);
            const std::vector<Uint8> pixels(20 * 16 * 3, 90);
            dataset.putAndInsertUint8Array(DcmTag(DCM_PixelData, EVR_OB), pixels.data(), pixels.size());
        });
    const auto described = secondread("study --json " + folder("capture").string());
    ASSERT_EQ(described.code, 0) << described.err;
    const json series = described.json()["studies"][0]["series"][0];
    EXPECT_EQ(series["eligible"], false);
    EXPECT_NE(series.dump().find("colour secondary capture"), std::string::npos) << series;
    expectAdvice(secondread("analyse --json " + folder("capture").string()), "colour secondary capture",
                 "choose an MR examination");
}

TEST_F(BadInput, ACtIsDescribedAndNotAnalysed) {
    auto ct = phantom();
    ct.attributes["Modality"] = "CT";
    write(folder("ct"), ct);
    const auto described = secondread("study --json " + folder("ct").string());
    ASSERT_EQ(described.code, 0) << described.err;
    EXPECT_EQ(described.json()["studies"][0]["series"][0]["eligible"], false);
    expectAdvice(secondread("analyse " + folder("ct").string()), "modality CT", "choose an MR examination");
    expectAdvice(secondread("import " + folder("ct").string() + " --archive " + folder("a").string()),
                 "modality CT", "");
}

TEST_F(BadInput, AStudyWithoutASequenceThatThePackKnows) {
    auto series = phantom();
    series.attributes["SeriesDescription"] = "pd_tse_tra";
    series.attributes["RepetitionTime"] = "2500";
    series.attributes["EchoTime"] = "14";
    write(folder("pd"), series);
    const auto described = secondread("study --json " + folder("pd").string());
    ASSERT_EQ(described.code, 0) << described.err;
    ASSERT_EQ(described.json()["studies"][0]["series"][0]["sequence"], "PD");
    expectAdvice(secondread("analyse --json " + folder("pd").string()), "no encoder for PD",
                 "choose an MR examination");
}

TEST_F(BadInput, AReportThatIsNone) {
    write(folder("mr"), phantom());
    const std::string analyse = "analyse --json " + folder("mr").string() + " --report ";
    expectAdvice(secondread(analyse + put("empty.txt", "")), "empty.txt", "");
    expectAdvice(secondread(analyse + put("blank.txt", " \r\n\t\n")), "blank.txt", "");
    expectAdvice(secondread(analyse + put("binary.txt", std::string("\x7f"
                                                                    "ELF\x01\0\0\0\0\xff\xfe",
                                                                    11))),
                 "binary.txt", "");
    expectAdvice(secondread(analyse + folder("mr").string()), folder("mr").string(), "");
    expectAdvice(secondread(analyse + "/no/report.txt"), "/no/report.txt", "");
}

TEST_F(BadInput, APackWithOneByteChangedIsRefusedByEveryCommandThatOpensIt) {
    fs::copy(SECOND_READ_SHIPPED_PACK, folder("pack"), fs::copy_options::recursive);
    const auto weights = folder("pack") / "flair.safetensors";
    auto bytes = bytesOf(weights);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    putBytes(weights, bytes);
    write(folder("mr"), phantom());
    const std::string pack = " --json --pack " + folder("pack").string(), mr = folder("mr").string(),
                      archive = " --archive " + folder("a").string();
    for (const std::string& command : std::vector<std::string>{
             "analyse " + mr, "search mass" + archive, "import " + mr + archive, "embed",
             "prepare --out s" + archive, "evaluate --out e" + archive, "pack info", "pack verify"})
        expectAdvice(secondread(command + pack), "flair.safetensors", "");
    EXPECT_TRUE(fs::is_empty(folder("a"))) << "nothing may be begun with such a pack";
}

TEST_F(BadInput, AnArchiveThatCannotBeWrittenOrIsNone) {
    write(folder("mr"), phantom());
    const std::string import = "import --json " + folder("mr").string() + " --archive ";
    const std::string file = put("file", "mine");
    expectAdvice(secondread(import + file), file, "");
    expectAdvice(secondread(import + file + "/archive"), file, "");
    expectAdvice(secondread(import + "/proc/archive"), "/proc/archive", "");
    EXPECT_EQ(bytesOf(file), "mine");
    expectAdvice(secondread("search mass --archive " + folder("none").string()), folder("none").string(), "");
    EXPECT_TRUE(fs::is_empty(folder("none"))) << "looking must not make an archive";
}

TEST_F(BadInput, AFullDiskIsSaidAndWhatWasThereStays) {
    if (!canLimitDisk()) GTEST_SKIP() << "no private file system can be made here (unshare -rm, mount)";
    write(folder("mr"), phantom());
    const std::string program = SECOND_READ_PROGRAM, mr = folder("mr").string();
    // Each runs with a file system of 64 kB on `disk`, on which a file of ours lies.
    const auto disk = folder("disk"), out = folder() / "out", err = folder() / "err";
    for (const std::string& command :
         {"import --json " + mr + " --archive " + disk.string() + "/archive",
          "simulate --json --count 1 --seed 1 --out " + disk.string() + "/cohort"}) {
        const std::string script = "mount -t tmpfs -o size=64k none " + disk.string() + " && echo mine >" +
                                   disk.string() + "/file && " + program + " " + command + " >" +
                                   out.string() + " 2>" + err.string() + "; code=$?; test \"$(cat " +
                                   disk.string() + "/file)\" = mine || exit 99; exit $code";
        const int status = std::system(("unshare -rm sh -c '" + script + "'").c_str());
        const Ran ran{WEXITSTATUS(status), bytesOf(out), bytesOf(err)};
        expectAdvice(ran, "disk is full", "free some space");
    }
}

TEST_F(BadInput, AStandardOutputThatIsFullIsSaid) {
    write(folder("mr"), phantom());
    const auto ran = secondread("study --json " + folder("mr").string() + " >/dev/full");
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("standard output"), std::string::npos) << ran.err;
}

} // namespace
} // namespace second_read
