#include "engine/engine_client.h"

#include <csignal>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <gtest/gtest.h>

#include "support/support.h"

namespace second_read::ui {
namespace {

using namespace std::chrono_literals;

class EngineClientTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        static int argc = 1;
        static char name[] = "engine_client_test";
        static char* argv[] = {name, nullptr};
        if (!QCoreApplication::instance()) new QCoreApplication(argc, argv); // lives as long as the process
    }

    static EngineClient::Options options(const char* mode, const std::string& more = {}) {
        EngineClient::Options made;
        made.program = QStringLiteral(FAKE_ENGINE);
        made.arguments = {QString::fromLatin1(mode), QString::fromStdString(more)};
        made.pause = 5ms;
        made.longestPause = 20ms;
        made.deathsPerMinute = 3;
        return made;
    }

    /// Works the event loop until `done`; false when that does not come about.
    template <class Done> static bool until(Done done) {
        QElapsedTimer timer;
        timer.start();
        while (!done()) {
            if (timer.elapsed() > 30'000) return false;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
        }
        return true;
    }
    static bool becomes(EngineClient& client, EngineCondition condition) {
        return until([&] { return client.report().condition == condition; });
    }

    struct Answer {
        std::vector<Progress> progress;
        std::optional<nlohmann::json> result;
        std::optional<Error> error;
        bool died = false;
        int ends = 0;
        bool ended() const { return ends > 0; }
    };
    static int ask(EngineClient& client, const std::string& method, Answer& answer,
                   nlohmann::json params = {{"path", "/x"}}) {
        return client.request(method, std::move(params),
                              {[&answer](const Progress& progress) { answer.progress.push_back(progress); },
                               [&answer](nlohmann::json result) {
                                   answer.result = std::move(result);
                                   ++answer.ends;
                               },
                               [&answer](const Error& error, bool died) {
                                   answer.error = error;
                                   answer.died = died;
                                   ++answer.ends;
                               }});
    }
};

TEST_F(EngineClientTest, RequestsMadeBeforeItIsReadyWaitAndAreAnswered) {
    EngineClient client(options("good"));
    Answer answer;
    ask(client, "analyse", answer, {{"path", "/studies/é"}});
    EXPECT_EQ(client.report().condition, EngineCondition::Starting);
    client.start();
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    ASSERT_TRUE(answer.result);
    EXPECT_EQ((*answer.result)["params"]["path"], "/studies/é");
    ASSERT_EQ(answer.progress.size(), 2U);
    EXPECT_EQ(answer.progress[1].stage, "encode");
    EXPECT_EQ(client.report().condition, EngineCondition::Ready);
    EXPECT_EQ((*client.report().pack)["id"], "brain-mri");
    EXPECT_EQ(client.report().starts, 1);
}

TEST_F(EngineClientTest, ErrorsOfTheEngineArriveAsTheyAre) {
    EngineClient client(options("good"));
    client.start();
    Answer answer;
    ask(client, "fail", answer);
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    ASSERT_TRUE(answer.error);
    EXPECT_EQ(answer.error->code, ErrorCode::NotFound);
    EXPECT_FALSE(answer.died);
}

TEST_F(EngineClientTest, NotesOfLibrariesBetweenTheLinesAreNoHarm) {
    EngineClient client(options("noisy"));
    client.start();
    Answer answer;
    ask(client, "search", answer);
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    EXPECT_TRUE(answer.result);
}

TEST_F(EngineClientTest, CancelReachesARunningRequestAndAWaitingOne) {
    EngineClient client(options("good"));
    Answer waiting;
    client.cancel(ask(client, "analyse", waiting));
    ASSERT_TRUE(until([&] { return waiting.ended(); }));
    EXPECT_EQ(waiting.error->code, ErrorCode::Cancelled);
    client.start();
    Answer running;
    const int id = ask(client, "slow", running);
    ASSERT_TRUE(until([&] { return !running.progress.empty(); }));
    client.cancel(id);
    client.cancel(id);
    client.cancel(4711);
    ASSERT_TRUE(until([&] { return running.ended(); }));
    EXPECT_EQ(running.error->code, ErrorCode::Cancelled);
    EXPECT_EQ(client.report().starts, 1);
}

TEST_F(EngineClientTest, KilledFromOutsideItSaysSoComesBackAndAnswersAgain) {
    EngineClient client(options("good"));
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Ready));
    Answer lost;
    ask(client, "slow", lost);
    ASSERT_TRUE(until([&] { return !lost.progress.empty(); }));
    bool said = false;
    client.changed = [&] {
        said = said ||
               (client.report().condition == EngineCondition::Restarting && !client.report().message.empty());
    };
    ASSERT_GT(client.processId(), 0);
    ::kill(static_cast<pid_t>(client.processId()), SIGKILL);
    ASSERT_TRUE(until([&] { return lost.ended(); }));
    EXPECT_TRUE(lost.died);
    EXPECT_TRUE(said);
    ASSERT_TRUE(becomes(client, EngineCondition::Ready));
    EXPECT_EQ(client.report().starts, 2);
    Answer answer;
    ask(client, "analyse", answer);
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    EXPECT_TRUE(answer.result);
}

