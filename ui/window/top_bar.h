#pragma once
/// The first line: menus, whose images these are, the field to ask, what the window is not.

#include <QWidget>

#include "panels/panel_header.h"

class QMenuBar;

namespace second_read::ui {

class TopBar : public QWidget {
    Q_OBJECT
public:
    /// `ask` stands in the middle and is owned from then on.
    TopBar(QMenuBar* menus, QWidget* ask, QWidget* parent = nullptr);
    void setPatient(const QString& name, const QString& facts);
    /// "2×2 · Brain · window", or what is being done: "reading headers, 40 %".
    void setNote(const QString& note);

private:
    ElidedLabel *m_name, *m_facts, *m_note;
};

} // namespace second_read::ui
