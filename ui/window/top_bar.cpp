#include "window/top_bar.h"

#include <QHBoxLayout>
#include <QMenuBar>

namespace second_read::ui {

TopBar::TopBar(QMenuBar* menus, QWidget* ask, QWidget* parent)
    : QWidget(parent), m_name(new ElidedLabel(this)), m_facts(new ElidedLabel(this)),
      m_note(new ElidedLabel(this)) {
    setProperty("role", "bar");
    setAttribute(Qt::WA_StyledBackground);
    m_name->setProperty("role", "patient");
    m_facts->setProperty("role", "quiet");
    m_note->setProperty("role", "faint");
    auto* research = new ElidedLabel(this);
    research->setProperty("role", "quiet");
    research->setWholeText(tr("Research use only. Not a medical device."));
    menus->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
    ask->setMaximumWidth(440);

    auto* left = new QHBoxLayout;
    left->setSpacing(14);
    left->addWidget(menus, 0, Qt::AlignVCenter);
    left->addWidget(m_name);
    left->addWidget(m_facts, 1);
    auto* right = new QHBoxLayout;
    right->setSpacing(18);
    right->addStretch(1);
    right->addWidget(m_note);
    right->addWidget(research);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 3, 12, 3);
    row->setSpacing(16);
    row->addLayout(left, 5);
    row->addWidget(ask, 4);
    row->addLayout(right, 4);
}

void TopBar::setPatient(const QString& name, const QString& facts) {
    m_name->setWholeText(name);
    m_facts->setWholeText(facts);
}

void TopBar::setNote(const QString& note) { m_note->setWholeText(note); }

} // namespace second_read::ui
