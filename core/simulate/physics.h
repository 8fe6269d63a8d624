#pragma once
/// Sequence equations: what a voxel of given relaxation gives on a given protocol. Bernstein, King and Zhou,
/// Handbook of MRI Pulse Sequences (2004): spin echo ch. 14.3, inversion recovery 14.2, spoiled gradient
/// echo 14.1.

#include "base/words.h"
#include "simulate/random.h"
#include "simulate/tissue.h"

namespace second_read::simulate {

/// How a series is excited and read out.
enum class Readout { SpinEcho, TurboSpinEcho, SpoiledGradient, Mprage, InversionTse, DiffusionEpi, AdcMap };

struct Protocol {
    Sequence sequence = Sequence::T1;
    Readout readout = Readout::SpinEcho;
    double tesla = 1.5;
    double tr = 500, te = 10, ti = 0; ///< ms
    double flip = 90;                 ///< degrees
    double bValue = 0;                ///< s/mm2
    double contrastMm = 0;            ///< gadolinium in blood, mmol/l (T1+Gd)
    bool fatSaturated = false;
};

/// A protocol as scanners of this field run it, with the spread between departments.
Protocol drawProtocol(Sequence sequence, double tesla, Random& random);

/// Magnitude signal, arbitrary but common scale; for an ADC map mm2/s * 1e-6.
/// `gadolinium` (mmol/l in this tissue) shortens T1 and T2 (relaxivities 4.5 and 5.5 per mM s: Rohrer 2005,
/// Invest Radiol 40:715).
double signalOf(const Protocol& protocol, const Relaxation& tissue, double gadolinium = 0);

} // namespace second_read::simulate
