#pragma once
/// Enter in a list does what a click does. Not QAbstractItemView::activated: some styles send it for clicks
/// as well.

#include <functional>

#include <QAbstractItemView>
#include <QShortcut>

namespace second_read::ui {

inline void onReturn(QAbstractItemView* view, const std::function<void()>& act) {
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(key), view);
        shortcut->setContext(Qt::WidgetShortcut);
        QObject::connect(shortcut, &QShortcut::activated, view, act);
    }
}

} // namespace second_read::ui
