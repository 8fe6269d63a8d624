#include "window/help_page.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include "window/action_table.h"

namespace second_read::ui {
namespace {

struct Section {
    const char* title;
    std::vector<const ActionRow*> rows;
};

/// Mouse and panel keys have no action of their own, but belong on the same page.
struct Habit {
    const char* how;
    const char* text;
};

struct Passage {
    const char* word;
    const char* meaning;
};

/// How to read what stands in the window: what a reader must know before trusting a number.
const Passage kPassages[] = {
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Bar and number"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "The percentile of this study among normal examinations, for this finding alone: 95 means "
         "that 95 of 100 normals look less like it. It is no probability; that stands in the "
         "row's tip. The panel's head says which normals.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Tick in the bar"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "From here on a report that is silent about the finding is flagged. No tick: reports "
         "mention this finding too unreliably, or the evidence is too weak, so silence is never flagged.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Hollow bar"),
     QT_TRANSLATE_NOOP("second_read::ui::HelpPage",
                       "A sequence that would help is missing. \"Not evaluable\": one that is needed is "
                       "missing; this is never a no.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Flag"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "Images and report disagree, or the report contradicts itself. It says how many of 10 such "
         "flags were right. F8 leads there; A accepts, D dismisses (while writing: Alt+A, Alt+D), the same "
         "key again takes it back; Enter shows the place. No flag does not mean that nothing was missed.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Words underlined"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "What the reader of reports understood: findings affirmed, denied, hedged, with their side. "
         "An amber line marks the words that a flag speaks of.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Blue ring"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "The place that speaks most for the finding, not its outline. It fades away from its slice.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Read first"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "Hides evidence and flags until the report has an impression: a wrong hint raises misses.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Similar examinations"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "Those of your archive whose images or reports are nearest; the number is a cosine, to be "
         "compared within the row only. The sentence is from their own report.")},
    {QT_TRANSLATE_NOOP("second_read::ui::HelpPage", "Kept by itself"),
     QT_TRANSLATE_NOOP(
         "second_read::ui::HelpPage",
         "Drafts within two seconds, decisions at once, the worklist and what stood on the screen. "
         "Images are never copied or changed; nothing leaves this machine.")},
};

QLabel* label(const QString& text, const char* role) {
    auto* made = new QLabel(text);
    made->setTextFormat(Qt::PlainText);
    if (*role) made->setProperty("role", role);
    return made;
}

} // namespace

QString keyText(const char* keys) {
    QStringList shown;
    for (const QString& key : QString::fromLatin1(keys).split(QLatin1Char(' '), Qt::SkipEmptyParts))
        shown << QKeySequence(key, QKeySequence::PortableText).toString(QKeySequence::NativeText);
    return shown.join(QStringLiteral(", "));
}

