#include "presenters/ask_presenter.h"

#include <gtest/gtest.h>

namespace second_read::ui {
namespace {

TEST(AskPresenter, AsksWhatThereIsToAsk) {
    AskPresenter presenter;
    std::vector<std::string> asked;
    presenter.asked = [&](const std::string& sentence) { asked.push_back(sentence); };
    presenter.setContext(true, false);
    presenter.ask("  left temporal encephalitis, limbic \n");
    EXPECT_EQ(asked, std::vector<std::string>{"left temporal encephalitis, limbic"});
    EXPECT_TRUE(presenter.state().studyBusy);
    EXPECT_FALSE(presenter.state().archiveBusy);
}

TEST(AskPresenter, AnswerCarriesItsPlace) {
    AskPresenter presenter;
    presenter.setContext(true, true);
    presenter.ask("infarct");
    examination::QueryAnswer answer;
    answer.text = "infarct";
    answer.similarity = 0.18;
    answer.percentile = 97;
    answer.side = Side::Left;
    answer.peakLps = {{10, 20, 30}};
    presenter.setStudyAnswer(answer, {});
    presenter.setArchiveAnswer(15, {});
    ASSERT_TRUE(presenter.state().place);
    EXPECT_TRUE(presenter.state().place->seriesUid.empty());
    EXPECT_EQ(presenter.state().place->peakLps, answer.peakLps);
    EXPECT_FALSE(presenter.state().studyBusy);
    EXPECT_EQ(presenter.state().found, 15);
}

TEST(AskPresenter, ABlankSentenceWithdrawsTheLastOne) {
    AskPresenter presenter;
    int withdrawn = 0;
    presenter.withdrawn = [&] { ++withdrawn; };
    presenter.ask("   ");
    EXPECT_EQ(withdrawn, 0) << "nothing was asked";
    presenter.ask("infarct");
    presenter.ask("");
    EXPECT_EQ(withdrawn, 1);
    EXPECT_TRUE(presenter.state().asked.empty());
}

TEST(AskPresenter, EndlessSentencesAreCutBetweenCharacters) {
    AskPresenter presenter;
    std::string brains;
    for (int i = 0; i < 2000; ++i) brains += "\U0001F9E0";
    presenter.ask(brains);
    EXPECT_EQ(presenter.state().asked.size(), 800U * 4);
}

TEST(AskPresenter, AKeptSentenceStaysUntilItIsForgotten) {
    AskPresenter presenter;
    int changes = 0;
    presenter.keptChanged = [&] { ++changes; };
    presenter.keep();
    EXPECT_EQ(changes, 0) << "nothing was asked";
    presenter.ask("limbic encephalitis");
    presenter.keep();
    presenter.keep();
    EXPECT_EQ(changes, 1) << "once is enough";
    presenter.ask("CADASIL");
    EXPECT_EQ(presenter.state().kept, std::vector<std::string>{"limbic encephalitis"});
    presenter.forget();
    EXPECT_EQ(changes, 1) << "it was not kept";
    presenter.ask("limbic encephalitis");
    presenter.forget();
    EXPECT_TRUE(presenter.state().kept.empty());
    EXPECT_EQ(changes, 2);
}

TEST(AskPresenter, ThereIsRoomForTwentyKeptSentences) {
    AskPresenter presenter;
    presenter.setKept(std::vector<std::string>(30, "infarct"));
    EXPECT_EQ(presenter.state().kept.size(), 20U);
    presenter.ask("mass");
    EXPECT_FALSE(presenter.state().canKeep());
    presenter.keep();
    EXPECT_EQ(presenter.state().kept.size(), 20U);
}

} // namespace
} // namespace second_read::ui
