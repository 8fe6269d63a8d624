#pragma once
/// The keys, over the images: F1 shows, F1 or Esc puts away. Filled from the action table.

#include <QWidget>

namespace second_read::ui {

class KeyList : public QWidget {
    Q_OBJECT
public:
    explicit KeyList(QWidget* parent);

Q_SIGNALS:
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

/// "Ctrl+Shift+O", "I, Space": as people write them, in their language.
QString keyText(const char* keys);

} // namespace second_read::ui
