#pragma once
/// Draws one slice of a volume in patient space: VTK in a QOpenGLWidget. The only place that knows VTK.

#include <memory>

#include <QOpenGLWidget>

#include "presenters/view_transform.h"
#include "volume/volume.h"

namespace second_read::ui {

class SliceView : public QOpenGLWidget {
    Q_OBJECT
public:
    explicit SliceView(QWidget* parent = nullptr);
    ~SliceView() override;

    /// What is drawn from the next paint on. The voxels are used in place; the view keeps the volume alive.
    /// Null: black.
    void draw(std::shared_ptr<const volume::Volume> volume, int slice, const volume::Window& window,
              bool inverted, const ViewTransform& transform);
    /// Why nothing can be drawn ("no OpenGL 3.2"), or empty.
    const QString& problem() const { return m_problem; }
    /// An image has been on the screen, not only black.
    bool hasDrawn() const { return m_hasDrawn; }

protected:
    void initializeGL() override;
    void resizeGL(int width, int height) override;
    void paintGL() override;

private:
    struct Vtk;
    std::unique_ptr<Vtk> m_vtk;
    QString m_problem;
    bool m_hasDrawn = false;
};

} // namespace second_read::ui
