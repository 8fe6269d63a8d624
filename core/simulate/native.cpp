#include "simulate/native.h"

#include <algorithm>
#include <cmath>

namespace second_read::simulate {
namespace {

enum class Plane { Axial, Sagittal, Coronal };

/// One site's habit for one sequence.
struct Prescription {
    Plane plane = Plane::Axial;
    int matrix = 256;
    double fov = 230, thickness = 5, gap = 1; ///< mm
    bool volumetric = false;
};

/// Sites differ in scanner and habit: A and B are ordinary, C likes volumes, D is old and coarse.
Prescription prescribe(char site, Sequence sequence, Random& random) {
    Prescription p;
    p.fov = random.uniform(218, 242);
    const bool diffusion = sequence == Sequence::DWI || sequence == Sequence::ADC;
    switch (site) {
    case 'A':
        p.thickness = random.uniform(4, 5), p.gap = 0.1 * p.thickness;
        break;
    case 'B':
        p.thickness = random.pick({5.0, 5.0, 4.0}), p.gap = random.uniform(0.5, 1.5);
        break;
    case 'C':
        p.matrix = 240, p.thickness = random.uniform(3, 4), p.gap = 0;
        break;
    default:
        p.matrix = 224, p.thickness = random.uniform(5.5, 6), p.gap = random.uniform(1, 1.8);
        break;
    }
    if (sequence == Sequence::T1) {
        if (site == 'A' || site == 'D') p.plane = random.chance(0.6) ? Plane::Sagittal : Plane::Axial;
        if (site == 'C' && random.chance(0.6)) p = {Plane::Sagittal, 192, 230, 1.2, 0, true};
    }
    if (sequence == Sequence::T1Gd && site == 'C' && random.chance(0.5))
        p = {Plane::Axial, 192, 230, 1.2, 0, true};
    if (sequence == Sequence::T2 && random.chance(0.12)) p.plane = Plane::Coronal;
    if (sequence == Sequence::FLAIR && site == 'D' && random.chance(0.3)) p.plane = Plane::Coronal;
    if (sequence == Sequence::SWI && (site == 'C' || site == 'A'))
        p.matrix = 224, p.thickness = 2, p.gap = 0, p.volumetric = true;
    if (diffusion)
        p.matrix = site == 'D' ? 112 : 128, p.plane = Plane::Axial, p.volumetric = false,
        p.thickness = std::max(p.thickness, 4.0);
    return p;
}

float sample(const std::vector<float>& image, const Size& size, float x, float y, float z) {
    if (!(x >= 0 && y >= 0 && z >= 0) || x > static_cast<float>(size[0] - 1) ||
        y > static_cast<float>(size[1] - 1) || z > static_cast<float>(size[2] - 1))
        return 0;
    const int i = std::min(static_cast<int>(x), size[0] - 2), j = std::min(static_cast<int>(y), size[1] - 2),
              k = std::min(static_cast<int>(z), size[2] - 2);
    const float u = x - static_cast<float>(i), v = y - static_cast<float>(j), w = z - static_cast<float>(k);
    const auto row = static_cast<std::size_t>(size[0]), plane = row * static_cast<std::size_t>(size[1]);
    const float* p = &image[static_cast<std::size_t>(i) + row * static_cast<std::size_t>(j) +
                            plane * static_cast<std::size_t>(k)];
    const auto slab = [&](const float* q) {
        const float a = q[0] + u * (q[1] - q[0]), b = q[row] + u * (q[row + 1] - q[row]);
        return a + v * (b - a);
    };
    const float near = slab(p), far = slab(p + plane);
    return near + w * (far - near);
}

/// The prescribed slab, tilted as the technician tilted it, centred on the brain.
volume::Grid slabOf(const Prescription& p, const Scene& scene, const Options& options, Random& random) {
    volume::Grid grid;
    Eigen::Matrix3d axes;
    double cover = 150; // mm along the slices
    if (p.plane == Plane::Axial)
        axes.setIdentity();
    else if (p.plane == Plane::Sagittal)
        axes << 0, 0, -1, 1, 0, 0, 0, -1, 0;
    else
        axes << 1, 0, 0, 0, 0, 1, 0, -1, 0;
    if (p.plane == Plane::Coronal) cover = 185;
    const auto degree = [&](double sd) { return random.normal(0, sd) * 3.14159265 / 180; };
    const Eigen::Matrix3d tilt = (Eigen::AngleAxisd(degree(6), Eigen::Vector3d::UnitX()) *
                                  Eigen::AngleAxisd(degree(1.5), Eigen::Vector3d::UnitY()) *
                                  Eigen::AngleAxisd(degree(1.5), Eigen::Vector3d::UnitZ()))
                                     .toRotationMatrix();
    grid.direction = tilt * axes;
    const int matrix = std::min(p.matrix, options.bounds.matrix);
    const double pixel = p.fov / matrix;
    double pitch = p.thickness + p.gap;
    int slices = static_cast<int>(std::ceil(cover / pitch));
    if (slices > options.bounds.slices) slices = options.bounds.slices, pitch = cover / slices;
    // Scanners cut the short side of a head's field of view.
    const bool wide = p.plane == Plane::Sagittal || p.plane == Plane::Axial || p.plane == Plane::Coronal;
    const int narrow = wide && p.plane != Plane::Sagittal ? (matrix * 7 / 8) / 2 * 2 : matrix;
    grid.size = {narrow, matrix, slices};
    grid.spacing = Eigen::Vector3d(pixel, pixel, pitch);
    const Eigen::Vector3d brain(random.normal(0, 2), random.normal(0, 3), -8 + random.normal(0, 3));
    const Point middle = scene.placeOfMni({0, -18, 8});
    const Eigen::Vector3d centre = brain + Eigen::Vector3d(middle[0], middle[1], middle[2]);
    grid.origin =
        centre - grid.direction * (0.5 * grid.spacing.cwiseProduct(Eigen::Vector3d(
                                             grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1)));
    return grid;
}

const char* scanningSequence(Readout readout) {
    switch (readout) {
    case Readout::SpinEcho:
    case Readout::TurboSpinEcho:
        return "SE";
    case Readout::SpoiledGradient:
    case Readout::Mprage:
        return "GR";
    case Readout::InversionTse:
        return "IR";
    case Readout::DiffusionEpi:
    case Readout::AdcMap:
        return "EP";
    }
    return "RM";
}

} // namespace

double siteTesla(const std::string& site, Random& random) {
    const double u = random.uniform();
    if (site == "A") return u < 0.5 ? 3.0 : 1.5;
    if (site == "B") return u < 0.6 ? 1.5 : 3.0;
    return site == "C" ? 3.0 : 1.5;
}

volume::Grid nativeTruthGrid(const Options& options) {
    volume::Grid grid;
    const bool coarse = options.bounds.matrix <= 96; // small images need no fine scene
    grid.size = coarse ? std::array{92, 114, 99} : std::array{184, 228, 132};
    grid.spacing = coarse ? Eigen::Vector3d(2, 2, 2) : Eigen::Vector3d(1.0, 1.0, 1.5);
    grid.origin = Eigen::Vector3d(-91.5, -113.5, -106);
    return grid;
}

Acquired acquire(const Scene& scene, const Subject& subject, Sequence sequence, const std::string& site,
                 const Options& options, Random& random) {
    const Prescription prescription = prescribe(site.empty() ? 'A' : site[0], sequence, random);
    Protocol protocol = drawProtocol(sequence, subject.tesla, random);
    if ((sequence == Sequence::T1 || sequence == Sequence::T1Gd) && prescription.volumetric) {
        while (protocol.readout != Readout::Mprage) protocol = drawProtocol(sequence, subject.tesla, random);
    }
    Flaws flaws = drawFlaws(sequence, false, random);
    flaws.noise = random.uniform(0.008, 0.035), flaws.bias = random.uniform(0.05, 0.2), flaws.gamma = 1;
    const std::vector<float> ideal = idealSignal(scene, subject, protocol, flaws, random);

    volume::Volume image;
    image.grid = slabOf(prescription, scene, options, random);
    const Size size = image.grid.size;
    image.voxels.resize(countOf(size));
    const bool diffusion = protocol.readout == Readout::DiffusionEpi || protocol.readout == Readout::AdcMap;
    const auto warp = diffusion ? smoothField(size, {6, 6, 5}, random.uniform(0.4, 1.6), random)
                                : std::vector<float>{}; // EPI: shifts along phase encoding
    const double thickness = std::min(prescription.thickness, image.grid.spacing[2]);
    const int parts = std::max(1, static_cast<int>(std::lround(thickness / 1.5)));
    const int fine = image.grid.spacing[0] > 1.4 ? 2 : 1; // coarse pixels average, too
    const Eigen::Matrix3d toTruth = scene.grid().spacing.cwiseInverse().asDiagonal() * image.grid.direction;
    const Eigen::Vector3d start =
        (image.grid.origin - scene.grid().origin).cwiseQuotient(scene.grid().spacing);
    const Eigen::Vector3f di = (toTruth.col(0) * image.grid.spacing[0]).cast<float>(),
                          dj = (toTruth.col(1) * image.grid.spacing[1]).cast<float>(),
                          dk = toTruth.col(2).cast<float>();
    const auto pitch = static_cast<float>(image.grid.spacing[2]);
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                const float shift = warp.empty() ? 0.0F : warp[index];
                float sum = 0;
                for (int part = 0; part < parts; ++part) {
                    const float depth = static_cast<float>(k) * pitch +
                                        (static_cast<float>(part) + 0.5F - 0.5F * static_cast<float>(parts)) *
                                            static_cast<float>(thickness) / static_cast<float>(parts);
                    for (int b = 0; b < fine; ++b)
                        for (int a = 0; a < fine; ++a) {
                            const float x = static_cast<float>(i) +
                                            (fine == 1 ? 0.0F : 0.5F * static_cast<float>(a) - 0.25F),
                                        y = static_cast<float>(j) +
                                            (fine == 1 ? 0.0F : 0.5F * static_cast<float>(b) - 0.25F) + shift;
                            const Eigen::Vector3f v = start.cast<float>() + di * x + dj * y + dk * depth;
                            sum += sample(ideal, scene.grid().size, v[0], v[1], v[2]);
                        }
                }
                image.voxels[index] = sum / static_cast<float>(parts * fine * fine);
            }
    const auto grain =
        smoothField(size, {std::max(4, size[0] / 3), std::max(4, size[1] / 3), std::max(4, size[2])},
                    random.uniform(0.005, 0.025), random);
    for (std::size_t i = 0; i < image.voxels.size(); ++i) image.voxels[i] *= 1 + grain[i];
    if (protocol.readout ==
        Readout::DiffusionEpi) { // Nyquist ghost: half a field of view along phase encoding
        const auto ghost = static_cast<float>(random.uniform(0.005, 0.03));
        const std::vector<float> copy = image.voxels;
        const int half = size[1] / 2;
        for (int k = 0; k < size[2]; ++k)
            for (int j = 0; j < size[1]; ++j)
                for (int i = 0; i < size[0]; ++i) {
                    const auto at = [&](int y) {
                        return static_cast<std::size_t>(i) +
                               static_cast<std::size_t>(size[0]) *
                                   (static_cast<std::size_t>(y) +
                                    static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(k));
                    };
                    image.voxels[at(j)] += ghost * copy[at((j + half) % size[1])];
                }
    }
    degrade(image.voxels, size, protocol, flaws, random);
    if (protocol.readout != Readout::AdcMap) {
        const auto gain = static_cast<float>(random.uniform(2, 6));
        for (float& value : image.voxels) value = std::round(std::min(4095.0F, value * gain));
    } else
        for (float& value : image.voxels) value = std::round(std::min(4095.0F, value));

    Acquisition how;
    how.scanningSequence = scanningSequence(protocol.readout);
    how.volumetric = prescription.volumetric;
    how.tr = protocol.tr, how.te = protocol.te, how.ti = protocol.ti, how.flip = protocol.flip,
    how.bValue = protocol.bValue;
    how.contrast = sequence == Sequence::T1Gd, how.fatSaturated = protocol.fatSaturated;
    how.plane = prescription.plane == Plane::Axial      ? "axial"
                : prescription.plane == Plane::Sagittal ? "sagittal"
                                                        : "coronal";
    return {std::move(image), thickness, std::move(how)};
}

void moveToTable(Examination& examination, Random& random) {
    const Eigen::Vector3d offset(random.normal(0, 3), random.normal(-10, 15), random.normal(0, 20));
    examination.truthGrid.origin += offset;
    for (auto& [sequence, image] : examination.series) image.grid.origin += offset;
    for (auto& truth : examination.findings)
        for (std::size_t a = 0; a < 3; ++a) truth.centroidLps[a] += offset[static_cast<Eigen::Index>(a)];
}

} // namespace second_read::simulate
