#pragma once
/// Sentences about what could not be used: one line, a click shows all of them, another puts them away.

#include <QWidget>

class QLabel;
class QToolButton;

namespace second_read::ui {

class NoticeLine : public QWidget {
    Q_OBJECT
public:
    explicit NoticeLine(QWidget* parent);
    void setSentences(const QStringList& sentences);
    int wantedHeight(int width) const; ///< 0: nothing to say, or put away

Q_SIGNALS:
    void heightChanged();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void show();

    QLabel* m_text;
    QToolButton* m_close;
    QStringList m_sentences;
    bool m_expanded = false, m_away = false;
};

} // namespace second_read::ui
