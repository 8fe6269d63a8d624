#pragma once
/// The real window on a study that the test wrote: an asymmetric head, so that nothing can be mirrored
/// unseen.

#include <filesystem>
#include <memory>

#include <QApplication>
#include <QDragEnterEvent>
#include <QImage>
#include <QMimeData>
#include <QTest>

#include <gtest/gtest.h>

#include "base/settings.h"
#include "fakes.h"
#include "panels/surroundings.h"
#include "panels/viewports/viewport_widget.h"
#include "panels/viewports/viewports_panel.h"
#include "render/slice_view.h"
#include "study/dicom_writer.h"
#include "support/support.h"
#include "theme/theme.h"
#include "window/main_window.h"

namespace second_read::ui::test {

/// Long enough for a machine that does other things as well; a test that passes does not wait for it.
constexpr int kPatienceMs = 60000;

/// True once `state` holds. Never a pause of a fixed length: what is waited for is said.
template <class State> bool waitFor(State state) { return QTest::qWaitFor(state, kPatienceMs); }

/// A head of 96 mm radius around (0, 0, 30) with one bright cube on the patient's left, in front, high up.
inline const Eigen::Vector3d kMarker{51, -45, 57};
inline float phantomAt(const Eigen::Vector3d& lps) {
    if ((lps - kMarker).cwiseAbs().maxCoeff() <= 18) return 1000;
    return (lps - Eigen::Vector3d(0, 0, 30)).norm() < 96 ? 300.F : 0.F;
}

inline volume::Volume phantom(const Eigen::Matrix3d& direction, int size = 64, int slices = 24,
                              double spacing = 3.2, double step = 6) {
    volume::Volume volume;
    volume.grid.size = {size, size, slices};
    volume.grid.spacing = {spacing, spacing, step};
    volume.grid.direction = direction;
    const Eigen::Vector3d middle((size - 1) / 2.0 * spacing, (size - 1) / 2.0 * spacing,
                                 (slices - 1) / 2.0 * step);
    volume.grid.origin = Eigen::Vector3d(0, 0, 30) - direction * middle;
    volume.voxels.reserve(volume.grid.voxels());
    for (int k = 0; k < slices; ++k)
        for (int j = 0; j < size; ++j)
            for (int i = 0; i < size; ++i)
                volume.voxels.push_back(phantomAt(volume.grid.patientOf(Eigen::Vector3d(i, j, k))));
    return volume;
}

inline Eigen::Matrix3d columns(const Eigen::Vector3d& i, const Eigen::Vector3d& j, const Eigen::Vector3d& k) {
    Eigen::Matrix3d matrix;
    matrix << i, j, k;
    return matrix;
}

struct PhantomSeries {
    std::string description, uid;
    Eigen::Matrix3d direction;
};

inline void writeStudy(const std::filesystem::path& folder, const std::vector<PhantomSeries>& all,
                       const std::string& studyUid = "1.2.826.0.1.3680043.10.1511.1",
                       const std::string& patient = "PHANTOM^LEFT") {
    for (const PhantomSeries& one : all) {
        study::DicomSeries series;
        const bool flair = one.description.find("FLAIR") != std::string::npos;
        series.attributes = {{"PatientName", patient},
                             {"PatientID", "P1"},
                             {"PatientSex", "F"},
                             {"PatientAge", "052Y"},
                             {"StudyDate", "20261120"},
                             {"StudyDescription", "MR brain"},
                             {"SeriesDescription", one.description},
                             {"RepetitionTime", flair ? "9000" : "4500"},
                             {"EchoTime", flair ? "120" : "100"}};
        if (flair) series.attributes["InversionTime"] = "2500";
        series.seriesInstanceUid = one.uid;
        series.studyInstanceUid = studyUid;
        series.frameOfReferenceUid = studyUid + ".9";
        series.sopInstanceUidRoot = one.uid + ".5";
        series.volume = phantom(one.direction);
        series.sliceThickness = 5;
        const auto written = study::writeDicom(folder / one.description, series);
        ASSERT_TRUE(written) << written.error().message;
    }
}

class WindowTest : public ::testing::Test {
protected:
    second_read::test::TemporaryFolder folder;
    second_read::test::FakeEngine engine; ///< unavailable until a test lets it be ready
    QObject owner;
    std::unique_ptr<Settings> settings;
    std::unique_ptr<ReadingSessionPresenter> session;
    std::unique_ptr<StudyPresenter> studies;
    std::unique_ptr<LayoutPresenter> layout;
    std::unique_ptr<MainWindow> window;

