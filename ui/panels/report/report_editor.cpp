#include "panels/report/report_editor.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include "panels/words.h"
#include "theme/theme.h"

namespace second_read::ui {

namespace {
constexpr int kLineHeightPercent = 132;
}

/// Only the look of headings needs the text's own formats; all other marks are painted over it.
class HeadingHighlighter : public QSyntaxHighlighter {
public:
    explicit HeadingHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {}

    void set(std::vector<QTextCursor> headings) {
        const auto same = [](const QTextCursor& a, const QTextCursor& b) {
            return a.selectionStart() == b.selectionStart() && a.selectionEnd() == b.selectionEnd();
        };
        if (std::equal(headings.begin(), headings.end(), m_headings.begin(), m_headings.end(), same)) return;
        m_headings = std::move(headings);
        rehighlight();
    }

protected:
    void highlightBlock(const QString& text) override {
        const int start = currentBlock().position(), end = start + static_cast<int>(text.size());
        for (const auto& heading : m_headings) {
            const int from = std::max(heading.selectionStart(), start),
                      to = std::min(heading.selectionEnd(), end);
            if (from >= to) continue;
            QTextCharFormat format;
            format.setForeground(theme::quiet);
            format.setFontCapitalization(QFont::AllUppercase);
            format.setProperty(QTextFormat::FontPixelSize,
                               Words::smaller(document()->defaultFont()).pixelSize());
            setFormat(from - start, to - from, format);
        }
    }

private:
    std::vector<QTextCursor> m_headings;
};

ReportEditor::ReportEditor(QWidget* parent)
    : QTextEdit(parent), m_headings(new HeadingHighlighter(document())) {
    setObjectName(QStringLiteral("report-text"));
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Report text"));
    // The text lies on the panel itself: a page, not a form field.
    setStyleSheet(QStringLiteral("QTextEdit { border: none; background: transparent; }"));
    document()->setDocumentMargin(10);
    load({});
}

QString ReportEditor::text() const {
    QString raw = document()->toRawText();
    raw.replace(QChar::ParagraphSeparator, QChar::LineFeed);
    raw.replace(QChar::LineSeparator, QChar::LineFeed);
    return raw;
}

void ReportEditor::load(const QString& text) {
    m_terms.clear();
    m_flagged.clear();
    m_headings->set({});
    setPlainText(text);
    QTextCursor all(document());
    all.select(QTextCursor::Document);
    QTextBlockFormat lines;
    lines.setLineHeight(kLineHeightPercent, QTextBlockFormat::ProportionalHeight);
    all.mergeBlockFormat(lines);
    document()->clearUndoRedoStacks();
}

QTextCursor ReportEditor::cursorOver(Utf16Span span) const {
    const int last = std::max(0, document()->characterCount() - 1);
    QTextCursor cursor(document());
    cursor.setPosition(std::clamp(span.begin, 0, last));
    cursor.setPosition(std::clamp(span.end, 0, last), QTextCursor::KeepAnchor);
    return cursor;
}

void ReportEditor::setMarks(const std::vector<Mark>& marks) {
    m_terms.clear();
    std::vector<QTextCursor> headings;
    for (const auto& mark : marks) {
        if (mark.kind == MarkKind::Heading)
            headings.push_back(cursorOver(mark.span));
        else
            m_terms.push_back({cursorOver(mark.span), mark.kind});
    }
    m_headings->set(std::move(headings));
    viewport()->update();
}

void ReportEditor::setFlagged(const std::vector<Utf16Span>& flagged, const std::vector<Utf16Span>& strong) {
    m_flagged.clear();
    for (const auto& span : flagged) m_flagged.push_back({cursorOver(span), MarkKind::Flagged});
    for (const auto& span : strong) m_flagged.push_back({cursorOver(span), MarkKind::Flagged, true});
    viewport()->update();
}

void ReportEditor::reveal(Utf16Span span) {
    const QRect place = cursorRect(cursorOver({span.begin, span.begin}));
    if (viewport()->rect().contains(place)) return;
    auto* bar = verticalScrollBar();
    bar->setValue(bar->value() + place.center().y() - viewport()->height() / 2);
}

void ReportEditor::underline(QPainter& painter, const Underline& mark) const {
    const int begin = mark.range.selectionStart(), end = mark.range.selectionEnd();
    const auto* layout = document()->documentLayout();
    const QPointF scrolled(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    for (auto block = document()->findBlock(begin); block.isValid() && block.position() < end;
         block = block.next()) {
        const QPointF origin = layout->blockBoundingRect(block).topLeft() + scrolled;
        for (int i = 0; i < block.layout()->lineCount(); ++i) {
            const auto line = block.layout()->lineAt(i);
            const int first = block.position() + line.textStart(), last = first + line.textLength();
            const int from = std::max(begin, first), to = std::min(end, last);
            if (from >= to) continue;
            const qreal left = origin.x() + line.cursorToX(from - block.position());
            const qreal right = origin.x() + line.cursorToX(to - block.position());
            const qreal base = origin.y() + line.y() + line.ascent();
            const qreal under = std::round(base + line.descent() * 0.65) + 1;
            switch (mark.kind) {
            case MarkKind::Flagged:
                if (mark.strong)
                    painter.fillRect(
                        QRectF(left, base - line.ascent(), right - left, line.ascent() + line.descent() + 2),
                        QColor(theme::flag.red(), theme::flag.green(), theme::flag.blue(), 38));
                painter.fillRect(QRectF(left, under, right - left, 2), theme::flag);
                break;
            case MarkKind::Affirmed:
                painter.fillRect(QRectF(left, under, right - left, 1), theme::quiet);
                break;
            case MarkKind::Uncertain:
            case MarkKind::Negated: { // dashed and dotted: not only a matter of colour
                QPen pen(mark.kind == MarkKind::Uncertain ? theme::quiet : theme::faint, 1,
                         mark.kind == MarkKind::Uncertain ? Qt::DashLine : Qt::DotLine);
                painter.setPen(pen);
                painter.drawLine(QPointF(left, under + 0.5), QPointF(right, under + 0.5));
                break;
            }
            case MarkKind::Heading:
                break;
            }
        }
    }
}

void ReportEditor::paintEvent(QPaintEvent* event) {
    QTextEdit::paintEvent(event);
    QPainter painter(viewport());
    painter.setClipRect(event->rect());
    for (const auto& mark : m_terms) {
        const auto overlaps = [&](const Underline& flagged) {
            return flagged.range.selectionStart() < mark.range.selectionEnd() &&
                   mark.range.selectionStart() < flagged.range.selectionEnd();
        };
        if (std::none_of(m_flagged.begin(), m_flagged.end(), overlaps)) underline(painter, mark);
    }
    for (const auto& mark : m_flagged) underline(painter, mark);
}

void ReportEditor::keyPressEvent(QKeyEvent* event) {
    // Signs in the main window, F-keys and Alt likewise: not text.
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    QTextEdit::keyPressEvent(event);
}

void ReportEditor::insertFromMimeData(const QMimeData* source) {
    if (!source->hasText()) return;
    QString text = source->text();
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    text.replace(u'\r', u'\n');
    textCursor().insertText(text);
}

void ReportEditor::focusInEvent(QFocusEvent* event) {
    QTextEdit::focusInEvent(event);
    ensureCursorVisible();
}

} // namespace second_read::ui
