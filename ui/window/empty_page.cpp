#include "window/empty_page.h"

#include <algorithm>

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "window/help_page.h"

namespace second_read::ui {

EmptyPage::EmptyPage(QWidget* parent)
    : QWidget(parent), m_heading(new QLabel(this)), m_status(new QLabel(this)) {
    setProperty("role", "viewer");
    setAttribute(Qt::WA_StyledBackground);
    struct Step {
        Action action;
        QString button, what;
    };
    const Step steps[] = {
        {Action::OpenFolder, tr("Open a study…"),
         tr("a DICOM or NIfTI folder; or drop folders and files here")},
        {Action::OpenDemo, tr("Open the demo"),
         tr("three examinations with reports, and 60 past ones to compare with")},
        {Action::ChooseArchive, tr("Choose an archive…"),
         tr("past examinations of your department, searched for similar ones")},
    };
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(10);
    int line = 0;
    for (const Step& step : steps) {
        auto* button = new QPushButton(step.button, this);
        button->setMinimumWidth(170);
        if (line == 0) button->setProperty("role", "primary");
        connect(button, &QPushButton::clicked, this, [this, action = step.action] { Q_EMIT wanted(action); });
        const auto& table = actionTable();
        const auto row = std::find_if(table.begin(), table.end(),
                                      [&](const ActionRow& r) { return r.action == step.action; });
        auto* key = new QLabel(keyText(row->keys), this);
        key->setProperty("role", "faint");
        auto* what = new QLabel(step.what, this);
        what->setProperty("role", "quiet");
        button->setObjectName(QString::fromLatin1(row->id));
        grid->addWidget(button, line, 0);
        grid->addWidget(key, line, 1);
        grid->addWidget(what, line, 2);
        ++line;
    }
    m_heading->setProperty("role", "heading");
    auto* hint = new QLabel(tr("F1 lists all keys. Everything stays on this machine."), this);
    hint->setProperty("role", "faint");
    m_status->setProperty("role", "quiet");
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    auto* block = new QVBoxLayout;
    block->setSpacing(16);
    block->addWidget(m_heading);
    block->addLayout(grid);
    block->addWidget(hint);
    block->addWidget(m_status);
    auto* middle = new QHBoxLayout;
    middle->addStretch(1);
    middle->addLayout(block);
    middle->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addLayout(middle);
    column->addStretch(3);
    setStatus({});
}

void EmptyPage::setStatus(const QString& status) {
    m_heading->setText(status.isEmpty() ? tr("Nothing is open") : tr("One moment"));
    m_status->setText(status);
}

} // namespace second_read::ui
