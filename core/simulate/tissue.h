#pragma once
/// Tissues of a head and what the magnet sees of them.

#include <array>
#include <cstdint>

namespace second_read::simulate {

/// What a voxel may be made of; a voxel holds fractions of several (partial volume).
enum class Matter : std::uint8_t {
    Air,
    Fat,
    Muscle,
    Bone,
    Marrow,
    Eye,
    Csf,
    Ventricle,
    Cortex,
    White,
    DeepGrey,
    CerebellarGrey,
    CerebellarWhite,
    Brainstem,
    Vessel,
    Mucosa
};
inline constexpr int kMatters = 16;
inline constexpr std::size_t at(Matter matter) { return static_cast<std::size_t>(matter); }

/// Relaxation times in ms, proton density relative to water, diffusivity in 1e-3 mm2/s.
struct Relaxation {
    double pd = 1, t1 = 1000, t2 = 80, t2Star = 50, adc = 0.8;
};

/// Values at 1.5 or 3 tesla.
/// Brain, blood: Stanisz 2005 (MRM 54:507), Wansapura 1999 (JMRI 9:531), Rooney 2007 (MRM 57:308; CSF); T2*:
/// Peters 2007 (MRI 25:748); deep grey: Rooney 2007, Deoni 2005 (MRM 53:237); fat, muscle, marrow: Gold 2004
/// (AJR 183:343); proton density: Tofts 2003 (Quantitative MRI of the Brain, ch. 4); diffusivity: Helenius
/// 2002 (AJNR 23:194).
std::array<Relaxation, kMatters> relaxationAt(double tesla);

} // namespace second_read::simulate
