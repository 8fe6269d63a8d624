#pragma once
/// One line to ask the open study and the archive; the study's answer stands right under it. Sentences that
/// every study is asked are listed in a menu at the field's end, and forgotten where their answer stands.

#include <QFrame>
#include <QPointer>
#include <QWidget>

#include "presenters/ask_presenter.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace second_read::ui {

class AskPanel : public QWidget {
    Q_OBJECT
public:
    explicit AskPanel(AskPresenter& presenter, QWidget* parent = nullptr);
    ~AskPanel() override;

    void focusField();

Q_SIGNALS:
    void jumpTo(const second_read::ui::Place& place);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void moveEvent(QMoveEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void refresh();
    void placeAnswer();
    void listKept();
    QString studyWords() const;
    QString archiveWords() const;

    AskPresenter& m_presenter;
    QLineEdit* m_field;
    QLabel* m_key;
    QPointer<QWidget> m_before; ///< had the focus before the field was called
    QPointer<QFrame> m_answer;  ///< child of the window, floating under the field: opening it moves nothing
    QLabel *m_study, *m_archive;
    QPushButton *m_jump, *m_keep;
    QToolButton* m_kept; ///< in the field: the sentences that every study is asked
};

} // namespace second_read::ui
