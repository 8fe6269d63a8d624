#pragma once
/// The report and what the second reader has to say about it.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/report_presenter.h"

class QListView;
class QPushButton;

namespace second_read::ui {

class ReportEditor;
class RowsModel;

class ReportPanel : public QWidget {
    Q_OBJECT
public:
    explicit ReportPanel(ReportPresenter& presenter, QWidget* parent = nullptr);
    ~ReportPanel() override;

    void focusEditor();
    /// Selects it, shows its words in the text and jumps to its place. The keys go to the flags, where one
    /// letter decides; who is writing goes on writing.
    void nextFlag();
    void previousFlag();
    QWidget& flags() const; ///< for keys that work there, too
    void acceptFlag();      ///< the selected flag, else the first; again: takes it back
    void dismissFlag();
    void sign(); ///< a signed report is opened again

Q_SIGNALS:
    void jumpTo(const second_read::ui::Place& place);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void refreshFlags();
    void refreshText();
    void refreshLines();
    void fitFlags();
    void moveFlag(int step);
    void showSelected();
    QString describe(int row, int role) const;
    QString sourceWords() const;
    QString identityWords() const;

    ReportPresenter& m_presenter;
    PanelHeader* m_header;
    QWidget* m_identity;
    QLabel* m_identityText;
    QPushButton* m_confirm;
    QLabel* m_problem;
    QLabel* m_hidden;
    QListView* m_flags;
    RowsModel* m_model;
    ReportEditor* m_editor;
    QLabel* m_checksTitle;
    ElidedLabel* m_checks;
    QPushButton* m_sign;
    std::uint64_t m_loads = 0;
    bool m_refreshing = false;
};

} // namespace second_read::ui
