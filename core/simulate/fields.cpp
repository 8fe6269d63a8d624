#include "simulate/fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace second_read::simulate {
namespace {

struct Taps {
    int first = 0;
    std::array<float, 4> weight{};
};

std::vector<Taps> splineTaps(int size, int knots) {
    std::vector<Taps> taps(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        const double place = size > 1 ? 1.0 + static_cast<double>(i) * (knots - 3) / (size - 1) : 1.0;
        const int cell = std::min(static_cast<int>(place), knots - 3);
        const auto t = static_cast<float>(place - cell);
        auto& tap = taps[static_cast<std::size_t>(i)];
        tap.first = cell - 1;
        tap.weight = {(1 - t) * (1 - t) * (1 - t) / 6, (3 * t * t * t - 6 * t * t + 4) / 6,
                      (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6, t * t * t / 6};
    }
    return taps;
}

float hashed(int x, int y, int z, std::uint64_t seed) {
    std::uint64_t h = seed +
                      static_cast<std::uint64_t>(static_cast<std::uint32_t>(x)) * 0x9e3779b97f4a7c15ULL +
                      static_cast<std::uint64_t>(static_cast<std::uint32_t>(y)) * 0xc2b2ae3d27d4eb4fULL +
                      static_cast<std::uint64_t>(static_cast<std::uint32_t>(z)) * 0x165667b19e3779f9ULL;
    h = (h ^ (h >> 29)) * 0xbf58476d1ce4e5b9ULL;
    h ^= h >> 32;
    return static_cast<float>(static_cast<std::int32_t>(h & 0xffffffffU)) * (1.0F / 2147483648.0F);
}

float oneOctave(float x, float y, float z, std::uint64_t seed) {
    const float fx = std::floor(x), fy = std::floor(y), fz = std::floor(z);
    const int ix = static_cast<int>(fx), iy = static_cast<int>(fy), iz = static_cast<int>(fz);
    const auto eased = [](float t) { return t * t * (3 - 2 * t); };
    const float u = eased(x - fx), v = eased(y - fy), w = eased(z - fz);
    const auto along = [&](int dy, int dz) {
        const float a = hashed(ix, iy + dy, iz + dz, seed), b = hashed(ix + 1, iy + dy, iz + dz, seed);
        return a + u * (b - a);
    };
    const float near0 = along(0, 0), near1 = along(1, 0), far0 = along(0, 1), far1 = along(1, 1);
    const float front = near0 + v * (near1 - near0), back = far0 + v * (far1 - far0);
    return front + w * (back - front);
}

constexpr float kFar = 1e9F;

/// Squared distances along one line: the lower envelope of the parabolas that stand on its values.
class Envelope {
public:
    explicit Envelope(std::size_t longest) : m_apex(longest), m_bound(longest + 1), m_out(longest) {}

    /// In place; values at kFar are no part of it, and a line of them alone stays.
    void lay(float* line, int n) {
        int last = -1;
        for (int q = 0; q < n; ++q) {
            const float fq = line[q];
            if (fq >= kFar) continue;
            float crossing = -std::numeric_limits<float>::infinity();
            while (last >= 0) {
                const int p = m_apex[static_cast<std::size_t>(last)];
                crossing = ((fq + static_cast<float>(q * q)) - (line[p] + static_cast<float>(p * p))) /
                           static_cast<float>(2 * q - 2 * p);
                if (crossing > m_bound[static_cast<std::size_t>(last)]) break;
                --last;
                crossing = -std::numeric_limits<float>::infinity();
            }
            ++last;
            m_apex[static_cast<std::size_t>(last)] = q;
            m_bound[static_cast<std::size_t>(last)] = crossing;
            m_bound[static_cast<std::size_t>(last) + 1] = std::numeric_limits<float>::infinity();
        }
        if (last < 0) return;
        std::size_t piece = 0;
        for (int q = 0; q < n; ++q) {
            while (m_bound[piece + 1] < static_cast<float>(q)) ++piece;
            const int p = m_apex[piece];
            m_out[static_cast<std::size_t>(q)] = static_cast<float>((q - p) * (q - p)) + line[p];
        }
        std::copy_n(m_out.begin(), n, line);
    }

private:
    std::vector<int> m_apex;
    std::vector<float> m_bound, m_out;
};

} // namespace

std::vector<float> smoothField(const Size& size, const Size& knots, double sd, Random& random) {
    std::vector<float> control(countOf(knots));
    // The spline averages its knots: 1.8 restores the standard deviation in the middle between them.
    for (float& value : control)
        value = static_cast<float>(1.8 * sd * std::clamp(random.normal(), -2.5, 2.5));
    const auto tx = splineTaps(size[0], knots[0]), ty = splineTaps(size[1], knots[1]),
               tz = splineTaps(size[2], knots[2]);
    const auto nx = static_cast<std::size_t>(size[0]), ny = static_cast<std::size_t>(size[1]),
               nz = static_cast<std::size_t>(size[2]);
    const auto kx = static_cast<std::size_t>(knots[0]), ky = static_cast<std::size_t>(knots[1]),
               kz = static_cast<std::size_t>(knots[2]);
    std::vector<float> first(nx * ky * kz);
    for (std::size_t row = 0; row < ky * kz; ++row)
        for (std::size_t i = 0; i < nx; ++i) {
            const float* source = &control[row * kx + static_cast<std::size_t>(tx[i].first)];
            const auto& w = tx[i].weight;
            first[row * nx + i] = w[0] * source[0] + w[1] * source[1] + w[2] * source[2] + w[3] * source[3];
        }
    std::vector<float> second(nx * ny * kz);
    for (std::size_t k = 0; k < kz; ++k)
        for (std::size_t j = 0; j < ny; ++j) {
            const float* source = &first[(k * ky + static_cast<std::size_t>(ty[j].first)) * nx];
            float* target = &second[(k * ny + j) * nx];
            const auto& w = ty[j].weight;
            for (std::size_t i = 0; i < nx; ++i)
                target[i] = w[0] * source[i] + w[1] * source[i + nx] + w[2] * source[i + 2 * nx] +
                            w[3] * source[i + 3 * nx];
        }
    std::vector<float> result(nx * ny * nz);
    const std::size_t plane = nx * ny;
    for (std::size_t k = 0; k < nz; ++k) {
        const float* source = &second[static_cast<std::size_t>(tz[k].first) * plane];
        float* target = &result[k * plane];
        const auto& w = tz[k].weight;
        for (std::size_t i = 0; i < plane; ++i)
            target[i] = w[0] * source[i] + w[1] * source[i + plane] + w[2] * source[i + 2 * plane] +
                        w[3] * source[i + 3 * plane];
    }
    return result;
}

float latticeNoise(float x, float y, float z, std::uint64_t seed) {
    return 0.7F * oneOctave(x, y, z, seed) +
           0.4F * oneOctave(2.03F * x, 2.03F * y, 2.03F * z, seed ^ 0xabcdefULL);
}

std::vector<float> distanceTo(const std::vector<std::uint8_t>& set, const Size& size, double spacing) {
    std::vector<float> squared(set.size());
    for (std::size_t i = 0; i < set.size(); ++i) squared[i] = set[i] ? 0.0F : kFar;
    const std::array<std::size_t, 3> stride{1, static_cast<std::size_t>(size[0]),
                                            static_cast<std::size_t>(size[0]) *
                                                static_cast<std::size_t>(size[1])};
    constexpr int kTogether = 16; // lines that lie beside each other share the cache lines they are read from
    const auto longest = static_cast<std::size_t>(std::max({size[0], size[1], size[2]}));
    std::vector<float> lines(kTogether * longest);
    Envelope envelope(longest);
    for (int axis = 0; axis < 3; ++axis) {
        const int other1 = axis == 0 ? 1 : 0, other2 = axis == 2 ? 1 : 2;
        const auto n = static_cast<std::size_t>(size[axis]);
        for (int b = 0; b < size[other2]; ++b)
            for (int a = 0; a < size[other1]; a += kTogether) {
                float* first = &squared[static_cast<std::size_t>(a) * stride[other1] +
                                        static_cast<std::size_t>(b) * stride[other2]];
                const auto count = static_cast<std::size_t>(std::min(kTogether, size[other1] - a));
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t l = 0; l < count; ++l)
                        lines[l * n + i] = first[i * stride[axis] + l * stride[other1]];
                for (std::size_t l = 0; l < count; ++l) envelope.lay(&lines[l * n], size[axis]);
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t l = 0; l < count; ++l)
                        first[i * stride[axis] + l * stride[other1]] = lines[l * n + i];
            }
    }
    for (float& value : squared) value = std::sqrt(value) * static_cast<float>(spacing);
    return squared;
}

