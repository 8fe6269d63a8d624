#pragma once
/// The images: the grid of viewports, the page that an empty window shows, the line with what could not be
/// used.

#include <vector>

#include <QWidget>

#include "presenters/layout_presenter.h"

class QLabel;

namespace second_read::ui {

class NoticeLine;
class ViewportWidget;

class ViewportsPanel : public QWidget {
    Q_OBJECT
public:
    ViewportsPanel(StudyPresenter& studies, LayoutPresenter& layout, QWidget* parent = nullptr);

    /// Shown in the middle while no study is open. Owned from then on.
    void setEmptyPage(QWidget* page);
    /// One sentence over the images until something else is opened; empty: none.
    void setProblem(const QString& problem);
    /// The widget of a viewport that is visible now, or null.
    ViewportWidget* viewportWidget(int index) const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    ViewportWidget* make(int index);
    void arrange();
    void refreshNotices();
    QRect gridRect() const;

    StudyPresenter& m_studies;
    LayoutPresenter& m_layout;
    std::vector<ViewportWidget*>
        m_widgets; ///< made when first needed, never re-parented: each owns a GL context
    QWidget* m_empty = nullptr;
    NoticeLine* m_notices;
    QString m_problem;
};

} // namespace second_read::ui
