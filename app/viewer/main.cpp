/// The window's program: wires presenters, engine process and panels together.

#include <iostream>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QDir>
#include <QScreen>
#include <QSurfaceFormat>
#include <QTimer>
#include <QTranslator>

#include "base/files.h"
#include "base/settings.h"
#include "engine/engine_client.h"
#include "panels/surroundings.h"
#include "theme/theme.h"
#include "window/main_window.h"
#include "window/screenshot.h"
#include "window/start_times.h"

namespace second_read::ui {
namespace {

constexpr int kLimitSeconds = 180;
constexpr double kDesignedTextPixels = 13; // the setting font_size at which the theme stands as drawn

struct Options {
    std::vector<std::string> paths;
    std::string report, archive, pack, screenshot;
    bool timings = false;
};

/// What the images need of OpenGL; before the application exists.
void askForOpenGl() {
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setDepthBufferSize(24);
    format.setStencilBufferSize(8);
    format.setAlphaBufferSize(8);
    QSurfaceFormat::setDefaultFormat(format);
}

Hanging brainHanging() {
    const auto folder = shippedFolder("resources");
    auto hanging = folder ? readHanging(*folder / "hanging" / "brain.json")
                          : fail(ErrorCode::NotFound, folder.error().message);
    if (hanging) return *hanging;
    std::cerr << "secondread-viewer: series hang in the order of the study: " << hanging.error().message
              << '\n';
    return {};
}

EngineClient::Options engineOptions(const Options& options, const Settings& settings) {
    EngineClient::Options engine;
    const std::string pack = options.pack.empty() ? settings.get(setting::kPack) : options.pack;
    QStringList arguments{QStringLiteral("--device"), QString::fromStdString(settings.get(setting::kDevice))};
    if (!pack.empty()) arguments << QStringLiteral("--pack") << QString::fromStdString(pack);
    engine.arguments = arguments + engine.arguments;
    return engine;
}

/// The engine loads LibTorch for the better part of a second; the first image does not share the cores with
/// that. Requests made before wait for it.
void startBehindTheImages(EngineClient& engine, MainWindow& window, bool imageExpected) {
    if (!imageExpected) return engine.start();
    constexpr int kLookMs = 10, kLongestMs = 1500;
    auto* timer = new QTimer(&window);
    QObject::connect(timer, &QTimer::timeout, &window, [&engine, &window, timer, waited = 0]() mutable {
        waited += kLookMs;
        if (!window.imageDrawn() && waited < kLongestMs) return;
        timer->stop();
        engine.start();
    });
    timer->start(kLookMs);
}

/// English for its forms for one and many; the reader's own language, installed later, is asked before it.
void installTranslations(QApplication& application) {
    for (const QLocale& locale : {QLocale(QLocale::English), QLocale()}) {
        auto* translator = new QTranslator(&application);
        if (translator->load(locale, QStringLiteral("second_read"), QStringLiteral("_"),
                             QStringLiteral(":/i18n")))
            application.installTranslator(translator);
    }
}

int show(QApplication& application, const Options& options) {
    auto settings = Settings::open(dataHome() / "settings.json");
    if (!settings) {
        std::cerr << "secondread-viewer: " << settings.error().message << '\n';
        return 1;
    }
    theme::apply(application, settings->get(setting::kFontSize) / kDesignedTextPixels);
    installTranslations(application);

    const Surroundings surroundings =
        qtSurroundings(&application, dataHome() / "worklist.sqlite", &*settings);
    EngineClient engine(engineOptions(options, *settings));
    ReadingSessionPresenter session(engine, surroundings);
    StudyPresenter studies(fileLoader(), surroundings.post, brainHanging(),
                           static_cast<std::size_t>(settings->get(setting::kVolumeCacheMb)) << 20);
    LayoutPresenter layout(studies);
    layout.setLinked(settings->get(setting::kLinkViewports));
    if (!options.archive.empty()) session.setArchive(std::filesystem::absolute(options.archive));

    MainWindow window({studies, layout, session, *settings,
                       QCoreApplication::applicationDirPath() + QStringLiteral("/secondread")});
    const bool picture = !options.screenshot.empty();
    if (picture) window.resize(application.primaryScreen()->availableSize());
    window.show();

    std::vector<std::filesystem::path> paths;
    for (const std::string& path : options.paths) paths.push_back(std::filesystem::absolute(path));
    window.start(paths,
                 options.report.empty() ? std::nullopt
                                        : std::optional(std::filesystem::absolute(options.report)),
                 !picture && !options.timings);
    startBehindTheImages(engine, window, !paths.empty());
    if (options.timings)
        tellStartTimes(window, !paths.empty(), kLimitSeconds, [&](const QString& line) {
            std::cerr << line.toStdString() << '\n';
            window.close();
        });
    int result = 0;
    if (picture)
        saveWhenSettled(window, QString::fromStdString(options.screenshot), kLimitSeconds,
                        [&](const QString& problem) {
                            if (!problem.isEmpty()) {
                                std::cerr << "secondread-viewer: " << problem.toStdString() << '\n';
                                result = 1;
                            }
                            window.close();
                        });
    const int code = QApplication::exec();
    return result ? result : code;
}

} // namespace
} // namespace second_read::ui

int main(int argc, char** argv) {
    using namespace second_read::ui;
    CLI::App program{"Second Read: the reading window. Research use only. Not a medical device.",
                     "secondread-viewer"};
    Options options;
    program.add_option("PATH", options.paths,
                       "Studies to open: DICOM folders, files, DICOMDIR, NIfTI; the first is shown");
    program.add_option("--report", options.report, "Provisional report of the first study")
        ->type_name("FILE");
    program.add_option("--archive", options.archive, "Archive of past examinations")->type_name("DIR");
    program.add_option("--pack", options.pack, "Pack to use (default: the shipped brain-mri)")
        ->type_name("DIR");
    program
        .add_option("--screenshot", options.screenshot, "Save a picture when everything is shown, then end")
        ->type_name("FILE");
    program.add_flag("--timings", options.timings,
                     "Print how long worklist and first image took since the start, then end");
    program.set_version_flag("--version", SECOND_READ_VERSION);
    program.footer("Example: secondread-viewer exam-000001/dicom --archive archive");
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error, std::cout, std::cerr) == 0 ? 0 : 2;
    }
    askForOpenGl();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("second-read"));
    QApplication::setApplicationDisplayName(QString());              // the title line is ours alone
    QApplication::setDesktopFileName(QStringLiteral("second-read")); // packaging/second-read.desktop
    QApplication::setApplicationVersion(QStringLiteral(SECOND_READ_VERSION));
    return show(application, options);
}
