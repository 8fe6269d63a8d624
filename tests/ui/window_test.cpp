/// The window under real clicks, keys and wheel.
#include <algorithm>
#include <set>

#include <QKeySequence>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QWindow>

#include "window_fixture.h"

namespace second_read::ui::test {
namespace {

class Window : public WindowTest {
protected:
    void openTwo() { open({{"FLAIR", "1.2.1", columns(x, y, z)}, {"T2 sag", "1.2.2", columns(y, -z, -x)}}); }
};

TEST(ActionTable, NoKeyHasTwoMeaningsWhereBothWork) {
    std::map<QString, const char*> seen;
    std::set<std::string> ids;
    for (const ActionRow& row : actionTable()) {
        EXPECT_TRUE(ids.insert(row.id).second) << row.id;
        for (const QString& key : QString::fromLatin1(row.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            const QKeySequence sequence(key, QKeySequence::PortableText);
            EXPECT_EQ(sequence.count(), 1) << row.id << ": " << key.toStdString();
            // Contexts nest (views in images in window), so any second use would be ambiguous.
            const auto [at, fresh] = seen.emplace(sequence.toString(), row.id);
            EXPECT_TRUE(fresh) << key.toStdString() << ": " << row.id << " and " << at->second;
        }
    }
}

TEST(ActionTable, LettersAndDigitsAloneNeverWorkInTheWholeWindow) {
    for (const ActionRow& row : actionTable())
        for (const QString& key : QString::fromLatin1(row.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            if (key.size() == 1) {
                EXPECT_NE(row.context, Context::Window) << row.id;
            }
}

TEST_F(Window, EmptyItSaysWhatToDoFirst) {
    make();
    EXPECT_TRUE(window->windowTitle().contains("Research use only. Not a medical device."));
    EXPECT_FALSE(window->windowIcon().pixmap(64).isNull());
    for (const char* name : {"file.open-folder", "file.open-demo", "file.archive"}) {
        auto* button = window->findChild<QPushButton*>(QString::fromLatin1(name));
        ASSERT_TRUE(button) << name;
        EXPECT_TRUE(button->isVisible());
    }
    // The demo cannot be built without the command line: a line says so, nothing pops up.
    QTest::mouseClick(window->findChild<QPushButton*>("file.open-demo"), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] {
        for (const QLabel* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->accessibleName().contains("secondread does not start"))
                return true;
        return false;
    }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
}

TEST_F(Window, NamesThePatientAndTheNoticeInTheTitle) {
    openTwo();
    EXPECT_TRUE(window->windowTitle().startsWith("PHANTOM^LEFT"));
    EXPECT_TRUE(window->windowTitle().contains("Research use only. Not a medical device."));
}

TEST_F(Window, TheWheelScrollsWhatIsUnderThePointerWithoutAClick) {
    openTwo();
    const int first = layout->viewport(0).slice(), second = layout->viewport(1).slice();
    ASSERT_EQ(layout->active(), 0);
    wheel(1, 2);
    EXPECT_EQ(layout->viewport(1).slice(), second + 2);
    EXPECT_EQ(layout->viewport(0).slice(), first);
    EXPECT_EQ(layout->active(), 0);
    const double scale = layout->viewport(1).transform().pixelsPerMm;
    wheel(1, -1, Qt::ControlModifier);
    EXPECT_GT(layout->viewport(1).transform().pixelsPerMm, scale);
}

TEST_F(Window, KeysScrollChangeSeriesAndLayout) {
    openTwo();
    window->viewports().setFocus();
    const int slice = layout->viewport(0).slice();
    key(Qt::Key_Down);
    EXPECT_EQ(layout->viewport(0).slice(), slice + 1);
    key(Qt::Key_Up, Qt::ShiftModifier);
    EXPECT_EQ(layout->viewport(0).slice(), slice - 9);
    key(Qt::Key_End);
    EXPECT_EQ(layout->viewport(0).slice(), layout->viewport(0).slices() - 1);
    key(Qt::Key_Tab);
    EXPECT_EQ(layout->active(), 1);
    key(Qt::Key_Tab, Qt::ShiftModifier);
    key(Qt::Key_Right);
    EXPECT_EQ(layout->viewport(0).series()->key.series, "1.2.2");
    key(Qt::Key_1, Qt::ControlModifier);
    EXPECT_EQ(layout->viewports(), 1);
    key(Qt::Key_4, Qt::ControlModifier);
    EXPECT_EQ(layout->viewports(), 9);
    EXPECT_NE(window->viewports().viewportWidget(8), nullptr);
    key(Qt::Key_L);
    EXPECT_FALSE(layout->linked());
}

TEST_F(Window, LettersTypedIntoTheReportAreText) {
    openTwo();
    window->run(Action::FocusReport);
    QWidget* editor = QApplication::focusWidget();
    ASSERT_TRUE(editor);
    const MouseMode mode = layout->mouseMode();
    const int slice = layout->viewport(0).slice();
    for (const char letter : {'t', 'z', 'd', '2'}) QTest::keyClick(editor, letter);
    key(Qt::Key_Up);
    EXPECT_EQ(layout->mouseMode(), mode);
    EXPECT_EQ(layout->viewport(0).slice(), slice);
}

TEST_F(Window, DragsDoWhatTheModeSays) {
    openTwo();
    window->viewports().setFocus();
    const volume::Window before = layout->viewport(0).window();
    dragMouse(0, {200, 200}, {260, 160});
    EXPECT_GT(layout->viewport(0).window().width, before.width);
    EXPECT_LT(layout->viewport(0).window().center, before.center);
    key(Qt::Key_Z);
    const double scale = layout->viewport(0).transform().pixelsPerMm;
    dragMouse(0, {200, 200}, {200, 120});
    EXPECT_GT(layout->viewport(0).transform().pixelsPerMm, scale);
    key(Qt::Key_Escape);
    EXPECT_NEAR(layout->viewport(0).window().width, before.width, 1e-9);
    key(Qt::Key_T);
    const Eigen::Vector3d center = layout->viewport(0).transform().center;
    dragMouse(0, {200, 200}, {240, 200});
    EXPECT_LT(layout->viewport(0).transform().center.x(), center.x());
    key(Qt::Key_S);
    const int slice = layout->viewport(0).slice();
    dragMouse(0, {200, 100}, {200, 136});
    EXPECT_EQ(layout->viewport(0).slice(), slice + 6);
}

TEST_F(Window, ADistanceIsDrawnWithTheMouseInMillimetres) {
    openTwo();
    window->viewports().setFocus();
    key(Qt::Key_D);
    const ViewTransform transform = layout->viewport(0).transform();
    const auto pixel = [&](const Eigen::Vector3d& lps) {
        const Eigen::Vector2d at = transform.screenOf(lps);
        return QPoint(static_cast<int>(std::lround(at.x())), static_cast<int>(std::lround(at.y())));
    };
    dragMouse(0, pixel(transform.center - Eigen::Vector3d(40, 0, 0)),
              pixel(transform.center + Eigen::Vector3d(40, 0, 0)));
    const auto distances = layout->viewport(0).distances();
    ASSERT_EQ(distances.size(), 1U);
    EXPECT_NEAR((distances[0].to - distances[0].from).norm(), 80, 1.5 / transform.pixelsPerMm + 0.01);
    key(Qt::Key_Delete);
    EXPECT_TRUE(layout->viewport(0).distances().empty());
}

TEST_F(Window, ADoubleClickShowsOneViewportAlone) {
    openTwo();
    QTest::mouseDClick(&widget(1), Qt::LeftButton);
    EXPECT_TRUE(layout->maximised());
    EXPECT_EQ(window->viewports().viewportWidget(0), nullptr);
    EXPECT_EQ(widget(1).width(), window->viewports().width());
    QTest::mouseDClick(&widget(1), Qt::LeftButton);
    EXPECT_FALSE(layout->maximised());
    EXPECT_NE(window->viewports().viewportWidget(0), nullptr);
}

TEST_F(Window, AClickWithTheCrosshairTakesTheOtherViewThere) {
    openTwo();
    window->viewports().setFocus();
    goToMarker(0);
    key(Qt::Key_H);
    const Eigen::Vector2d at = layout->viewport(0).transform().screenOf(kMarker);
    QTest::mouseClick(&widget(0), Qt::LeftButton, {},
                      QPoint(static_cast<int>(at.x()), static_cast<int>(at.y())));
    const auto grid = layout->viewport(1).grid();
    EXPECT_EQ(layout->viewport(1).slice(), static_cast<int>(std::lround(grid->voxelOf(kMarker).z())));
    EXPECT_GT(greyAt(1, kMarker), 200);
}

TEST_F(Window, ASeriesFromTheListIsShownByEnterAndByDrop) {
    openTwo();
    auto* list = window->findChild<QListView*>("series");
    ASSERT_TRUE(list);
    ASSERT_TRUE(waitFor([&] { return list->model()->rowCount() == 2; }));
    window->run(Action::FocusSeries);
    list->setCurrentIndex(list->model()->index(1, 0));
    QTest::keyClick(list, Qt::Key_Return);
    EXPECT_EQ(layout->viewport(0).series()->key.series, "1.2.2");

    std::unique_ptr<QMimeData> dragged(list->model()->mimeData({list->model()->index(0, 0)}));
    ASSERT_TRUE(dragged);
    window->run(Action::Layout2x2);
    drop(widget(3), *dragged);
    EXPECT_EQ(layout->viewport(3).series()->key.series, "1.2.1");
    EXPECT_EQ(layout->active(), 3);
}

TEST_F(Window, AFolderDroppedOnTheWindowIsOpened) {
    make();
    writeStudy(folder.path() / "dropped", {{"FLAIR", "1.2.7", columns(x, y, z)}});
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString((folder.path() / "dropped").string()))});
    drop(*window, data);
    EXPECT_TRUE(waitFor([&] { return studies->at(Role::Reading) != nullptr; }));
}

TEST_F(Window, APathThatDoesNotExistLeavesALineAndTheImages) {
    openTwo();
    window->open(folder.path() / "nowhere");
    ASSERT_TRUE(waitFor([&] {
        for (const QLabel* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains("nowhere")) return true;
        return false;
    }));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    EXPECT_EQ(studies->at(Role::Reading)->study().patient.name, "PHANTOM^LEFT");
    EXPECT_TRUE(layout->viewport(0).loaded());
}

TEST_F(Window, AnotherExaminationIsOpenedBesideAndSaysWhose) {
    openTwo();
    writeStudy(folder.path() / "past", {{"FLAIR", "1.3.1", columns(x, y, z)}},
               "1.2.826.0.1.3680043.10.1511.2", "PAST^OTHER");
    window->openBeside(folder.path() / "past", "similar case · F 61 · 2021-02");
    ASSERT_TRUE(waitFor([&] { return layout->comparing() && window->settled(); }));
    EXPECT_EQ(layout->viewport(1).series()->key.study, "1.2.826.0.1.3680043.10.1511.2");
    EXPECT_NE(layout->viewport(1).series()->patient.find("PAST^OTHER"), std::string::npos);
    EXPECT_TRUE(waitFor([&] {
        const QImage band = widget(1).grab().toImage();
        return band.pixelColor(band.width() - 4, 4) == theme::evidenceDim;
    }));
    key(Qt::Key_W, Qt::ControlModifier);
    EXPECT_FALSE(layout->comparing());
}

TEST_F(Window, F1SaysHowToReadItListsTheKeysAndEscPutsItAway) {
    openTwo();
    window->viewports().setFocus();
    key(Qt::Key_F1);
    auto stands = [&](const QString& words) {
        for (const QLabel* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(words)) return true;
        return false;
    };
    EXPECT_TRUE(stands("percentile of this study among normal examinations"));
    EXPECT_TRUE(stands("Research use only. Not a medical device."));
    EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
    auto shown = [&] { return stands("Ctrl+Shift+O"); };
    EXPECT_TRUE(shown());
    key(Qt::Key_Escape);
    EXPECT_FALSE(shown());
}

TEST_F(Window, F11FillsTheScreenWithTheNoticeStillThereAndGoesBack) {
    openTwo();
    const QAction* action = window->actionOf(Action::FullScreen);
    window->viewports().setFocus();
    key(Qt::Key_F11);
    EXPECT_TRUE(window->isFullScreen());
    EXPECT_EQ(window->windowHandle()->windowStates(), Qt::WindowFullScreen);
    EXPECT_TRUE(action->isChecked());
    const auto labels = window->findChildren<QLabel*>(); // the title line is gone: the notice stands inside
    EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
        return label->isVisible() && label->text().contains("Research use only. Not a medical device.");
    }));
    key(Qt::Key_F11);
    EXPECT_FALSE(window->isFullScreen());
    EXPECT_EQ(window->windowHandle()->windowStates(), Qt::WindowNoState);
    EXPECT_FALSE(action->isChecked());

    window->showMaximized(); // full screen and back leaves a window that filled the desktop as it was
    window->run(Action::FocusReport);
    key(Qt::Key_F11); // also while one writes
    EXPECT_TRUE(window->isFullScreen());
    key(Qt::Key_F11);
    EXPECT_EQ(window->windowState(), Qt::WindowMaximized);

    window->showFullScreen(); // by the window manager's own key
    EXPECT_TRUE(action->isChecked());
}

TEST_F(Window, WhatStoodThereStandsThereAfterARestart) {
    openTwo();
    window->run(Action::Layout1x2);
    layout->setSlice(0, 3);
    window->close();
    TearDown();
    make();
    window->start({}, std::nullopt);
    ASSERT_TRUE(waitFor([&] { return studies->at(Role::Reading) && window->settled(); }));
    EXPECT_EQ(layout->layout(), Layout::OneByTwo);
    EXPECT_EQ(layout->viewport(0).slice(), 3);
}

} // namespace
} // namespace second_read::ui::test

int main(int argc, char** argv) { return second_read::ui::test::runWindowTests(argc, argv); }
