#include "render/slice_view.h"

#include <algorithm>

#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>

#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkFloatArray.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageData.h>
#include <vtkImageProperty.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkLookupTable.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkRenderer.h>

namespace second_read::ui {
namespace {

constexpr double kCameraDistance = 1000; // mm; parallel projection, so only the clipping range depends on it

// Debian's VTK 9.1 uses GLEW 2.2, whose glewInit() asks for GLX at its end and fails on an EGL context
// (Wayland) although every entry point has been loaded by then.
class AnyContextWindow : public vtkGenericOpenGLRenderWindow {
public:
    static AnyContextWindow* New();
    vtkTypeMacro(AnyContextWindow, vtkGenericOpenGLRenderWindow);
    void OpenGLInitContext() override {
        if (Initialized) return;
        const auto warnings = vtkObject::GetGlobalWarningDisplay();
        vtkObject::GlobalWarningDisplayOff();
        Superclass::OpenGLInitContext();
        vtkObject::SetGlobalWarningDisplay(warnings);
        Initialized = true;
        GlewInitValid = true;
    }
    /// paintGL() takes the picture from where it was drawn. VTK's own copy brings the depths along, which
    /// nobody reads: its shaders took a third of the time to the first image on a display without a graphics
    /// card.
    void Frame() override {}
};
vtkStandardNewMacro(AnyContextWindow);

} // namespace

struct SliceView::Vtk {
    vtkNew<AnyContextWindow> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkImageData> image;
    vtkNew<vtkImageSliceMapper> mapper;
    vtkNew<vtkImageSlice> slice;
    vtkNew<vtkLookupTable> whiteToBlack; ///< of an inverted view
    std::shared_ptr<const volume::Volume> volume;
    QSurface* surface = nullptr;

    explicit Vtk(SliceView& view) {
        window->SetOwnContext(0);
        window->SetMultiSamples(0);
        window->SetReadyForRendering(false);
        observe(vtkCommand::WindowMakeCurrentEvent, view, [](vtkObject*, unsigned long, void* data, void*) {
            // Not QOpenGLWidget::makeCurrent(): it would also bind Qt's framebuffer behind VTK's back.
            auto& self = *static_cast<SliceView*>(data);
            QSurface* target = self.m_vtk ? self.m_vtk->surface : nullptr;
            if (self.context() && target && QOpenGLContext::currentContext() != self.context())
                self.context()->makeCurrent(target);
        });
        observe(vtkCommand::WindowIsCurrentEvent, view,
                [](vtkObject*, unsigned long, void* data, void* answer) {
                    auto& self = *static_cast<SliceView*>(data);
                    *static_cast<bool*>(answer) =
                        self.context() && QOpenGLContext::currentContext() == self.context();
                });
        observe(vtkCommand::WindowSupportsOpenGLEvent, view,
                [](vtkObject*, unsigned long, void*, void* answer) { *static_cast<int*>(answer) = 1; });
        window->AddRenderer(renderer);
        renderer->SetBackground(0, 0, 0);
        mapper->SetOrientationToZ();
        mapper->BorderOn(); // voxels at the edge are drawn whole
        slice->SetMapper(mapper);
        slice->GetProperty()->SetInterpolationTypeToLinear();
        // A black speck until the first image comes: the display compiles its shaders while the study is
        // read.
        image->SetDimensions(2, 2, 1);
        image->SetSpacing(1e-3, 1e-3, 1e-3);
        image->AllocateScalars(VTK_FLOAT, 1);
        std::fill_n(static_cast<float*>(image->GetScalarPointer()), 4, 0.0F);
        mapper->SetInputData(image);
        whiteToBlack->SetHueRange(0, 0);
        whiteToBlack->SetSaturationRange(0, 0);
        whiteToBlack->SetValueRange(1, 0);
        whiteToBlack->SetRampToLinear();
        whiteToBlack->Build();
        renderer->AddViewProp(slice);
        renderer->GetActiveCamera()->ParallelProjectionOn();
    }

    void observe(unsigned long event, SliceView& view,
                 void (*call)(vtkObject*, unsigned long, void*, void*)) {
        vtkNew<vtkCallbackCommand> command;
        command->SetClientData(&view);
        command->SetCallback(call);
        window->AddObserver(event, command);
    }

    void setVolume(std::shared_ptr<const volume::Volume> next) {
        if (next == volume) return;
        volume = std::move(next);
        if (!volume) return;
        const volume::Grid& grid = volume->grid;
        image->SetDimensions(grid.size[0], grid.size[1], grid.size[2]);
        image->SetSpacing(grid.spacing[0], grid.spacing[1], grid.spacing[2]);
        vtkNew<vtkFloatArray> values;
        // VTK only reads; 1: it does not free the voxels, which `volume` owns.
        values->SetArray(const_cast<float*>(volume->voxels.data()),
                         static_cast<vtkIdType>(volume->voxels.size()), 1);
        image->GetPointData()->SetScalars(values);
        image->Modified();
        mapper->SetInputData(image);
        // The image lies in its own millimetres from voxel 0; this takes it to the patient's.
        vtkNew<vtkMatrix4x4> toPatient;
        for (int row = 0; row < 3; ++row) {
            for (int column = 0; column < 3; ++column)
                toPatient->SetElement(row, column, grid.direction(row, column));
            toPatient->SetElement(row, 3, grid.origin[row]);
        }
        slice->SetUserMatrix(toPatient);
    }

