#include "simulate/simulator.h"

#include <algorithm>
#include <cmath>

#include "simulate/composer.h"
#include "simulate/render.h"

namespace second_read::simulate {
namespace {

bool has(const Examination& examination, const std::string& finding) {
    return std::any_of(examination.findings.begin(), examination.findings.end(),
                       [&](const Truth& truth) { return truth.finding == finding; });
}

std::vector<std::string> drawFindings(const Options& options, Random& random) {
    std::vector<std::string> drawn;
    if (options.findings) return *options.findings;
    for (const auto& [finding, share] : options.prevalences)
        if (random.chance(share)) drawn.push_back(finding);
    return drawn;
}

bool contains(const std::vector<std::string>& list, const char* name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// Ages as diseases have them (medians from the reviews cited beside each finding's code).
int drawAge(const std::vector<std::string>& findings, Random& random) {
    double mean = 52, sd = 18;
    if (contains(findings, "atrophy") || contains(findings, "small_vessel_disease"))
        mean = 72, sd = 9;
    else if (contains(findings, "acute_stroke") || contains(findings, "encephalomalacia"))
        mean = 67, sd = 13;
    else if (contains(findings, "white_matter_inflammation"))
        mean = 38, sd = 11;
    else if (contains(findings, "mass") || contains(findings, "meningioma") ||
             contains(findings, "haemorrhage"))
        mean = 60, sd = 14;
    return std::clamp(static_cast<int>(std::lround(random.normal(mean, sd))), 18, 95);
}

/// Ventricles and sulci: drawn as a target share of the brain whatever the anatomy brought, so that neither
/// gives away the anatomy nor, among normals, a finding. Shares: Scahill 2003 (Arch Neurol 60:989), Evans
/// index literature.
void sizeSpaces(Scene& scene, const std::vector<std::string>& findings, const std::optional<Side>&,
                Examination& examination, Random& random) {
    const Head& head = scene.head();
    const double old = std::clamp((examination.age - 20) / 70.0, 0.0, 1.0);
    const double now = head.ventricleMl / head.brainMl;
    double target = random.logUniform(0.008, 0.014) * std::exp(1.15 * old) * random.factor(0.2);
    double sulci = (0.2 + 0.12 * old - head.sulcalShare) * 3 + random.normal(0, 0.15);
    if (contains(findings, "hydrocephalus")) {
        const bool pressure = random.chance(0.45); // normal pressure: tight at the vertex
        examination.findings.push_back({"hydrocephalus",
                                        pressure ? "normal pressure" : "obstructive",
                                        Side::Bilateral,
                                        "ventricles",
                                        0,
                                        {},
                                        true,
                                        {}});
        target = random.logUniform(0.06, 0.15);
        sulci -= random.uniform(0.3, 1.0);
    } else if (contains(findings, "atrophy")) {
        examination.findings.push_back(
            {"atrophy", "global", Side::Bilateral, "generalised", 0, {}, true, {}});
        target = std::max(target * random.uniform(1.5, 2.4), 0.03);
        sulci += random.uniform(0.6, 1.5);
    }
    const double wallMm = (target - now) * head.brainMl / std::max(20.0, head.ventricleAreaCm2) * 10 * 0.8;
    scene.resize(std::clamp(wallMm, -5.0, 11.0), std::clamp(sulci, -1.2, 2.0));
}

void place(Composer& composer, const std::vector<std::string>& findings) {
    for (const auto& finding : findings) {
        if (finding == "acute_stroke")
            placeAcuteStroke(composer);
        else if (finding == "encephalomalacia")
            placeEncephalomalacia(composer);
        else if (finding == "haemorrhage")
            placeHaemorrhage(composer);
        else if (finding == "vascular_abnormality")
            placeVascular(composer);
        else if (finding == "mass")
            placeMass(composer);
        else if (finding == "meningioma")
            placeMeningioma(composer);
        else if (finding == "small_vessel_disease")
            placeSmallVesselDisease(composer, composer.random.uniform(0.25, 1.0),
                                    composer.add(finding, "leukoaraiosis"));
        else if (finding == "white_matter_inflammation")
            placeDemyelination(composer);
    }
    placeNormalVariants(composer);
}

/// Voxel truth, and from it volume, centroid and side of each finding; what left no trace is no finding.
void settleTruth(const Scene& scene, Examination& examination) {
    const std::size_t count = scene.grid().voxels();
    examination.truthGrid = scene.grid();
    examination.tissue.resize(count);
    examination.lesion.assign(count, static_cast<std::uint8_t>(Lesion::None));
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* here = &scene.matter[i * kMatters];
        const int ventricle = here[at(Matter::Ventricle)], csf = here[at(Matter::Csf)];
        int brain = 0;
        for (const Matter m : {Matter::Cortex, Matter::White, Matter::DeepGrey, Matter::CerebellarGrey,
                               Matter::CerebellarWhite, Matter::Brainstem})
            brain += here[at(m)];
        const int most = std::max({brain, ventricle, csf});
        Tissue tissue = Tissue::Outside;
        if (brain + ventricle + csf >= 128)
            tissue = most == brain ? Tissue::Brain : most == ventricle ? Tissue::Ventricle : Tissue::Csf;
        examination.tissue[i] = static_cast<std::uint8_t>(tissue);
    }
    const double voxelMl = scene.grid().spacing.prod() / 1000;
    std::vector<std::uint8_t> most(count);
    for (std::size_t finding = 0; finding < examination.findings.size(); ++finding) {
        auto& truth = examination.findings[finding];
        std::fill(most.begin(), most.end(), std::uint8_t{0});
        bool any = false;
        for (const auto& layer : scene.layers) {
            if (layer.finding != static_cast<int>(finding)) continue;
            any = true;
            std::size_t source = 0;
            for (int k = 0; k < layer.size[2]; ++k)
                for (int j = 0; j < layer.size[1]; ++j)
                    for (int i = 0; i < layer.size[0]; ++i, ++source) {
                        const std::uint8_t amount = layer.amount[source];
                        if (amount < 40) continue;
                        const std::size_t index = static_cast<std::size_t>(layer.low[0] + i) +
                                                  static_cast<std::size_t>(scene.grid().size[0]) *
                                                      (static_cast<std::size_t>(layer.low[1] + j) +
                                                       static_cast<std::size_t>(scene.grid().size[1]) *
                                                           static_cast<std::size_t>(layer.low[2] + k));
                        most[index] = std::max(most[index], amount);
                        if (amount >= 90) {
                            examination.lesion[index] = static_cast<std::uint8_t>(layer.lesion);
                            if (layer.lesion == Lesion::Cavity && layer.stuff.replaces)
                                examination.tissue[index] = static_cast<std::uint8_t>(Tissue::Csf);
                            else if (layer.stuff.replaces)
                                examination.tissue[index] = static_cast<std::uint8_t>(Tissue::Brain);
                        }
                    }
        }
        if (!any) continue; // diffuse: no mask
        double mass = 0, left = 0, signedMid = 0;
        std::array<double, 3> centroid{};
        truth.mask.assign(count, 0);
        bool seen = false;
        std::size_t index = 0;
        for (int k = 0; k < scene.grid().size[2]; ++k)
            for (int j = 0; j < scene.grid().size[1]; ++j)
                for (int i = 0; i < scene.grid().size[0]; ++i, ++index) {
                    if (most[index] == 0) continue;
                    const double share = most[index] / 255.0;
                    if (most[index] >= 90) truth.mask[index] = 1, seen = true;
                    mass += share;
                    const float mid = scene.landmarks[index].midline;
                    left += mid > 0 ? share : 0, signedMid += share * mid;
                    const Point p = scene.placeOf(i, j, k);
                    for (std::size_t a = 0; a < 3; ++a) centroid[a] += share * p[a];
                }
        if (!seen) {
            truth.mask.clear();
            truth.volumeMl = -1;
            continue;
        }
        truth.volumeMl = mass * voxelMl;
        for (std::size_t a = 0; a < 3; ++a) truth.centroidLps[a] = centroid[a] / mass;
        left /= mass, signedMid /= mass;
        truth.side = left > 0.85   ? Side::Left
                     : left < 0.15 ? Side::Right
                     : std::abs(signedMid) < 4 && truth.volumeMl < 15 && truth.subtype != "microbleeds" &&
                             truth.finding != "small_vessel_disease" &&
                             truth.finding != "white_matter_inflammation"
                         ? Side::Midline
                         : Side::Bilateral;
    }
    std::erase_if(examination.findings, [](const Truth& truth) {
        return truth.volumeMl < 0 ||
               (truth.mask.empty() && truth.finding != "hydrocephalus" && truth.finding != "atrophy");
    });
    for (std::size_t i = 0; i < examination.findings.size(); ++i)
        if (examination.findings[i].finding == "meningioma" &&
            !has(examination, "mass")) { // a meningioma is a mass
            Truth mass = examination.findings[i];
            mass.finding = "mass", mass.subtype = "meningioma";
            examination.findings.push_back(std::move(mass));
            break;
        }
}

/// A brain mask as research pipelines cut it: a little too wide or too narrow, ragged, soft at the edge.
std::vector<float> stripMask(const Scene& scene, Random& random) {
    std::vector<float> mask(scene.grid().voxels());
    const auto ragged = smoothField(scene.grid().size, {12, 13, 12}, random.uniform(0.2, 1.5), random);
    const auto offset = static_cast<float>(random.uniform(-1.5, 3.5));
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = ramp(-1, 1, scene.landmarks[i].depth + offset + ragged[i]);
    return mask;
}

volume::Grid trainingGrid(const Options::Training& training) {
    volume::Grid grid;
    grid.size = training.size;
    grid.spacing.setConstant(training.spacing);
    for (Eigen::Index a = 0; a < 3; ++a)
        grid.origin[a] = -0.5 * (training.size[static_cast<std::size_t>(a)] - 1) * training.spacing;
    return grid;
}

} // namespace

Prevalences defaultPrevalences() {
    return {{"acute_stroke", 0.12},
            {"haemorrhage", 0.10},
            {"mass", 0.12},
            {"meningioma", 0.07},
            {"hydrocephalus", 0.08},
            {"atrophy", 0.12},
            {"small_vessel_disease", 0.18},
            {"white_matter_inflammation", 0.09},
            {"encephalomalacia", 0.09},
            {"vascular_abnormality", 0.06}};
}

Examination simulate(const Anatomies& anatomies, const Options& options, std::uint64_t seed) {
    Random who(seed, 1), shape(seed, 2), disease(seed, 3), scanner(seed, 4);
    Examination examination;
    examination.site = options.site.value_or(std::string(1, static_cast<char>('A' + who.integer(0, 3))));
    const auto findings = drawFindings(options, who);
    examination.age = drawAge(findings, who);
    examination.sex =
        who.chance(contains(findings, "meningioma") || contains(findings, "white_matter_inflammation") ? 0.68
                                                                                                       : 0.5)
            ? "F"
            : "M";

    const Head& head = *anatomies.impl->heads[who.below(anatomies.impl->heads.size())];
    const double tesla = scanner.chance(0.5) ? 3.0 : 1.5;
    Scene scene(head, trainingGrid(options.training.value_or(Options::Training{})), shape);
    sizeSpaces(scene, findings, options.side, examination, shape);
    Composer composer{scene, disease, examination, options.side, tesla, {}};
    place(composer, findings);
    scene.build();
    for (const auto& paint : composer.painters) paint();
    settleTruth(scene, examination);

    Subject subject = drawSubject(tesla, scanner);
    if (scanner.chance(0.5)) subject.strip = stripMask(scene, scanner);
    for (const Sequence sequence : options.sequences) {
        Random series(seed, 100 + static_cast<std::uint64_t>(sequence));
        const Protocol protocol = drawProtocol(sequence, tesla, series);
        const Flaws flaws = drawFlaws(sequence, !subject.strip.empty(), series);
        volume::Volume image;
        image.grid = scene.grid();
        image.voxels = idealSignal(scene, subject, protocol, flaws, series);
        spoil(image.voxels, image.grid, subject, protocol, flaws, series);
        examination.sliceThickness[sequence] = flaws.thickness;
        examination.series[sequence] = std::move(image);
    }
    return examination;
}

} // namespace second_read::simulate
