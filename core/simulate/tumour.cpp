// Masses inside and outside the brain (Osborn's Brain, 2nd ed., ch. 16 to 28; diffusion: Guo 2002, Radiology
// 224:177).
#include <cmath>

#include "simulate/composer.h"

namespace second_read::simulate {
namespace {

struct Tumour {
    Blob blob;
    Stuff core, rim, necrosis, oedema;
    float halo = 0, wall = 3;
    bool hollow = false;
};

Stuff oedemaOf(Composer& c) {
    Stuff stuff;
    stuff.value = {1.12, c.random.uniform(1.2, 1.7), c.random.uniform(1.25, 2.3), 1.4,
                   c.random.uniform(1.5, 2.1)};
    stuff.texture = 0.06;
    return stuff;
}

Stuff solid(Composer& c, double t1, double t2, double adc, double gadolinium) {
    Stuff stuff;
    stuff.replaces = true;
    stuff.value = {c.random.uniform(0.82, 0.92), c.t1(t1) * c.random.factor(0.1), t2 * c.random.factor(0.12),
                   0.65 * t2 * c.random.factor(0.15), adc * c.random.factor(0.1)};
    stuff.gadolinium = gadolinium;
    stuff.texture = c.random.uniform(0.05, 0.22);
    return stuff;
}

Stuff pool(Composer& c, double t1, double t2, double adc) {
    Stuff stuff = solid(c, t1, t2, adc, 0.03);
    stuff.value.pd = 0.97;
    stuff.value.t2Star = 0.5 * stuff.value.t2;
    return stuff;
}

void paintTumour(Composer& c, const Tumour& t, int finding,
                 const std::function<bool(const Probe&)>& allowed) {
    auto& scene = c.scene;
    if (t.halo > 0)
        scene.paint(Lesion::Oedema, finding, t.oedema, t.blob.centre(), t.blob.reach() + t.halo * 1.5 + 4,
                    [&](const Probe& p) {
                        if (!allowed(p)) return 0.0F;
                        // Oedema runs along white matter in fingers and spares the cortex.
                        const float fingers = 1 + 0.5F * latticeNoise(p.place[0] / 14, p.place[1] / 14,
                                                                      p.place[2] / 14, scene.seed());
                        return inside(t.blob.depth(p.place) + t.halo * fingers, 5) *
                               (p.white() + 0.25F * p.grey()) * ramp(0, 3, p.landmarks.cortex + 1.5F);
                    });
    scene.paint(
        Lesion::TumourCore, finding, t.core, t.blob.centre(), t.blob.reach() + 3,
        [&](const Probe& p) { return allowed(p) ? inside(t.blob.depth(p.place), 3) * p.inside() : 0.0F; });
    if (!t.hollow) return;
    scene.paint(Lesion::TumourCore, finding, t.rim, t.blob.centre(), t.blob.reach() + 3, [&](const Probe& p) {
        return allowed(p) ? inside(t.blob.depth(p.place) + 0.5F, 2) * p.inside() : 0.0F;
    });
    scene.paint(Lesion::TumourCore, finding, t.necrosis, t.blob.centre(), t.blob.reach(),
                [&](const Probe& p) {
                    return allowed(p) ? inside(t.blob.depth(p.place) - t.wall, 2) * p.inside() : 0.0F;
                });
}

/// A place in the white matter of a lobe, clear of the midline.
bool lobarPlace(Composer& c, Side side, float deepest, Point& place) {
    return c.scene.find(
        c.random,
        [&](const Probe& p, const Point& mni, Structure structure) {
            return p.white() > 0.6F && structure == Structure::None && p.landmarks.depth > 5 &&
                   p.landmarks.depth < deepest && p.landmarks.infratentorial < -5 &&
                   onSide(side, p.landmarks.midline) && std::abs(p.landmarks.midline) > 11 && mni[2] > -32;
        },
        place);
}

void placeGlioma(Composer& c, bool high) {
    const Side side = c.drawSide();
    Point place{};
    if (!lobarPlace(c, side, 40, place)) return;
    const int finding = c.add("mass", high ? "high-grade glioma" : "low-grade glioma");
    c.at(finding, place);
    const double radius = c.random.logUniform(8, 26);
    Tumour t{Blob(place, radius, high ? 0.45 : 0.3, 0.8, c.random), {}, {}, {}, {}};
    t.oedema = oedemaOf(c);
    if (high) {
        const bool lymphoma = c.random.chance(0.12);
        t.core = solid(c, 1450, c.random.uniform(100, 150), lymphoma ? 0.62 : c.random.uniform(0.85, 1.3),
                       c.random.uniform(0.25, 0.8));
        t.rim =
            solid(c, 1350, c.random.uniform(90, 125), c.random.uniform(0.8, 1.1), c.random.uniform(0.6, 1.0));
        t.necrosis = pool(c, 2300, 260, c.random.uniform(1.6, 2.4));
        t.hollow = !lymphoma && c.random.chance(0.65);
        t.wall = static_cast<float>(c.random.uniform(2.5, 0.45 * radius + 1));
        t.halo = static_cast<float>(c.random.chance(0.85) ? c.random.uniform(4, 22) : 0);
    } else {
        // Some hardly differ from grey matter.
        t.core = solid(c, c.random.uniform(1150, 1650), c.random.logUniform(98, 210),
                       c.random.uniform(1.1, 1.7), c.random.chance(0.25) ? c.random.uniform(0.1, 0.4) : 0.0);
        t.halo = static_cast<float>(c.random.chance(0.3) ? c.random.uniform(2, 8) : 0);
    }
    c.scene.push(place, radius, radius * c.random.uniform(high ? 0.12 : 0.05, high ? 0.42 : 0.25));
    const bool crosses = c.random.chance(0.06);
    c.painters.push_back([&c, t, side, finding, crosses] {
        paintTumour(c, t, finding, [&](const Probe& p) {
            return (crosses || onSide(side, p.landmarks.midline)) && p.landmarks.infratentorial < 1;
        });
    });
}

void placeMetastases(Composer& c) {
    const Side first = c.drawSide();
    const int count = c.random.chance(0.4) ? 1 : c.random.integer(2, 6);
    const int finding = c.add("mass", count == 1 ? "metastasis" : "metastases");
    const bool ringed = c.random.chance(0.5), dark = c.random.chance(0.15);
    const Stuff oedema = oedemaOf(c);
    const Stuff core = solid(c, dark ? 600 : 1350, dark ? 60 : c.random.uniform(85, 125),
                             c.random.uniform(0.7, 1.1), c.random.uniform(0.5, 1.0));
    std::vector<Tumour> tumours;
    for (int i = 0; i < count; ++i) {
        Point place{};
        const Side side = i == 0 || c.wantedSide || c.random.chance(0.5) ? first : mirrored(first);
        if (!c.scene.find(
                c.random,
                [&](const Probe& p, const Point&, Structure structure) {
                    return p.brain() > 0.85F && structure != Structure::Brainstem && p.landmarks.cortex < 6 &&
                           p.landmarks.depth > 3 && p.landmarks.depth < 22 &&
                           onSide(side, p.landmarks.midline) && std::abs(p.landmarks.midline) > 8;
                },
                place))
            continue;
        const double radius = c.random.logUniform(3.2, 14);
        Tumour t{Blob(place, radius, 0.2, 0.4, c.random), core, core, pool(c, 2200, 230, 1.8), oedema};
        t.hollow = ringed && radius > 6;
        t.wall = static_cast<float>(c.random.uniform(2, 0.5 * radius));
        t.halo = static_cast<float>(c.random.chance(0.75) ? radius * c.random.uniform(0.4, 1.6) : 0);
        c.scene.push(place, radius, radius * c.random.uniform(0.1, 0.35));
        if (tumours.empty()) c.at(finding, place);
        tumours.push_back(t);
    }
    c.painters.push_back([&c, tumours, finding] {
        for (const auto& t : tumours) {
            const float here = c.scene.landmarksAt(t.blob.centre()).midline;
            paintTumour(c, t, finding, [&](const Probe& p) { return p.landmarks.midline * here > 0; });
        }
    });
}

void placeAbscess(Composer& c) {
    const Side side = c.drawSide();
    Point place{};
    if (!lobarPlace(c, side, 30, place)) return;
    const int finding = c.add("mass", "abscess");
    c.at(finding, place);
    const double radius = c.random.logUniform(6, 17);
    Tumour t{Blob(place, radius, 0.15, 0.4, c.random), solid(c, 1300, 70, 1.0, 0.9),
             solid(c, 1200, 65, 1.0, 0.95), pool(c, 1900, 200, c.random.uniform(0.4, 0.6)), oedemaOf(c)};
    t.hollow = true, t.wall = static_cast<float>(c.random.uniform(1.8, 3)),
    t.halo = static_cast<float>(c.random.uniform(6, 20));
    c.scene.push(place, radius, radius * c.random.uniform(0.15, 0.4));
    c.painters.push_back([&c, t, side, finding] {
        paintTumour(c, t, finding, [&](const Probe& p) { return onSide(side, p.landmarks.midline); });
    });
}

/// Outside the brain: cerebellopontine angle schwannoma, or an arachnoid cyst of the temporal or posterior
/// fossa.
void placeExtraAxial(Composer& c, bool cyst) {
    const Side side = c.drawSide();
    const float sign = side == Side::Left ? 1.0F : -1.0F;
    const Point mni = !cyst                  ? Point{sign * 24, -36, -36}
                      : c.random.chance(0.6) ? Point{sign * 40, 20, -26}
                                             : Point{sign * 18, -84, -38};
    const Point place = c.scene.placeOfMni({mni[0] + static_cast<float>(c.random.normal(0, 3)),
                                            mni[1] + static_cast<float>(c.random.normal(0, 3)),
                                            mni[2] + static_cast<float>(c.random.normal(0, 3))});
    const int finding = c.add("mass", cyst ? "arachnoid cyst" : "vestibular schwannoma");
    c.examination.findings[static_cast<std::size_t>(finding)].place = !cyst        ? "cerebellopontine angle"
                                                                      : mni[1] > 0 ? "middle cranial fossa"
                                                                                   : "posterior fossa";
    const double radius = cyst ? c.random.logUniform(8, 22) : c.random.logUniform(5, 15);
    const Blob blob(place, radius, 0.15, 0.5, c.random);
    c.scene.push(place, radius, radius * c.random.uniform(0.25, 0.5));
    Stuff stuff = cyst ? pool(c, 3900, 1300, 2.9) : solid(c, 1350, 120, 1.2, 0.9);
    if (cyst)
        stuff.value.pd = 1, stuff.value.t2Star = 550, stuff.value.t1 = 4100, stuff.texture = 0.02,
        stuff.gadolinium = 0;
    c.painters.push_back([&c, blob, stuff, side, finding] {
        c.scene.paint(Lesion::TumourCore, finding, stuff, blob.centre(), blob.reach() + 3,
                      [&](const Probe& p) {
                          return onSide(side, p.landmarks.midline)
                                     ? inside(blob.depth(p.place), 2) * ramp(0.3F, 0.7F, p.inside())
                                     : 0.0F;
                      });
    });
}

} // namespace

void placeMass(Composer& c) {
    const double kind = c.random.uniform();
    if (kind < 0.36)
        placeGlioma(c, true);
    else if (kind < 0.56)
        placeGlioma(c, false);
    else if (kind < 0.82)
        placeMetastases(c);
    else if (kind < 0.88)
        placeAbscess(c);
    else
        placeExtraAxial(c, kind > 0.95);
}

void placeMeningioma(Composer& c) {
    const Side side = c.drawSide();
    const double kind = c.random.uniform();
    Point place{};
    const auto wanted = [&](const Probe& p, const Point& mni, Structure) {
        if (!onSide(side, p.landmarks.midline) || p.landmarks.infratentorial > -4 || p.inside() < 0.7F)
            return false;
        const float mid = std::abs(p.landmarks.midline);
        if (kind < 0.6)
            return p.landmarks.depth > 1 && p.landmarks.depth < 7 && mid > 12 && mni[2] > 12; // convexity
        if (kind < 0.82)
            return mid > 4 && mid < 9 && p.landmarks.depth > 4 && p.landmarks.depth < 25 &&
                   mni[2] > 25; // falx
        return p.landmarks.depth > 1 && p.landmarks.depth < 8 && mni[2] < -8 && mni[2] > -26 && mni[1] > 15 &&
               mni[1] < 40 && mid > 15; // sphenoid wing
    };
    if (!c.scene.find(c.random, wanted, place)) return;
    const char* where = kind < 0.6 ? "convexity" : kind < 0.82 ? "falx" : "sphenoid wing";
    const int finding = c.add("meningioma", where);
    c.examination.findings[static_cast<std::size_t>(finding)].place =
        kind < 0.6 ? c.scene.placeAt(place) + " convexity" : std::string(where);
    const double radius = c.random.logUniform(6, 22);
    const Blob blob(place, radius, 0.1, 0.35, c.random);
    Stuff stuff =
        solid(c, 1180, c.random.uniform(78, 120), c.random.uniform(0.75, 1.05), c.random.uniform(0.75, 1.1));
    stuff.texture = c.random.uniform(0.03, 0.1);
    c.scene.push(place, radius, radius * c.random.uniform(0.3, 0.5));
    const auto halo = static_cast<float>(c.random.chance(0.45) ? c.random.uniform(4, 18) : 0);
    const Stuff oedema = oedemaOf(c);
    const bool falx = kind >= 0.6 && kind < 0.82, tail = c.random.chance(0.65);
    Stuff dura = solid(c, 1100, 70, 0.9, 0.9);
    c.painters.push_back([&c, blob, stuff, oedema, dura, halo, side, falx, tail, finding] {
        const auto allowed = [&](const Probe& p) {
            return onSide(side, p.landmarks.midline) && p.landmarks.infratentorial < 0;
        };
        if (halo > 0)
            c.scene.paint(Lesion::Oedema, finding, oedema, blob.centre(), blob.reach() + halo + 4,
                          [&](const Probe& p) {
                              return allowed(p) ? inside(blob.depth(p.place) + halo, 5) * p.white() : 0.0F;
                          });
        if (tail)
            c.scene.paint(
                Lesion::Meningioma, finding, dura, blob.centre(), blob.reach() + 14, [&](const Probe& p) {
                    const float sheet =
                        falx ? ramp(2.5F, 1, std::abs(p.landmarks.midline)) * ramp(0, 4, p.landmarks.depth)
                             : ramp(1.5F, -0.5F, p.landmarks.depth) * ramp(-4, -2.5F, p.landmarks.depth);
                    return allowed(p) ? 0.7F * sheet * inside(blob.depth(p.place) + 10, 6) * p.inside()
                                      : 0.0F;
                });
        c.scene.paint(
            Lesion::Meningioma, finding, stuff, blob.centre(), blob.reach() + 3, [&](const Probe& p) {
                return allowed(p) ? inside(blob.depth(p.place), 1.5F) * ramp(0.25F, 0.7F, p.inside()) : 0.0F;
            });
    });
}

} // namespace second_read::simulate
