// Blood by its age (Bradley 1993, Radiology 189:15) and malformed vessels (Osborn's Brain, 2nd ed., ch. 5 to
// 7).
#include <cmath>

#include "simulate/composer.h"

namespace second_read::simulate {
namespace {

enum class BloodAge { Hyperacute, Acute, EarlySubacute, LateSubacute, Chronic };

Stuff blood(Composer& c, BloodAge age) {
    Stuff stuff;
    stuff.replaces = true;
    stuff.texture = c.random.uniform(0.08, 0.25);
    switch (age) {
    case BloodAge::Hyperacute:
        stuff.value = {0.92, c.t1(1350), 115, 22, 0.65};
        break;
    case BloodAge::Acute:
        stuff.value = {0.88, c.t1(1150), 40, 8, 0.6};
        break;
    case BloodAge::EarlySubacute:
        stuff.value = {0.88, c.t1(430), 42, 9, 0.65};
        break;
    case BloodAge::LateSubacute:
        stuff.value = {0.95, c.t1(380), 180, 26, 1.1};
        break;
    case BloodAge::Chronic:
        stuff.value = {0.97, c.t1(2200), 350, 60, 2.2};
        break;
    }
    stuff.value.t1 *= c.random.factor(0.12), stuff.value.t2 *= c.random.factor(0.15),
        stuff.value.t2Star *= c.random.factor(0.3);
    return stuff;
}

Stuff haemosiderin(Composer& c) {
    Stuff stuff;
    stuff.value = {0.92, 1, c.random.uniform(0.45, 0.75), c.random.uniform(0.06, 0.2), 0.85};
    return stuff;
}

Stuff swelling(Composer& c) {
    Stuff stuff;
    stuff.value = {1.1, c.random.uniform(1.2, 1.5), c.random.uniform(1.35, 1.9), 1.3,
                   c.random.uniform(1.3, 1.7)};
    return stuff;
}

void placeClot(Composer& c, bool deep) {
    const Side side = c.drawSide();
    Point place{};
    const bool low = !deep && c.random.chance(0.15);
    if (!c.scene.find(
            c.random,
            [&](const Probe& p, const Point& mni, Structure structure) {
                if (!onSide(side, p.landmarks.midline) || std::abs(p.landmarks.midline) < 9) return false;
                if (low) return p.share(Matter::CerebellarWhite) > 0.5F;
                if (p.landmarks.infratentorial > -4) return false;
                if (deep)
                    return (structure == Structure::Putamen || structure == Structure::Thalamus ||
                            structure == Structure::Pallidum) &&
                           p.share(Matter::DeepGrey) > 0.6F;
                return p.share(Matter::White) > 0.6F && p.landmarks.cortex < 9 && p.landmarks.depth > 6 &&
                       p.landmarks.ventricle > 8 && mni[2] > -25;
            },
            place))
        return;
    const int finding = c.add("haemorrhage", low ? "cerebellar" : deep ? "deep" : "lobar");
    c.at(finding, place);
    const auto age = static_cast<BloodAge>(c.random.integer(0, 4));
    const double radius = deep ? c.random.logUniform(5, 17) : c.random.logUniform(7, 25);
    const Blob blob(place, radius, 0.35, 0.8, c.random);
    const bool fresh = age != BloodAge::Chronic;
    if (fresh) c.scene.push(place, radius, radius * c.random.uniform(0.1, 0.4));
    const Stuff clot = blood(c, age), iron = haemosiderin(c), oedema = swelling(c);
    const auto halo = static_cast<float>(fresh ? c.random.uniform(2, 11) : 0);
    const auto rim = static_cast<float>(c.random.uniform(1.5, 4.5));
    const bool dark = age != BloodAge::Hyperacute || c.random.chance(0.8);
    c.painters.push_back([&c, blob, clot, iron, oedema, halo, rim, dark, side, finding] {
        const auto allowed = [side](const Probe& p) { return onSide(side, p.landmarks.midline); };
        if (halo > 0)
            c.scene.paint(
                Lesion::Oedema, finding, oedema, blob.centre(), blob.reach() + halo + 3, [&](const Probe& p) {
                    return allowed(p) ? inside(blob.depth(p.place) + halo, 5) * (p.white() + 0.4F * p.grey())
                                      : 0.0F;
                });
        if (dark)
            c.scene.paint(Lesion::Haemorrhage, finding, iron, blob.centre(), blob.reach() + 5,
                          [&](const Probe& p) {
                              return allowed(p) ? inside(blob.depth(p.place) + rim, 1.5F) * p.inside() : 0.0F;
                          });
        c.scene.paint(
            Lesion::Haemorrhage, finding, clot, blob.centre(), blob.reach() + 3,
            [&](const Probe& p) { return allowed(p) ? inside(blob.depth(p.place), 2) * p.inside() : 0.0F; });
    });
}

void placeSubdural(Composer& c) {
    const Side side = c.drawSide();
    Point place{};
    if (!c.scene.find(
            c.random,
            [&](const Probe& p, const Point& mni, Structure) {
                return p.share(Matter::Cortex) > 0.4F && p.landmarks.depth < 4 && p.landmarks.depth > 0 &&
                       onSide(side, p.landmarks.midline) && std::abs(p.landmarks.midline) > 25 &&
                       mni[2] > 0 && p.landmarks.infratentorial < -10;
            },
            place))
        return;
    const int finding = c.add("haemorrhage", "subdural");
    c.examination.findings[static_cast<std::size_t>(finding)].place = "convexity";
    // Those that come to MR are mostly past the first days (Fobben et al. 1989, AJR 153:589); mixed with
    // fluid and fed with oxygen by the dura, they lose less signal than clots within the brain.
    const auto age = c.random.pick({BloodAge::Acute, BloodAge::EarlySubacute, BloodAge::LateSubacute,
                                    BloodAge::LateSubacute, BloodAge::Chronic, BloodAge::Chronic});
    Stuff clot = blood(c, age);
    clot.value.t2 *= 1.4, clot.value.t2Star *= 1.8;
    const auto thick = static_cast<float>(c.random.logUniform(4, 16)),
               extent = static_cast<float>(c.random.uniform(35, 75));
    const std::uint64_t seed = c.random.bits();
    c.painters.push_back([&c, place, clot, thick, extent, side, finding, seed] {
        c.scene.paint(Lesion::Haemorrhage, finding, clot, place, extent + 5, [&](const Probe& p) {
            if (!onSide(side, p.landmarks.midline) || std::abs(p.landmarks.midline) < 5 ||
                p.landmarks.infratentorial > -6 || p.landmarks.depth < -5)
                return 0.0F;
            const float dx = p.place[0] - place[0], dy = p.place[1] - place[1], dz = p.place[2] - place[2];
            const float away = std::sqrt(dx * dx + dy * dy + dz * dz) / extent;
            const float local =
                thick * (1 - away * away) *
                    (1 + 0.15F * latticeNoise(p.place[0] / 12, p.place[1] / 12, p.place[2] / 12, seed)) -
                3;
            return ramp(-1, 1, local - p.landmarks.depth) * p.inside();
        });
    });
}

void placeSubarachnoid(Composer& c) {
    const Side side = c.drawSide();
    const bool both = c.random.chance(0.4) && !c.wantedSide;
    Point place{};
    if (!c.scene.find(
            c.random,
            [&](const Probe& p, const Point&, Structure) {
                return p.share(Matter::Csf) > 0.4F && p.landmarks.depth > 1 &&
                       onSide(side, p.landmarks.midline) && std::abs(p.landmarks.midline) > 12 &&
                       p.landmarks.infratentorial < -4;
            },
            place))
        return;
    const int finding = c.add("haemorrhage", "subarachnoid");
    c.at(finding, place);
    Stuff film; // protein shortens T1 and T2 of CSF: bright on FLAIR, dark on T2*
    film.replaces = true;
    film.value = {0.97, c.t1(c.random.uniform(900, 1500)), c.random.uniform(120, 260),
                  c.random.uniform(12, 28), 1.6};
    film.texture = 0.2;
    const auto extent = static_cast<float>(c.random.uniform(18, 55));
    c.painters.push_back([&c, place, film, extent, side, both, finding] {
        c.scene.paint(Lesion::Haemorrhage, finding, film, place, both ? 90 : extent, [&](const Probe& p) {
            if (!both && !onSide(side, p.landmarks.midline)) return 0.0F;
            const float dx = p.place[0] - place[0], dy = p.place[1] - place[1], dz = p.place[2] - place[2];
            const float near = both ? ramp(85, 40, std::sqrt(dx * dx + dy * dy + dz * dz))
                                    : ramp(extent, 0.6F * extent, std::sqrt(dx * dx + dy * dy + dz * dz));
            return near * p.share(Matter::Csf) * ramp(-2, 2, p.landmarks.depth) * 0.9F;
        });
    });
}

void placeMicrobleeds(Composer& c) {
    const bool lobar = c.random.chance(0.5);
    const int finding = c.add("haemorrhage", "microbleeds");
    Stuff iron = haemosiderin(c);
    iron.value.t2Star = c.random.uniform(0.03, 0.12);
    std::vector<Blob> blobs;
    const int count = c.random.integer(4, 30);
    for (int i = 0; i < count; ++i) {
        Point place{};
        if (c.scene.find(
                c.random,
                [&](const Probe& p, const Point&, Structure structure) {
                    const bool deep = structure != Structure::None && structure != Structure::Hippocampus &&
                                      structure != Structure::Amygdala;
                    return p.brain() > 0.8F && p.landmarks.depth > 2 &&
                           (lobar ? p.landmarks.cortex < 5 && !deep : deep || p.landmarks.cortex > 8) &&
                           (!c.wantedSide || onSide(*c.wantedSide, p.landmarks.midline));
                },
                place))
            blobs.emplace_back(place, c.random.uniform(1.3, 3), 0.1, 0.2, c.random);
    }
    if (!blobs.empty()) c.at(finding, blobs.front().centre());
    c.painters.push_back([&c, blobs, iron, finding] {
        for (const auto& blob : blobs)
            c.scene.paint(Lesion::Haemorrhage, finding, iron, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) { return inside(blob.depth(p.place), 1.5F) * p.brain(); });
    });
}

} // namespace

