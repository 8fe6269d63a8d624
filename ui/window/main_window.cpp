#include "window/main_window.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSplitter>
#include <QVBoxLayout>

#include "panels/ask/ask_panel.h"
#include "panels/evidence/evidence_panel.h"
#include "panels/report/report_panel.h"
#include "panels/series/series_panel.h"
#include "panels/similar/similar_panel.h"
#include "panels/status/status_panel.h"
#include "panels/viewports/viewport_widget.h"
#include "panels/viewports/viewports_panel.h"
#include "panels/worklist/worklist_panel.h"
#include "presenters/view_state.h"
#include "render/slice_view.h"
#include "window/empty_page.h"
#include "window/help_page.h"
#include "window/top_bar.h"

namespace second_read::ui {
namespace {

constexpr int kCineMs = 66;       // about 15 images a second
constexpr int kKeepViewMs = 1000; // after a change, what is shown is kept for the next start

} // namespace

MainWindow::MainWindow(WindowParts parts) : m_parts(parts), m_demo(parts.program) {
    setAcceptDrops(true);
    setObjectName(QStringLiteral("main"));
    m_cine.setInterval(kCineMs);
    m_keepView.setInterval(kKeepViewMs);
    m_keepView.setSingleShot(true);
    makePanels();
    makeActions();
    connectPanels();
    connectPresenters();
    restoreLayout();
    refreshTop();
    refreshActions();
}

MainWindow::~MainWindow() {
    m_parts.session.restored = {};
    m_parts.session.recentsChanged = {};
}

void MainWindow::makePanels() {
    m_viewports = new ViewportsPanel(m_parts.studies, m_parts.layout);
    m_empty = new EmptyPage;
    m_viewports->setEmptyPage(m_empty);
    m_series = new SeriesPanel(m_parts.studies, m_parts.layout);
    m_worklist = new WorklistPanel(m_parts.session.worklist());
    m_evidence = new EvidencePanel(m_parts.session.evidence());
    m_report = new ReportPanel(m_parts.session.report());
    m_similar = new SimilarPanel(m_parts.session.similar());
    m_ask = new AskPanel(m_parts.session.ask());
    m_status = new StatusPanel(m_parts.session.status());

    auto splitter = [](Qt::Orientation orientation, std::initializer_list<QWidget*> widgets) {
        auto* made = new QSplitter(orientation);
        made->setHandleWidth(1);
        made->setChildrenCollapsible(true);
        for (QWidget* widget : widgets) made->addWidget(widget);
        return made;
    };
    m_left = splitter(Qt::Vertical, {m_worklist, m_series});
    m_middle = splitter(Qt::Vertical, {m_viewports, m_similar});
    m_right = splitter(Qt::Vertical, {m_evidence, m_report});
    m_columns = splitter(Qt::Horizontal, {m_left, m_middle, m_right});
    m_columns->setStretchFactor(1, 1);
    m_middle->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 1);
    m_columns->setCollapsible(1, false);
    m_middle->setCollapsible(0, false);
    m_viewports->setMinimumSize(320, 240);

    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_columns, 1);
    column->addWidget(m_status);
    setCentralWidget(body);
}

void MainWindow::connectPanels() {
    auto& session = m_parts.session;
    connect(m_empty, &EmptyPage::wanted, this, &MainWindow::run);
    connect(m_worklist, &WorklistPanel::openRequested, this, [this](const QString& path, const QString& uid) {
        open(path.toStdString(), uid.isEmpty() ? std::nullopt : std::optional(uid.toStdString()));
    });
    connect(m_evidence, &EvidencePanel::jumpTo, this, &MainWindow::jump);
    connect(m_evidence, &EvidencePanel::wholeHeightChanged, this, &MainWindow::fitEvidence);
    connect(m_right, &QSplitter::splitterMoved, this, [this] { m_rightByHand = true; });
    connect(m_report, &ReportPanel::jumpTo, this, &MainWindow::jump);
    connect(m_ask, &AskPanel::jumpTo, this, &MainWindow::jump);
    connect(m_similar, &SimilarPanel::openBeside, this,
            [this](const QString& path, const QString& uid, const QString& label) {
                openBeside(path.toStdString(), label,
                           uid.isEmpty() ? std::nullopt : std::optional(uid.toStdString()));
            });
    connect(m_status, &StatusPanel::keysRequested, this, &MainWindow::toggleHelp);
    session.recentsChanged = [this](const std::vector<std::string>& paths) {
        m_recent->clear();
        m_recent->setEnabled(!paths.empty());
        for (const std::string& path : paths) {
            // An ampersand in a path is no mnemonic.
            QAction* entry = m_recent->addAction(
                QString::fromStdString(path).replace(QLatin1Char('&'), QStringLiteral("&&")));
            connect(entry, &QAction::triggered, this, [this, path] { open(path); });
        }
    };
    connect(&m_demo, &DemoStarter::progress, m_empty, &EmptyPage::setStatus);
    connect(&m_demo, &DemoStarter::failed, this, [this](const QString& why) {
        m_empty->setStatus({});
        m_viewports->setProblem(why);
    });
    connect(&m_demo, &DemoStarter::ready, this,
            [this](const std::vector<DemoStarter::Case>& cases, const QString& archive) {
                m_empty->setStatus({});
                if (!archive.isEmpty())
                    m_parts.session.setArchive(std::filesystem::path(archive.toStdString()));
                for (std::size_t i = 1; i < cases.size(); ++i)
                    m_parts.session.scan(cases[i].study.toStdString());
                open(cases.front().study.toStdString());
            });
}

