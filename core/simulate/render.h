#pragma once
/// From a scene to what a scanner would give: signal, then everything that goes wrong on the way.

#include <vector>

#include "simulate/scene.h"

namespace second_read::simulate {

/// What all series of one examination share.
struct Subject {
    double tesla = 3;
    std::array<Relaxation, kMatters> relaxation; ///< this person's
    std::vector<float> strip; ///< 0 to 1 per truth voxel where the skull was stripped; empty: not stripped
    double stuffJitter = 0.08;
};

Subject drawSubject(double tesla, Random& random);

/// How one series departs from the ideal; drawn per series.
struct Flaws {
    double contrast = 1;    ///< spread of the per-tissue contrast jitter
    double thickness = 3;   ///< mm along `axis`
    double gap = 0;         ///< mm
    int axis = 2;           ///< slice axis of the canonical grid
    bool decimated = false; ///< slices thrown away and interpolated back
    double blur = 0;        ///< mm in plane, standard deviation
    double bias = 0.15, noise = 0.02, gamma = 1;
    bool cut = false; ///< part of the field of view is missing
    std::uint64_t seed = 0;
};

Flaws drawFlaws(Sequence sequence, bool research, Random& random);

/// Ideal magnitude image of a protocol on the truth grid, arbitrary scale; white matter about 100.
std::vector<float> idealSignal(const Scene& scene, const Subject& subject, const Protocol& protocol,
                               const Flaws& flaws, Random& random);

/// Bias, noise and gamma, which every image has; `values` on any grid.
void degrade(std::vector<float>& values, const Size& size, const Protocol& protocol, const Flaws& flaws,
             Random& random);

/// Puts thickness, blur, bias, noise, gamma and cuts on an image of the truth grid.
void spoil(std::vector<float>& image, const volume::Grid& grid, const Subject& subject,
           const Protocol& protocol, const Flaws& flaws, Random& random);

} // namespace second_read::simulate
