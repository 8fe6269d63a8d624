#pragma once
/// The findings at a glance; Enter or a click leads to the place of one.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/evidence_presenter.h"

class QListView;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace second_read::ui {

class RowsModel;

class EvidencePanel : public QWidget {
    Q_OBJECT
public:
    explicit EvidencePanel(EvidencePresenter& presenter, QWidget* parent = nullptr);
    ~EvidencePanel() override;

    void focusList();
    /// Height at which every finding stands without scrolling; 0 while no findings are shown.
    int wholeHeight() const;

Q_SIGNALS:
    void jumpTo(const second_read::ui::Place& place);
    void wholeHeightChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    void jump();
    void sayWhatIsBelow();
    QString describe(int row, int role) const;
    QString footer() const;

    EvidencePresenter& m_presenter;
    PanelHeader* m_header;
    QToolButton* m_readFirst;
    QProgressBar* m_progress;
    QLabel* m_stage;
    QStackedWidget* m_stack;
    QListView* m_list;
    RowsModel* m_model;
    QLabel* m_sentence;
    QPushButton* m_again;
    QLabel* m_below; ///< over the list's end: how many findings stand under it
    QLabel* m_footer;
};

} // namespace second_read::ui