void MainWindow::connectPresenters() {
    auto& studies = m_parts.studies;
    auto& layout = m_parts.layout;
    connect(&studies, &StudyPresenter::opened, this, &MainWindow::studyOpened);
    connect(&studies, &StudyPresenter::openFailed, this,
            [this](const QString&, const QString& why) { m_viewports->setProblem(why); });
    connect(&studies, &StudyPresenter::progress, this, [this](const QString& what) {
        m_activity = what;
        m_empty->setStatus(what);
        refreshTop();
    });
    connect(&studies, &StudyPresenter::openingChanged, this, [this] {
        m_activity = m_parts.studies.opening() ? tr("opening") : QString();
        m_empty->setStatus(m_activity);
        refreshTop();
    });
    for (auto changed : {&LayoutPresenter::layoutChanged, &LayoutPresenter::activeChanged,
                         &LayoutPresenter::modeChanged, &LayoutPresenter::linkChanged})
        connect(&layout, changed, this, [this] {
            refreshTop();
            refreshActions();
        });
    connect(&layout, &LayoutPresenter::viewportChanged, this, [this] {
        if (!m_keepView.isActive()) m_keepView.start();
    });
    connect(&m_keepView, &QTimer::timeout, this, [this] {
        if (m_parts.studies.at(Role::Reading)) m_parts.session.setView(viewState(m_parts.layout));
    });
    connect(&m_cine, &QTimer::timeout, this, [this] {
        const ViewportPresenter& viewport = activeViewport();
        if (viewport.slices() > 1)
            m_parts.layout.setSlice(m_parts.layout.active(), (viewport.slice() + 1) % viewport.slices());
    });
}

void MainWindow::start(const std::vector<std::filesystem::path>& paths,
                       const std::optional<std::filesystem::path>& report, bool restore) {
    m_parts.session.restored = [this, fresh = paths.empty() && restore](const Session& session) {
        if (!fresh || session.path.empty() || m_parts.studies.at(Role::Reading) || m_parts.studies.opening())
            return;
        std::error_code gone;
        if (!std::filesystem::exists(session.path, gone))
            return; // a medium that was taken out is no reason to complain
        m_viewToRestore = session.view;
        open(session.path, session.studyUid.empty() ? std::nullopt : std::optional(session.studyUid));
    };
    m_parts.session.start();
    m_reportFile = report;
    if (!paths.empty()) open(paths.front());
    for (std::size_t i = 1; i < paths.size(); ++i) m_parts.session.scan(paths[i]);
}

void MainWindow::open(const std::filesystem::path& path, const std::optional<std::string>& studyUid) {
    m_viewports->setProblem({});
    m_parts.studies.open(path, Role::Reading, {}, studyUid);
}

void MainWindow::openBeside(const std::filesystem::path& path, const QString& label,
                            const std::optional<std::string>& studyUid) {
    if (!m_parts.studies.at(Role::Reading)) return open(path, studyUid);
    m_viewports->setProblem({});
    m_parts.studies.open(path, Role::Beside, label.toStdString(), studyUid);
}

void MainWindow::studyOpened(Role role) {
    if (role == Role::Reading) {
        m_cine.stop();
        if (const Case* reading = m_parts.studies.at(Role::Reading)) {
            for (std::size_t i = 0; i < reading->studies.size(); ++i)
                if (i != reading->current)
                    m_parts.session.worklist().put(*reading->studies[i], reading->path, false);
            m_parts.session.studyOpened(reading->opened(), reading->path,
                                        std::exchange(m_reportFile, std::nullopt));
            m_parts.session.remember(reading->path.string());
            if (!m_viewToRestore.is_null())
                restoreView(m_parts.layout, m_parts.studies, std::exchange(m_viewToRestore, {}));
            m_viewports->setFocus();
        } else {
            m_parts.session.studyClosed();
        }
    }
    refreshTop();
    refreshActions();
}

void MainWindow::jump(const Place& place) {
    if (!m_parts.layout.goTo(place))
        m_viewports->setProblem(
            tr("The place cannot be shown: its series is not among those that are open."));
}

