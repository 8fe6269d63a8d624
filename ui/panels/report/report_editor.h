#pragma once
/// The report's text: section headings in small capitals, thin lines under what names a finding, amber ones
/// under what a flag is about. Marks move with the text they were put on while the reader types.

#include <vector>

#include <QTextCursor>
#include <QTextEdit>

#include "presenters/report_presenter.h"

namespace second_read::ui {

class HeadingHighlighter;

class ReportEditor : public QTextEdit {
    Q_OBJECT
public:
    explicit ReportEditor(QWidget* parent = nullptr);

    /// Lines end with \n; no-break spaces stay what they are, unlike in toPlainText().
    QString text() const;
    /// Replaces the text; what could be undone before is gone.
    void load(const QString& text);
    void setMarks(const std::vector<Mark>& marks);
    /// `strong`: the spans of the selected flag.
    void setFlagged(const std::vector<Utf16Span>& flagged, const std::vector<Utf16Span>& strong);
    /// Scrolls so that it is seen; the cursor stays.
    void reveal(Utf16Span span);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Underline {
        QTextCursor range; ///< follows the text
        MarkKind kind;
        bool strong = false;
    };
    QTextCursor cursorOver(Utf16Span span) const;
    void underline(QPainter& painter, const Underline& mark) const;

    std::vector<Underline> m_terms, m_flagged;
    HeadingHighlighter* m_headings;
};

} // namespace second_read::ui
