#pragma once
/// Similar past examinations as a row of cards; Enter or a click opens one beside the study.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/similar_presenter.h"

class QListView;
class QPushButton;
class QStackedWidget;

namespace second_read::ui {

class RowsModel;

class SimilarPanel : public QWidget {
    Q_OBJECT
public:
    explicit SimilarPanel(SimilarPresenter& presenter, QWidget* parent = nullptr);
    ~SimilarPanel() override;

    void focusList();
    void chooseArchive(); ///< asks for the archive's folder
    void importFolder();  ///< asks for a folder of studies and imports them into the archive
    void showThisStudy(); ///< from a sentence back to the open study

Q_SIGNALS:
    /// `label`: "similar case · F 47 · 2019-06"
    void openBeside(const QString& path, const QString& studyUid, const QString& label);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    QString sentence() const;
    QString note() const;
    QString describe(int row, int role) const;

    SimilarPresenter& m_presenter;
    PanelHeader* m_header;
    QPushButton *m_back, *m_samePatient, *m_import, *m_choose;
    QStackedWidget* m_stack;
    QListView* m_list;
    RowsModel* m_model;
    QLabel* m_sentence;
    QPushButton* m_suggested;
};

} // namespace second_read::ui
