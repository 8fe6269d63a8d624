/// A finding must not be told by how its examination was taken: a classifier on headers and noise alone stays
/// at chance. SECOND_READ_EXAMINATIONS=2000 measures on more than the test does.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "cohort/cohort.h"
#include "evaluate/baselines.h"
#include "evaluate/metrics.h"
#include "simulate/simulator.h"

namespace second_read::evaluate {
namespace {

constexpr std::array kSequences = {Sequence::T1, Sequence::T2, Sequence::FLAIR, Sequence::DWI, Sequence::SWI};

/// Median absolute step between neighbours in the corners of the image, where there is air.
double noiseOf(const volume::Volume& volume) {
    const auto& size = volume.grid.size;
    std::vector<double> steps;
    const int width = std::max(2, size[0] / 10), height = std::max(2, size[1] / 10);
    for (int k = 0; k < size[2]; ++k)
        for (int j = 0; j < height; ++j)
            for (int i = 1; i < width; ++i)
                for (const int row : {j, size[1] - 1 - j})
                    steps.push_back(std::abs(volume.at(i, row, k) - volume.at(i - 1, row, k)));
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                     steps.end());
    const double brightest = std::max(1.0, static_cast<double>(volume::percentile(volume, 0.99)));
    return steps[steps.size() / 2] / brightest;
}

std::vector<double> featuresOf(const simulate::Examination& examination) {
    std::vector<double> row = {examination.tesla};
    for (const char* site : {"A", "B", "C"}) row.push_back(examination.site == site);
    for (const Sequence sequence : kSequences) {
        const auto& volume = examination.series.at(sequence);
        const auto& how = examination.acquisitions.at(sequence);
        for (const int size : volume.grid.size) row.push_back(size);
        for (const double spacing : volume.grid.spacing) row.push_back(spacing);
        row.insert(row.end(), {examination.sliceThickness.at(sequence), how.tr, how.te, how.ti, how.flip,
                               how.volumetric ? 1.0 : 0.0, how.fatSaturated ? 1.0 : 0.0,
                               how.plane == "axial" ? 1.0 : 0.0, how.plane == "sagittal" ? 1.0 : 0.0});
        row.push_back(std::log(1e-4 + noiseOf(volume)));
    }
    return row;
}

TEST(NoShortcut, FindingsAreNotToldByHeaderAndNoise) {
    const char* wanted = std::getenv("SECOND_READ_EXAMINATIONS");
    const int count = wanted ? std::atoi(wanted) : 160;
    const auto anatomies = simulate::Anatomies::load(cohort::shippedAnatomy().value(), 2.0).value();
    simulate::Options options;
    options.bounds = {40, 8};
    options.sequences.assign(kSequences.begin(), kSequences.end());
    std::vector<std::vector<double>> features;
    std::map<std::string, std::vector<bool>> labels;
    for (int n = 0; n < count; ++n) {
        const auto examination = simulate::simulate(anatomies, options, 9000 + static_cast<std::uint64_t>(n));
        features.push_back(featuresOf(examination));
        for (const auto& [finding, rate] : options.prevalences) labels[finding].push_back(false);
        for (const auto& truth : examination.findings)
            if (labels.contains(truth.finding)) labels[truth.finding].back() = true;
        labels["abnormal"].push_back(!examination.findings.empty());
    }
    const std::vector<std::string> patients(features.size());
    for (const auto& [finding, labelled] : labels) {
        const auto scores = crossValidated(features, labelled, patients);
        if (!scores) continue;
        std::vector<Sample> samples;
        for (std::size_t i = 0; i < scores->size(); ++i) samples.push_back({(*scores)[i], labelled[i], ""});
        const double area = auc(samples).value();
        // Standard error of the area at chance (Hanley and McNeil, Radiology 1982): half the ways to be in
        // order.
        const auto positives = static_cast<double>(std::count(labelled.begin(), labelled.end(), true));
        const double negatives = static_cast<double>(labelled.size()) - positives;
        const double error = std::sqrt((positives + negatives + 1) / (12 * positives * negatives));
        std::printf("%-28s n %4d  positive %4.0f  AUC %.3f  (chance: 0.5 +- %.3f)\n", finding.c_str(), count,
                    positives, area, 1.96 * error);
        EXPECT_LT(area, 0.5 + std::max(0.05, 3.3 * error)) << finding << " is told by how it was taken";
    }
}

} // namespace
} // namespace second_read::evaluate
