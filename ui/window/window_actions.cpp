// The action table bound to the window: menus, shortcuts, what each action does.
#include <QApplication>
#include <QFileDialog>
#include <QMenuBar>
#include <QSplitter>

#include "base/settings.h"
#include "panels/ask/ask_panel.h"
#include "panels/evidence/evidence_panel.h"
#include "panels/report/report_panel.h"
#include "panels/series/series_panel.h"
#include "panels/similar/similar_panel.h"
#include "panels/status/status_panel.h"
#include "panels/viewports/viewports_panel.h"
#include "panels/worklist/worklist_panel.h"
#include "window/help_page.h"
#include "window/main_window.h"
#include "window/top_bar.h"

namespace second_read::ui {
namespace {

constexpr double kZoomStep = 1.2;
constexpr int kPanPixels = 5, kPanFarPixels = 10; // Weasis's steps

MouseMode modeOf(Action action) {
    return static_cast<MouseMode>(static_cast<int>(action) - static_cast<int>(Action::ModeWindow));
}

} // namespace

void MainWindow::makeActions() {
    auto* bar = new QMenuBar;
    bar->setNativeMenuBar(false);
    std::map<Menu, QMenu*> menus;
    for (const auto& [menu, title] : {std::pair{Menu::File, tr("File")},
                                      {Menu::View, tr("View")},
                                      {Menu::Go, tr("Go")},
                                      {Menu::Tools, tr("Tools")},
                                      {Menu::Help, tr("Help")}})
        menus[menu] = bar->addMenu(title); // no mnemonics: Alt and a letter belong to the images
    for (const ActionRow& row : actionTable()) {
        auto* action = new QAction(QCoreApplication::translate("Actions", row.text), this);
        action->setObjectName(QString::fromLatin1(row.id));
        action->setCheckable(row.checkable);
        QList<QKeySequence> keys;
        for (const QString& key : QString::fromLatin1(row.keys).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            keys << QKeySequence(key, QKeySequence::PortableText);
        action->setShortcuts(keys);
        action->setShortcutContext(row.context == Context::Window ? Qt::WindowShortcut
                                                                  : Qt::WidgetWithChildrenShortcut);
        if (row.context == Context::Window)
            addAction(action);
        else
            m_viewports->addAction(action);
        if (row.context == Context::Images) m_series->addAction(action);
        connect(action, &QAction::triggered, this, [this, id = row.action] { run(id); });
        m_actions[row.action] = action;
        if (row.menu == Menu::None) continue;
        if (row.separator) menus[row.menu]->addSeparator();
        menus[row.menu]->addAction(action);
        if (row.action == Action::OpenDemo) {
            m_recent = menus[row.menu]->addMenu(tr("Open recent"));
            m_recent->setEnabled(false);
        }
    }
    // F8 leads to the flags; the arrows go on scrolling the images that are judged there.
    for (const Action scroll : {Action::ImageUp, Action::ImageDown, Action::ImageUp10, Action::ImageDown10,
                                Action::ImageFirst, Action::ImageLast})
        m_report->flags().addAction(m_actions[scroll]);
    m_tools = menus[Menu::Tools];
    m_top = new TopBar(bar, m_ask);
    setMenuWidget(m_top);
}

QAction* MainWindow::actionOf(Action action) const { return m_actions.at(action); }

void MainWindow::refreshActions() {
    using enum Action;
    const auto& layout = m_parts.layout;
    const bool open = m_parts.studies.at(Role::Reading) != nullptr;
    for (const ActionRow& row : actionTable()) {
        const bool needsImages = row.context != Context::Window || row.action == Maximise ||
                                 row.action == ZoomIn || row.action == ZoomOut || row.action == CloseStudy ||
                                 row.action == Sign;
        m_actions[row.action]->setEnabled(open || !needsImages);
    }
    m_actions[CloseBeside]->setEnabled(layout.comparing());
    m_actions[Link]->setChecked(layout.linked());
    m_actions[ReferenceLines]->setChecked(layout.referenceLines());
    m_actions[FullScreen]->setChecked(isFullScreen());
    m_actions[Cine]->setChecked(m_cine.isActive());
    for (const Action mode : {ModeWindow, ModeZoom, ModePan, ModeScroll, ModeDistance, ModeCrosshair})
        m_actions[mode]->setChecked(layout.mouseMode() == modeOf(mode));
}

void MainWindow::run(Action action) {
    using enum Action;
    switch (action) {
    case OpenFolder:
        chooseStudy(true);
        break;
    case OpenFile:
        chooseStudy(false);
        break;
    case OpenDemo:
        openDemo();
        break;
    case ScanFolder:
        m_worklist->chooseFolder();
        break;
    case ChooseArchive:
        m_similar->chooseArchive();
        break;
    case ImportFolder:
        m_similar->importFolder();
        break;
    case CloseBeside:
        m_parts.studies.close(Role::Beside);
        break;
    case CloseStudy:
        m_parts.studies.close(Role::Beside);
        m_parts.studies.close(Role::Reading);
        break;
    case Quit:
        close();
        break;
    case FullScreen:
        setWindowState(windowState() ^ Qt::WindowFullScreen);
        break;
    case ShowHelp:
        toggleHelp();
        break;
    default:
        runView(action) || runGo(action) || runTool(action);
    }
    refreshActions();
}

bool MainWindow::runView(Action action) {
    using enum Action;
    auto& layout = m_parts.layout;
    const Eigen::Vector2d middle = activeViewport().transform().size / 2;
    switch (action) {
    case Layout1x1:
        layout.setLayout(Layout::OneByOne);
        return true;
    case Layout1x2:
        layout.setLayout(Layout::OneByTwo);
        return true;
    case Layout2x2:
        layout.setLayout(Layout::TwoByTwo);
        return true;
    case Layout3x3:
        layout.setLayout(Layout::ThreeByThree);
        return true;
    case Maximise:
        layout.toggleMaximised(layout.active());
        return true;
    case CycleOverlay:
        layout.cycleOverlay();
        return true;
    case ReferenceLines:
        layout.setReferenceLines(!layout.referenceLines());
        return true;
    case Link:
        layout.setLinked(!layout.linked());
        if (const auto kept = m_parts.settings.set(setting::kLinkViewports, layout.linked()); !kept)
            m_viewports->setProblem(QString::fromStdString(kept.error().message));
        return true;
    case Fit:
        activeViewport().fit();
        return true;
    case ZoomIn:
        activeViewport().zoom(kZoomStep, middle);
        return true;
    case ZoomOut:
        activeViewport().zoom(1 / kZoomStep, middle);
        return true;
    case RotateLeft:
        activeViewport().rotate(-1);
        return true;
    case RotateRight:
        activeViewport().rotate(1);
        return true;
    case Mirror:
        activeViewport().mirror();
        return true;
    case Invert:
        activeViewport().invert();
        return true;
    case ResetView:
        layout.clearMarkers();
        layout.clearCrosshair();
        activeViewport().reset();
        return true;
    case PanLeft:
        activeViewport().pan(-kPanPixels, 0);
        return true;
    case PanRight:
        activeViewport().pan(kPanPixels, 0);
        return true;
    case PanUp:
        activeViewport().pan(0, -kPanPixels);
        return true;
    case PanDown:
        activeViewport().pan(0, kPanPixels);
        return true;
    case PanFarLeft:
        activeViewport().pan(-kPanFarPixels, 0);
        return true;
    case PanFarRight:
        activeViewport().pan(kPanFarPixels, 0);
        return true;
    case PanFarUp:
        activeViewport().pan(0, -kPanFarPixels);
        return true;
    case PanFarDown:
        activeViewport().pan(0, kPanFarPixels);
        return true;
    default:
        return false;
    }
}

bool MainWindow::runGo(Action action) {
    using enum Action;
    auto& layout = m_parts.layout;
    const int active = layout.active();
    auto step = [&](int by) {
        if (const Case* reading = m_parts.studies.at(Role::Reading)) {
            const auto next = static_cast<std::ptrdiff_t>(reading->current) + by;
            if (next >= 0 && next < static_cast<std::ptrdiff_t>(reading->studies.size()))
                m_parts.studies.choose(Role::Reading, static_cast<std::size_t>(next));
        }
    };
    switch (action) {
    case ImageUp:
        layout.scroll(active, -1);
        return true;
    case ImageDown:
        layout.scroll(active, 1);
        return true;
    case ImageUp10:
        layout.scroll(active, -10);
        return true;
    case ImageDown10:
        layout.scroll(active, 10);
        return true;
    case ImageFirst:
        layout.setSlice(active, 0);
        return true;
    case ImageLast:
        layout.setSlice(active, activeViewport().slices() - 1);
        return true;
    case Cine:
        m_cine.isActive() ? m_cine.stop() : m_cine.start();
        return true;
    case SeriesPrevious:
        layout.stepSeries(-1);
        return true;
    case SeriesNext:
        layout.stepSeries(1);
        return true;
    case SeriesFirst:
        layout.edgeSeries(false);
        return true;
    case SeriesLast:
        layout.edgeSeries(true);
        return true;
    case StudyPrevious:
        step(-1);
        return true;
    case StudyNext:
        step(1);
        return true;
    case StudyFirst:
    case StudyLast:
        if (const Case* reading = m_parts.studies.at(Role::Reading))
            m_parts.studies.choose(Role::Reading, action == StudyFirst ? 0 : reading->studies.size() - 1);
        return true;
    case CasePrevious:
        m_worklist->openPrevious();
        return true;
    case CaseNext:
        m_worklist->openNext();
        return true;
    case CaseFirst:
        m_worklist->openFirst();
        return true;
    case CaseLast:
        m_worklist->openLast();
        return true;
    case ViewNext:
        layout.nextViewport(1);
        return true;
    case ViewPrevious:
        layout.nextViewport(-1);
        return true;
    case FlagNext:
        m_report->nextFlag();
        return true;
    case FlagPrevious:
        m_report->previousFlag();
        return true;
    case FocusWorklist:
    case FilterWorklist:
        m_worklist->focusFilter();
        return true;
    case FocusEvidence:
        m_evidence->focusList();
        return true;
    case FocusReport:
        m_report->focusEditor();
        return true;
    case FocusSimilar:
        m_similar->focusList();
        return true;
    case FocusSeries:
        m_series->focusList();
        return true;
    case FocusImages:
        m_viewports->setFocus();
        return true;
    case Ask:
        m_ask->focusField();
        return true;
    default:
        return false;
    }
}

bool MainWindow::runTool(Action action) {
    using enum Action;
    switch (action) {
    case ModeWindow:
    case ModeZoom:
    case ModePan:
    case ModeScroll:
    case ModeDistance:
    case ModeCrosshair:
        m_parts.layout.setMouseMode(modeOf(action));
        return true;
    case ModeNext: {
        const int next = static_cast<int>(m_parts.layout.mouseMode()) + 1;
        m_parts.layout.setMouseMode(
            next > static_cast<int>(MouseMode::Crosshair) ? MouseMode::Window : static_cast<MouseMode>(next));
        return true;
    }
    case ToolsMenu:
        m_tools->popup(QCursor::pos());
        return true;
    case RemoveDistance:
        activeViewport().removeDistance();
        return true;
    case Preset0:
    case Preset1:
    case Preset2:
    case Preset3:
    case Preset4:
    case Preset5:
    case Preset6:
        activeViewport().preset(static_cast<int>(action) - static_cast<int>(Preset0));
        return true;
    case FlagAccept:
        m_report->acceptFlag();
        return true;
    case FlagDismiss:
        m_report->dismissFlag();
        return true;
    case Sign:
        m_report->sign();
        return true;
    case CancelAnalysis:
        m_status->cancelAnalysis();
        return true;
    case RetryEngine:
        m_status->retryEngine();
        return true;
    default:
        return false;
    }
}

void MainWindow::toggleHelp() {
    if (!m_help) {
        m_help = new HelpPage(centralWidget());
        m_help->hide();
        connect(m_help, &HelpPage::closed, this, &MainWindow::toggleHelp);
    }
    const bool show = m_help->isHidden();
    m_help->setGeometry(m_columns->geometry());
    m_help->setVisible(show);
    if (show) {
        m_help->raise();
        m_help->setFocus();
    } else {
        m_viewports->setFocus();
    }
}

void MainWindow::restoreLayout() {
    const QByteArray kept =
        QByteArray::fromBase64(QByteArray::fromStdString(m_parts.settings.get(setting::kWindowLayout)));
    QDataStream stream(kept);
    QByteArray geometry, columns, left, middle, right;
    stream >> geometry >> columns >> left >> middle >> right >> m_rightByHand;
    const bool good = stream.status() == QDataStream::Ok && restoreGeometry(geometry) &&
                      m_columns->restoreState(columns) && m_left->restoreState(left) &&
                      m_middle->restoreState(middle) && m_right->restoreState(right);
    if (good) return;
    resize(1600, 960);
    m_columns->setSizes({290, 1160, 470});
    m_left->setSizes({460, 540});
    m_middle->setSizes({820, 196});
    m_right->setSizes({310, 700});
}

void MainWindow::saveLayout() {
    QByteArray kept;
    QDataStream stream(&kept, QIODevice::WriteOnly);
    stream << saveGeometry() << m_columns->saveState() << m_left->saveState() << m_middle->saveState()
           << m_right->saveState() << m_rightByHand;
    if (const auto saved = m_parts.settings.set(setting::kWindowLayout, kept.toBase64().toStdString());
        !saved)
        qWarning("%s", saved.error().message.c_str());
}

} // namespace second_read::ui
