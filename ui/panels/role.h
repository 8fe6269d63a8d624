#pragma once
/// What a widget is, as the style sheet knows it (the list is in theme.h), changed while it lives.

#include <QApplication>
#include <QEvent>
#include <QStyle>
#include <QWidget>

namespace second_read::ui {

inline void setRole(QWidget* widget, const char* role) {
    if (widget->property("role").toString() == QLatin1String(role)) return;
    widget->setProperty("role", role);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    QEvent change(QEvent::StyleChange); // polishing alone leaves the old frame and padding
    QApplication::sendEvent(widget, &change);
    widget->updateGeometry();
}

} // namespace second_read::ui
