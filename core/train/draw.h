#pragma once
/// Draws that are the same on every machine: the standard's engine is, its distributions are not.

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace second_read::train {

class Draw {
public:
    /// Neighbouring seeds give unrelated draws.
    explicit Draw(std::uint64_t seed) : m_engine(seed * 0x9E3779B97F4A7C15ULL + 0x632BE59BD9B4E019ULL) {}
    std::uint64_t seed() { return m_engine(); }
    /// 0 to count - 1; `count` is at least 1.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_engine() % count); }
    double unit() { return static_cast<double>(m_engine() >> 11) * 0x1.0p-53; }
    bool chance(double p) { return unit() < p; }
    template <class T> const T& from(const std::vector<T>& values) { return values[below(values.size())]; }
    template <class T> void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace second_read::train