    void aim(const ViewTransform& transform) {
        vtkCamera* camera = renderer->GetActiveCamera();
        const Eigen::Vector3d up = -transform.axes.down;
        // The reader looks from where screen-right, screen-up and the line towards them are right-handed. A
        // mirrored view is the same slice seen from its other side; no voxel is moved.
        const Eigen::Vector3d eye =
            transform.center + kCameraDistance * transform.axes.right.cross(up).normalized();
        camera->SetFocalPoint(transform.center.data());
        camera->SetPosition(eye.data());
        camera->SetViewUp(up.data());
        camera->SetParallelScale(transform.size.y() / 2 / transform.pixelsPerMm);
        camera->SetClippingRange(kCameraDistance / 2, kCameraDistance * 1.5);
    }
};

SliceView::SliceView(QWidget* parent) : QOpenGLWidget(parent), m_vtk(std::make_unique<Vtk>(*this)) {
    setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
}

SliceView::~SliceView() {
    if (!context()) return;
    disconnect(context(), nullptr, this, nullptr); // the context goes after this part of the object
    makeCurrent();
    m_vtk->window->Finalize();
    m_vtk.reset();
    doneCurrent();
}

void SliceView::draw(std::shared_ptr<const volume::Volume> volume, int slice, const volume::Window& window,
                     bool inverted, const ViewTransform& transform) {
    const bool usable = volume && volume->grid.voxels() > 0 &&
                        volume->voxels.size() >= volume->grid.voxels() && slice >= 0 &&
                        slice < volume->grid.size[2];
    m_vtk->slice->SetVisibility(usable);
    if (usable) {
        m_vtk->setVolume(std::move(volume));
        m_vtk->mapper->SetSliceNumber(slice);
        vtkImageProperty* property = m_vtk->slice->GetProperty();
        property->SetLookupTable(inverted ? m_vtk->whiteToBlack.Get() : nullptr); // null: black to white
        property->SetColorWindow(window.width);
        property->SetColorLevel(window.center);
        m_vtk->aim(transform);
    } else {
        m_vtk->volume.reset();
    }
    update();
}

void SliceView::initializeGL() {
    const QSurfaceFormat format = context()->format();
    if (format.version() < qMakePair(3, 2)) {
        m_problem =
            tr("The images need OpenGL 3.2; this display offers %1.%2. Start with LIBGL_ALWAYS_SOFTWARE=1.")
                .arg(format.majorVersion())
                .arg(format.minorVersion());
        return;
    }
    m_vtk->surface = context()->surface();
    auto& window = *m_vtk->window;
    window.SetForceMaximumHardwareLineWidth(1);
    window.SetReadyForRendering(true);
    window.OpenGLInitContext();
    window.OpenGLInitState();
    window.SetMapped(1);
    window.SetSupportsOpenGL(1);
    window.SetIsDirect(1);
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] {
        makeCurrent();
        m_vtk->window->Finalize();
        m_vtk->surface = nullptr;
        doneCurrent();
    });
}

void SliceView::resizeGL(int width, int height) {
    const double ratio = devicePixelRatioF();
    m_vtk->window->SetSize(static_cast<int>(width * ratio), static_cast<int>(height * ratio));
}

void SliceView::paintGL() {
    if (!m_vtk->surface) return;
    auto& window = *m_vtk->window;
    vtkOpenGLState* state = window.GetState();
    state->Reset(); // Qt changed the context since the last frame
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    window.Render();
    makeCurrent();
    QOpenGLExtraFunctions* gl = context()->extraFunctions();
    state->vtkglDisable(GL_SCISSOR_TEST);
    vtkOpenGLFramebufferObject& picture = *window.GetRenderFramebuffer();
    gl->glBindFramebuffer(GL_READ_FRAMEBUFFER, picture.GetFBOIndex());
    gl->glReadBuffer(GL_COLOR_ATTACHMENT0);
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    const GLenum buffers[] = {GL_COLOR_ATTACHMENT0};
    gl->glDrawBuffers(1, buffers);
    const int width = picture.GetLastSize()[0], height = picture.GetLastSize()[1];
    gl->glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    // VTK leaves alpha 0, which would let the desktop shine through.
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0, 0, 0, 1);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    state->Pop();
    m_hasDrawn = m_hasDrawn || m_vtk->volume;
}

} // namespace second_read::ui
