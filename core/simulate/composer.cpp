#include "simulate/composer.h"

#include <algorithm>
#include <cmath>

namespace second_read::simulate {

int Composer::add(const std::string& finding, const std::string& subtype) {
    Truth truth;
    truth.finding = finding;
    truth.subtype = subtype;
    examination.findings.push_back(std::move(truth));
    return static_cast<int>(examination.findings.size()) - 1;
}

Side Composer::drawSide() { return wantedSide.value_or(random.chance(0.5) ? Side::Left : Side::Right); }

void Composer::at(int finding, const Point& place) {
    examination.findings[static_cast<std::size_t>(finding)].place = scene.placeAt(place);
}

Blob::Blob(const Point& centre, double radius, double roughness, double aspect, Random& random)
    : m_centre(centre), m_radius(radius), m_roughness(roughness),
      m_frequency(static_cast<float>(random.uniform(1.2, 2.4) / radius)), m_seed(random.bits()) {
    const Eigen::Vector3f axes(static_cast<float>(random.factor(aspect * 0.4)),
                               static_cast<float>(random.factor(aspect * 0.4)),
                               static_cast<float>(random.factor(aspect * 0.4)));
    const float keep = std::cbrt(axes.prod());
    const Eigen::Quaternionf turn(static_cast<float>(random.normal()), static_cast<float>(random.normal()),
                                  static_cast<float>(random.normal()), static_cast<float>(random.normal()));
    m_shape = ((axes / keep) * static_cast<float>(radius)).cwiseInverse().asDiagonal() *
              turn.normalized().toRotationMatrix();
}

Blob::Blob(const Point& centre, double radius, double roughness, const Point& axis, double stretch,
           Random& random)
    : m_centre(centre), m_radius(radius * std::cbrt(stretch)), m_roughness(roughness),
      m_frequency(static_cast<float>(random.uniform(1.2, 2.4) / radius)), m_seed(random.bits()) {
    // Turns the axis upright; which way round it does not matter to a body of revolution. (Eigen's
    // FromTwoVectors takes ten seconds to compile.)
    const Eigen::Vector3f up = Eigen::Vector3f(axis[0], axis[1], axis[2]).normalized(),
                          aside = up.unitOrthogonal();
    Eigen::Matrix3f turn;
    turn << aside.transpose(), up.cross(aside).transpose(), up.transpose();
    const auto across = static_cast<float>(radius / std::cbrt(stretch) * std::sqrt(random.factor(0.1)));
    m_shape = Eigen::Vector3f(across, across, static_cast<float>(radius * std::cbrt(stretch * stretch)))
                  .cwiseInverse()
                  .asDiagonal() *
              turn;
}

float Blob::depth(const Point& place) const {
    const Eigen::Vector3f away(place[0] - m_centre[0], place[1] - m_centre[1], place[2] - m_centre[2]);
    const float r = (m_shape * away).norm();
    if (r > 2) return static_cast<float>((1 - r) * m_radius);
    const float bump =
        static_cast<float>(m_roughness) *
        latticeNoise(place[0] * m_frequency, place[1] * m_frequency, place[2] * m_frequency, m_seed);
    return (1 + bump - r) * static_cast<float>(m_radius);
}

} // namespace second_read::simulate
