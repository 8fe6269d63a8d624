#pragma once
/// The studies to read: filter, open, scan a folder.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/worklist_presenter.h"

class QLineEdit;
class QListView;
class QPushButton;

namespace second_read::ui {

class RowsModel;

class WorklistPanel : public QWidget {
    Q_OBJECT
public:
    explicit WorklistPanel(WorklistPresenter& presenter, QWidget* parent = nullptr);
    ~WorklistPanel() override;

    void focusFilter();
    void chooseFolder(); ///< asks for a folder and adds the studies under it
    void openNext();
    void openPrevious();
    void openFirst();
    void openLast();

Q_SIGNALS:
    void openRequested(const QString& path, const QString& studyUid);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    QString describe(int row, int role) const;

    WorklistPresenter& m_presenter;
    PanelHeader* m_header;
    QLineEdit* m_filter;
    QListView* m_list;
    RowsModel* m_model;
    QLabel* m_hint;
    QLabel* m_line;
    QPushButton* m_scan;
};

} // namespace second_read::ui
