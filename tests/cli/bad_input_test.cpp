/// What comes from outside and cannot be used: one line that names what, why and what to do, code 1, nothing
/// lost.

#include <memory>

#include "../study/dicom_fixture.h"
#include "cli/examinations.h"

namespace second_read {
namespace {

using namespace study::fixture;
using nlohmann::json;
using test::expectAdvice;
using test::Ran;
using test::secondread;
using test::secondreadEach;
using test::shellEach;

/// Whether a command can be given a small file system of its own.
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
    /// A folder with the phantom, which every command can use.
    std::string mr() const {
        write(folder("mr"), phantom());
        return folder("mr").string();
    }

    /// `study` describes its one series, which is returned; `analyse` says why it is nothing for it.
    json describedAndRefused(const std::string& path, const std::string& why) const {
        const auto ran = secondreadEach({{"study --json " + path}, {"analyse --json " + path}});
        EXPECT_EQ(ran[0].code, 0) << ran[0].err;
        expectAdvice(ran[1], why, "choose an MR examination");
        const json described = ran[0].json();
        return described.is_object() ? described["studies"][0]["series"][0] : json::object();
    }

private:
    test::TemporaryFolder m_folder;
};

TEST_F(BadInput, AnEmptyFolder) {
    const std::string empty = folder("empty").string(), out = " --out " + (folder() / "out").string();
    expectAdvice({{"study " + empty, empty, "choose a folder"},
                  {"analyse --json " + empty, empty, "choose a folder"},
                  {"import " + empty + " --archive " + folder("a").string(), empty, "choose a folder"},
                  {"search mass --archive " + empty, empty, "check the folder's name"},
                  {"prepare --cohort " + empty + out, empty, "choose a folder that simulate has written"},
                  {"evaluate --cohort " + empty + out, empty, "choose a folder that simulate has written"},
                  {"label " + empty, empty, "text, JSON lines, CSV, HL7 or DICOM SR files are read"}});
    EXPECT_TRUE(fs::is_empty(empty)) << "looking must not make anything";
}

TEST_F(BadInput, APathThatDoesNotExist) {
    const std::string none = "/no/such/place", out = " --out " + (folder() / "out").string();
    expectAdvice({{"study " + none, none, "check the path"},
                  {"analyse --json " + none, none, "check the path"},
                  {"analyse " + mr() + " --report " + none, none, "check the path"},
                  {"analyse " + mr() + " --archive " + none, none, "check the folder's name"},
                  {"import " + none + " --archive " + folder("a").string(), none, "check the path"},
                  {"search mass --archive " + none, none, "check the folder's name"},
                  {"label " + none, none, "check the path"},
                  {"prepare --archive " + none + out, none, "check the folder's name"},
                  {"evaluate --cohort " + none + out, none, "check the path"},
                  {"embed --pack " + none, none, "name a pack's folder"},
                  {"simulate --count 1 --seed 1 --anatomy " + none + out, none, "name a folder of"}});
}

TEST_F(BadInput, NoDicomInside) {
    const std::string letter = put("letter.dcm", "Dear colleague"), here = folder().string();
    put("picture.png", "\x89PNG\r\n");
    expectAdvice({{"study --json " + here, here, "choose a folder"},
                  {"analyse " + here, "no DICOM or NIfTI image", "choose a folder"},
                  {"study " + letter, letter, "choose another file"}});
}

TEST_F(BadInput, ATruncatedFileIsNamedWithWhatIsMissing) {
    const auto files = write(folder("cut"), phantom());
    for (const auto& file : files) fs::resize_file(file, fs::file_size(file) - 200);
    const std::string cut = folder("cut").string(), first = files[0].string();
    const std::string header = put("header.dcm", bytesOf(files[0]).substr(0, 300));
    expectAdvice(
        {{"study " + first, first + ": it is cut short", "copy it again"},
         {"study --json " + cut, "IM0001.dcm is left out: it is cut short", "copy the images again"},
         {"analyse --json " + cut, cut, "copy the images again"},
         {"import --json " + cut + " --archive " + folder("a").string(), cut, "copy the images again"},
         {"study " + header, header, "copy it again"}});
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
            for (const auto& [tag, value] :
                 {std::pair(DCM_SamplesPerPixel, 3), std::pair(DCM_PlanarConfiguration, 0),
                  std::pair(DCM_BitsAllocated, 8), std::pair(DCM_BitsStored, 8), std::pair(DCM_HighBit, 7)})
                ASSERT_TRUE(dataset.putAndInsertUint16(DcmTag(tag), static_cast<Uint16>(value)).good());
            // putAndInsertUint8Array() would make an element that no transfer syntax accepts as pixel data.
            auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
            const std::vector<Uint8> grey(20 * 16 * 3, 90);
            ASSERT_TRUE(pixels->putUint8Array(grey.data(), grey.size()).good());
            ASSERT_TRUE(dataset.insert(pixels.release(), OFTrue).good());
        });
    const json series = describedAndRefused(folder("capture").string(), "colour secondary capture");
    EXPECT_EQ(series["eligible"], false);
    EXPECT_NE(series.dump().find("colour secondary capture"), std::string::npos) << series;
}

