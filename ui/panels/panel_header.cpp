#include "panels/panel_header.h"

#include <QResizeEvent>

#include "panels/words.h"

namespace second_read::ui {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
}

void ElidedLabel::setWholeText(const QString& text) {
    if (text == m_text) return;
    m_text = text;
    updateGeometry();
    cut();
}

QSize ElidedLabel::sizeHint() const {
    ensurePolished();
    const auto margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(m_text) + 2 + margins.left() + margins.right(),
            fontMetrics().height() + margins.top() + margins.bottom()};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {std::min(sizeHint().width(), 3 * fontMetrics().averageCharWidth()), sizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    cut();
}

void ElidedLabel::cut() {
    const auto shown = fontMetrics().elidedText(m_text, Qt::ElideRight, contentsRect().width());
    if (shown != text()) setText(shown);
    setToolTip(shown == m_text ? QString() : Words::toolTip(m_text));
    setAccessibleName(m_text);
}

PanelHeader::PanelHeader(const QString& title, QWidget* parent)
    : QWidget(parent), m_title(new ElidedLabel(this)), m_note(new ElidedLabel(this)),
      m_row(new QHBoxLayout(this)) {
    m_title->setProperty("role", "title");
    m_title->setWholeText(title);
    m_note->setProperty("role", "faint");
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_row->setContentsMargins(12, 8, 12, 6);
    m_row->setSpacing(8);
    m_row->addWidget(m_title);
    m_row->addStretch(1);
    m_row->addWidget(m_note);
}

void PanelHeader::setTitle(const QString& title) { m_title->setWholeText(title); }

void PanelHeader::setNote(const QString& note) { m_note->setWholeText(note); }

void PanelHeader::addTool(QWidget* tool) { m_row->addWidget(tool); }

} // namespace second_read::ui
