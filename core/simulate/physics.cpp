#include "simulate/physics.h"

#include <cmath>

namespace second_read::simulate {

Protocol drawProtocol(Sequence sequence, double tesla, Random& random) {
    Protocol p;
    p.sequence = sequence;
    p.tesla = tesla;
    const bool high = tesla > 2;
    switch (sequence) {
    case Sequence::T1:
    case Sequence::T1Gd: {
        const double kind = random.uniform();
        if (kind < 0.45) {
            p.readout = Readout::Mprage;
            p.tr = random.uniform(1500, 2400), p.te = random.uniform(2.2, 4.5),
            p.ti = random.uniform(850, 1100);
            p.flip = random.uniform(7, 12);
        } else if (kind < 0.8) {
            p.readout = random.chance(0.5) ? Readout::SpinEcho : Readout::TurboSpinEcho;
            p.tr = random.uniform(400, 700), p.te = random.uniform(7, 15);
        } else {
            p.readout = Readout::SpoiledGradient;
            p.tr = high ? random.uniform(150, 260) : random.uniform(120, 300), p.te = random.uniform(2.3, 5),
            p.flip = random.uniform(60, 85);
        }
        if (sequence == Sequence::T1Gd)
            p.contrastMm = random.uniform(0.7, 1.6), p.fatSaturated = random.chance(0.15);
        break;
    }
    case Sequence::T2:
        p.readout = Readout::TurboSpinEcho;
        p.tr = random.uniform(3000, 7500), p.te = random.uniform(80, 135),
        p.fatSaturated = random.chance(0.12);
        break;
    case Sequence::PD:
        p.readout = Readout::TurboSpinEcho;
        p.tr = random.uniform(2200, 4500), p.te = random.uniform(10, 35);
        break;
    case Sequence::FLAIR:
        p.readout = Readout::InversionTse;
        p.tr = random.uniform(7000, 11000), p.te = random.uniform(85, 140);
        // The inversion time that nulls CSF (T1 about 4.1 s) at this TR, with the operator's spread.
        p.ti = 4100 * (std::log(2.0) - std::log(1 + std::exp(-p.tr / 4100))) * random.uniform(0.93, 1.06);
        p.fatSaturated = random.chance(0.3);
        break;
    case Sequence::DWI:
        p.readout = Readout::DiffusionEpi;
        p.tr = random.uniform(3500, 8000), p.te = random.uniform(68, 105), p.bValue = 1000,
        p.fatSaturated = true;
        break;
    case Sequence::ADC:
        p.readout = Readout::AdcMap;
        p.tr = random.uniform(3500, 8000), p.te = random.uniform(68, 105), p.bValue = 1000,
        p.fatSaturated = true;
        break;
    case Sequence::SWI:
    case Sequence::Other:
        p.readout = Readout::SpoiledGradient;
        p.tr = high ? random.uniform(26, 40) : random.uniform(40, 60),
        p.te = high ? random.uniform(18, 25) : random.uniform(32, 42);
        p.flip = random.uniform(10, 17);
        if (random.chance(0.35))
            p.tr = random.uniform(500, 900), p.te = random.uniform(15, 25), p.flip = random.uniform(15, 25);
        break;
    }
    return p;
}

double signalOf(const Protocol& p, const Relaxation& tissue, double gadolinium) {
    if (p.readout == Readout::AdcMap) return 1000.0 * tissue.adc;
    const double t1 = 1.0 / (1.0 / tissue.t1 + 0.0045 * gadolinium);
    const double t2 = 1.0 / (1.0 / tissue.t2 + 0.0055 * gadolinium);
    const double t2Star = 1.0 / (1.0 / tissue.t2Star + 0.0055 * gadolinium);
    const double recovered = std::exp(-p.tr / t1);
    constexpr double kDegree = 3.14159265358979 / 180.0;
    double signal = 0;
    switch (p.readout) {
    case Readout::SpinEcho:
    case Readout::TurboSpinEcho:
        signal = (1 - recovered) * std::exp(-p.te / t2);
        break;
    case Readout::SpoiledGradient:
        signal = std::sin(p.flip * kDegree) * (1 - recovered) / (1 - std::cos(p.flip * kDegree) * recovered) *
                 std::exp(-p.te / t2Star);
        break;
    case Readout::Mprage: // recovery to the centre of k-space; the small flips in between take a little away
        signal = std::abs(1 - 2 * std::exp(-p.ti / t1) / (1 + recovered)) * std::exp(-p.te / t2Star);
        break;
    case Readout::InversionTse:
        signal = std::abs(1 - 2 * std::exp(-p.ti / t1) + recovered) * std::exp(-p.te / t2);
        break;
    case Readout::DiffusionEpi:
        signal = (1 - recovered) * std::exp(-p.te / t2) * std::exp(-p.bValue * tissue.adc * 1e-3);
        break;
    case Readout::AdcMap:
        break;
    }
    return tissue.pd * signal;
}

} // namespace second_read::simulate
