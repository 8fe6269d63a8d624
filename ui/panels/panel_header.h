#pragma once
/// The first line of a panel: its name on the left, what it stands on in small type on the right.

#include <QHBoxLayout>
#include <QLabel>
#include <QWidget>

namespace second_read::ui {

/// One line that is cut at its right end, with the whole text as its tool tip when it was cut.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    void setWholeText(const QString& text);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void cut();
    QString m_text;
};

class PanelHeader : public QWidget {
    Q_OBJECT
public:
    explicit PanelHeader(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setNote(const QString& note);
    /// To the right of the note.
    void addTool(QWidget* tool);

private:
    ElidedLabel* m_title;
    ElidedLabel* m_note;
    QHBoxLayout* m_row;
};

} // namespace second_read::ui
