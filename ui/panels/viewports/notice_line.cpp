#include "panels/viewports/notice_line.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "theme/theme.h"

namespace second_read::ui {
namespace {

constexpr int kMostLines = 12;

} // namespace

NoticeLine::NoticeLine(QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_close(new QToolButton(this)) {
    m_text->setProperty("role", "note");
    m_text->setTextFormat(Qt::PlainText); // DICOM text is data, never markup
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_close->setProperty("role", "link");
    m_close->setText(tr("hide"));
    m_close->setFocusPolicy(Qt::NoFocus);
    connect(m_close, &QToolButton::clicked, this, [this] {
        m_away = true;
        Q_EMIT heightChanged();
    });
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_text, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    setCursor(Qt::PointingHandCursor);
}

void NoticeLine::setSentences(const QStringList& sentences) {
    if (sentences != m_sentences) m_away = m_expanded = false;
    m_sentences = sentences;
    show();
    Q_EMIT heightChanged();
}

void NoticeLine::show() {
    if (m_sentences.isEmpty()) return;
    m_text->setWordWrap(m_expanded);
    m_text->setAccessibleName(m_sentences.join(QLatin1Char('\n'))); // whole, however narrow the line
    if (m_expanded) {
        QStringList shown = m_sentences.mid(0, kMostLines);
        if (m_sentences.size() > kMostLines)
            shown << tr("and %n more", nullptr, static_cast<int>(m_sentences.size()) - kMostLines);
        m_text->setText(shown.join(QLatin1Char('\n')));
        return;
    }
    QString line = m_sentences.first();
    if (m_sentences.size() > 1)
        line = tr("%1  (%2 more: click)", "first sentence, number of further ones")
                   .arg(line)
                   .arg(m_sentences.size() - 1);
    m_text->setText(fontMetrics().elidedText(line, Qt::ElideMiddle,
                                             std::max(80, width() - m_close->sizeHint().width() - 24)));
}

int NoticeLine::wantedHeight(int width) const {
    if (m_sentences.isEmpty() || m_away) return 0;
    if (!m_expanded) return fontMetrics().height() + 9;
    return m_text->heightForWidth(width - m_close->sizeHint().width());
}

void NoticeLine::mousePressEvent(QMouseEvent*) {
    m_expanded = !m_expanded;
    show();
    Q_EMIT heightChanged();
}

void NoticeLine::resizeEvent(QResizeEvent*) { show(); }

} // namespace second_read::ui
