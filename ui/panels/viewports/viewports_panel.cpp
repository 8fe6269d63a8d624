#include "panels/viewports/viewports_panel.h"

#include "panels/viewports/notice_line.h"
#include "panels/viewports/viewport_widget.h"

namespace second_read::ui {

ViewportsPanel::ViewportsPanel(StudyPresenter& studies, LayoutPresenter& layout, QWidget* parent)
    : QWidget(parent), m_studies(studies), m_layout(layout), m_widgets(LayoutPresenter::kMostViewports),
      m_notices(new NoticeLine(this)) {
    setProperty("role", "viewer");
    setAttribute(Qt::WA_StyledBackground);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(QStringLiteral("viewports"));
    m_notices->hide();
    // One viewport is made before the window is shown: a GL child that comes later has the window made anew,
    // and the keyboard focus is lost with the old one.
    make(0)->hide();
    connect(m_notices, &NoticeLine::heightChanged, this, &ViewportsPanel::arrange);
    connect(&layout, &LayoutPresenter::layoutChanged, this, &ViewportsPanel::arrange);
    connect(&layout, &LayoutPresenter::viewportChanged, this, [this](int index) {
        if (ViewportWidget* widget = viewportWidget(index)) widget->refresh();
    });
    connect(&layout, &LayoutPresenter::activeChanged, this, [this] {
        for (int index = 0; index < m_layout.viewports(); ++index)
            if (ViewportWidget* widget = viewportWidget(index)) widget->refresh();
    });
    connect(&studies, &StudyPresenter::opened, this, [this] {
        m_problem.clear();
        refreshNotices();
        arrange();
    });
    connect(&studies, &StudyPresenter::seriesFailed, this, &ViewportsPanel::refreshNotices);
}

ViewportWidget* ViewportsPanel::make(int index) {
    auto* widget = new ViewportWidget(m_layout, index, this);
    widget->setFocusProxy(this);
    widget->setFocusPolicy(Qt::ClickFocus);
    return m_widgets[static_cast<std::size_t>(index)] = widget;
}

void ViewportsPanel::setEmptyPage(QWidget* page) {
    m_empty = page;
    page->setParent(this);
    arrange();
}

void ViewportsPanel::setProblem(const QString& problem) {
    m_problem = problem;
    refreshNotices();
}

ViewportWidget* ViewportsPanel::viewportWidget(int index) const {
    ViewportWidget* widget = index >= 0 && index < static_cast<int>(m_widgets.size())
                                 ? m_widgets[static_cast<std::size_t>(index)]
                                 : nullptr;
    return widget && !widget->isHidden() ? widget : nullptr;
}

QRect ViewportsPanel::gridRect() const {
    const int top = m_notices->isHidden() ? 0 : m_notices->height();
    return rect().adjusted(0, top, 0, 0);
}

void ViewportsPanel::refreshNotices() {
    QStringList sentences;
    if (!m_problem.isEmpty()) sentences << m_problem;
    for (const std::string& notice : m_studies.notices()) sentences << QString::fromStdString(notice);
    m_notices->setSentences(sentences);
}

void ViewportsPanel::arrange() {
    const int noticeHeight = m_notices->wantedHeight(width());
    m_notices->setVisible(noticeHeight > 0);
    m_notices->setGeometry(0, 0, width(), noticeHeight);
    const bool open = m_studies.at(Role::Reading) != nullptr;
    if (m_empty) {
        m_empty->setVisible(!open);
        m_empty->setGeometry(gridRect());
    }
    const QRect grid = gridRect();
    for (int index = 0; index < LayoutPresenter::kMostViewports; ++index) {
        ViewportWidget*& widget = m_widgets[static_cast<std::size_t>(index)];
        const bool visible =
            open && index < m_layout.viewports() && (!m_layout.maximised() || index == m_layout.active());
        if (!visible) {
            if (widget) widget->hide();
            continue;
        }
        if (!widget) make(index);
        QRect cell = grid;
        if (!m_layout.maximised()) {
            const int columns = m_layout.columns(), rows = m_layout.rows();
            const int column = index % columns, row = index / columns;
            // Edges by rounding the same fractions on both sides: no gaps, no overlaps.
            const int left = grid.width() * column / columns, right = grid.width() * (column + 1) / columns;
            const int top = grid.height() * row / rows, bottom = grid.height() * (row + 1) / rows;
            cell = QRect(grid.left() + left, grid.top() + top, right - left, bottom - top);
        }
        widget->setGeometry(cell);
        widget->show();
        widget->refresh();
    }
    if (!m_notices->isHidden()) m_notices->raise();
}

void ViewportsPanel::resizeEvent(QResizeEvent*) { arrange(); }

} // namespace second_read::ui
