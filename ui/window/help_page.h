#pragma once
/// How to read the window, and its keys, over the panels: F1 shows, F1 or Esc puts away. The keys come from
/// the action table.

#include <QWidget>

namespace second_read::ui {

class HelpPage : public QWidget {
    Q_OBJECT
public:
    explicit HelpPage(QWidget* parent);

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

/// "Ctrl+Shift+O", "I, Space": as people write them, in their language.
QString keyText(const char* keys);

} // namespace second_read::ui
