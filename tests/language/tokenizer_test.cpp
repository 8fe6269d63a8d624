#include "language/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "support/support.h"

namespace second_read::language {
namespace {

using testing::ElementsAre;

Vocabulary vocabularyOf(std::vector<std::string> pieces) {
    pieces.insert(pieces.begin(), {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"});
    return *Vocabulary::fromPieces(std::move(pieces), "test");
}

std::vector<std::string> piecesOf(const Tokenizer& tokenizer, const std::string& text) {
    std::vector<std::string> pieces;
    for (const TokenId id : tokenizer.encode(text))
        pieces.push_back(tokenizer.vocabulary().pieces()[static_cast<std::size_t>(id)]);
    return pieces;
}

// The cases of BERT's own tokenization_test.py.
TEST(BasicTokens, LowerCaseWithoutAccents) {
    EXPECT_THAT(basicTokens(" \tHeLLo!how  \n Are yoU?  "),
                ElementsAre("hello", "!", "how", "are", "you", "?"));
    EXPECT_THAT(basicTokens("H\u00E9llo"), ElementsAre("hello"));
}

TEST(BasicTokens, IdeographsStandAlone) {
    EXPECT_THAT(basicTokens("ah\u535A\u63A8zz"), ElementsAre("ah", "\u535A", "\u63A8", "zz"));
}

TEST(BasicTokens, ControlCharactersAndMarksGo) {
    EXPECT_THAT(basicTokens(std::string("a\0b\u200B\uFEFFc d\u00A0e\u0301", 17)),
                ElementsAre("abc", "d", "e"));
    EXPECT_THAT(basicTokens("bad \xFF\xC3 bytes"), ElementsAre("bad", "bytes"));
}

// Checked against the reference implementation (Hugging Face tokenizers with the tokenizer of all-MiniLM-L6-v2).
TEST(BasicTokens, AgreesWithTheReferenceOnLetters) {
    EXPECT_THAT(basicTokens("na\u00EFve \u00C4pfel \u0141\u00D3D\u0179 \u0130stanbul"),
                ElementsAre("naive", "apfel", "\u0142odz", "istanbul"));
    EXPECT_THAT(basicTokens("\u0391\u0392\u0393 \u03AC \u0401\u043B\u043A\u0430 \u0439"),
                ElementsAre("\u03B1\u03B2\u03B3", "\u03B1", "\u0435\u043B\u043A\u0430", "\u0438"));
    EXPECT_THAT(basicTokens("3.5\u00D72 cm, \u201Cq\u201D\u2013d\u2026 $5 ^_`a~"),
                ElementsAre("3", ".", "5\u00D72", "cm", ",", "\u201C", "q", "\u201D", "\u2013", "d", "\u2026",
                            "$", "5", "^", "_", "`", "a", "~"));
}

TEST(Tokenizer, TakesTheLongestPieceFromTheLeft) {
    const Tokenizer tokenizer(vocabularyOf({"want", "##want", "##ed", "wa", "un", "runn", "##ing"}));
    EXPECT_THAT(piecesOf(tokenizer, "unwanted running"),
                ElementsAre("un", "##want", "##ed", "runn", "##ing"));
    EXPECT_THAT(piecesOf(tokenizer, "unwantedX running"), ElementsAre("[UNK]", "runn", "##ing"));
    EXPECT_TRUE(tokenizer.encode("").empty());
}

TEST(Tokenizer, NeverCutsInsideACharacter) {
    const Tokenizer tokenizer(vocabularyOf({"\u03B1", "##\u03B2", "##\xCE"}));
    EXPECT_THAT(piecesOf(tokenizer, "\u03B1\u03B2"), ElementsAre("\u03B1", "##\u03B2"));
}

TEST(Tokenizer, AWordOfMoreThanAHundredCharactersIsUnknown) {
    const Tokenizer tokenizer(vocabularyOf({"a", "##a"}));
    EXPECT_EQ(tokenizer.encode(std::string(100, 'a')).size(), 100U);
    EXPECT_THAT(piecesOf(tokenizer, std::string(101, 'a')), ElementsAre("[UNK]"));
}

TEST(Tokenizer, SpecialPiecesInATextAreText) {
    const Tokenizer tokenizer(vocabularyOf({"[", "]", "sep"}));
    EXPECT_THAT(piecesOf(tokenizer, "[SEP]"), ElementsAre("[", "sep", "]"));
}

TEST(Vocabulary, RefusesWhatCannotServe) {
    EXPECT_FALSE(Vocabulary::fromPieces({"[PAD]", "[UNK]", "[CLS]"}, "x")) << "no [SEP]";
    EXPECT_FALSE(Vocabulary::fromPieces({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "a"}, "x"));
    const auto empty = Vocabulary::fromPieces({"[PAD]", "", "[UNK]", "[CLS]", "[SEP]"}, "vocab.txt");
    ASSERT_FALSE(empty);
    EXPECT_NE(empty.error().message.find("vocab.txt"), std::string::npos);
    EXPECT_NE(empty.error().message.find("line 2"), std::string::npos);
}

TEST(Vocabulary, IsReadAsWritten) {
    test::TemporaryFolder folder;
    const Vocabulary vocabulary = vocabularyOf({"brain", "##s"});
    ASSERT_TRUE(writeFileAtomically(folder.path() / "vocab.txt", vocabulary.text()));
    EXPECT_EQ(Vocabulary::read(folder.path() / "vocab.txt")->pieces(), vocabulary.pieces());
    ASSERT_TRUE(writeFileAtomically(folder.path() / "dos.txt", "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nbrain"));
    EXPECT_EQ(Vocabulary::read(folder.path() / "dos.txt")->find("brain"), TokenId{4});
}

TEST(LearnVocabulary, FrequentWordsStayWholeAndRareOnesCanBeSpelt) {
    const WordCounts words = {
        {"haemorrhage", 50}, {"hemorrhage", 40}, {"infarct", 60}, {"infarcts", 20}, {"zygoma", 1}};
    const Tokenizer tokenizer(learnVocabulary(words, 200));
    EXPECT_THAT(piecesOf(tokenizer, "haemorrhage hemorrhage infarct"),
                ElementsAre("haemorrhage", "hemorrhage", "infarct"));
    EXPECT_GT(piecesOf(tokenizer, "zygoma").size(), 1U);
    EXPECT_THAT(piecesOf(tokenizer, "gam"), ElementsAre("g", "##a", "##m"))
        << "characters serve at any place of a word";
    EXPECT_EQ(learnVocabulary(words, 200).pieces(), tokenizer.vocabulary().pieces());
    EXPECT_LE(learnVocabulary(words, 60).size(), 60U);
}

} // namespace
} // namespace second_read::language
