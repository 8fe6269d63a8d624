#include "simulate/render.h"

#include <algorithm>
#include <cmath>

#include "simulate/susceptibility.h"

namespace second_read::simulate {
namespace {

constexpr float kWhite = 100; // scale of an ideal image: white matter

using Table = std::array<float, kMatters>;

bool enhances(Matter matter) {
    return matter == Matter::Vessel || matter == Matter::Mucosa || matter == Matter::Muscle;
}

/// Cerebellum and brainstem are of the same tissue as the cerebrum: what makes one brighter than the
/// equations give does so to the other.
Matter kinOf(Matter matter) {
    switch (matter) {
    case Matter::CerebellarWhite:
    case Matter::Brainstem:
        return Matter::White;
    case Matter::CerebellarGrey:
        return Matter::Cortex;
    default:
        return matter;
    }
}

/// A factor a tissue, nearly the same for kin.
template <class Spread> std::array<double, kMatters> drawFactors(Spread&& spreadOf, Random& random) {
    std::array<double, kMatters> factors{};
    for (std::size_t m = 0; m < kMatters; ++m) factors[m] = random.factor(spreadOf(static_cast<Matter>(m)));
    for (std::size_t m = 0; m < kMatters; ++m)
        if (const Matter kin = kinOf(static_cast<Matter>(m)); at(kin) != m)
            factors[m] = factors[at(kin)] * std::pow(factors[m], 0.35);
    return factors;
}

bool isHead(Matter matter) {
    return matter < Matter::Csf || matter == Matter::Vessel || matter == Matter::Mucosa;
}

/// Signal of every tissue on this protocol, with the spread that no equation explains.
Table tissueTable(const Subject& subject, const Protocol& protocol, const Flaws& flaws, Random& random) {
    Table table{};
    const bool adc = protocol.readout == Readout::AdcMap;
    const auto spread = drawFactors(
        [&](Matter matter) { return isHead(matter) ? 0.35
                                    : adc          ? 0.05
                                                   : 0.05 * flaws.contrast; }, random);
    for (std::size_t m = 0; m < kMatters; ++m) {
        const auto matter = static_cast<Matter>(m);
        double gadolinium = 0;
        if (protocol.sequence == Sequence::T1Gd && enhances(matter))
            gadolinium = protocol.contrastMm * (matter == Matter::Muscle   ? 0.25
                                                : matter == Matter::Mucosa ? 0.8
                                                                           : 1.0);
        double value = signalOf(protocol, subject.relaxation[m], gadolinium);
        // Flow: spin echoes lose moving blood, gradient echoes with inflow brighten it.
        if (matter == Matter::Vessel && !adc) {
            if (protocol.readout == Readout::SpinEcho || protocol.readout == Readout::TurboSpinEcho ||
                protocol.readout == Readout::InversionTse)
                value *= protocol.sequence == Sequence::T1Gd ? random.uniform(0.5, 1.1)
                                                             : random.uniform(0.05, 0.6);
            else if (protocol.readout == Readout::DiffusionEpi)
                value *= 0.1;
        }
        if (protocol.fatSaturated && (matter == Matter::Fat || matter == Matter::Marrow))
            value *= random.uniform(0.08, 0.3);
        if (protocol.readout == Readout::DiffusionEpi && isHead(matter)) value *= random.uniform(0.1, 0.6);
        if (adc && (matter == Matter::Air || matter == Matter::Bone || matter == Matter::Fat ||
                    matter == Matter::Marrow))
            value = 0;
        table[m] = static_cast<float>(value * spread[m]);
    }
    // On real FLAIR and diffusion images grey matter stands out by up to a third more than the equations
    // give, and not everywhere alike; the cerebellar cortex, mixed with the fluid and white matter between
    // its leaves, less, and the basal ganglia, whose iron darkens them, less too.
    if (protocol.readout == Readout::InversionTse || protocol.readout == Readout::DiffusionEpi) {
        const double grey = random.uniform(0.97, 1.28);
        table[at(Matter::Cortex)] *= static_cast<float>(grey * random.factor(0.05));
        table[at(Matter::DeepGrey)] *= static_cast<float>(std::pow(grey, 0.4) * random.factor(0.05));
        table[at(Matter::CerebellarGrey)] *= static_cast<float>(std::pow(grey, 0.3) * random.factor(0.03));
    }
    // The many refocusing pulses of a turbo spin echo saturate water that is bound to tissue, most in white
    // matter, and leave fluid alone (Constable et al. 1992, Magn Reson Imaging 10:497).
    if (protocol.sequence == Sequence::T2 && protocol.readout == Readout::TurboSpinEcho) {
        const double bound = random.uniform(0.75, 1.0);
        for (const Matter matter :
             {Matter::White, Matter::CerebellarWhite, Matter::Brainstem, Matter::Muscle})
            table[at(matter)] *= static_cast<float>(bound);
        for (const Matter matter : {Matter::Cortex, Matter::DeepGrey, Matter::CerebellarGrey})
            table[at(matter)] *= static_cast<float>(std::pow(bound, 0.75));
    }
    // Surface coils and prescan filters hold the scalp's fat below what the equations give.
    if (!adc)
        for (const Matter fat : {Matter::Fat, Matter::Marrow})
            table[at(fat)] = std::min(table[at(fat)], table[at(Matter::White)] *
                                                          static_cast<float>(random.uniform(1.1, 1.9)));
    table[at(Matter::Ventricle)] = table[at(Matter::Csf)] * static_cast<float>(random.factor(0.04));
    return table;
}

Relaxation changed(const Relaxation& tissue, const Stuff& stuff) {
    if (stuff.replaces) return stuff.value;
    return {std::min(1.05, tissue.pd * stuff.value.pd), tissue.t1 * stuff.value.t1,
            tissue.t2 * stuff.value.t2, std::max(0.5, tissue.t2Star * stuff.value.t2Star),
            tissue.adc * stuff.value.adc};
}

void blend(std::vector<float>& image, const Scene& scene, const Layer& layer, const Subject& subject,
           const Protocol& protocol, const Table& plain, float jitter) {
    const double gadolinium =
        protocol.sequence == Sequence::T1Gd ? layer.stuff.gadolinium * protocol.contrastMm : 0;
    Table table{};
    for (std::size_t m = 0; m < kMatters; ++m) {
        const double ideal = signalOf(protocol, subject.relaxation[m]);
        const double now = signalOf(protocol, changed(subject.relaxation[m], layer.stuff), gadolinium);
        // Relative layers keep the tissue's own jitter; replaced tissue has the layer's.
        table[m] = layer.stuff.replaces ? static_cast<float>(now)
                                        : plain[m] * static_cast<float>(now / std::max(1e-6, ideal));
        if (!layer.stuff.replaces)
            table[m] = plain[m] + (table[m] - plain[m]) * jitter;
        else
            table[m] *= jitter;
    }
    const auto& grid = scene.grid();
    const auto texture = static_cast<float>(layer.stuff.texture);
    std::size_t source = 0;
    for (int k = 0; k < layer.size[2]; ++k)
        for (int j = 0; j < layer.size[1]; ++j)
            for (int i = 0; i < layer.size[0]; ++i, ++source) {
                if (layer.amount[source] == 0) continue;
                const int x = layer.low[0] + i, y = layer.low[1] + j, z = layer.low[2] + k;
                const std::size_t index =
                    static_cast<std::size_t>(x) +
                    static_cast<std::size_t>(grid.size[0]) *
                        (static_cast<std::size_t>(y) +
                         static_cast<std::size_t>(grid.size[1]) * static_cast<std::size_t>(z));
                float signal = table[0];
                if (!layer.stuff.replaces) {
                    const std::uint8_t* here = &scene.matter[index * kMatters];
                    signal = 0;
                    for (std::size_t m = 0; m < kMatters; ++m)
                        signal += table[m] * static_cast<float>(here[m]);
                    signal *= 1.0F / 255;
                }
                if (texture > 0.01F) {
                    const Point p = scene.placeOf(x, y, z);
                    signal *= 1 + texture * latticeNoise(p[0] / 6, p[1] / 6, p[2] / 6, layer.noiseSeed);
                }
                const float share = static_cast<float>(layer.amount[source]) * (1.0F / 255);
                image[index] += share * (signal - image[index]);
            }
}

/// Averages over a slice of `thickness` and, decimated, keeps one slice per step and interpolates between
/// them.
void thicken(std::vector<float>& image, const Size& size, int axis, double spacing, double thickness,
             double step, bool decimated, double offset) {
    const int n = size[static_cast<std::size_t>(axis)];
    const std::array<std::size_t, 3> stride{1, static_cast<std::size_t>(size[0]),
                                            static_cast<std::size_t>(size[0]) *
                                                static_cast<std::size_t>(size[1])};
    const std::size_t other1 = axis == 0 ? 1 : 0, other2 = axis == 2 ? 1 : 2;
    // One linear map along the axis, worked out once: rows of (first, weights).
    struct Row {
        int first = 0;
        std::vector<float> weight;
    };
    std::vector<Row> rows(static_cast<std::size_t>(n));
    const auto average = [&](double centre, std::vector<double>& into,
                             double share) { // box of `thickness`, in voxels
        const double half = std::max(thickness / spacing, 1.0) / 2;
        double total = 0;
        for (int i = 0; i < n; ++i)
            total += std::max(0.0, std::min(i + 0.5, centre + half) - std::max(i - 0.5, centre - half));
        if (total <= 0) {
            into[static_cast<std::size_t>(std::clamp(static_cast<int>(std::lround(centre)), 0, n - 1))] +=
                share;
            return;
        }
        for (int i = 0; i < n; ++i)
            into[static_cast<std::size_t>(i)] +=
                share * std::max(0.0, std::min(i + 0.5, centre + half) - std::max(i - 0.5, centre - half)) /
                total;
    };
    for (int i = 0; i < n; ++i) {
        std::vector<double> weight(static_cast<std::size_t>(n));
        if (decimated) {
            const double pitch = step / spacing, slice = (i - offset) / pitch, low = std::floor(slice),
                         part = slice - low;
            average(offset + low * pitch, weight, 1 - part);
            average(offset + (low + 1) * pitch, weight, part);
        } else
            average(i, weight, 1);
        int first = 0, last = n - 1;
        while (first < last && weight[static_cast<std::size_t>(first)] == 0) ++first;
        while (last > first && weight[static_cast<std::size_t>(last)] == 0) --last;
        auto& row = rows[static_cast<std::size_t>(i)];
        row.first = first;
        for (int w = first; w <= last; ++w)
            row.weight.push_back(static_cast<float>(weight[static_cast<std::size_t>(w)]));
    }
    std::vector<float> line(static_cast<std::size_t>(n));
    for (int b = 0; b < size[other2]; ++b)
        for (int a = 0; a < size[other1]; ++a) {
            float* start = &image[static_cast<std::size_t>(a) * stride[other1] +
                                  static_cast<std::size_t>(b) * stride[other2]];
            for (int i = 0; i < n; ++i)
                line[static_cast<std::size_t>(i)] =
                    start[static_cast<std::size_t>(i) * stride[static_cast<std::size_t>(axis)]];
            for (int i = 0; i < n; ++i) {
                const auto& row = rows[static_cast<std::size_t>(i)];
                float sum = 0;
                for (std::size_t w = 0; w < row.weight.size(); ++w)
                    sum += row.weight[w] * line[static_cast<std::size_t>(row.first) + w];
                start[static_cast<std::size_t>(i) * stride[static_cast<std::size_t>(axis)]] = sum;
            }
        }
}

} // namespace

Subject drawSubject(double tesla, Random& random) {
    Subject subject;
    subject.tesla = tesla;
    subject.relaxation = relaxationAt(tesla);
    const double t1All = random.factor(0.05), t2All = random.factor(0.05);
    const auto factors = [&](double spread) {
        return drawFactors([spread](Matter) { return spread; }, random);
    };
    const auto pd = factors(0.02), t1 = factors(0.04), t2 = factors(0.04), t2Star = factors(0.08),
               adc = factors(0.05);
    for (std::size_t m = 0; m < kMatters; ++m) {
        auto& tissue = subject.relaxation[m];
        tissue.pd *= pd[m], tissue.t1 *= t1All * t1[m], tissue.t2 *= t2All * t2[m];
        tissue.t2Star *= t2Star[m], tissue.adc *= adc[m];
    }
    return subject;
}

Flaws drawFlaws(Sequence sequence, bool research, Random& random) {
    Flaws flaws;
    flaws.contrast = random.uniform(0.4, 1.6);
    const bool volumetric =
        (sequence == Sequence::T1 || sequence == Sequence::T1Gd) ? random.chance(0.5) : random.chance(0.2);
    flaws.thickness = volumetric ? random.uniform(0.9, 2) : random.uniform(3, 7);
    flaws.gap = volumetric ? 0 : random.uniform(0, 1.5);
    const bool planar = sequence == Sequence::DWI || sequence == Sequence::ADC; // echo-planar
    const double plane = random.uniform();
    flaws.axis = planar || plane < 0.78 ? 2 : plane < 0.9 ? 0 : 1;
    flaws.decimated = !volumetric && random.chance(0.6);
    flaws.blur = planar ? random.uniform(1.1, 2.1) : random.uniform(0.2, 1.7);
    flaws.bias = random.uniform(0.03, research ? 0.2 : 0.3);
    flaws.noise = random.chance(0.12) ? random.uniform(0.035, 0.08) : random.uniform(0.003, 0.035);
    flaws.gamma = sequence == Sequence::ADC ? 1 : random.factor(0.12);
    flaws.cut = random.chance(0.25);
    flaws.seed = random.bits();
    return flaws;
}

std::vector<float> idealSignal(const Scene& scene, const Subject& subject, const Protocol& protocol,
                               const Flaws& flaws, Random& random) {
    const Table table = tissueTable(subject, protocol, flaws, random);
    const std::size_t count = scene.grid().voxels();
    std::vector<float> image(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* here = &scene.matter[i * kMatters];
        float sum = 0;
        for (std::size_t m = 0; m < kMatters; ++m) sum += table[m] * static_cast<float>(here[m]);
        image[i] = sum * (1.0F / 255);
    }
    const bool flair = protocol.readout == Readout::InversionTse;
    if (flair && random.chance(0.6)) { // inflowing CSF escapes the inversion: bright cisterns
        const auto pulse = smoothField(scene.grid().size, {7, 8, 7}, 1, random);
        const float strength = table[at(Matter::White)] * static_cast<float>(random.uniform(0.1, 0.7));
        for (std::size_t i = 0; i < count; ++i) {
            const float csf = static_cast<float>(scene.matter[i * kMatters + at(Matter::Csf)] +
                                                 scene.matter[i * kMatters + at(Matter::Ventricle)]) *
                              (1.0F / 255);
            const float low = std::clamp(0.5F + scene.landmarks[i].infratentorial * 0.03F, 0.05F, 1.0F);
            if (csf > 0) image[i] += strength * csf * low * std::max(0.0F, pulse[i] - 0.3F);
        }
    }
    if (protocol.sequence == Sequence::SWI) { // veins: tubes where two smooth noises both cross zero
        const std::uint64_t seed = random.bits();
        const auto pitch = static_cast<float>(random.uniform(9, 14)),
                   depth = static_cast<float>(random.uniform(0.3, 0.75));
        std::size_t index = 0;
        for (int k = 0; k < scene.grid().size[2]; ++k)
            for (int j = 0; j < scene.grid().size[1]; ++j)
                for (int i = 0; i < scene.grid().size[0]; ++i, ++index) {
                    if (scene.landmarks[index].depth < 1) continue;
                    const Point p = scene.placeOf(i, j, k);
                    const float a = latticeNoise(p[0] / pitch, p[1] / pitch, p[2] / pitch, seed);
                    if (std::abs(a) > 0.15F) continue;
                    const float b = latticeNoise(p[0] / pitch, p[1] / pitch, p[2] / pitch, seed + 1);
                    const float r = std::sqrt(a * a + b * b);
                    if (r < 0.15F) image[index] *= 1 - depth * (1 - r / 0.15F);
                }
    }
    for (const auto& layer : scene.layers)
        blend(image, scene, layer, subject, protocol, table,
              static_cast<float>(random.factor(subject.stuffJitter)));
    addSusceptibility(image, scene, protocol, random);
    if (protocol.readout == Readout::AdcMap) return image;
    const float scale = kWhite / std::max(1e-9F, table[at(Matter::White)]);
    for (float& value : image) value *= scale;
    return image;
}

void degrade(std::vector<float>& values, const Size& size, const Protocol& protocol, const Flaws& flaws,
             Random& random) {
    const bool adc = protocol.readout == Readout::AdcMap;
    const double reference = adc ? 800 : kWhite;
    if (!adc) {
        const auto field = smoothField(size, {4, 4, 4}, flaws.bias, random);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] *= std::exp(std::clamp(field[i], -0.7F, 0.7F));
    }
    const auto sigma = static_cast<float>(flaws.noise * reference);
    for (float& value : values) {
        const float real = value + sigma * random.quickNormal();
        if (adc)
            value = std::max(0.0F, real);
        else {
            const float imaginary = sigma * random.quickNormal();
            value = std::sqrt(real * real + imaginary * imaginary); // Rician (Gudbjartsson 1995, MRM 34:910)
        }
    }
    if (flaws.gamma != 1) {
        const auto top = static_cast<float>(2 * reference);
        for (float& value : values) value = top * std::pow(value / top, static_cast<float>(flaws.gamma));
    }
}

