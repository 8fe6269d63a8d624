#pragma once
/// Everything that can be done by menu or key, one row each. Menus, shortcuts, the key list (F1) and the
/// conflict test read this table. Keys are Weasis's where Weasis has one (IHE BIR).

#include <vector>

namespace second_read::ui {

enum class Action {
    OpenFolder,
    OpenFile,
    OpenDemo,
    ScanFolder,
    ChooseArchive,
    ImportFolder,
    CloseBeside,
    CloseStudy,
    Quit,
    Layout1x1,
    Layout1x2,
    Layout2x2,
    Layout3x3,
    Maximise,
    FullScreen,
    CycleOverlay,
    ReferenceLines,
    Link,
    Fit,
    ZoomIn,
    ZoomOut,
    RotateLeft,
    RotateRight,
    Mirror,
    Invert,
    ResetView,
    ImageUp,
    ImageDown,
    ImageUp10,
    ImageDown10,
    ImageFirst,
    ImageLast,
    Cine,
    SeriesPrevious,
    SeriesNext,
    SeriesFirst,
    SeriesLast,
    StudyPrevious,
    StudyNext,
    StudyFirst,
    StudyLast,
    CasePrevious,
    CaseNext,
    CaseFirst,
    CaseLast,
    ViewNext,
    ViewPrevious,
    PanLeft,
    PanRight,
    PanUp,
    PanDown,
    PanFarLeft,
    PanFarRight,
    PanFarUp,
    PanFarDown,
    FlagNext,
    FlagPrevious,
    FocusWorklist,
    FocusEvidence,
    FocusReport,
    FocusSimilar,
    FocusSeries,
    FocusImages,
    Ask,
    FilterWorklist,
    ModeWindow,
    ModeZoom,
    ModePan,
    ModeScroll,
    ModeDistance,
    ModeCrosshair,
    ModeNext,
    ToolsMenu,
    RemoveDistance,
    Preset0,
    Preset1,
    Preset2,
    Preset3,
    Preset4,
    Preset5,
    Preset6,
    FlagAccept,
    FlagDismiss,
    Sign,
    CancelAnalysis,
    RetryEngine,
    ShowHelp,
};

/// Where a key works. Single letters and digits never reach a field in which one types.
enum class Context {
    Window, ///< everywhere in the window
    Images, ///< while the images or the series list have the focus
    Views,  ///< while the images have the focus (arrows would fight with lists)
};

enum class Menu { None, File, View, Go, Tools, Help };

struct ActionRow {
    Action action;
    const char* id;   ///< stable: settings and tests name it
    const char* text; ///< a whole phrase, translated in context "Actions"
    const char* keys; ///< portable text, several separated by a space; "" for none
    Context context;
    Menu menu;
    bool checkable = false;
    bool separator = false; ///< a line above it in the menu
};

const std::vector<ActionRow>& actionTable();

} // namespace second_read::ui
