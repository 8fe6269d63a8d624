#pragma once
/// Puts findings into a scene: first the place and the mass effect, then, once the tissue lies, the paint.

#include <functional>
#include <string>
#include <vector>

#include "simulate/scene.h"

namespace second_read::simulate {

struct Composer {
    Scene& scene;
    Random& random;
    Examination& examination;
    std::optional<Side> wantedSide; ///< of focal findings
    double tesla = 3;
    std::vector<std::function<void()>> painters; ///< run in order after Scene::build()

    /// Registers a finding; its index.
    int add(const std::string& finding, const std::string& subtype);
    Side drawSide();
    /// Places what only has a place: its name for the report.
    void at(int finding, const Point& place);
    /// Longitudinal relaxation grows with the field: a T1 given for 1.5 T at this examination's field.
    double t1(double at15) const { return tesla > 2 ? at15 * 1.22 : at15; }
};

void placeAcuteStroke(Composer& composer);
void placeEncephalomalacia(Composer& composer);
void placeHaemorrhage(Composer& composer);
void placeVascular(Composer& composer);
void placeMass(Composer& composer);
void placeMeningioma(Composer& composer);
void placeSmallVesselDisease(Composer& composer, double severity, int finding);
void placeDemyelination(Composer& composer);
/// Fluid pressed through the ventricles' walls, as obstruction does.
void placeSeepage(Composer& composer);
/// What normal people have too: thin rims and caps, a few spots, perivascular spaces, a thick sinus lining.
void placeNormalVariants(Composer& composer);

/// 0 below `low`, 1 above `high`, smooth between (either order).
inline float ramp(float low, float high, float value) {
    const float t = (value - low) / (high - low);
    const float cut = t < 0 ? 0 : t > 1 ? 1 : t;
    return cut * cut * (3 - 2 * cut);
}
inline bool onSide(Side side, float midline) {
    return side == Side::Left ? midline > 0 : side == Side::Right ? midline < 0 : true;
}

/// An irregular ellipsoid: positive inside, in mm to the surface (about).
class Blob {
public:
    /// `roughness` 0 to 0.5 of the radius; `aspect` up to 1: how much the half axes differ.
    Blob(const Point& centre, double radius, double roughness, double aspect, Random& random);
    /// Long axis along `axis`, `stretch` times the others.
    Blob(const Point& centre, double radius, double roughness, const Point& axis, double stretch,
         Random& random);
    float depth(const Point& place) const;
    double reach() const { return m_radius * 1.9; }
    double radius() const { return m_radius; }
    const Point& centre() const { return m_centre; }

private:
    Point m_centre;
    double m_radius, m_roughness;
    Eigen::Matrix3f m_shape; ///< place to unit ball
    float m_frequency;
    std::uint64_t m_seed;
};

/// 1 inside, 0 outside, with a soft edge of `width` mm.
inline float inside(float depth, float width) { return ramp(-0.5F * width, 0.5F * width, depth); }

} // namespace second_read::simulate