void boxFilter(std::vector<float>& values, const Size& size, int axis, int radius) {
    if (radius < 1) return;
    std::array<std::size_t, 3> stride{1, static_cast<std::size_t>(size[0]),
                                      static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1])};
    const int n = size[axis], other1 = axis == 0 ? 1 : 0, other2 = axis == 2 ? 1 : 2;
    std::vector<float> line(static_cast<std::size_t>(n));
    for (int b = 0; b < size[other2]; ++b)
        for (int a = 0; a < size[other1]; ++a) {
            const std::size_t start =
                static_cast<std::size_t>(a) * stride[other1] + static_cast<std::size_t>(b) * stride[other2];
            for (int i = 0; i < n; ++i)
                line[static_cast<std::size_t>(i)] =
                    values[start + static_cast<std::size_t>(i) * stride[axis]];
            const auto at = [&](int i) { return line[static_cast<std::size_t>(std::clamp(i, 0, n - 1))]; };
            float sum = 0;
            for (int i = -radius; i <= radius; ++i) sum += at(i);
            for (int i = 0; i < n; ++i) {
                values[start + static_cast<std::size_t>(i) * stride[axis]] =
                    sum / static_cast<float>(2 * radius + 1);
                sum += at(i + radius + 1) - at(i - radius);
            }
        }
}

} // namespace second_read::simulate