void spoil(std::vector<float>& image, const volume::Grid& grid, const Subject& subject,
           const Protocol& protocol, const Flaws& flaws, Random& random) {
    const double spacing = grid.spacing[0];
    const bool adc = protocol.readout == Readout::AdcMap;
    // Unevenness of tissue: fine, and as patches of one to two centimetres.
    for (const auto& [cells, most] : {std::pair{2, 0.055}, std::pair{6, 0.04}}) {
        const auto grain = smoothField(grid.size,
                                       {std::max(4, grid.size[0] / cells), std::max(4, grid.size[1] / cells),
                                        std::max(4, grid.size[2] / cells)},
                                       random.logUniform(0.004, most), random);
        for (std::size_t i = 0; i < image.size(); ++i) image[i] *= 1 + grain[i];
    }
    thicken(image, grid.size, flaws.axis, spacing, flaws.thickness, flaws.thickness + flaws.gap,
            flaws.decimated, random.uniform(0, (flaws.thickness + flaws.gap) / spacing));
    if (flaws.blur > 0.3 * spacing)
        for (int axis = 0; axis < 3; ++axis)
            if (axis != flaws.axis) thicken(image, grid.size, axis, spacing, flaws.blur * 2.5, 0, false, 0);

    degrade(image, grid.size, protocol, flaws, random);
    if (!subject.strip.empty())
        for (std::size_t i = 0; i < image.size(); ++i) image[i] *= subject.strip[i];
    if (flaws.cut) { // an oblique plane: nothing was acquired beyond it
        const Eigen::Vector3f normal =
            (Eigen::Vector3f(static_cast<float>(random.normal(0, 0.25)),
                             static_cast<float>(random.normal(0, 0.25)), random.chance(0.7) ? -1.0F : 1.0F))
                .normalized();
        const auto bound = static_cast<float>(random.uniform(48, 95));
        std::size_t index = 0;
        for (int k = 0; k < grid.size[2]; ++k)
            for (int j = 0; j < grid.size[1]; ++j)
                for (int i = 0; i < grid.size[0]; ++i, ++index) {
                    const Eigen::Vector3f p(static_cast<float>(grid.origin[0] + i * grid.spacing[0]),
                                            static_cast<float>(grid.origin[1] + j * grid.spacing[1]),
                                            static_cast<float>(grid.origin[2] + k * grid.spacing[2]));
                    if (normal.dot(p) > bound) image[index] = 0;
                }
    }
    if (!adc) {
        const auto gain = static_cast<float>(random.logUniform(0.5, 12));
        for (float& value : image) value *= gain;
    }
}

} // namespace second_read::simulate
