#pragma once
/// What is written and drawn over one image. Everything that has a place is projected by the transform that
/// the image is drawn with, at each paint.

#include <QWidget>

#include "presenters/layout_presenter.h"

namespace second_read::ui {

class ViewportOverlay : public QWidget {
    Q_OBJECT
public:
    ViewportOverlay(LayoutPresenter& layout, int index, QWidget* parent);
    void setProblem(const QString& problem);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintText(QPainter& painter, const ViewportPresenter& viewport);
    void paintPlaces(QPainter& painter, const ViewportPresenter& viewport);
    void paintDistances(QPainter& painter, const ViewportPresenter& viewport);
    void paintBand(QPainter& painter, const ViewportPresenter& viewport);

    LayoutPresenter& m_layout;
    int m_index;
    QString m_problem;
};

} // namespace second_read::ui
