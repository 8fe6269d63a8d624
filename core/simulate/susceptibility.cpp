#include "simulate/susceptibility.h"

#include <algorithm>
#include <cmath>

namespace second_read::simulate {
namespace {

constexpr double kGradientEchoTe = 12; // ms: shorter echoes lose next to nothing

struct Strides {
    std::size_t row, plane;
    explicit Strides(const Size& size)
        : row(static_cast<std::size_t>(size[0])), plane(row * static_cast<std::size_t>(size[1])) {}
};

} // namespace

std::vector<float> airField(const Scene& scene, Random& random) {
    struct Pocket {
        Point centre;
        float width, field;
    };
    // Centres lie in the air below the brain, in the brain's own coordinates (x to the left, y to the front).
    const auto pocket = [&](float x, float y, float z, double field) {
        const auto wander = [&] { return static_cast<float>(random.normal(0, 4)); };
        return Pocket{scene.placeOfMni({x + wander(), y + wander(), z + wander()}),
                      static_cast<float>(random.uniform(9, 15)), static_cast<float>(field)};
    };
    const double petrous = random.uniform(0.2, 0.9);
    const std::array<Pocket, 3> pockets{pocket(0, 36, -33, random.uniform(0.5, 1)),
                                        pocket(47, -28, -38, petrous * random.uniform(0.6, 1)),
                                        pocket(-47, -28, -38, petrous * random.uniform(0.6, 1))};
    const Size& size = scene.grid().size;
    std::vector<float> field(scene.grid().voxels());
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                const Point p = scene.placeOf(i, j, k);
                for (const Pocket& air : pockets) {
                    const float x = p[0] - air.centre[0], y = p[1] - air.centre[1], z = p[2] - air.centre[2];
                    const float r2 = (x * x + y * y + z * z) / (air.width * air.width);
                    if (r2 < 12) field[index] += air.field * std::exp(-0.5F * r2);
                }
            }
    return field;
}

void shiftAlongPhase(std::vector<float>& image, const volume::Grid& grid, const std::vector<float>& field,
                     double shiftMm) {
    const Size& size = grid.size;
    const Strides stride(size);
    const auto shift = static_cast<float>(shiftMm / grid.spacing[1]); // voxels
    const int last = size[1] - 1;
    std::vector<float> line(static_cast<std::size_t>(size[1])), offset(line.size());
    for (int k = 0; k < size[2]; ++k)
        for (int i = 0; i < size[0]; ++i) {
            const std::size_t first =
                static_cast<std::size_t>(i) + stride.plane * static_cast<std::size_t>(k);
            bool moved = false;
            for (std::size_t j = 0; j < line.size(); ++j) {
                line[j] = image[first + j * stride.row];
                offset[j] = shift * field[first + j * stride.row];
                moved = moved || std::abs(offset[j]) > 0.02F;
            }
            if (!moved) continue;
            for (int j = 0; j <= last; ++j) {
                const float here = offset[static_cast<std::size_t>(j)];
                const float slope = 0.5F * (offset[static_cast<std::size_t>(std::min(j + 1, last))] -
                                            offset[static_cast<std::size_t>(std::max(j - 1, 0))]);
                const float from = std::clamp(static_cast<float>(j) + here, 0.0F, static_cast<float>(last));
                const auto low = static_cast<std::size_t>(std::min(static_cast<int>(from), last - 1));
                const float part = from - static_cast<float>(low);
                image[first + static_cast<std::size_t>(j) * stride.row] =
                    (line[low] + part * (line[low + 1] - line[low])) * std::max(0.15F, 1 + slope);
            }
        }
}

void dephase(std::vector<float>& image, const volume::Grid& grid, const std::vector<float>& field,
             double strength) {
    const Size& size = grid.size;
    const Strides stride(size);
    const auto change = [&](std::size_t index, int at, int last, std::size_t step, double spacing) {
        const float low = field[at > 0 ? index - step : index],
                    high = field[at < last ? index + step : index];
        return (high - low) / static_cast<float>(2 * spacing);
    };
    std::size_t index = 0;
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < size[1]; ++j)
            for (int i = 0; i < size[0]; ++i, ++index) {
                if (field[index] < 0.01F) continue;
                const float x = change(index, i, size[0] - 1, 1, grid.spacing[0]),
                            y = change(index, j, size[1] - 1, stride.row, grid.spacing[1]),
                            z = change(index, k, size[2] - 1, stride.plane, grid.spacing[2]);
                image[index] *= std::exp(-static_cast<float>(strength) * std::sqrt(x * x + y * y + z * z));
            }
}

void addSusceptibility(std::vector<float>& image, const Scene& scene, const Protocol& protocol,
                       Random& random) {
    // A map of ADC is a ratio: nothing piles up in it, and it moves with the images it was made of.
    const bool planar = protocol.readout == Readout::DiffusionEpi;
    const bool gradientEcho = protocol.readout == Readout::SpoiledGradient && protocol.te > kGradientEchoTe;
    if (!planar && !gradientEcho) return;
    const auto field = airField(scene, random);
    if (planar) // either polarity of phase encoding
        shiftAlongPhase(image, scene.grid(), field,
                        random.logUniform(1.5, 14) * (random.chance(0.5) ? 1 : -1));
    else
        dephase(image, scene.grid(), field, random.uniform(8, 45) * protocol.te / 25);
}

} // namespace second_read::simulate