TEST_F(EngineClientTest, AskedAgainFromTheErrorItselfItAnswersOnceItIsBack) {
    test::TemporaryFolder folder;
    EngineClient client(options("die-once", (folder.path() / "died").string()));
    client.start();
    Answer second;
    bool asked = false;
    client.request("analyse", nlohmann::json::object(),
                   {{},
                    [](nlohmann::json) {},
                    [&](const Error&, bool died) {
                        EXPECT_TRUE(died);
                        ask(client, "analyse", second);
                        asked = true;
                    }});
    ASSERT_TRUE(until([&] { return second.ended(); }));
    EXPECT_TRUE(asked);
    EXPECT_TRUE(second.result);
}

TEST_F(EngineClientTest, DyingTooOftenItIsGivenUpOnAndCanBeTriedAgain) {
    EngineClient client(options("die-at-start"));
    Answer waiting;
    ask(client, "analyse", waiting);
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_EQ(client.report().starts, 4) << "three restarts a minute were allowed";
    EXPECT_NE(client.report().message.find("signal 9"), std::string::npos) << client.report().message;
    ASSERT_TRUE(until([&] { return waiting.ended(); }));
    EXPECT_TRUE(waiting.died);
    Answer refused;
    ask(client, "analyse", refused);
    ASSERT_TRUE(until([&] { return refused.ended(); }));
    EXPECT_TRUE(refused.died);
    client.retry();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_EQ(client.report().starts, 8);
}

TEST_F(EngineClientTest, ARefusalIsNotTriedAgainAndItsReasonIsShown) {
    EngineClient client(options("refuse"));
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_EQ(client.report().starts, 1);
    EXPECT_NE(client.report().message.find("encoder.safetensors was changed"), std::string::npos)
        << client.report().message;
}

TEST_F(EngineClientTest, APackThatCannotBeUsedIsSaid) {
    EngineClient client(options("bad-pack"));
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_NE(client.report().message.find("manifest.json is cut short"), std::string::npos);
    EXPECT_EQ(client.report().starts, 1);
}

TEST_F(EngineClientTest, AProgramThatIsNotThereIsNamed) {
    auto made = options("good");
    made.program = QStringLiteral("/nowhere/secondread");
    EngineClient client(made);
    Answer answer;
    ask(client, "analyse", answer);
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_NE(client.report().message.find("/nowhere/secondread"), std::string::npos);
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    EXPECT_EQ(answer.ends, 1);
}

TEST_F(EngineClientTest, OneThatHangsIsEndedAndStartedAgain) {
    auto made = options("hang-on-analyse");
    made.silenceLimit = 100ms;
    EngineClient client(made);
    client.start();
    Answer answer;
    ask(client, "analyse", answer);
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    EXPECT_TRUE(answer.died);
    EXPECT_NE(answer.error->message.find("stopped answering"), std::string::npos);
    ASSERT_TRUE(becomes(client, EngineCondition::Ready));
}

TEST_F(EngineClientTest, OneThatDoesNotStopWhenAskedToIsEnded) {
    auto made = options("hang-on-analyse");
    made.cancelLimit = 100ms;
    EngineClient client(made);
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Ready));
    Answer answer;
    client.cancel(ask(client, "analyse", answer));
    ASSERT_TRUE(until([&] { return answer.ended(); }));
    EXPECT_EQ(answer.error->code, ErrorCode::Cancelled);
    EXPECT_FALSE(answer.died);
    ASSERT_TRUE(becomes(client, EngineCondition::Ready));
    EXPECT_EQ(client.report().starts, 2);
}

TEST_F(EngineClientTest, OneThatNeverGetsReadyIsGivenUpOn) {
    auto made = options("hang-at-start");
    made.startLimit = 50ms;
    EngineClient client(made);
    client.start();
    ASSERT_TRUE(becomes(client, EngineCondition::Unavailable));
    EXPECT_NE(client.report().message.find("did not load its pack in time"), std::string::npos);
}

TEST_F(EngineClientTest, ABabblerAndAnEndlessLineAreEnded) {
    for (const char* mode : {"babble", "endless"}) {
        auto made = options(mode);
        made.longestLine = 1 << 20;
        made.deathsPerMinute = 1;
        EngineClient client(made);
        client.start();
        EXPECT_TRUE(becomes(client, EngineCondition::Unavailable)) << mode;
    }
}

TEST_F(EngineClientTest, GoneWithItsClientAndWithoutALateCall) {
    Answer answer;
    qint64 process = 0;
    {
        EngineClient client(options("good"));
        client.start();
        ask(client, "slow", answer);
        ASSERT_TRUE(until([&] { return !answer.progress.empty(); }));
        process = client.processId();
    }
    EXPECT_FALSE(answer.ended());
    EXPECT_NE(::kill(static_cast<pid_t>(process), 0), 0) << "it still runs";
}

} // namespace
} // namespace second_read::ui
