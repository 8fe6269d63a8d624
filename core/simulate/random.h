#pragma once
/// Random numbers that are the same on every machine: xoshiro256++ (Blackman and Vigna 2021), seeded by
/// splitmix64. The standard library's distributions differ between libraries and are not used.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>

namespace second_read::simulate {

/// One step of splitmix64: also a good hash of an integer.
inline std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

class Random {
public:
    /// `stream` keeps independent parts of one examination apart: a change in one leaves the others as they
    /// were.
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) {
        std::uint64_t value = mixed(seed ^ mixed(stream + 0x5bd1e995ULL));
        for (auto& word : m_state) {
            value = mixed(value);
            word = value;
        }
    }
    std::uint64_t bits() {
        const auto rotated = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
        const std::uint64_t result = rotated(m_state[0] + m_state[3], 23) + m_state[0];
        const std::uint64_t shifted = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= shifted;
        m_state[3] = rotated(m_state[3], 45);
        return result;
    }
    /// In [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    bool chance(double probability) { return uniform() < probability; }
    /// In [0, count).
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(uniform() * static_cast<double>(count));
    }
    int integer(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
    }
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }
    double normal(double mean, double sd) { return mean + sd * normal(); }
    /// A factor around 1: exp of a normal, cut at 2.5 sd so that no draw is absurd.
    double factor(double sd) {
        const double drawn = normal();
        return std::exp(sd * (drawn > 2.5 ? 2.5 : drawn < -2.5 ? -2.5 : drawn));
    }
    double logUniform(double low, double high) { return low * std::exp(uniform() * std::log(high / low)); }
    /// Nearly normal (sum of four uniforms), for noise per voxel where speed counts.
    float quickNormal() {
        const std::uint64_t word = bits();
        const auto sum = (word & 0xffff) + ((word >> 16) & 0xffff) + ((word >> 32) & 0xffff) + (word >> 48);
        return (static_cast<float>(sum) - 131070.0F) * (1.7320508F / 65536.0F);
    }
    template <class T> const T& pick(std::initializer_list<T> choices) {
        return *(choices.begin() + below(choices.size()));
    }
    template <class Container> const auto& of(const Container& container) {
        return container[below(container.size())];
    }

private:
    std::uint64_t m_state[4];
};

} // namespace second_read::simulate