    const Eigen::Vector3d x{1, 0, 0}, y{0, 1, 0}, z{0, 0, 1};

    void make() {
        auto opened = Settings::open(folder.path() / "settings.json");
        ASSERT_TRUE(opened) << opened.error().message;
        settings = std::make_unique<Settings>(std::move(*opened));
        engine.state.message = "no engine in this test";
        if (!engine.state.pack) engine.state.condition = EngineCondition::Unavailable;
        const Surroundings surroundings =
            qtSurroundings(&owner, folder.path() / "worklist.sqlite", settings.get());
        session = std::make_unique<ReadingSessionPresenter>(engine, surroundings);
        studies = std::make_unique<StudyPresenter>(
            fileLoader(), surroundings.post,
            Hanging{"Brain", Layout::TwoByTwo, {Sequence::FLAIR, Sequence::T2}}, std::size_t{1} << 30);
        layout = std::make_unique<LayoutPresenter>(*studies);
        window = std::make_unique<MainWindow>(
            WindowParts{*studies, *layout, *session, *settings, "/nonexistent/secondread"});
        window->resize(1600, 900);
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get(), kPatienceMs));
        window->activateWindow(); // keys go to the active window alone
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get(), kPatienceMs));
    }
    void open(const std::vector<PhantomSeries>& all) {
        writeStudy(folder.path() / "study", all);
        make();
        window->start({folder.path() / "study"}, std::nullopt);
        ASSERT_TRUE(waitFor([&] { return studies->at(Role::Reading) && window->settled(); }))
            << (studies->notices().empty() ? "" : studies->notices().front());
    }
    void TearDown() override {
        window.reset();
        layout.reset();
        studies.reset();
        if (session) session->flush();
        session.reset();
    }
    ViewportWidget& widget(int index) { return *window->viewports().viewportWidget(index); }
    /// What the graphics card drew, without text.
    QImage drawn(int index) {
        QCoreApplication::processEvents();
        widget(index).refresh();
        return widget(index).slices().grabFramebuffer();
    }
    int grey(int index, const Eigen::Vector2d& pixel) {
        const QImage image = drawn(index);
        const double ratio = static_cast<double>(image.width()) / widget(index).width();
        return qGray(image.pixel(static_cast<int>(pixel.x() * ratio), static_cast<int>(pixel.y() * ratio)));
    }
    int greyAt(int index, const Eigen::Vector3d& lps) {
        return grey(index, layout->viewport(index).transform().screenOf(lps));
    }
    void goToMarker(int index) {
        const auto grid = layout->viewport(index).grid();
        ASSERT_TRUE(grid);
        layout->setSlice(index, static_cast<int>(std::lround(grid->voxelOf(kMarker).z())));
    }
    void wheel(int index, int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        ViewportWidget& target = widget(index);
        const QPointF at(target.width() / 2.0, target.height() / 2.0);
        QWheelEvent event(at, target.mapToGlobal(at), {}, {0, -120 * notches}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&target, &event);
    }
    void dragMouse(int index, const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton) {
        ViewportWidget& target = widget(index);
        QTest::mousePress(&target, button, {}, from);
        for (int step = 1; step <= 4; ++step) {
            const QPoint at = from + (to - from) * step / 4;
            QMouseEvent move(QEvent::MouseMove, at, target.mapToGlobal(at), Qt::NoButton, button,
                             Qt::NoModifier);
            QApplication::sendEvent(&target, &move);
        }
        QTest::mouseRelease(&target, button, {}, to);
    }
    /// Qt gives a drop to what accepted the drag before it.
    void drop(QWidget& target, const QMimeData& data) {
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&target, &enter);
        ASSERT_TRUE(enter.isAccepted());
        QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&target, &event);
    }
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : window.get(), code, modifiers);
    }
};

/// A test program of these needs an application with the GL format of the real one.
inline int runWindowTests(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    QSurfaceFormat format;
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setStencilBufferSize(8);
    format.setAlphaBufferSize(8);
    QSurfaceFormat::setDefaultFormat(format);
    QApplication application(argc, argv);
    theme::apply(application);
    return RUN_ALL_TESTS();
}

} // namespace second_read::ui::test
