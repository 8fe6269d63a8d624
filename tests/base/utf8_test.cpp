#include "base/utf8.h"

#include <gtest/gtest.h>

namespace second_read {
namespace {

TEST(Utf8, RoundTrips) {
    const std::string text = "Läsion 5 µm — 脳 🧠";
    EXPECT_TRUE(isUtf8(text));
    EXPECT_EQ(encodeUtf8(decodeUtf8(text)), text);
    EXPECT_EQ(decodeUtf8(text).size(), 17U);
}

TEST(Utf8, MalformedBytesBecomeReplacements) {
    EXPECT_FALSE(isUtf8("\xC0\x80"));     // overlong
    EXPECT_FALSE(isUtf8("\xED\xA0\x80")); // surrogate
    EXPECT_FALSE(isUtf8("\xF5\x80\x80\x80"));
    EXPECT_FALSE(isUtf8("a\xE2\x82")); // cut short
    EXPECT_EQ(decodeUtf8("a\xFFz"), U"a\uFFFDz");
}

TEST(Utf8, TextOfAnyCommonEncodingIsRead) {
    EXPECT_EQ(decodeText("\xEF\xBB\xBFno mass"), "no mass");
    EXPECT_EQ(decodeText("L\xE4sion"), "Läsion"); // Windows-1252
    EXPECT_EQ(decodeText("\x93quoted\x94"), "“quoted”");
    EXPECT_EQ(decodeText(std::string_view("\xFF\xFEh\0i\0", 6)), "hi");
    EXPECT_EQ(decodeText(std::string_view("\xFE\xFF\0h\0i", 6)), "hi");
    EXPECT_EQ(decodeText("a\r\nb"), "a\r\nb"); // spans count CRLF as two
}

TEST(Utf8, BinaryIsNoText) {
    EXPECT_TRUE(looksBinary(std::string_view("ab\0c", 4)));
    EXPECT_TRUE(looksBinary("\x01\x02\x03\x04"));
    std::string every; // packed or encrypted bytes are about even; a few of them may well hold no NUL
    for (int byte = 2; byte < 256; ++byte) every.push_back(static_cast<char>(byte));
    EXPECT_TRUE(looksBinary(every));
    EXPECT_FALSE(looksBinary("FINDINGS:\r\n\tno mass"));
    EXPECT_FALSE(looksBinary("FINDINGS: no mass.\x1d IMPRESSION: normal brain.")); // one stray separator
    EXPECT_FALSE(looksBinary(std::string_view("\xFF\xFEh\0", 4)));
}

TEST(Utf8, SlicesCountCodePoints) {
    EXPECT_EQ(slice("Läsion links", {0, 6}), "Läsion");
    EXPECT_EQ(slice("Läsion links", {7, 99}), "links");
    EXPECT_EQ(slice("abc", {2, 1}), "");
}

} // namespace
} // namespace second_read
