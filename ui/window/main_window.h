#pragma once
/// The window: composes the panels, binds the action table, passes what one panel asks for to another. Holds
/// no state of a study itself.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QMainWindow>
#include <QTimer>

#include "presenters/layout_presenter.h"
#include "presenters/reading_session_presenter.h"
#include "presenters/study_presenter.h"
#include "window/action_table.h"
#include "window/demo_starter.h"

class QSplitter;

namespace second_read::ui {

class AskPanel;
class EmptyPage;
class EvidencePanel;
class HelpPage;
class ReportPanel;
class SeriesPanel;
class SimilarPanel;
class StatusPanel;
class TopBar;
class ViewportsPanel;
class WorklistPanel;

/// The presenters and settings outlive the window.
struct WindowParts {
    StudyPresenter& studies;
    LayoutPresenter& layout;
    ReadingSessionPresenter& session;
    Settings& settings;
    QString program; ///< `secondread`, for the demo
};

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowParts parts);
    ~MainWindow() override;

    /// Opens the first, adds the others to the worklist. `report`: of the first. An empty list takes up what
    /// was open when the program ended, if `restore`.
    void start(const std::vector<std::filesystem::path>& paths,
               const std::optional<std::filesystem::path>& report, bool restore = true);
    void open(const std::filesystem::path& path, const std::optional<std::string>& studyUid = {});
    /// Another examination beside the one that is read; `label` says which.
    void openBeside(const std::filesystem::path& path, const QString& label,
                    const std::optional<std::string>& studyUid = {});
    void run(Action action);
    QAction* actionOf(Action action) const;
    ViewportsPanel& viewports() { return *m_viewports; }

    /// True when everything that was asked for is shown: images decoded and, with an engine, the analysis.
    bool settled() const;
    bool worklistUsable() const; ///< its studies are read and shown
    bool imageDrawn() const;     ///< a viewport has drawn an image

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void makePanels();
    void makeActions();
    void connectPanels();
    void connectPresenters();
    void fitEvidence();
    void restoreLayout();
    void saveLayout();
    void studyOpened(Role role);
    void refreshTop();
    void refreshActions();
    void jump(const Place& place);
    void chooseStudy(bool folder);
    void toggleHelp();
    void openDemo();
    bool runView(Action action);
    bool runGo(Action action);
    bool runTool(Action action);
    ViewportPresenter& activeViewport() { return m_parts.layout.viewport(m_parts.layout.active()); }

    WindowParts m_parts;
    TopBar* m_top = nullptr;
    AskPanel* m_ask = nullptr;
    WorklistPanel* m_worklist = nullptr;
    SeriesPanel* m_series = nullptr;
    ViewportsPanel* m_viewports = nullptr;
    SimilarPanel* m_similar = nullptr;
    EvidencePanel* m_evidence = nullptr;
    ReportPanel* m_report = nullptr;
    StatusPanel* m_status = nullptr;
    EmptyPage* m_empty = nullptr;
    HelpPage* m_help = nullptr;
    QSplitter *m_columns = nullptr, *m_left = nullptr, *m_middle = nullptr, *m_right = nullptr;
    bool m_rightByHand = false; ///< the reader has placed the line between evidence and report
    QMenu *m_recent = nullptr, *m_tools = nullptr;
    std::map<Action, QAction*> m_actions;
    QString m_activity; ///< what is being read; empty: nothing
    std::optional<std::filesystem::path> m_reportFile;
    nlohmann::json m_viewToRestore;
    DemoStarter m_demo;
    QTimer m_cine, m_keepView;
};

} // namespace second_read::ui
