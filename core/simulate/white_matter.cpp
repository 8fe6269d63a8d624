// Small vessel disease (STRIVE: Wardlaw 2013, Lancet Neurol 12:822; Fazekas 1987, AJNR 8:421), demyelination
// (Filippi 2019, Brain 142:1858) and what normal people have.
#include <algorithm>
#include <cmath>

#include "simulate/composer.h"

namespace second_read::simulate {
namespace {

Stuff leuko(Composer& c, double strength) {
    Stuff stuff;
    stuff.value = {1.02 + 0.08 * strength, 1.02 + c.random.uniform(0.15, 0.4) * strength,
                   1.05 + c.random.uniform(0.4, 0.95) * strength, 1.0 + 0.2 * strength,
                   1.05 + c.random.uniform(0.2, 0.5) * strength};
    stuff.texture = 0.08;
    return stuff;
}

void rim(Composer& c, const Stuff& stuff, float width, float unevenness, float softness, int finding) {
    const std::uint64_t seed = c.random.bits();
    const auto caps = static_cast<float>(c.random.uniform(0.8, 2.2));
    c.painters.push_back([&c, stuff, width, unevenness, softness, finding, seed, caps] {
        c.scene.paintAll(
            finding >= 0 ? Lesion::WhiteMatterChange : Lesion::None, finding, stuff, [&](const Probe& p) {
                if (p.landmarks.ventricle > 5 * width + 4 || p.landmarks.infratentorial > -2 ||
                    p.share(Matter::White) < 0.05F)
                    return 0.0F;
                const float y = c.scene.head().mni(p.place)[1]; // the pose hardly matters for caps
                const float horn = ramp(15, 28, y) + ramp(-38, -52, y);
                const float local =
                    width * (1 + (caps - 1) * horn) *
                    (1 + unevenness * latticeNoise(p.place[0] / 13, p.place[1] / 13, p.place[2] / 13, seed));
                return ramp(local + softness, local - softness, p.landmarks.ventricle) *
                       p.share(Matter::White) * ramp(1.5F, 4, p.landmarks.cortex);
            });
    });
}

std::vector<Blob> spots(Composer& c, int count, double smallest, double largest, float leastCortex,
                        std::optional<Side> side) {
    std::vector<Blob> blobs;
    for (int i = 0; i < count; ++i) {
        Point place{};
        if (c.scene.find(
                c.random,
                [&](const Probe& p, const Point&, Structure) {
                    return p.share(Matter::White) > 0.85F && p.landmarks.cortex > leastCortex &&
                           p.landmarks.infratentorial < -4 && p.landmarks.depth > 6 &&
                           (!side || onSide(*side, p.landmarks.midline));
                },
                place))
            blobs.emplace_back(place, c.random.logUniform(smallest, largest), 0.35, 0.7, c.random);
    }
    return blobs;
}

void paintSpots(Composer& c, std::vector<Blob> blobs, const Stuff& stuff, Lesion lesion, int finding) {
    c.painters.push_back([&c, blobs = std::move(blobs), stuff, lesion, finding] {
        for (const auto& blob : blobs)
            c.scene.paint(lesion, finding, stuff, blob.centre(), blob.reach() + 2, [&](const Probe& p) {
                return inside(blob.depth(p.place), 2) * (p.white() + 0.5F * p.share(Matter::DeepGrey));
            });
    });
}

/// Rim and spots of small vessel disease on the scale of Fazekas: the worse of the two decides.
int fazekasOf(float rimMm, int spots) {
    const int beside = rimMm < 4 ? 1 : rimMm < 7.5F ? 2 : 3, deep = spots < 8 ? 1 : spots < 22 ? 2 : 3;
    return std::max(beside, deep);
}

} // namespace

void placeSmallVesselDisease(Composer& c, double severity, int finding) {
    // From a faint haze to a bright, sharply bounded band.
    const Stuff stuff = leuko(c, c.random.logUniform(0.28, 1.15));
    const auto width = static_cast<float>(1.5 + severity * c.random.uniform(3.5, 10));
    rim(c, stuff, width, 0.5F, static_cast<float>(c.random.uniform(1.2, 4.5)), finding);
    const auto count = static_cast<int>(severity * c.random.uniform(6, 45));
    paintSpots(c, spots(c, count, 1.5, 2.5 + 4 * severity, 3, std::nullopt), stuff, Lesion::WhiteMatterChange,
               finding);
    auto& subtype = c.examination.findings[static_cast<std::size_t>(finding)].subtype;
    subtype = "Fazekas " + std::to_string(fazekasOf(width, count));
    if (severity > 0.35 && c.random.chance(0.5)) { // lacunes: a small hole with a rim
        subtype += ", lacunes";
        std::vector<Blob> holes;
        const int lacunes = c.random.integer(1, 5);
        for (int i = 0; i < lacunes; ++i) {
            Point place{};
            if (c.scene.find(
                    c.random,
                    [&](const Probe& p, const Point&, Structure structure) {
                        const bool deep = structure == Structure::Thalamus ||
                                          structure == Structure::Putamen || structure == Structure::Caudate;
                        return p.brain() > 0.9F && p.landmarks.infratentorial < -4 &&
                               (deep || (p.share(Matter::White) > 0.9F && p.landmarks.cortex > 7)) &&
                               p.landmarks.ventricle > 2;
                    },
                    place))
                holes.emplace_back(place, c.random.uniform(1.8, 4.5), 0.2, 0.6, c.random);
        }
        c.painters.push_back([&c, holes, stuff, finding] {
            Stuff fluid;
            fluid.replaces = true;
            fluid.value = {0.98, 3300, 800, 300, 2.4};
            for (const auto& hole : holes) {
                c.scene.paint(
                    Lesion::WhiteMatterChange, finding, stuff, hole.centre(), hole.reach() + 4,
                    [&](const Probe& p) { return inside(hole.depth(p.place) + 1.5F, 1.5F) * p.brain(); });
                c.scene.paint(Lesion::WhiteMatterChange, finding, fluid, hole.centre(), hole.reach() + 2,
                              [&](const Probe& p) { return inside(hole.depth(p.place), 1.5F) * p.brain(); });
            }
        });
    }
}

void placeDemyelination(Composer& c) {
    const int finding = c.add("white_matter_inflammation", "multiple sclerosis");
    Stuff stuff = leuko(c, c.random.logUniform(0.55, 1.4));
    stuff.texture = 0.05;
    Stuff hole = stuff; // chronic: T1 black holes
    hole.value.t1 *= 1.35, hole.value.adc *= 1.25;
    const bool active = c.random.chance(0.3);
    Stuff fresh = stuff;
    fresh.gadolinium = c.random.uniform(0.25, 0.6);
    const int count = c.random.integer(5, 34);
    struct Plaque {
        Blob blob;
        int kind;
    };
    std::vector<Plaque> plaques;
    for (int i = 0; i < count; ++i) {
        const double where = c.random.uniform();
        Point place{};
        const bool beside = where < 0.45;
        if (!c.scene.find(
                c.random,
                [&](const Probe& p, const Point&, Structure structure) {
                    if (c.wantedSide && !onSide(*c.wantedSide, p.landmarks.midline)) return false;
                    if (p.white() < 0.8F) return false;
                    if (beside)
                        return p.landmarks.ventricle > 1 && p.landmarks.ventricle < 9 &&
                               p.landmarks.infratentorial < -4 && p.landmarks.cortex > 4;
                    if (where < 0.65)
                        return p.landmarks.cortex > 0.5F && p.landmarks.cortex < 3.5F &&
                               p.landmarks.infratentorial < -4; // juxtacortical
                    if (where < 0.87) return p.landmarks.cortex > 5 && p.landmarks.infratentorial < -4;
                    return structure == Structure::Brainstem || p.share(Matter::CerebellarWhite) > 0.6F;
                },
                place))
            continue;
        const double radius = c.random.logUniform(2, where < 0.65 ? 6.5 : 5);
        const int kind = active && c.random.chance(0.15) ? 2 : c.random.chance(0.3) ? 1 : 0;
        // Beside the ventricles plaques follow the veins, upright on the wall (Dawson's fingers).
        if (beside)
            plaques.push_back(
                {Blob(place, radius, 0.15, c.scene.awayAt(place), c.random.uniform(1.4, 2.8), c.random),
                 kind});
        else
            plaques.push_back({Blob(place, radius, 0.2, 0.5, c.random), kind});
    }
    if (!plaques.empty()) c.at(finding, plaques.front().blob.centre());
    if (std::any_of(plaques.begin(), plaques.end(), [](const Plaque& plaque) { return plaque.kind == 2; }))
        c.examination.findings[static_cast<std::size_t>(finding)].subtype = "active multiple sclerosis";
    c.painters.push_back([&c, plaques, stuff, hole, fresh, finding] {
        for (const auto& [blob, kind] : plaques)
            c.scene.paint(Lesion::Demyelination, finding,
                          kind == 2   ? fresh
                          : kind == 1 ? hole
                                      : stuff,
                          blob.centre(), blob.reach() + 2, [&](const Probe& p) {
                              return inside(blob.depth(p.place), 1.2F) * (p.white() + 0.6F * p.grey());
                          });
    });
}

void placeSeepage(Composer& c) {
    if (c.random.chance(0.35)) return; // long standing: the walls have got used to it
    rim(c, leuko(c, c.random.uniform(0.5, 1.3)), static_cast<float>(c.random.uniform(1.5, 5)), 0.3F,
        static_cast<float>(c.random.uniform(1.5, 4)), -1);
}

namespace {

/// Swollen lining in the air of the ethmoid and sphenoid sinuses: bright on T2, enhancing.
void thickenSinusMucosa(Composer& c) {
    const Point place = c.scene.placeOfMni({static_cast<float>(c.random.normal(0, 6)),
                                            static_cast<float>(c.random.uniform(26, 46)),
                                            static_cast<float>(c.random.uniform(-40, -30))});
    const Blob blob(place, c.random.uniform(6, 14), 0.3, 0.5, c.random);
    Stuff lining;
    lining.replaces = true;
    lining.value = {0.9, c.t1(1100), c.random.uniform(110, 220), 60, 1.7};
    lining.gadolinium = 0.5, lining.texture = 0.1;
    c.examination.variants.emplace_back("sinus mucosa");
    c.painters.push_back([&c, blob, lining] {
        c.scene.paint(Lesion::None, -1, lining, blob.centre(), blob.reach() + 2, [&](const Probe& p) {
            return inside(blob.depth(p.place), 1.5F) * p.share(Matter::Air);
        });
    });
}

/// Fluid between the leaves of the septum.
void openSeptum(Composer& c) {
    Stuff fluid;
    fluid.replaces = true;
    fluid.value = {1.0, 4100, 1500, 700, 3.0};
    const auto half = static_cast<float>(c.random.uniform(1.5, 3.5));
    const Blob blob(c.scene.placeOfMni({0, static_cast<float>(c.random.uniform(6, 14)), 13}),
                    c.random.uniform(7, 10), 0.05, {0, 1, 0}, c.random.uniform(1.3, 2.2), c.random);
    c.examination.variants.emplace_back("cavum septum pellucidum");
    c.painters.push_back([&c, blob, fluid, half] {
        c.scene.paint(Lesion::None, -1, fluid, blob.centre(), blob.reach() + 2, [&](const Probe& p) {
            return inside(blob.depth(p.place), 1.5F) *
                   ramp(half + 1, half - 0.5F, std::abs(p.landmarks.midline)) * p.inside();
        });
    });
}

} // namespace

void placeNormalVariants(Composer& c) {
    const double old = std::clamp((c.examination.age - 30) / 60.0, 0.0, 1.0);
    bool white = false; // diseased white matter needs no normal rim on top
    for (const auto& truth : c.examination.findings) white |= truth.finding == "small_vessel_disease";
    if (!white) {
        Stuff thin = leuko(c, c.random.uniform(0.2, 0.6));
        if (c.random.chance(0.8))
            rim(c, thin, static_cast<float>(c.random.uniform(0.3, 1.2 + 1.6 * old)), 0.3F, 1.2F, -1);
        if (c.random.chance(0.25 + 0.5 * old))
            paintSpots(
                c, spots(c, c.random.integer(1, 2 + static_cast<int>(5 * old)), 1.0, 2.2, 3, std::nullopt),
                thin, Lesion::None, -1);
    }
    if (c.random.chance(0.35)) { // perivascular spaces below the putamen and in the centrum semiovale
        Stuff fluid;
        fluid.replaces = true;
        fluid.value = {0.98, 3800, 1200, 400, 2.6};
        std::vector<Blob> dots;
        const int count = c.random.integer(2, 10);
        for (int i = 0; i < count; ++i) {
            Point place{};
            if (c.scene.find(
                    c.random,
                    [&](const Probe& p, const Point& mni, Structure structure) {
                        return (structure == Structure::Putamen && mni[2] < 0) ||
                               (p.share(Matter::White) > 0.95F && mni[2] > 25 && p.landmarks.cortex > 4);
                    },
                    place))
                dots.emplace_back(place, c.random.uniform(0.7, 1.5), 0.1, 0.4, c.random);
        }
        if (!dots.empty()) c.examination.variants.emplace_back("perivascular spaces");
        c.painters.push_back([&c, dots, fluid] {
            for (const auto& dot : dots)
                c.scene.paint(Lesion::None, -1, fluid, dot.centre(), dot.reach() + 2,
                              [&](const Probe& p) { return inside(dot.depth(p.place), 1.2F) * p.brain(); });
        });
    }
    if (c.random.chance(0.3)) thickenSinusMucosa(c);
    if (c.random.chance(0.06)) openSeptum(c);
}

} // namespace second_read::simulate
