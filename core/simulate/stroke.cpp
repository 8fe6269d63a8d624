// Infarcts, fresh and old. Patterns: Caplan's Stroke (5th ed.), ch. 2 and 7; DWI and ADC by age: Lansberg
// 2001 (AJNR 22:637).
#include <cmath>

#include "simulate/composer.h"

namespace second_read::simulate {
namespace {

/// A wedge: apex deep, base on the cortex, ragged borders, cut at midline, tentorium and the territory's
/// border.
struct Wedge {
    Point apex{}, axis{};
    float length = 0, tangent = 0;
    Territory territory = Territory::Middle;
    Side side = Side::Left;
    std::uint64_t seed = 0;

    Point centre() const {
        return {apex[0] + axis[0] * length * 0.6F, apex[1] + axis[1] * length * 0.6F,
                apex[2] + axis[2] * length * 0.6F};
    }
    double reach() const { return 0.65 * length + tangent * length + 8; }
    float amount(const Scene& scene, const Probe& here, bool infratentorial) const {
        const float dx = here.place[0] - apex[0], dy = here.place[1] - apex[1], dz = here.place[2] - apex[2];
        const float along = dx * axis[0] + dy * axis[1] + dz * axis[2];
        if (along < 0.08F * length || along > 1.35F * length) return 0;
        if (!onSide(side, here.landmarks.midline) || (here.landmarks.infratentorial > 0) != infratentorial)
            return 0;
        const float across = std::sqrt(std::max(0.0F, dx * dx + dy * dy + dz * dz - along * along));
        const float rough = latticeNoise(here.place[0] / 11, here.place[1] / 11, here.place[2] / 11, seed);
        const float edge = along * tangent * (1 + 0.45F * rough) - across;
        const float core = ramp(-1.5F, 1.5F, edge) * ramp(0.08F * length, 0.25F * length, along);
        if (core <= 0) return 0;
        const Territory here1 = territoryAt(scene.mniAt(here.place), Structure::None, infratentorial);
        return here1 == territory ? core : 0;
    }
};

bool drawWedge(Composer& c, Side side, Territory territory, double smallest, double largest, Wedge& wedge) {
    Point base{};
    const bool low = territory == Territory::Cerebellar;
    if (!c.scene.find(
            c.random,
            [&](const Probe& p, const Point& mni, Structure structure) {
                const float grey = low ? p.share(Matter::CerebellarGrey) : p.share(Matter::Cortex);
                return grey > 0.4F && onSide(side, p.landmarks.midline) &&
                       std::abs(p.landmarks.midline) > 5 && p.landmarks.depth < 12 &&
                       (p.landmarks.infratentorial > 0) == low && structure != Structure::Hippocampus &&
                       territoryAt(mni, structure, low) == territory;
            },
            base))
        return false;
    const float sign = side == Side::Left ? 1.0F : -1.0F;
    const Point deep = low                                 ? Point{sign * 8, -58, -32}
                       : territory == Territory::Posterior ? Point{sign * 22, -42, 6}
                       : territory == Territory::Anterior
                           ? Point{sign * 5, 18, 16}
                           : Point{sign * 24, c.scene.mniAt(base)[1] * 0.35F, 10};
    const Point root = c.scene.placeOfMni(deep);
    const auto share = static_cast<float>(c.random.uniform(0, 0.55));
    for (std::size_t a = 0; a < 3; ++a) wedge.apex[a] = root[a] + share * (base[a] - root[a]);
    const float dx = base[0] - wedge.apex[0], dy = base[1] - wedge.apex[1], dz = base[2] - wedge.apex[2];
    wedge.length = std::sqrt(dx * dx + dy * dy + dz * dz);
    if (wedge.length < 8) return false;
    wedge.axis = {dx / wedge.length, dy / wedge.length, dz / wedge.length};
    wedge.tangent = std::min(1.1F, static_cast<float>(c.random.logUniform(smallest, largest)) / wedge.length);
    wedge.territory = territory, wedge.side = side, wedge.seed = c.random.bits();
    return true;
}

Territory drawTerritory(Random& random) {
    const double u = random.uniform();
    return u < 0.6    ? Territory::Middle
           : u < 0.77 ? Territory::Posterior
           : u < 0.87 ? Territory::Anterior
                      : Territory::Cerebellar;
}

const char* nameOf(Territory territory) {
    switch (territory) {
    case Territory::Anterior:
        return "anterior cerebral artery territory";
    case Territory::Middle:
        return "middle cerebral artery territory";
    case Territory::Posterior:
        return "posterior cerebral artery territory";
    case Territory::Cerebellar:
        return "cerebellum";
    case Territory::Brainstem:
        return "brainstem";
    }
    return "";
}

/// Hours to days old: diffusion falls at once, T2 rises over hours (hyperacute: FLAIR still normal).
Stuff freshInfarct(Composer& c) {
    Stuff stuff;
    const double ripe = c.random.chance(0.15) ? c.random.uniform(0, 0.15) : c.random.uniform(0.2, 1.0);
    stuff.value = {1.0 + 0.08 * ripe, 1.0 + 0.3 * ripe, 1.02 + 0.65 * ripe, 1.0 + 0.3 * ripe,
                   c.random.uniform(0.42, 0.68)};
    if (ripe > 0.7 && c.random.chance(0.4))
        stuff.gadolinium = c.random.uniform(0.05, 0.25); // gyral enhancement, subacute
    stuff.texture = c.random.uniform(0.04, 0.15);
    return stuff;
}

} // namespace

void placeAcuteStroke(Composer& c) {
    const double kind = c.random.uniform();
    const Side side = c.drawSide();
    const Stuff stuff = freshInfarct(c);
    if (kind < 0.5) {
        const Territory territory = drawTerritory(c.random);
        Wedge wedge;
        if (!drawWedge(c, side, territory, 7, 58, wedge)) return;
        const bool low = territory == Territory::Cerebellar;
        const int finding = c.add("acute_stroke", low ? "cerebellar" : "territorial");
        c.examination.findings[static_cast<std::size_t>(finding)].place = nameOf(territory);
        if (wedge.tangent * wedge.length > 22 && c.random.chance(0.5))
            c.scene.push(wedge.centre(), wedge.length * 0.5, c.random.uniform(0.5, 3)); // swelling
        c.painters.push_back([&c, wedge, low, finding, stuff] {
            c.scene.paint(Lesion::AcuteInfarct, finding, stuff, wedge.centre(), wedge.reach(),
                          [&](const Probe& p) {
                              const float core = wedge.amount(c.scene, p, low);
                              return core > 0 ? core * p.brain() : 0.0F;
                          });
        });
        return;
    }
    if (kind < 0.78) { // lacune: deep grey, capsule, corona radiata, pons
        Point place{};
        const bool stem = c.random.chance(0.2);
        if (!c.scene.find(
                c.random,
                [&](const Probe& p, const Point& mni, Structure structure) {
                    if (!onSide(side, p.landmarks.midline) || std::abs(p.landmarks.midline) < 5) return false;
                    if (stem)
                        return structure == Structure::Brainstem && mni[2] < -20 &&
                               p.share(Matter::Brainstem) > 0.9F;
                    const bool deep = structure == Structure::Thalamus || structure == Structure::Putamen ||
                                      structure == Structure::Caudate || structure == Structure::Pallidum;
                    const bool radiata = p.share(Matter::White) > 0.9F && p.landmarks.cortex > 8 &&
                                         p.landmarks.ventricle > 2 && p.landmarks.ventricle < 22 &&
                                         mni[2] > 5;
                    return p.landmarks.infratentorial < 0 &&
                           (deep ? p.share(Matter::DeepGrey) > 0.8F : radiata);
                },
                place))
            return;
        const int finding = c.add("acute_stroke", stem ? "brainstem" : "lacunar");
        c.at(finding, place);
        const Blob blob(place, c.random.logUniform(3, 8.5), 0.25, 0.6, c.random);
        c.painters.push_back([&c, blob, side, finding, stuff] {
            c.scene.paint(
                Lesion::AcuteInfarct, finding, stuff, blob.centre(), blob.reach() + 3, [&](const Probe& p) {
                    return onSide(side, p.landmarks.midline) ? inside(blob.depth(p.place), 2) * p.brain()
                                                             : 0.0F;
                });
        });
        return;
    }
    // Emboli: many small ones, in one hemisphere or in several territories.
    const bool both = c.random.chance(0.25) && !c.wantedSide;
    const int finding = c.add("acute_stroke", "embolic");
    std::vector<Blob> blobs;
    const int count = c.random.integer(3, 18);
    for (int i = 0; i < count; ++i) {
        Point place{};
        const Side here = both ? (c.random.chance(0.5) ? Side::Left : Side::Right) : side;
        if (c.scene.find(
                c.random,
                [&](const Probe& p, const Point&, Structure) {
                    return p.brain() > 0.8F && p.landmarks.cortex < 7 && p.landmarks.depth > 1 &&
                           onSide(here, p.landmarks.midline) && std::abs(p.landmarks.midline) > 4;
                },
                place))
            blobs.emplace_back(place, c.random.logUniform(2.2, 7), 0.35, 0.7, c.random);
    }
    if (blobs.empty()) return;
    c.at(finding, blobs.front().centre());
    c.painters.push_back([&c, blobs, finding, stuff] {
        for (const auto& blob : blobs)
            c.scene.paint(Lesion::AcuteInfarct, finding, stuff, blob.centre(), blob.reach() + 3,
                          [&](const Probe& p) { return inside(blob.depth(p.place), 2) * p.brain(); });
    });
}

void placeEncephalomalacia(Composer& c) {
    const Side side = c.drawSide();
    const double kind = c.random.uniform();
    Stuff gliosis;
    gliosis.value = {1.1, c.random.uniform(1.2, 1.6), c.random.uniform(1.25, 2.2), 1.3,
                     c.random.uniform(1.3, 1.7)};
    gliosis.texture = 0.1;
    if (kind < 0.65) { // old territorial infarct
        const Territory territory = drawTerritory(c.random);
        Wedge wedge;
        if (!drawWedge(c, side, territory, 8, 48, wedge)) return;
        const bool low = territory == Territory::Cerebellar;
        const int finding = c.add("encephalomalacia", "old territorial infarct");
        c.examination.findings[static_cast<std::size_t>(finding)].place = nameOf(territory);
        c.scene.push(wedge.centre(), wedge.length * 0.6,
                     -c.random.uniform(1, 4)); // the neighbours are drawn in
        const float sign = side == Side::Left ? 1.0F : -1.0F;
        if (!low && c.random.chance(0.6)) // the ventricle beside it widens into the room that is left
            c.scene.push(c.scene.placeOfMni({sign * 15, c.scene.mniAt(wedge.centre())[1] * 0.5F, 14}), 11,
                         c.random.uniform(0.5, 5));
        const auto hollow = static_cast<float>(c.random.uniform(0.1, 0.95)),
                   pitch = static_cast<float>(c.random.uniform(5, 16));
        const std::uint64_t seed = c.random.bits();
        c.painters.push_back([&c, wedge, low, finding, gliosis, hollow, pitch, seed] {
            // Gliosis over the whole wedge, the cavity in the part that noise and the cortex side choose.
            const auto cavity = [&c, wedge, low, hollow, pitch, seed](const Probe& p) {
                const float core = wedge.amount(c.scene, p, low);
                if (core <= 0) return 0.0F;
                const float wave = 0.5F + 0.5F * latticeNoise(p.place[0] / pitch, p.place[1] / pitch,
                                                              p.place[2] / pitch, seed);
                return core * ramp(1.0F - hollow - 0.12F, 1.0F - hollow + 0.12F, wave) *
                       (p.brain() + p.fluid());
            };
            Stuff fluid;
            fluid.replaces = true;
            fluid.value = {0.99, 3600, 1100, 500, 2.7};
            fluid.texture = 0.03;
            c.scene.paint(Lesion::Cavity, finding, gliosis, wedge.centre(), wedge.reach(),
                          [&](const Probe& p) {
                              const float core = wedge.amount(c.scene, p, low);
                              return core > 0 ? core * p.brain() : 0.0F;
                          });
            c.scene.paint(Lesion::Cavity, finding, fluid, wedge.centre(), wedge.reach(), cavity);
        });
        return;
    }
    const bool surgical = kind < 0.85; // else contusion scars at the frontal or temporal pole
    Point place{};
    if (!c.scene.find(
            c.random,
            [&](const Probe& p, const Point& mni, Structure structure) {
                if (structure != Structure::None || !onSide(side, p.landmarks.midline) ||
                    std::abs(p.landmarks.midline) < 8 || p.landmarks.infratentorial > -3)
                    return false;
                if (surgical)
                    return p.white() > 0.5F && p.landmarks.depth > 6 && p.landmarks.depth < 24 &&
                           p.landmarks.ventricle > 8;
                const bool front =
                    mni[1] > 40 && mni[2]<5, temporal = mni[1]> - 5 && mni[1] < 22 && mni[2] < -20;
                return p.brain() > 0.8F && p.landmarks.depth > 2 && p.landmarks.depth < 10 &&
                       (front || temporal);
            },
            place))
        return;
    const int finding = c.add("encephalomalacia", surgical ? "surgical cavity" : "traumatic");
    c.at(finding, place);
    const Blob blob(place, c.random.logUniform(7, 20), surgical ? 0.25 : 0.4, 0.6, c.random);
    const auto rim = static_cast<float>(c.random.uniform(2, 7));
    const bool stained = c.random.chance(0.4);
    c.painters.push_back([&c, blob, rim, side, finding, gliosis, stained] {
        const auto allowed = [side](const Probe& p) {
            return onSide(side, p.landmarks.midline) && p.landmarks.infratentorial < 0;
        };
        c.scene.paint(Lesion::Cavity, finding, gliosis, blob.centre(), blob.reach() + rim + 3,
                      [&](const Probe& p) {
                          return allowed(p) ? inside(blob.depth(p.place) + rim, 4) * p.brain() : 0.0F;
                      });
        if (stained) { // haemosiderin along the wall
            Stuff iron;
            iron.value = {0.9, 1, 0.75, 0.2, 1};
            c.scene.paint(Lesion::Cavity, finding, iron, blob.centre(), blob.reach() + 4,
                          [&](const Probe& p) {
                              const float d = blob.depth(p.place);
                              return allowed(p) ? inside(d + 2, 1.5F) * p.brain() : 0.0F;
                          });
        }
        Stuff fluid;
        fluid.replaces = true;
        fluid.value = {0.99, 3600, 1100, 500, 2.7};
        fluid.texture = 0.03;
        c.scene.paint(Lesion::Cavity, finding, fluid, blob.centre(), blob.reach() + 3, [&](const Probe& p) {
            return allowed(p) ? inside(blob.depth(p.place), 2) * p.inside() : 0.0F;
        });
    });
}

} // namespace second_read::simulate
