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
    bool doubled = false; ///< shown on twice the matrix that was acquired, as k-space filled with zeros gives
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
    p.doubled = (sequence == Sequence::T2 && (site == 'B' || site == 'C')) || (diffusion && site == 'B');
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

/// What goes wrong now and then, with a random stream of its own.
struct Mishap {
    double covered = 1;  ///< share of the slab; the vertex is missed
    double ghost = 0;    ///< of a head that moved, share of the signal
    double distance = 0; ///< from the head to its ghosts, share of the field of view
};

Mishap drawMishap(Sequence sequence, Random random) {
    Mishap mishap;
    if (random.chance(0.06)) mishap.covered = random.uniform(0.7, 0.92);
    const bool planar = sequence == Sequence::DWI || sequence == Sequence::ADC; // too fast for motion
    if (!planar && random.chance(0.12)) mishap.ghost = random.uniform(0.015, 0.06);
    mishap.distance = random.uniform(0.12, 0.5);
    return mishap;
}

/// The prescribed slab, tilted as the technician tilted it, centred on the brain.
volume::Grid slabOf(const Prescription& p, double covered, const Scene& scene, const Options& options,
                    Random& random) {
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
    const double missed = p.plane == Plane::Axial ? (1 - covered) * cover : 0;
    slices = std::max(2, slices - static_cast<int>(missed / pitch));
    // Scanners cut the short side of a head's field of view.
    const bool wide = p.plane == Plane::Sagittal || p.plane == Plane::Axial || p.plane == Plane::Coronal;
    const int narrow = wide && p.plane != Plane::Sagittal ? (matrix * 7 / 8) / 2 * 2 : matrix;
    grid.size = {narrow, matrix, slices};
    grid.spacing = Eigen::Vector3d(pixel, pixel, pitch);
    const Eigen::Vector3d brain(random.normal(0, 2), random.normal(0, 3), -8 + random.normal(0, 3));
    const Point middle = scene.placeOfMni({0, -18, 8});
    const Eigen::Vector3d centre =
        brain + Eigen::Vector3d(middle[0], middle[1], middle[2]) - grid.direction.col(2) * (missed / 2);
    grid.origin =
        centre - grid.direction * (0.5 * grid.spacing.cwiseProduct(Eigen::Vector3d(
                                             grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1)));
    return grid;
}

/// What the images of one series share.
struct Slab {
    volume::Grid grid;
    double thickness = 5;    ///< mm
    std::vector<float> warp; ///< EPI: pixels along phase encoding; empty: none
    Mishap mishap;
    bool doubled = false;
};

/// The ideal image averaged over the slab's slices and pixels.
volume::Volume through(const Slab& slab, const std::vector<float>& ideal, const volume::Grid& truth) {
    volume::Volume image;
    image.grid = slab.grid;
    const Size size = image.grid.size;
    image.voxels.resize(countOf(size));
    const int parts = std::max(1, static_cast<int>(std::lround(slab.thickness / 1.5)));
    const int fine = image.grid.spacing[0] > 1.4 ? 2 : 1; // coarse pixels average, too
    const Eigen::Matrix3d toTruth = truth.spacing.cwiseInverse().asDiagonal() * image.grid.direction;
    const Eigen::Vector3d start = (image.grid.origin - truth.origin).cwiseQuotient(truth.spacing);
    const Eigen::Vector3f di = (toTruth.col(0) * image.grid.spacing[0]).cast<float>(),
                          dj = (toTruth.col(1) * image.grid.spacing[1]).cast<float>(),
                          dk = toTruth.col(2).cast<float>();
    const auto pitch = static_cast<float>(image.grid.spacing[2]);
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                const float shift = slab.warp.empty() ? 0.0F : slab.warp[index];
                float sum = 0;
                for (int part = 0; part < parts; ++part) {
                    const float depth = static_cast<float>(k) * pitch +
                                        (static_cast<float>(part) + 0.5F - 0.5F * static_cast<float>(parts)) *
                                            static_cast<float>(slab.thickness) / static_cast<float>(parts);
                    for (int b = 0; b < fine; ++b)
                        for (int a = 0; a < fine; ++a) {
                            const float x = static_cast<float>(i) +
                                            (fine == 1 ? 0.0F : 0.5F * static_cast<float>(a) - 0.25F),
                                        y = static_cast<float>(j) +
                                            (fine == 1 ? 0.0F : 0.5F * static_cast<float>(b) - 0.25F) + shift;
                            const Eigen::Vector3f v = start.cast<float>() + di * x + dj * y + dk * depth;
                            sum += sample(ideal, truth.size, v[0], v[1], v[2]);
                        }
                }
                image.voxels[index] = sum / static_cast<float>(parts * fine * fine);
            }
    return image;
}