TEST_F(BadInput, ACtIsDescribedAndNotAnalysed) {
    auto series = phantom();
    series.attributes["Modality"] = "CT";
    write(folder("ct"), series);
    EXPECT_EQ(describedAndRefused(folder("ct").string(), "modality CT")["eligible"], false);
    expectAdvice(secondread("import " + folder("ct").string() + " --archive " + folder("a").string()),
                 "modality CT", "choose an MR examination");
}

TEST_F(BadInput, AStudyWithoutASequenceThatThePackKnows) {
    auto series = phantom();
    series.attributes["SeriesDescription"] = "pd_tse_tra";
    series.attributes["RepetitionTime"] = "2500";
    series.attributes["EchoTime"] = "14";
    write(folder("pd"), series);
    EXPECT_EQ(describedAndRefused(folder("pd").string(), "no encoder for PD")["sequence"], "PD");
}

TEST_F(BadInput, AReportThatIsNone) {
    const std::string analyse = "analyse --json " + mr() + " --report ";
    const std::string elf("\x7f"
                          "ELF\x01\0\0\0\0\xff\xfe",
                          11);
    expectAdvice({{analyse + put("empty.txt", ""), "empty.txt", "give the report's text"},
                  {analyse + put("blank.txt", " \r\n\t\n"), "blank.txt", "give the report's text"},
                  {analyse + put("binary.txt", elf), "binary.txt", "save the report as plain text"},
                  {analyse + mr(), mr(), "choose a file"}});
}

class APack : public BadInput {
protected:
    /// The shipped one by links, but for one file that has one byte changed or is gone.
    std::string option(const std::string& file, bool gone = false) const {
        const auto place = folder("pack-" + file + (gone ? "-gone" : ""));
        for (const auto& shipped : fs::directory_iterator(SECOND_READ_SHIPPED_PACK))
            if (shipped.path().filename() != file)
                fs::create_symlink(shipped, place / shipped.path().filename());
        auto bytes = bytesOf(fs::path(SECOND_READ_SHIPPED_PACK) / file);
        EXPECT_FALSE(bytes.empty());
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        if (!gone) putBytes(place / file, bytes);
        return " --json --pack " + place.string();
    }
};

TEST_F(APack, WithOneByteChangedIsRefusedByEveryCommandThatOpensIt) {
    const std::string file = "flair.safetensors", pack = option(file), todo = "restore the pack",
                      archive = " --archive " + folder("a").string();
    expectAdvice({{"analyse " + mr() + pack, file, todo},
                  {"search mass" + archive + pack, file, todo},
                  {"import " + mr() + archive + pack, file, todo},
                  {"embed" + pack, file, todo},
                  {"label " + put("r.txt", "No mass.") + pack, file, todo},
                  {"prepare --out s" + archive + pack, file, todo},
                  {"evaluate --out e" + archive + pack, file, todo},
                  {"pack info" + pack, file, todo},
                  {"pack verify" + pack, file, todo}});
    EXPECT_TRUE(fs::is_empty(folder("a"))) << "nothing may be begun with such a pack";
}