HelpPage::HelpPage(QWidget* parent) : QWidget(parent) {
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    setFocusPolicy(Qt::StrongFocus);
    Section sections[] = {{QT_TR_NOOP("Images and viewports"), {}},
                          {QT_TR_NOOP("Series, studies, cases"), {}},
                          {QT_TR_NOOP("Mouse modes and window"), {}},
                          {QT_TR_NOOP("Evidence and report"), {}},
                          {QT_TR_NOOP("Files and window"), {}}};
    for (const ActionRow& row : actionTable()) {
        if (!*row.keys) continue;
        const std::string_view id = row.id;
        const bool flag = id.find("flag") != id.npos || id.find("sign") != id.npos ||
                          id.find("cancel") != id.npos || id == "go.ask" || id == "go.evidence" ||
                          id == "go.report" || id == "go.similar";
        const bool file = id.starts_with("file.") || id.starts_with("help.") || id == "view.full-screen";
        const bool series = id.find("series") != id.npos || id.find("study") != id.npos ||
                            id.find("case") != id.npos || id == "go.worklist" || id == "go.filter" ||
                            id == "go.images";
        const std::size_t section = flag ? 3 : file ? 4 : series ? 1 : id.starts_with("tool.") ? 2 : 0;
        sections[section].rows.push_back(&row);
    }
    const Habit habits[] = {
        {QT_TR_NOOP("wheel"), QT_TR_NOOP("Scroll what is under the pointer, no click first")},
        {QT_TR_NOOP("drag"), QT_TR_NOOP("What the mouse mode says, at first window and level")},
        {QT_TR_NOOP("right drag, Ctrl+wheel"), QT_TR_NOOP("Zoom")},
        {QT_TR_NOOP("middle drag"), QT_TR_NOOP("Pan")},
        {QT_TR_NOOP("Ctrl while dragging"), QT_TR_NOOP("Four times as fast")},
        {QT_TR_NOOP("double click"), QT_TR_NOOP("One viewport alone, and back")},
        {QT_TR_NOOP("drag a series"), QT_TR_NOOP("Show it in a viewport; so do Enter and a double click")},
        {QT_TR_NOOP("drop files"), QT_TR_NOOP("Open them; further ones join the worklist")}};

    auto* page = new QWidget;
    auto* columns = new QHBoxLayout(page);
    columns->setContentsMargins(28, 12, 28, 20);
    columns->setSpacing(36);
    auto makeColumn = [&] {
        auto* column = new QGridLayout;
        column->setHorizontalSpacing(18);
        column->setVerticalSpacing(3);
        column->setColumnStretch(1, 1);
        columns->addLayout(column, 1);
        return column;
    };
    auto addTitle = [](QGridLayout* column, const QString& title) {
        const int row = column->rowCount();
        column->setRowMinimumHeight(row, 10);
        column->addWidget(label(title, "title"), row + 1, 0, 1, 2);
    };
    auto addRow = [](QGridLayout* column, const QString& key, const QString& text) {
        const int row = column->rowCount();
        column->addWidget(label(key, "quiet"), row, 0);
        column->addWidget(label(text, ""), row, 1);
    };
    auto* reading = makeColumn();
    columns->setStretch(0, 1);
    for (const Passage& passage : kPassages) {
        const int row = reading->rowCount();
        reading->setRowMinimumHeight(row, 5);
        reading->addWidget(label(tr(passage.word), "title"), row + 1, 0, 1, 2);
        QLabel* meaning = label(tr(passage.meaning), "");
        meaning->setWordWrap(true);
        reading->addWidget(meaning, row + 2, 0, 1, 2);
    }
    QGridLayout* grids[] = {makeColumn(), makeColumn(), makeColumn()};
    const int columnOf[] = {0, 1, 2, 2, 1};
    for (std::size_t i = 0; i < std::size(sections); ++i) {
        QGridLayout* column = grids[columnOf[i]];
        addTitle(column, tr(sections[i].title));
        for (const ActionRow* row : sections[i].rows)
            addRow(column, keyText(row->keys), QCoreApplication::translate("Actions", row->text));
    }
    addTitle(grids[0], tr("Mouse"));
    for (const Habit& habit : habits) addRow(grids[0], tr(habit.how), tr(habit.text));
    for (QGridLayout* column : {reading, grids[0], grids[1], grids[2]})
        column->setRowStretch(column->rowCount(), 1);

    auto* area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 16, 0, 0);
    auto* heading = label(tr("How to read the window, and its keys"), "heading");
    auto* away =
        label(tr("F1 or Esc puts this away. Keys are Weasis's where it has one (IHE Basic Image Review)."),
              "quiet");
    auto* about =
        label(tr("Second Read %1 · Apache-2.0 licence · Decision support for research: it proposes, shows "
                 "where and why, and says when it cannot tell. Research use only. Not a medical device.")
                  .arg(QCoreApplication::applicationVersion()),
              "quiet");
    about->setWordWrap(true);
    for (QLabel* line : {heading, away, about}) line->setContentsMargins(28, 0, 28, 0);
    about->setContentsMargins(28, 6, 28, 10);
    all->addWidget(heading);
    all->addWidget(away);
    all->addWidget(area, 1);
    all->addWidget(about);
}

void HelpPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace second_read::ui