/// Adds a share of the image to itself, moved along phase encoding and folded over.
void addGhost(std::vector<float>& voxels, const Size& size, int distance, double share) {
    const std::vector<float> copy = voxels;
    const auto row = static_cast<std::size_t>(size[0]), rows = static_cast<std::size_t>(size[1]);
    const auto moved = static_cast<std::size_t>((distance % size[1] + size[1]) % size[1]);
    const auto amount = static_cast<float>(share);
    for (std::size_t k = 0; k < static_cast<std::size_t>(size[2]); ++k)
        for (std::size_t j = 0; j < rows; ++j) {
            float* to = &voxels[row * (j + rows * k)];
            const float* from = &copy[row * ((j + moved) % rows + rows * k)];
            for (std::size_t i = 0; i < row; ++i) to[i] += amount * from[i];
        }
}

/// Twice the matrix in plane, cubic between the pixels (Keys 1981, IEEE TASSP 29:1153).
void doubleMatrix(volume::Volume& image) {
    const Size size = image.grid.size;
    constexpr std::array<float, 4> kWeights{-0.0703125F, 0.8671875F, 0.2265625F, -0.0234375F};
    const auto stretched = [&](const std::vector<float>& values, std::size_t length, std::size_t stride,
                               std::size_t lines) { // lines of `length` values, `stride` apart
        std::vector<float> out(values.size() * 2);
        const auto last = static_cast<int>(length) - 1;
        for (std::size_t line = 0; line < lines; ++line)
            for (std::size_t s = 0; s < stride; ++s)
                for (int i = 0; i <= last; ++i)
                    for (const int step : {-1, 1}) { // the new pixels lie a quarter to either side
                        float sum = 0;
                        for (int tap = -1; tap <= 2; ++tap)
                            sum += kWeights[static_cast<std::size_t>(tap + 1)] *
                                   values[s + stride * (static_cast<std::size_t>(
                                                            std::clamp(i + step * tap, 0, last)) +
                                                        length * line)];
                        const auto to = static_cast<std::size_t>(2 * i + (step > 0 ? 1 : 0));
                        out[s + stride * (to + 2 * length * line)] = std::max(0.0F, sum);
                    }
        return out;
    };
    const auto nx = static_cast<std::size_t>(size[0]), ny = static_cast<std::size_t>(size[1]),
               nz = static_cast<std::size_t>(size[2]);
    image.voxels = stretched(image.voxels, nx, 1, ny * nz);
    image.voxels = stretched(image.voxels, ny, 2 * nx, nz);
    image.grid.size = {2 * size[0], 2 * size[1], size[2]};
    const Eigen::Vector3d spacing = image.grid.spacing;
    image.grid.origin -= image.grid.direction * Eigen::Vector3d(spacing[0] / 4, spacing[1] / 4, 0);
    image.grid.spacing = {spacing[0] / 2, spacing[1] / 2, spacing[2]};
}

/// Unevenness of tissue, ghosts, coil, noise.
void spoilSlab(volume::Volume& image, const Slab& slab, const Protocol& protocol, const Flaws& flaws,
               Random& random) {
    const Size& size = slab.grid.size;
    const auto grain =
        smoothField(size, {std::max(4, size[0] / 3), std::max(4, size[1] / 3), std::max(4, size[2])},
                    random.uniform(0.005, 0.025), random);
    for (std::size_t i = 0; i < image.voxels.size(); ++i) image.voxels[i] *= 1 + grain[i];
    if (protocol.readout == Readout::DiffusionEpi) // Nyquist: half a field of view
        addGhost(image.voxels, size, size[1] / 2, random.uniform(0.005, 0.03));
    if (slab.mishap.ghost > 0)
        for (const int way : {-1, 1})
            addGhost(image.voxels, size, way * static_cast<int>(slab.mishap.distance * size[1]),
                     slab.mishap.ghost);
    degrade(image.voxels, size, protocol, flaws, random);
}