TEST_F(APack, IsRefusedWhicheverFileIsChangedOrGone) {
    expectAdvice({{"embed" + option("catalogue.json"), "catalogue.json", "restore the pack"},
                  {"embed" + option("catalogue.json", true), "catalogue.json", "restore the pack"},
                  {"pack info" + option("manifest.json", true), "manifest.json", "name a pack's folder"}});
    // Links are no reason to refuse: with the shipped file in its place the same folder is whole.
    const std::string pack = option("labels.json", true);
    fs::create_symlink(fs::path(SECOND_READ_SHIPPED_PACK) / "labels.json",
                       folder("pack-labels.json-gone") / "labels.json");
    EXPECT_EQ(secondread("pack verify" + pack).code, 0);
}

TEST_F(BadInput, APlaceThatCannotBeWritten) {
    const std::string file = put("file", "mine"), import = "import --json " + mr() + " --archive ",
                      todo = "choose a place where files can be written";
    expectAdvice({{import + file, file, todo},
                  {import + file + "/archive", file, todo},
                  {import + "/proc/archive", "/proc/archive", todo},
                  {"simulate --count 1 --seed 1 --out /proc/cohort", "/proc/cohort", todo}});
    EXPECT_EQ(bytesOf(file), "mine");
}

/// Commands that write more than a few kB to a place.
std::string importOf(const std::string& mr, const std::string& place) {
    return "import --json " + mr + " --archive " + place + "/archive";
}
std::string simulationAt(const std::string& place) {
    return "simulate --json --count 1 --seed 1 --anatomy " + test::oneAnatomy().string() + " --out " + place +
           "/cohort";
}

TEST_F(BadInput, AFullDiskIsSaidAndWhatWasThereStays) {
    if (!canLimitDisk())
        GTEST_SKIP() << "no private file system can be made here (unshare -rm, mount); the limit on a file's "
                        "size is tested all the same";
    const std::string mr = this->mr(), disk = folder("disk").string(),
                      mount =
                          "mount -t tmpfs -o size=64k none " + disk + " && echo mine >" + disk + "/file && ",
                      check = "; code=$?; test \"$(cat " + disk + "/file)\" = mine || exit 99; exit $code";
    const auto onIt = [&](const std::string& command) {
        return "unshare -rm sh -c '" + mount + SECOND_READ_PROGRAM " " + command + check + "'";
    };
    const auto ran = shellEach({{onIt(importOf(mr, disk))}, {onIt(simulationAt(disk))}});
    expectAdvice(ran[0], disk + "/archive", "the disk is full; free some space");
    expectAdvice(ran[1], disk + "/cohort", "the disk is full; free some space");
}

TEST_F(BadInput, ALimitOnTheSizeOfFilesIsSaid) {
    const std::string mr = this->mr();
    const auto limited = [](int blocksOf512, const std::string& command) {
        return "ulimit -f " + std::to_string(blocksOf512) + "; " SECOND_READ_PROGRAM " " + command;
    };
    // Too few to begin an archive, to fill it, and for one image.
    const auto ran = shellEach({{limited(16, importOf(mr, folder("a").string()))},
                                {limited(256, importOf(mr, folder("b").string()))},
                                {limited(16, simulationAt(folder("c").string()))}});
    expectAdvice(ran[0], "a/archive", "ulimit -f");
    expectAdvice(ran[1], "b/archive", "ulimit -f");
    expectAdvice(ran[2], "c/cohort", "ulimit -f");
}

TEST_F(BadInput, AStandardOutputThatIsFullIsSaid) {
    expectAdvice(secondread("study --json " + mr() + " >/dev/full"), "standard output",
                 "free some space or choose another place");
}

} // namespace
} // namespace second_read
