#include "window/action_table.h"

#include <QtGlobal>

namespace second_read::ui {

const std::vector<ActionRow>& actionTable() {
    using enum Action;
    using enum Context;
    // clang-format off
    static const std::vector<ActionRow> table = {
        {OpenFolder, "file.open-folder", QT_TRANSLATE_NOOP("Actions", "Open folder…"), "Ctrl+O", Window, Menu::File},
        {OpenFile, "file.open-file", QT_TRANSLATE_NOOP("Actions", "Open file…"), "Ctrl+Shift+O", Window, Menu::File},
        {OpenDemo, "file.open-demo", QT_TRANSLATE_NOOP("Actions", "Open the demo"), "Ctrl+Shift+D", Window, Menu::File},
        {ScanFolder, "file.scan", QT_TRANSLATE_NOOP("Actions", "Add a folder's studies to the worklist…"), "Ctrl+Shift+S", Window, Menu::File, false, true},
        {ChooseArchive, "file.archive", QT_TRANSLATE_NOOP("Actions", "Choose archive…"), "Ctrl+Shift+A", Window, Menu::File, false, true},
        {ImportFolder, "file.import", QT_TRANSLATE_NOOP("Actions", "Import a folder into the archive…"), "Ctrl+Shift+I", Window, Menu::File},
        {CloseBeside, "file.close-beside", QT_TRANSLATE_NOOP("Actions", "Close the examination beside"), "Ctrl+W", Window, Menu::File, false, true},
        {CloseStudy, "file.close", QT_TRANSLATE_NOOP("Actions", "Close the study"), "Ctrl+Shift+W", Window, Menu::File},
        {Quit, "file.quit", QT_TRANSLATE_NOOP("Actions", "Quit"), "Ctrl+Q", Window, Menu::File, false, true},

        {Layout1x1, "view.1x1", QT_TRANSLATE_NOOP("Actions", "One viewport"), "Ctrl+1", Window, Menu::View},
        {Layout1x2, "view.1x2", QT_TRANSLATE_NOOP("Actions", "Two side by side"), "Ctrl+2", Window, Menu::View},
        {Layout2x2, "view.2x2", QT_TRANSLATE_NOOP("Actions", "Two by two"), "Ctrl+3", Window, Menu::View},
        {Layout3x3, "view.3x3", QT_TRANSLATE_NOOP("Actions", "Three by three"), "Ctrl+4", Window, Menu::View},
        {Maximise, "view.maximise", QT_TRANSLATE_NOOP("Actions", "This viewport alone (double click)"), "Ctrl+M", Window, Menu::View},
        {FullScreen, "view.full-screen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "F11", Window, Menu::View, true},
        {CycleOverlay, "view.overlay", QT_TRANSLATE_NOOP("Actions", "Text on the images: all, letters, none"), "I Space", Images, Menu::View, false, true},
        {ReferenceLines, "view.reference-lines", QT_TRANSLATE_NOOP("Actions", "Reference lines"), "X", Images, Menu::View, true},
        {Link, "view.link", QT_TRANSLATE_NOOP("Actions", "Scroll series together"), "L", Images, Menu::View, true},
        {Invert, "view.invert", QT_TRANSLATE_NOOP("Actions", "Invert"), "N", Images, Menu::View, false, true},
        {Fit, "view.fit", QT_TRANSLATE_NOOP("Actions", "Fit into the viewport"), "F Ctrl+Return", Images, Menu::View},
        {ZoomIn, "view.zoom-in", QT_TRANSLATE_NOOP("Actions", "Zoom in"), "Ctrl++ Ctrl+=", Window, Menu::View},
        {ZoomOut, "view.zoom-out", QT_TRANSLATE_NOOP("Actions", "Zoom out"), "Ctrl+-", Window, Menu::View},
        {RotateLeft, "view.rotate-left", QT_TRANSLATE_NOOP("Actions", "Turn left"), "Alt+L", Images, Menu::View},
        {RotateRight, "view.rotate-right", QT_TRANSLATE_NOOP("Actions", "Turn right"), "Alt+R", Images, Menu::View},
        {Mirror, "view.mirror", QT_TRANSLATE_NOOP("Actions", "Mirror"), "Alt+F", Images, Menu::View},
        {ResetView, "view.reset", QT_TRANSLATE_NOOP("Actions", "Reset the view"), "Esc", Views, Menu::View},

        {ImageUp, "go.image-up", QT_TRANSLATE_NOOP("Actions", "Previous image"), "Up", Views, Menu::None},
        {ImageDown, "go.image-down", QT_TRANSLATE_NOOP("Actions", "Next image"), "Down", Views, Menu::None},
        {ImageUp10, "go.image-up-10", QT_TRANSLATE_NOOP("Actions", "Ten images back"), "Shift+Up", Views, Menu::None},
        {ImageDown10, "go.image-down-10", QT_TRANSLATE_NOOP("Actions", "Ten images on"), "Shift+Down", Views, Menu::None},
        {ImageFirst, "go.image-first", QT_TRANSLATE_NOOP("Actions", "First image"), "Home", Views, Menu::None},
        {ImageLast, "go.image-last", QT_TRANSLATE_NOOP("Actions", "Last image"), "End", Views, Menu::None},
        {Cine, "go.cine", QT_TRANSLATE_NOOP("Actions", "Cine, and stop it"), "C", Images, Menu::Go, true},
        {SeriesPrevious, "go.series-previous", QT_TRANSLATE_NOOP("Actions", "Previous series"), "Left", Views, Menu::Go},
        {SeriesNext, "go.series-next", QT_TRANSLATE_NOOP("Actions", "Next series"), "Right", Views, Menu::Go},
        {SeriesFirst, "go.series-first", QT_TRANSLATE_NOOP("Actions", "First series"), "PgUp", Views, Menu::Go},
        {SeriesLast, "go.series-last", QT_TRANSLATE_NOOP("Actions", "Last series"), "PgDown", Views, Menu::Go},
        {StudyPrevious, "go.study-previous", QT_TRANSLATE_NOOP("Actions", "Previous study under the path"), "Ctrl+Left", Views, Menu::Go, false, true},
        {StudyNext, "go.study-next", QT_TRANSLATE_NOOP("Actions", "Next study under the path"), "Ctrl+Right", Views, Menu::Go},
        {StudyFirst, "go.study-first", QT_TRANSLATE_NOOP("Actions", "First study under the path"), "Ctrl+PgUp", Views, Menu::None},
        {StudyLast, "go.study-last", QT_TRANSLATE_NOOP("Actions", "Last study under the path"), "Ctrl+PgDown", Views, Menu::None},
        {CasePrevious, "go.case-previous", QT_TRANSLATE_NOOP("Actions", "Previous case of the worklist"), "Ctrl+Up", Window, Menu::Go},
        {CaseNext, "go.case-next", QT_TRANSLATE_NOOP("Actions", "Next case of the worklist"), "Ctrl+Down", Window, Menu::Go},
        {CaseFirst, "go.case-first", QT_TRANSLATE_NOOP("Actions", "First case of the worklist"), "Ctrl+Home", Views, Menu::None},
        {CaseLast, "go.case-last", QT_TRANSLATE_NOOP("Actions", "Last case of the worklist"), "Ctrl+End", Views, Menu::None},
        {ViewNext, "go.view-next", QT_TRANSLATE_NOOP("Actions", "Next viewport"), "Tab", Views, Menu::Go, false, true},
        {ViewPrevious, "go.view-previous", QT_TRANSLATE_NOOP("Actions", "Previous viewport"), "Shift+Tab", Views, Menu::Go},
        {PanLeft, "go.pan-left", QT_TRANSLATE_NOOP("Actions", "Shift the image to the left"), "Alt+Left", Views, Menu::None},
        {PanRight, "go.pan-right", QT_TRANSLATE_NOOP("Actions", "Shift the image to the right"), "Alt+Right", Views, Menu::None},
        {PanUp, "go.pan-up", QT_TRANSLATE_NOOP("Actions", "Shift the image up"), "Alt+Up", Views, Menu::None},
        {PanDown, "go.pan-down", QT_TRANSLATE_NOOP("Actions", "Shift the image down"), "Alt+Down", Views, Menu::None},
        {PanFarLeft, "go.pan-far-left", QT_TRANSLATE_NOOP("Actions", "Further to the left"), "Alt+Shift+Left", Views, Menu::None},
        {PanFarRight, "go.pan-far-right", QT_TRANSLATE_NOOP("Actions", "Further to the right"), "Alt+Shift+Right", Views, Menu::None},
        {PanFarUp, "go.pan-far-up", QT_TRANSLATE_NOOP("Actions", "Further up"), "Alt+Shift+Up", Views, Menu::None},
        {PanFarDown, "go.pan-far-down", QT_TRANSLATE_NOOP("Actions", "Further down"), "Alt+Shift+Down", Views, Menu::None},
        {FlagNext, "go.flag-next", QT_TRANSLATE_NOOP("Actions", "Next flag"), "F8", Window, Menu::Go, false, true},
        {FlagPrevious, "go.flag-previous", QT_TRANSLATE_NOOP("Actions", "Previous flag"), "Shift+F8", Window, Menu::Go},
        {FocusWorklist, "go.worklist", QT_TRANSLATE_NOOP("Actions", "To the worklist"), "F2", Window, Menu::Go, false, true},
        {FilterWorklist, "go.filter", QT_TRANSLATE_NOOP("Actions", "Filter the worklist"), "Ctrl+F", Window, Menu::Go},
        {FocusEvidence, "go.evidence", QT_TRANSLATE_NOOP("Actions", "To the evidence"), "F3", Window, Menu::Go},
        {FocusReport, "go.report", QT_TRANSLATE_NOOP("Actions", "To the report"), "F4", Window, Menu::Go},
        {FocusSimilar, "go.similar", QT_TRANSLATE_NOOP("Actions", "To the similar examinations"), "F5", Window, Menu::Go},
        {FocusSeries, "go.series", QT_TRANSLATE_NOOP("Actions", "To the series"), "F6", Window, Menu::Go},
        {FocusImages, "go.images", QT_TRANSLATE_NOOP("Actions", "To the images"), "F7", Window, Menu::Go},
        {Ask, "go.ask", QT_TRANSLATE_NOOP("Actions", "Ask this study and the archive"), "Ctrl+K", Window, Menu::Go},

        {ModeWindow, "tool.window", QT_TRANSLATE_NOOP("Actions", "Drag: window and level"), "W", Images, Menu::Tools, true},
        {ModeZoom, "tool.zoom", QT_TRANSLATE_NOOP("Actions", "Drag: zoom"), "Z", Images, Menu::Tools, true},
        {ModePan, "tool.pan", QT_TRANSLATE_NOOP("Actions", "Drag: pan"), "T", Images, Menu::Tools, true},
        {ModeScroll, "tool.scroll", QT_TRANSLATE_NOOP("Actions", "Drag: scroll"), "S", Images, Menu::Tools, true},
        {ModeDistance, "tool.distance", QT_TRANSLATE_NOOP("Actions", "Drag: distance"), "D M", Images, Menu::Tools, true},
        {ModeCrosshair, "tool.crosshair", QT_TRANSLATE_NOOP("Actions", "Click: all views to this point"), "H", Images, Menu::Tools, true},
        {ModeNext, "tool.next", QT_TRANSLATE_NOOP("Actions", "Next of these"), "Ctrl+Space", Images, Menu::Tools},
        {ToolsMenu, "tool.menu", QT_TRANSLATE_NOOP("Actions", "These tools at the pointer"), "Q", Images, Menu::None},
        {RemoveDistance, "tool.remove-distance", QT_TRANSLATE_NOOP("Actions", "Remove the last distance"), "Del", Images, Menu::Tools},
        {Preset1, "tool.preset-1", QT_TRANSLATE_NOOP("Actions", "Window from the volume's percentiles"), "1", Images, Menu::Tools, false, true},
        {Preset2, "tool.preset-2", QT_TRANSLATE_NOOP("Actions", "Window: high contrast"), "2", Images, Menu::Tools},
        {Preset3, "tool.preset-3", QT_TRANSLATE_NOOP("Actions", "Window: low contrast"), "3", Images, Menu::Tools},
        {Preset4, "tool.preset-4", QT_TRANSLATE_NOOP("Actions", "Window: dark parts"), "4", Images, Menu::Tools},
        {Preset5, "tool.preset-5", QT_TRANSLATE_NOOP("Actions", "Window: bright parts"), "5", Images, Menu::Tools},
        {Preset6, "tool.preset-6", QT_TRANSLATE_NOOP("Actions", "Window: narrow"), "6", Images, Menu::Tools},
        {Preset0, "tool.preset-0", QT_TRANSLATE_NOOP("Actions", "Window: all values"), "0", Images, Menu::Tools},
        {FlagAccept, "tool.flag-accept", QT_TRANSLATE_NOOP("Actions", "Accept the flag"), "Alt+A", Window, Menu::Tools, false, true},
        {FlagDismiss, "tool.flag-dismiss", QT_TRANSLATE_NOOP("Actions", "Dismiss the flag"), "Alt+D", Window, Menu::Tools},
        {Sign, "tool.sign", QT_TRANSLATE_NOOP("Actions", "Sign the report"), "Ctrl+Shift+Return", Window, Menu::Tools},
        {CancelAnalysis, "tool.cancel", QT_TRANSLATE_NOOP("Actions", "Stop the analysis"), "Ctrl+.", Window, Menu::Tools, false, true},
        {RetryEngine, "tool.retry-engine", QT_TRANSLATE_NOOP("Actions", "Start the engine again"), "", Window, Menu::Tools},

        {ShowHelp, "help.keys", QT_TRANSLATE_NOOP("Actions", "Keys, and how to read the window"), "F1", Window, Menu::Help},
    };
    // clang-format on
    return table;
}

} // namespace second_read::ui
