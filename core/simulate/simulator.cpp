#include "simulate/simulator.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/parallel.h"
#include "simulate/composer.h"
#include "simulate/native.h"
#include "simulate/population.h"
#include "simulate/render.h"
#include "simulate/spaces.h"
#include "simulate/truth.h"

namespace second_read::simulate {
namespace {

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
    for (const auto& truth : composer.examination.findings)
        if (truth.subtype == "obstructive") placeSeepage(composer);
    placeNormalVariants(composer);
}

/// A brain mask as research pipelines cut it: a little too wide or too narrow, ragged, soft at the edge,
/// without holes: cisterns and sulci narrower than twice `reach` stay inside (a morphological closing).
std::vector<float> stripMask(const Scene& scene, Random& random) {
    const auto& grid = scene.grid();
    const auto ragged = smoothField(grid.size, {12, 13, 12}, random.uniform(0.2, 1.5), random);
    const auto offset = static_cast<float>(random.uniform(-1.5, 3.5)),
               reach = static_cast<float>(random.uniform(5, 10));
    std::vector<std::uint8_t> farOutside(grid.voxels());
    for (std::size_t i = 0; i < farOutside.size(); ++i)
        farOutside[i] = scene.landmarks[i].depth + offset + ragged[i] < -reach;
    std::vector<float> mask = distanceTo(farOutside, grid.size, grid.spacing[0]);
    for (float& value : mask) value = ramp(-1, 1, value - reach);
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

/// People look their age: sulci within a few hundredths of what the age lets expect, and ventricles not far
/// beyond it unless they are the finding; with exceptions.
const Head& drawHead(const Anatomies& anatomies, int age, bool wideIsFinding, Random& random) {
    const auto& heads = anatomies.impl->heads;
    const double old = std::clamp((age - 20) / 70.0, 0.0, 1.0);
    for (int tries = 0; tries < 12; ++tries) {
        const Head& head = *heads[random.below(heads.size())];
        const double sulci = (head.sulcalShare - 0.095 - 0.1 * old) / 0.045;
        const double wide =
            wideIsFinding
                ? 0
                : std::max(0.0, std::log(head.ventricleMl / head.brainMl / (0.015 + 0.03 * old)) / 0.4);
        if (random.chance(0.08 + 0.92 * std::exp(-0.5 * (sulci * sulci + wide * wide)))) return head;
    }
    return *heads[random.below(heads.size())];
}

/// What is small or common is left out of reports now and then.
void forgetSome(Examination& examination, Random& random) {
    for (auto& truth : examination.findings) {
        double missed = 0.01;
        if (truth.finding == "atrophy" || truth.finding == "vascular_abnormality")
            missed = 0.15;
        else if (truth.finding == "encephalomalacia")
            missed = truth.volumeMl < 3 ? 0.25 : 0.05;
        else if (truth.finding == "small_vessel_disease")
            missed = truth.volumeMl < 8 ? 0.2 : 0.04;
        else if (!truth.mask.empty() && truth.volumeMl < 0.4)
            missed = 0.12;
        truth.reported = !random.chance(missed);
    }
    for (auto& truth : examination.findings) // a meningioma is reported as one thing
        if (truth.finding == "mass" && truth.subtype == "meningioma")
            for (const auto& other : examination.findings)
                if (other.finding == "meningioma") truth.reported = other.reported;
}

/// One series as research data give it: on the scene's grid, with every flaw.
Acquired onTrainingGrid(const Scene& scene, const Subject& subject, Sequence sequence, Random& random) {
    const Protocol protocol = drawProtocol(sequence, subject.tesla, random);
    const Flaws flaws = drawFlaws(sequence, !subject.strip.empty(), random);
    Acquired series;
    series.image.grid = scene.grid();
    series.image.voxels = idealSignal(scene, subject, protocol, flaws, random);
    spoil(series.image.voxels, series.image.grid, subject, protocol, flaws, random);
    series.thickness = flaws.thickness;
    return series;
}

} // namespace

Examination simulate(const Anatomies& anatomies, const Options& options, std::uint64_t seed) {
    Random who(seed, 1), shape(seed, 2), disease(seed, 3), scanner(seed, 4), reader(seed, 5);
    Examination examination;
    examination.site = options.site.value_or(who.pick<std::string>({"A", "B", "C", "D"}));
    const auto findings = drawFindings(options, who);
    examination.age = drawAge(findings, who);
    const bool woman = who.chance(
        contains(findings, "meningioma") || contains(findings, "white_matter_inflammation") ? 0.68 : 0.5);
    examination.sex = std::string(woman ? "F" : "M");

    const Head& head = drawHead(anatomies, examination.age,
                                contains(findings, "atrophy") || contains(findings, "hydrocephalus"), who);
    const double tesla =
        options.training ? (scanner.chance(0.5) ? 3.0 : 1.5) : siteTesla(examination.site, scanner);
    examination.tesla = tesla;
    Scene scene(head, options.training ? trainingGrid(*options.training) : nativeTruthGrid(options), shape);
    sizeSpaces(scene, findings, examination, shape);
    Composer composer{scene, disease, examination, options.side, tesla, {}};
    place(composer, findings);
    scene.build(options.threads);
    for (const auto& paint : composer.painters) paint();
    settleTruth(scene, examination);
    forgetSome(examination, reader);

    Subject subject = drawSubject(tesla, scanner);
    if (options.training && scanner.chance(0.5)) subject.strip = stripMask(scene, scanner);
    // The random stream of a series is its own: neither the others nor the thread it falls to change it.
    std::vector<Acquired> acquired(options.sequences.size());
    const auto acquireOne = [&](std::size_t i) -> Result<void> {
        const Sequence sequence = options.sequences[i];
        Random series(seed, 100 + static_cast<std::uint64_t>(sequence));
        acquired[i] = options.training ? onTrainingGrid(scene, subject, sequence, series)
                                       : acquire(scene, subject, sequence, examination.site, options, series);
        return {};
    };
    std::ignore = forEachItem({.stage = "", .count = acquired.size(), .threads = options.threads}, {},
                              acquireOne); // nothing in it fails
    for (std::size_t i = 0; i < acquired.size(); ++i) {
        const Sequence sequence = options.sequences[i];
        examination.series[sequence] = std::move(acquired[i].image);
        examination.sliceThickness[sequence] = acquired[i].thickness;
        if (!options.training) examination.acquisitions[sequence] = std::move(acquired[i].how);
        if (acquired[i].unweighted) examination.unweighted = std::move(acquired[i].unweighted);
    }
    if (!options.training) moveToTable(examination, scanner);
    return examination;
}

} // namespace second_read::simulate
