#include "simulate/spaces.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "simulate/composer.h"
#include "simulate/population.h"

namespace second_read::simulate {
namespace {

/// 1 in the frontal lobes and the temporal poles.
float frontotemporal(const Point& mni) {
    const float temporal = ramp(-4, -16, mni[2]) * ramp(-45, -15, mni[1]) * ramp(16, 26, std::abs(mni[0]));
    return std::max(ramp(-8, 22, mni[1]), temporal);
}

/// 1 around the hippocampi.
float medialTemporal(const Point& mni) {
    const float x = std::abs(mni[0]);
    return ramp(8, 14, x) * ramp(46, 36, x) * ramp(-48, -38, mni[1]) * ramp(14, 4, mni[1]) *
           ramp(2, -6, mni[2]) * ramp(-42, -34, mni[2]);
}

/// What shrinks some lobes and spares the others: the frontal and temporal ones (Rosen 2002, Neurology
/// 58:198), or the hippocampi, beside which the temporal horns widen (Scheltens 1992, JNNP 55:967). One side
/// may lead.
void shrinkLobes(Scene& scene, bool frontal, Random& random) {
    const double severity = random.uniform(0.5, 1);
    const auto lean = static_cast<float>(random.uniform(-0.4, 0.4)); // positive: the left is worse
    const auto share = frontal ? frontotemporal : medialTemporal;
    scene.widenSulci(2.6 * severity, [share, lean](const Point& mni) {
        return share(mni) * (1 + (mni[0] > 0 ? lean : -lean));
    });
    for (const float side : {1.0F, -1.0F}) {
        const double mm = severity * (1 + side * lean);
        if (frontal) {
            scene.push(scene.placeOfMni({side * 13, 26, 8}), 10, 3 * mm); // the frontal horn
            continue;
        }
        scene.push(scene.placeOfMni({side * 27, -20, -14}), 10, -3.5 * mm); // the hippocampus
        Point horn = scene.placeOfMni({side * 33, -16, -17});
        std::ignore = scene.find(
            random,
            [side](const Probe& p, const Point& mni, Structure) {
                return p.share(Matter::Ventricle) > 0.5F && mni[0] * side > 22 && mni[1] > -32 && mni[2] < -8;
            },
            horn);
        scene.push(horn, 6, 4 * mm);
    }
}

/// Normal pressure: the Sylvian fissures wide, the vertex tight (DESH: Hashimoto 2010, Cerebrospinal Fluid
/// Res 7:18).
void crowdTheVertex(Scene& scene, Random& random) {
    const double marked = random.uniform(0.3, 1);
    scene.widenSulci(2.2 * marked, [](const Point& mni) {
        return ramp(24, 32, std::abs(mni[0])) * ramp(-38, -28, mni[1]) * ramp(30, 20, mni[1]) *
               ramp(-16, -8, mni[2]) * ramp(24, 14, mni[2]);
    });
    scene.widenSulci(-1.2 * marked, [](const Point& mni) { return ramp(38, 54, mni[2]); });
}

} // namespace

void sizeSpaces(Scene& scene, const std::vector<std::string>& findings, Examination& examination,
                Random& random) {
    const Head& head = scene.head();
    const double old = std::clamp((examination.age - 20) / 70.0, 0.0, 1.0);
    const double now = head.ventricleMl / head.brainMl;
    double target = random.logUniform(0.008, 0.014) * std::exp(1.15 * old) * random.factor(0.2);
    double sulci = (0.1 + 0.1 * old - head.sulcalShare) * 5 + random.normal(0, 0.15);
    bool pressure = false, lobar = false, frontal = false;
    if (contains(findings, "hydrocephalus")) {
        // Normal pressure is a disease of the old.
        pressure = random.chance(examination.age < 50 ? 0.04 : examination.age < 65 ? 0.35 : 0.75);
        examination.findings.push_back({"hydrocephalus",
                                        pressure ? "normal pressure" : "obstructive",
                                        Side::Bilateral,
                                        "ventricles",
                                        0,
                                        {},
                                        true,
                                        {}});
        target = random.logUniform(0.045, 0.15);
        sulci -= random.uniform(0.3, 1.0);
    } else if (contains(findings, "atrophy")) {
        const double wide = random.logUniform(0.025, 0.09), deep = random.uniform(0.5, 1.7),
                     kind = random.uniform();
        lobar = kind > 0.7, frontal = kind > 0.85;
        examination.findings.push_back({"atrophy",
                                        !lobar    ? "global"
                                        : frontal ? "frontotemporal"
                                                  : "medial temporal",
                                        Side::Bilateral,
                                        !lobar    ? "generalised"
                                        : frontal ? "frontal and temporal lobes"
                                                  : "medial temporal lobes",
                                        0,
                                        {},
                                        true,
                                        {}});
        target = std::max(target * 1.2, (lobar ? 0.6 : 1) * wide);
        sulci += (lobar ? 0.3 : 1) * deep;
    }
    const double wallMm = (target - now) * head.brainMl / std::max(20.0, head.ventricleAreaCm2) * 10 * 0.8;
    scene.resize(std::clamp(wallMm, -5.0, 11.0), std::clamp(sulci, -1.2, 2.0));
    if (lobar) shrinkLobes(scene, frontal, random);
    if (pressure) crowdTheVertex(scene, random);
}

} // namespace second_read::simulate