void MainWindow::refreshTop() {
    const Case* reading = m_parts.studies.at(Role::Reading);
    const QString note = tr("Research use only. Not a medical device.");
    if (!reading) {
        m_top->setPatient({}, {});
        m_top->setNote(m_activity);
        setWindowTitle(tr("Second Read. %1").arg(note));
        return;
    }
    const examination::Study& study = reading->study();
    QStringList facts;
    auto add = [&](const std::optional<std::string>& text) {
        if (text && !text->empty()) facts << QString::fromStdString(*text);
    };
    QString who = QString::fromStdString(study.patient.sex.value_or(""));
    if (study.patient.age) who += QStringLiteral(" %1").arg(*study.patient.age);
    if (!who.trimmed().isEmpty()) facts << who.trimmed();
    add(study.patient.id);
    add(study.description);
    if (study.date) facts << QString::fromStdString(*study.date + (study.time ? " " + *study.time : ""));
    const QString name = QString::fromStdString(study.patient.name.value_or(reading->placeName()));
    m_top->setPatient(name, facts.join(QStringLiteral("   ")));
    setWindowTitle(tr("%1. Second Read. %2", "patient, then the notice").arg(name, note));

    const QStringList modes{tr("window"), tr("zoom"),     tr("pan"),
                            tr("scroll"), tr("distance"), tr("crosshair")};
    QStringList parts{
        QString::fromLatin1(nameOf(m_parts.layout.layout())).replace(QLatin1Char('x'), QChar(0xd7)),
        QString::fromStdString(m_parts.studies.hanging().name),
        modes.value(static_cast<int>(m_parts.layout.mouseMode()))};
    if (!m_activity.isEmpty()) parts.prepend(m_activity);
    m_top->setNote(parts.join(QStringLiteral(" · ")));
}

bool MainWindow::settled() const {
    const auto& studies = m_parts.studies;
    if (studies.opening() || m_demo.running()) return false;
    if (!studies.at(Role::Reading)) return true;
    for (int index = 0; index < m_parts.layout.viewports(); ++index) {
        const ViewportPresenter& viewport = m_parts.layout.viewport(index);
        if (!viewport.empty() && !viewport.loaded() && viewport.failure().empty()) return false;
    }
    const StatusState& status = m_parts.session.status().state();
    if (status.engine == EngineCondition::Unavailable) return true;
    const EvidenceMode mode = m_parts.session.evidence().state().mode;
    const bool evidence = mode != EvidenceMode::Waiting && mode != EvidenceMode::Empty;
    return evidence && !status.busy && m_parts.session.similar().state().mode != SimilarMode::Searching;
}

bool MainWindow::worklistUsable() const { return m_parts.session.worklist().state().loaded; }

bool MainWindow::imageDrawn() const {
    for (int index = 0; index < m_parts.layout.viewports(); ++index)
        if (auto* widget = m_viewports->viewportWidget(index); widget && widget->slices().hasDrawn())
            return true;
    return false;
}

void MainWindow::chooseStudy(bool folder) {
    const QString chosen =
        folder ? QFileDialog::getExistingDirectory(this, tr("Open a study: choose its folder"))
               : QFileDialog::getOpenFileName(this, tr("Open a DICOM, DICOMDIR or NIfTI file"));
    if (!chosen.isEmpty()) open(chosen.toStdString());
}

void MainWindow::openDemo() { m_demo.start(); }

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    std::vector<std::filesystem::path> paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths.emplace_back(url.toLocalFile().toStdString());
    if (paths.empty()) {
        m_viewports->setProblem(
            tr("Only files and folders of this machine can be opened; save it here first."));
        return;
    }
    event->acceptProposedAction();
    open(paths.front());
    for (std::size_t i = 1; i < paths.size(); ++i) m_parts.session.scan(paths[i]);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (m_help && !m_help->isHidden()) m_help->setGeometry(m_columns->geometry());
    fitEvidence();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The window manager has keys for full screen too: the menu's tick says what is so.
    if (event->type() == QEvent::WindowStateChange) refreshActions();
}

/// All findings stand without scrolling, as long as the report keeps half of the column. The evidence never
/// gives room back: nothing jumps while one types.
void MainWindow::fitEvidence() {
    const int wanted = m_evidence->wholeHeight(), all = m_right->height(), now = m_right->sizes().front();
    if (m_rightByHand || wanted == 0) return;
    const int evidence = std::min(std::max(now, wanted), all / 2);
    if (evidence != now) m_right->setSizes({evidence, all - evidence});
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveLayout();
    if (m_parts.studies.at(Role::Reading)) m_parts.session.setView(viewState(m_parts.layout));
    m_parts.session.flush();
    event->accept();
}

} // namespace second_read::ui
