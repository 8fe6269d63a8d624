#include "presenters/status_presenter.h"

#include <gtest/gtest.h>

namespace second_read::ui {
namespace {

TEST(StatusPresenter, NamesDeviceAndPackOnceTheEngineIsReady) {
    StatusPresenter presenter;
    EngineReport report;
    presenter.setEngine(report);
    EXPECT_TRUE(presenter.state().packId.empty());
    report.condition = EngineCondition::Ready;
    report.pack = nlohmann::json{{"id", "brain-mri"}, {"version", "1.2"}, {"device", "cpu"}};
    presenter.setEngine(report);
    EXPECT_EQ(presenter.state().packId, "brain-mri");
    EXPECT_EQ(presenter.state().device, "cpu");
    report.condition = EngineCondition::Restarting; // still known which pack it is
    report.pack = nlohmann::json{{"id", 5}};        // and nonsense is no pack
    presenter.setEngine(report);
    EXPECT_TRUE(presenter.state().packId.empty());
}

TEST(StatusPresenter, CancelAndRetryOnlyWhereTheyMeanSomething) {
    StatusPresenter presenter;
    int cancelled = 0, retried = 0;
    presenter.cancelRequested = [&] { ++cancelled; };
    presenter.retryRequested = [&] { ++retried; };
    presenter.cancel();
    presenter.retry();
    EXPECT_EQ(cancelled + retried, 0);
    presenter.setBusy(Progress{"encode", 0.4, 1200});
    presenter.cancel();
    EngineReport report;
    report.condition = EngineCondition::Unavailable;
    report.message = "The engine could not be started.";
    presenter.setEngine(report);
    presenter.retry();
    EXPECT_EQ(cancelled, 1);
    EXPECT_EQ(retried, 1);
    EXPECT_EQ(presenter.state().message, "The engine could not be started.");
}

TEST(StatusPresenter, TimesStandInTheOrderTheStagesRan) {
    StatusPresenter presenter;
    presenter.setTimings({{"encode", 1400}, {"open", 110}, {"search", 4}, {"unknown", 1}});
    const std::vector<std::pair<std::string, double>> expected{
        {"open", 0.11}, {"encode", 1.4}, {"search", 0.004}};
    EXPECT_EQ(presenter.state().timings, expected);
}

} // namespace
} // namespace second_read::ui