void placeHaemorrhage(Composer& c) {
    const double kind = c.random.uniform();
    if (kind < 0.33)
        placeClot(c, false);
    else if (kind < 0.58)
        placeClot(c, true);
    else if (kind < 0.78)
        placeSubdural(c);
    else if (kind < 0.87)
        placeSubarachnoid(c);
    else
        placeMicrobleeds(c);
}

void placeVascular(Composer& c) {
    const double kind = c.random.uniform();
    const Side side = c.drawSide();
    Point place{};
    const auto deepEnough = [&](const Probe& p, const Point&, Structure) {
        return p.brain() > 0.85F && p.landmarks.depth > 6 && p.landmarks.ventricle > 5 &&
               onSide(side, p.landmarks.midline) && std::abs(p.landmarks.midline) > 7;
    };
    if (kind < 0.45) { // cavernoma: popcorn of mixed blood in an iron shell
        if (!c.scene.find(c.random, deepEnough, place)) return;
        const int finding = c.add("vascular_abnormality", "cavernoma");
        c.at(finding, place);
        const Blob blob(place, c.random.logUniform(3.5, 11), 0.3, 0.3, c.random);
        const Stuff iron = haemosiderin(c);
        Stuff core = blood(c, BloodAge::LateSubacute), dark = blood(c, BloodAge::Acute);
        const std::uint64_t seed = c.random.bits();
        c.painters.push_back([&c, blob, iron, core, dark, seed, finding] {
            c.scene.paint(
                Lesion::Vascular, finding, iron, blob.centre(), blob.reach() + 5,
                [&](const Probe& p) { return inside(blob.depth(p.place) + 1.8F, 1.5F) * p.brain(); });
            c.scene.paint(Lesion::Vascular, finding, dark, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) { return inside(blob.depth(p.place), 1.5F) * p.inside(); });
            c.scene.paint(Lesion::Vascular, finding, core, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) {
                              return inside(blob.depth(p.place) - 0.8F, 1.5F) * p.inside() *
                                     ramp(-0.1F, 0.15F,
                                          latticeNoise(p.place[0] / 4, p.place[1] / 4, p.place[2] / 4, seed));
                          });
        });
        return;
    }
    Stuff flow; // fast flow gives no spin echo; gadolinium shows the lumen on gradient echoes
    flow.replaces = true;
    flow.value = {0.25, c.t1(1500), 25, 22, 2.5};
    flow.gadolinium = 1.0;
    if (kind < 0.68) { // saccular aneurysm at the circle of Willis
        const float sign = side == Side::Left ? 1.0F : -1.0F;
        const Point mni = c.random.pick({Point{sign * 38, 2, -16}, Point{sign * 14, 4, -16},
                                         Point{sign * 5, 14, -10}, Point{sign * 9, -14, -18}});
        place = c.scene.placeOfMni(mni);
        const int finding = c.add("vascular_abnormality", "aneurysm");
        c.examination.findings[static_cast<std::size_t>(finding)].place =
            std::abs(mni[0]) > 30 ? "middle cerebral artery bifurcation"
            : mni[1] > 10         ? "anterior communicating artery"
            : mni[1] < 0          ? "posterior communicating artery"
                                  : "internal carotid artery";
        const Blob blob(place, c.random.logUniform(3, 10), 0.12, 0.25, c.random);
        c.scene.push(place, blob.radius(), blob.radius() * 0.35);
        c.painters.push_back([&c, blob, flow, finding] {
            c.scene.paint(Lesion::Vascular, finding, flow, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) {
                              return inside(blob.depth(p.place), 1.5F) * ramp(0.2F, 0.6F, p.inside());
                          });
        });
        return;
    }
    if (!c.scene.find(c.random, deepEnough, place)) return;
    const bool nidus = kind < 0.86; // else a developmental venous anomaly
    const int finding =
        c.add("vascular_abnormality", nidus ? "arteriovenous malformation" : "developmental venous anomaly");
    c.at(finding, place);
    if (!nidus) flow.value = {0.7, c.t1(1500), 60, 9, 1.5};
    const Blob blob(place, nidus ? c.random.logUniform(8, 20) : c.random.logUniform(7, 14), 0.4, 0.7,
                    c.random);
    const auto pitch = static_cast<float>(nidus ? c.random.uniform(6, 9) : c.random.uniform(8, 12));
    const auto width = static_cast<float>(nidus ? 0.2 : 0.12);
    const std::uint64_t seed = c.random.bits();
    Stuff scar = swelling(c);
    c.painters.push_back([&c, blob, flow, scar, pitch, width, seed, nidus, finding] {
        if (nidus)
            c.scene.paint(Lesion::Vascular, finding, scar, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) { return 0.5F * inside(blob.depth(p.place), 4) * p.brain(); });
        // Tubes: where two independent noises both cross zero.
        c.scene.paint(Lesion::Vascular, finding, flow, blob.centre(), blob.reach() + 3, [&](const Probe& p) {
            const float in = inside(blob.depth(p.place), 3);
            if (in <= 0) return 0.0F;
            const float a = latticeNoise(p.place[0] / pitch, p.place[1] / pitch, p.place[2] / pitch, seed),
                        b = latticeNoise(p.place[0] / pitch, p.place[1] / pitch, p.place[2] / pitch,
                                         seed + 1);
            return in * ramp(0.5F, 0.15F, std::sqrt(a * a + b * b) / (2 * width + 0.1F)) * p.inside();
        });
    });
}

} // namespace second_read::simulate
