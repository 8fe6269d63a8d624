#pragma once
/// The line at the bottom: engine, device, pack, times, archive. Nothing blinks.

#include <QWidget>

#include "panels/panel_header.h"
#include "presenters/status_presenter.h"

class QProgressBar;
class QPushButton;

namespace second_read::ui {

class StatusPanel : public QWidget {
    Q_OBJECT
public:
    explicit StatusPanel(StatusPresenter& presenter, QWidget* parent = nullptr);
    ~StatusPanel() override;

    void cancelAnalysis() { m_presenter.cancel(); }
    void retryEngine() { m_presenter.retry(); }

Q_SIGNALS:
    void keysRequested();

private:
    void refresh();
    QString engineWords() const;
    QString workWords() const;

    StatusPresenter& m_presenter;
    QLabel* m_dot;
    ElidedLabel *m_engine, *m_work, *m_archive;
    QProgressBar* m_progress;
    QPushButton *m_cancel, *m_retry, *m_keys;
};

} // namespace second_read::ui
