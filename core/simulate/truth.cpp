#include "simulate/truth.h"

#include <algorithm>
#include <cmath>

namespace second_read::simulate {
namespace {

bool has(const Examination& examination, const std::string& finding) {
    return std::any_of(examination.findings.begin(), examination.findings.end(),
                       [&](const Truth& truth) { return truth.finding == finding; });
}

} // namespace

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

} // namespace second_read::simulate
