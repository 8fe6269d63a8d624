#pragma once
/// What a window without a study says: what to do first, with buttons and keys.

#include <QWidget>

#include "window/action_table.h"

class QLabel;

namespace second_read::ui {

class EmptyPage : public QWidget {
    Q_OBJECT
public:
    explicit EmptyPage(QWidget* parent = nullptr);
    /// A line under the buttons: "reading headers, 40 %"; empty: none.
    void setStatus(const QString& status);

Q_SIGNALS:
    void wanted(second_read::ui::Action action);

private:
    QLabel *m_heading, *m_status;
};

} // namespace second_read::ui
