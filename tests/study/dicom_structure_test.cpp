#include "study/dicom_structure.h"

#include <random>
#include <sys/stat.h>

#include "dicom_fixture.h"
#include "study/dicom_header.h"

namespace second_read::study {
namespace {

using namespace fixture;

/// Bytes of a DICOM file, written by hand.
class Raw {
public:
    explicit Raw(const char* transferSyntax = "1.2.840.10008.1.2.1") {
        m_bytes = std::string(128, '\0') + "DICM";
        std::string uid = transferSyntax;
        if (uid.size() % 2 == 1) uid += '\0';
        shortElement(0x0002, 0x0010, "UI", uid);
    }
    Raw& number(std::uint32_t value, int width) {
        for (int i = 0; i < width; ++i) m_bytes += static_cast<char>(value >> (8 * i));
        return *this;
    }
    Raw& tag(std::uint32_t group, std::uint32_t element) { return number(group, 2).number(element, 2); }
    Raw& shortElement(std::uint32_t group, std::uint32_t element, const char* vr, const std::string& value) {
        tag(group, element).m_bytes += vr;
        number(static_cast<std::uint32_t>(value.size()), 2).m_bytes += value;
        return *this;
    }
    Raw& longElement(std::uint32_t group, std::uint32_t element, const char* vr, std::uint32_t length) {
        tag(group, element).m_bytes += std::string(vr) + std::string(2, '\0');
        return number(length, 4);
    }
    Raw& implicitElement(std::uint32_t group, std::uint32_t element, std::uint32_t length) {
        return tag(group, element).number(length, 4);
    }
    Raw& bytes(const std::string& more) {
        m_bytes += more;
        return *this;
    }
    ByteSource source() const { return ByteSource::ofBytes(m_bytes); }
    const std::string& all() const { return m_bytes; }

private:
    std::string m_bytes;
};

constexpr std::uint32_t kOpen = 0xFFFFFFFF;

ErrorCode refusal(const Raw& raw) {
    auto source = raw.source();
    const auto walked = walkDicom(source);
    return walked ? ErrorCode::Internal : walked.error().code;
}

TEST(DicomStructure, FindsTheEndOfTheHeaderAndThePixels) {
    Raw raw;
    raw.shortElement(0x0008, 0x0060, "CS", "MR");
    const std::size_t header = raw.all().size();
    raw.longElement(0x7fe0, 0x0010, "OW", 6).bytes("abcdef");
    auto source = raw.source();
    const auto walked = walkDicom(source);
    ASSERT_TRUE(walked) << walked.error().message;
    EXPECT_EQ(walked->headerEnd, header);
    ASSERT_TRUE(walked->pixels);
    EXPECT_FALSE(walked->pixels->encapsulated);
    EXPECT_EQ(walked->pixels->fragments[0].length, 6U);
    EXPECT_EQ(source.bytes(walked->pixels->fragments[0].offset, 6), "abcdef");
}

TEST(DicomStructure, PixelsOfAnIconAreNotThoseOfTheImage) {
    Raw raw;
    raw.longElement(0x0088, 0x0200, "SQ", kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
    raw.longElement(0x7fe0, 0x0010, "OW", 2).bytes("xx");
    raw.tag(0xfffe, 0xe00d).number(0, 4).tag(0xfffe, 0xe0dd).number(0, 4);
    raw.longElement(0x7fe0, 0x0010, "OW", 4).bytes("abcd");
    auto source = raw.source();
    const auto walked = walkDicom(source);
    ASSERT_TRUE(walked) << walked.error().message;
    EXPECT_EQ(walked->pixels->fragments[0].length, 4U);
}

TEST(DicomStructure, CompressedPixelsOfAnIconAreWalkedOver) {
    Raw raw("1.2.840.10008.1.2.4.90");
    raw.longElement(0x0088, 0x0200, "SQ", kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
    raw.longElement(0x7fe0, 0x0010, "OB", kOpen);
    raw.tag(0xfffe, 0xe000)
        .number(0, 4)
        .tag(0xfffe, 0xe000)
        .number(2, 4)
        .bytes("xx")
        .tag(0xfffe, 0xe0dd)
        .number(0, 4);
    raw.tag(0xfffe, 0xe00d).number(0, 4).tag(0xfffe, 0xe0dd).number(0, 4);
    raw.longElement(0x7fe0, 0x0010, "OB", kOpen).tag(0xfffe, 0xe000).number(0, 4);
    raw.tag(0xfffe, 0xe000).number(4, 4).bytes("abcd").tag(0xfffe, 0xe0dd).number(0, 4);
    auto source = raw.source();
    const auto walked = walkDicom(source);
    ASSERT_TRUE(walked) << walked.error().message;
    ASSERT_EQ(walked->pixels->fragments.size(), 1U);
    EXPECT_EQ(source.bytes(walked->pixels->fragments[0].offset, 4), "abcd");
}

TEST(DicomStructure, FragmentsAndTheirOffsets) {
    Raw raw("1.2.840.10008.1.2.5");
    raw.longElement(0x7fe0, 0x0010, "OB", kOpen);
    raw.tag(0xfffe, 0xe000).number(8, 4).number(0, 4).number(12, 4);
    raw.tag(0xfffe, 0xe000)
        .number(4, 4)
        .bytes("aaaa")
        .tag(0xfffe, 0xe000)
        .number(2, 4)
        .bytes("bb")
        .tag(0xfffe, 0xe0dd)
        .number(0, 4);
    auto source = raw.source();
    const auto walked = walkDicom(source);
    ASSERT_TRUE(walked) << walked.error().message;
    EXPECT_TRUE(walked->pixels->encapsulated && walked->pixels->complete);
    EXPECT_EQ(walked->pixels->fragments.size(), 2U);
    EXPECT_EQ(walked->pixels->offsets, (std::vector<std::uint32_t>{0, 12}));
}

TEST(DicomStructure, DeepNestingIsRefusedInEveryDisguise) {
    Raw open, implicit("1.2.840.10008.1.2"), unknown;
    for (int level = 0; level < 30'000; ++level) {
        open.longElement(0x0040, 0xa730, "SQ", kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
        implicit.implicitElement(0x0040, 0xa730, kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
        if (level == 0)
            unknown.longElement(0x0041, 0x1001, "UN", kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
        else
            unknown.implicitElement(0x0041, 0x1001, kOpen).tag(0xfffe, 0xe000).number(kOpen, 4);
    }
    EXPECT_EQ(refusal(open), ErrorCode::Unsupported);
    EXPECT_EQ(refusal(implicit), ErrorCode::Unsupported);
    EXPECT_EQ(refusal(unknown), ErrorCode::Unsupported);
    // Defined lengths: built from the inside out.
    for (const bool asUnknown : {false, true}) {
        std::string inner;
        for (int level = 0; level < 60; ++level) {
            Raw item;
            const std::size_t start = item.all().size();
            item.tag(0xfffe, 0xe000).number(static_cast<std::uint32_t>(inner.size()), 4).bytes(inner);
            const std::string content = item.all().substr(start);
            Raw sequence;
            if (asUnknown && level < 59)
                sequence.implicitElement(0x0041, 0x1001, static_cast<std::uint32_t>(content.size()))
                    .bytes(content);
            else
                sequence
                    .longElement(0x0041, 0x1001, asUnknown ? "UN" : "SQ",
                                 static_cast<std::uint32_t>(content.size()))
                    .bytes(content);
            inner = sequence.all().substr(start);
        }
        Raw nested;
        nested.bytes(inner);
        EXPECT_EQ(refusal(nested), ErrorCode::Unsupported) << asUnknown;
    }
}

TEST(DicomStructure, LengthsBeyondTheFileAreRefused) {
    EXPECT_EQ(
        refusal(Raw().shortElement(0x0008, 0x0060, "CS", "MR").longElement(0x0009, 0x1001, "OB", 0xFFFFFFF0)),
        ErrorCode::Corrupt);
    EXPECT_EQ(refusal(Raw()
                          .longElement(0x0040, 0xa730, "SQ", 100)
                          .tag(0xfffe, 0xe000)
                          .number(4000, 4)
                          .bytes(std::string(92, '\0'))),
              ErrorCode::Corrupt);
    EXPECT_EQ(refusal(Raw("1.2.840.10008.1.2").implicitElement(0x0008, 0x0060, 0x7FFFFFFF)),
              ErrorCode::Corrupt);
    EXPECT_EQ(refusal(Raw().longElement(0x0009, 0x1001, "OB", kOpen).bytes("xxxxxxxx")), ErrorCode::Corrupt);
    EXPECT_EQ(refusal(Raw().tag(0x0008, 0x0060).bytes("??xx")), ErrorCode::Corrupt);
}

TEST(DicomStructure, AnEmptyOrForeignFileIsNoDicom) {
    for (const std::string& bytes :
         {std::string(), std::string("PK\3\4 a zip"), std::string(1000, 'x'), std::string(2000, '\0')}) {
        auto source = ByteSource::ofBytes(bytes);
        const auto walked = walkDicom(source);
        ASSERT_FALSE(walked);
        EXPECT_EQ(walked.error().code, ErrorCode::Corrupt);
    }
}

class HostileFileTest : public ::testing::Test {
protected:
    test::TemporaryFolder m_folder;
};

TEST_F(HostileFileTest, AFileChangedAnywhereNeverCrashesTheReader) {
    auto series = phantom(axial(), 1);
    const auto file = write(m_folder.path(), series)[0];
    edit(file, [](DcmDataset& d) { // sequences too, of both kinds of length
        DcmItem* item = nullptr;
        d.findOrCreateSequenceItem(DcmTag(DCM_ReferencedImageSequence), item, 0);
        item->putAndInsertString(DCM_ReferencedSOPClassUID, "1.2.3");
    });
    const std::string whole = bytesOf(file);
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = whole;
        for (int change = 0; change <= round % 4; ++change)
            damaged[132 + random() % (std::min<std::size_t>(whole.size(), 1700) - 132)] =
                static_cast<char>(random());
        putBytes(file, damaged);
        const auto found = openStudies(file);
        if (!found)
            EXPECT_FALSE(found.error().message.empty());
        else
            for (std::size_t i = 0; i < found->studies[0].study.series.size(); ++i)
                (void)loadVolume(found->studies[0], i);
    }
}

TEST_F(HostileFileTest, ADeflatedFileIsReadAndABombIsNot) {
    const auto series = phantom(axial(), 1);
    const auto file = write(m_folder.path(), series)[0];
    edit(
        file, [](DcmDataset&) {}, EXS_DeflatedLittleEndianExplicit);
    const auto loaded = loadVolume(open(file), 0);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->voxels, series.volume.voxels);
    const auto bomb = inflated(bytesOf(file), true, 10);
    EXPECT_FALSE(bomb);
}

TEST_F(HostileFileTest, PipesAndDevicesDoNotHangTheSearch) {
    write(m_folder.path(), phantom());
    ASSERT_EQ(::mkfifo((m_folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(open(m_folder.path()).study.series[0].images, 12);
    EXPECT_FALSE(openStudies(m_folder.path() / "pipe"));
}

} // namespace
} // namespace second_read::study
