#include "window/key_list.h"

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
    const char* text;
    const char* how;
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

KeyList::KeyList(QWidget* parent) : QWidget(parent) {
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
        {QT_TR_NOOP("Scroll"), QT_TR_NOOP("wheel over an image, no click first")},
        {QT_TR_NOOP("Zoom"), QT_TR_NOOP("right drag, or Ctrl and wheel")},
        {QT_TR_NOOP("Pan"), QT_TR_NOOP("middle drag")},
        {QT_TR_NOOP("Faster drag"), QT_TR_NOOP("with Ctrl")},
        {QT_TR_NOOP("One viewport alone"), QT_TR_NOOP("double click")},
        {QT_TR_NOOP("Show a series"), QT_TR_NOOP("Enter, double click, or drag it into a viewport")},
        {QT_TR_NOOP("Open"), QT_TR_NOOP("drop folders or files onto the window")}};

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
    QGridLayout* grids[] = {makeColumn(), makeColumn(), makeColumn()};
    const int columnOf[] = {0, 1, 2, 2, 1};
    for (std::size_t i = 0; i < std::size(sections); ++i) {
        QGridLayout* column = grids[columnOf[i]];
        addTitle(column, tr(sections[i].title));
        for (const ActionRow* row : sections[i].rows)
            addRow(column, keyText(row->keys), QCoreApplication::translate("Actions", row->text));
    }
    addTitle(grids[0], tr("Mouse"));
    for (const Habit& habit : habits) addRow(grids[0], tr(habit.text), tr(habit.how));
    for (QGridLayout* column : grids) column->setRowStretch(column->rowCount(), 1);

    auto* area = new QScrollArea(this);
    area->setWidget(page);
    area->setWidgetResizable(true);
    area->setFocusPolicy(Qt::NoFocus);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 16, 0, 0);
    QLabel* heading = label(tr("Keys (F1 or Esc puts this away)"), "heading");
    heading->setContentsMargins(28, 0, 0, 0);
    all->addWidget(heading);
    all->addWidget(area, 1);
}

void KeyList::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

} // namespace second_read::ui