/// As the scanner stores it: on the matrix it is shown on, whole numbers of twelve bits.
void store(volume::Volume& image, const Slab& slab, double gain) {
    if (slab.doubled) doubleMatrix(image);
    for (float& value : image.voxels) value = std::round(std::min(4095.0F, value * static_cast<float>(gain)));
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
    const Random sameTissue = random;
    const std::vector<float> ideal = idealSignal(scene, subject, protocol, flaws, random);

    const Random asides(scene.seed(), 200 + static_cast<std::uint64_t>(sequence));
    const Mishap mishap = drawMishap(sequence, asides);
    Slab slab;
    slab.grid = slabOf(prescription, mishap.covered, scene, options, random);
    const Size size = slab.grid.size;
    const bool diffusion = protocol.readout == Readout::DiffusionEpi || protocol.readout == Readout::AdcMap;
    if (diffusion) slab.warp = smoothField(size, {6, 6, 5}, random.uniform(0.4, 1.6), random);
    slab.thickness = std::min(prescription.thickness, slab.grid.spacing[2]);
    slab.mishap = mishap;
    slab.doubled = prescription.doubled && 2 * size[1] <= options.bounds.matrix;

    Acquired acquired;
    acquired.image = through(slab, ideal, scene.grid());
    const Random sameCoil = random;
    spoilSlab(acquired.image, slab, protocol, flaws, random);
    const double gain = protocol.readout == Readout::AdcMap ? 1 : random.uniform(2, 6);
    store(acquired.image, slab, gain);
    if (sequence == Sequence::DWI && options.unweighted) {
        Protocol plain = protocol;
        plain.bValue = 0;
        const Relaxation& white = subject.relaxation[at(Matter::White)];
        const double brighter = signalOf(plain, white) / signalOf(protocol, white);
        Random tissue = sameTissue, coil = sameCoil, noise(scene.seed(), 300);
        volume::Volume& image = acquired.unweighted.emplace(
            through(slab, idealSignal(scene, subject, plain, flaws, tissue), scene.grid()));
        Flaws silent = flaws, noisy = flaws;
        silent.noise = 0, noisy.bias = 0;
        noisy.noise /= brighter; // both images are scaled to their white matter
        spoilSlab(image, slab, plain, silent, coil);
        degrade(image.voxels, size, plain, noisy, noise);
        store(image, slab, gain * brighter);
    }

    acquired.thickness = slab.thickness;
    Acquisition& how = acquired.how;
    how.scanningSequence = scanningSequence(protocol.readout);
    how.volumetric = prescription.volumetric;
    how.tr = protocol.tr, how.te = protocol.te, how.ti = protocol.ti, how.flip = protocol.flip,
    how.bValue = protocol.bValue;
    how.contrast = sequence == Sequence::T1Gd, how.fatSaturated = protocol.fatSaturated;
    how.plane = prescription.plane == Plane::Axial      ? "axial"
                : prescription.plane == Plane::Sagittal ? "sagittal"
                                                        : "coronal";
    return acquired;
}

void moveToTable(Examination& examination, Random& random) {
    const Eigen::Vector3d offset(random.normal(0, 3), random.normal(-10, 15), random.normal(0, 20));
    examination.truthGrid.origin += offset;
    for (auto& [sequence, image] : examination.series) image.grid.origin += offset;
    if (examination.unweighted) examination.unweighted->grid.origin += offset;
    for (auto& truth : examination.findings)
        for (std::size_t a = 0; a < 3; ++a) truth.centroidLps[a] += offset[static_cast<Eigen::Index>(a)];
}

} // namespace second_read::simulate
